//! What the caller wants to get: the media type of a GraphQL answer, and languages.

use actix_web::HttpRequest;
use actix_web::http::header::{
    self, Accept, AcceptLanguage, Header, Preference, Quality, QualityItem,
};
use hemicycle_domain::failure::Tongue;
use hemicycle_domain::values::LanguageTag;
use mime::Mime;

/// Languages that are looked at; more are ignored.
const LANGUAGES: usize = 20;

/// The media types of a GraphQL answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status tells how it went.
    GraphqlResponse,
    /// `application/json`: 200 for all that GraphQL itself has to say.
    Json,
}

impl Media {
    const ALL: [Self; 2] = [Self::GraphqlResponse, Self::Json];

    const fn subtype(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "graphql-response+json",
            Self::Json => "json",
        }
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type to answer in; none when neither is wanted.
pub fn media(request: &HttpRequest) -> Option<Media> {
    if !request.headers().contains_key(header::ACCEPT) {
        return Some(Media::GraphqlResponse);
    }
    let ranges = Accept::parse(request).ok()?.0;
    if ranges.is_empty() {
        return Some(Media::GraphqlResponse);
    }
    let mut best: Option<(Quality, Media)> = None;
    for media in Media::ALL {
        let quality = quality(&ranges, media);
        if quality > Quality::ZERO && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, media));
        }
    }
    best.map(|(_, media)| media)
}

/// The quality given by the most specific range that covers the type; zero when none does.
fn quality(ranges: &[QualityItem<Mime>], media: Media) -> Quality {
    ranges
        .iter()
        .filter_map(|range| Some((specificity(&range.item, media)?, range.quality)))
        .max_by_key(|(specificity, _)| *specificity)
        .map_or(Quality::ZERO, |(_, quality)| quality)
}

fn specificity(range: &Mime, media: Media) -> Option<u8> {
    let subtype = match range.suffix() {
        Some(suffix) => format!("{}+{suffix}", range.subtype()),
        None => range.subtype().to_string(),
    };
    match (range.type_().as_str(), subtype.as_str()) {
        ("*", "*") => Some(0),
        ("application", "*") => Some(1),
        ("application", subtype) if subtype == media.subtype() => utf8(range).then_some(2),
        _ => None,
    }
}

fn utf8(range: &Mime) -> bool {
    range
        .get_param(mime::CHARSET)
        .is_none_or(|charset| charset.as_str().eq_ignore_ascii_case("utf-8"))
}

/// The languages the caller reads, best first, and the one to speak in.
pub fn languages(request: &HttpRequest) -> (Vec<LanguageTag>, Tongue) {
    let mut ranked: Vec<_> = AcceptLanguage::parse(request)
        .map(|languages| languages.0)
        .unwrap_or_default();
    ranked.retain(|preference| preference.quality > Quality::ZERO);
    // Stable: among equals the first one said comes first.
    ranked.sort_by_key(|preference| std::cmp::Reverse(preference.quality));
    let languages: Vec<LanguageTag> = ranked
        .into_iter()
        .take(LANGUAGES)
        .filter_map(|preference| match preference.item {
            Preference::Specific(tag) => LanguageTag::parse(tag.as_str()).ok(),
            Preference::Any => None,
        })
        .collect();
    let tongue = languages
        .iter()
        .find_map(|tag| match tag.as_str().split('-').next() {
            Some("fr") => Some(Tongue::French),
            Some("en") => Some(Tongue::English),
            _ => None,
        })
        .unwrap_or_default();
    (languages, tongue)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn media_for(accept: &str) -> Option<Media> {
        media(
            &TestRequest::default()
                .insert_header((header::ACCEPT, accept))
                .to_http_request(),
        )
    }

    #[test]
    fn the_answer_comes_in_the_media_type_the_caller_likes_best() {
        let new = Some(Media::GraphqlResponse);
        let old = Some(Media::Json);
        assert_eq!(media(&TestRequest::default().to_http_request()), new);
        for (accept, wanted) in [
            ("*/*", new),
            ("application/*", new),
            ("application/json", old),
            ("application/json; charset=utf-8", old),
            ("application/json, application/graphql-response+json", new),
            (
                "application/json;q=0.9, application/graphql-response+json;q=0.8",
                old,
            ),
            ("application/graphql-response+json;q=0, */*", old),
            (
                "application/json;q=0, application/graphql-response+json;q=0, */*",
                None,
            ),
            ("application/graphql-response+json;q=0", None),
            ("text/html", None),
            ("text/html, */*;q=0.1", new),
            ("application/json; charset=latin1", None),
        ] {
            assert_eq!(media_for(accept), wanted, "{accept}");
        }
    }

    #[test]
    fn messages_are_in_the_first_language_the_service_speaks() {
        let spoken = |accept: &str| {
            let request = TestRequest::default().insert_header((header::ACCEPT_LANGUAGE, accept));
            languages(&request.to_http_request()).1
        };
        assert_eq!(spoken("de, fr-CA;q=0.8, en;q=0.5"), Tongue::French);
        assert_eq!(spoken("es"), Tongue::English);
        assert_eq!(spoken("fr;q=0.1, en;q=0.2"), Tongue::English);
        assert_eq!(spoken("fr;q=0, de"), Tongue::English);
    }
}
