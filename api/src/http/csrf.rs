//! Requests that a cookie speaks for must come from a page of this service: browsers send cookies unasked, but no other site can make them send this
//! header.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};
use hemicycle_domain::failure::{ErrorCode, Refusal};
use url::Url;

/// Any value will do; it is never allowed to other origins.
pub const HEADER: HeaderName = HeaderName::from_static("hemicycle-csrf");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks a request that is about to be believed for its cookie.
pub fn check(request: &HttpRequest, public: &Url) -> Result<(), Refusal> {
    let headers = request.headers();
    if !headers.contains_key(HEADER) {
        return Err(Refusal::new(
            ErrorCode::Forbidden,
            "Requests with a session’s cookie need the header hemicycle-csrf: 1.",
            "Les requêtes avec le cookie d’une session doivent porter l’en-tête hemicycle-csrf: 1.",
        ));
    }
    let own = public.origin().ascii_serialization();
    let mut origins = headers.get_all(header::ORIGIN);
    let mut sites = headers.get_all(FETCH_SITE);
    let same_origin = origins.all(|origin| origin.as_bytes() == own.as_bytes());
    let same_site = sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    if same_origin && same_site {
        return Ok(());
    }
    Err(Refusal::new(
        ErrorCode::Forbidden,
        "A session can be used by the pages of this service only.",
        "Une session ne peut être utilisée que par les pages de ce service.",
    ))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_cookie_is_believed_with_the_header_and_from_the_own_origin_only() {
        let public = Url::parse("https://api.example").unwrap();
        for (headers, good) in [
            (vec![], false),
            (vec![("hemicycle-csrf", "1")], true),
            (
                vec![("hemicycle-csrf", "1"), ("origin", "https://api.example")],
                true,
            ),
            (
                vec![("hemicycle-csrf", "1"), ("origin", "https://other.example")],
                false,
            ),
            (vec![("hemicycle-csrf", "1"), ("origin", "null")], false),
            (vec![("origin", "https://api.example")], false),
            (
                vec![("hemicycle-csrf", "1"), ("sec-fetch-site", "same-origin")],
                true,
            ),
            (
                vec![("hemicycle-csrf", "1"), ("sec-fetch-site", "none")],
                true,
            ),
            (
                vec![("hemicycle-csrf", "1"), ("sec-fetch-site", "same-site")],
                false,
            ),
            (
                vec![("hemicycle-csrf", "1"), ("sec-fetch-site", "cross-site")],
                false,
            ),
        ] {
            let mut request = TestRequest::default();
            for header in &headers {
                request = request.append_header(*header);
            }
            let checked = check(&request.to_http_request(), &public);
            assert_eq!(checked.is_ok(), good, "{headers:?}");
        }
    }
}
