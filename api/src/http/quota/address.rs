//! From which address a request comes. Anybody can write any address into a header, so only what trusted proxies wrote is believed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use ipnet::IpNet;

use super::gateway;

/// The address of whoever sent this request.
pub fn of(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let peer = peer.unwrap_or(Ipv4Addr::UNSPECIFIED.into());
    let trusted = gateway(request).map_or(&[][..], |gateway| &gateway.proxies);
    caller(peer, trusted, request.headers())
}

/// The last address on the way here that no trusted proxy has.
fn caller(peer: IpAddr, trusted: &[IpNet], headers: &HeaderMap) -> IpAddr {
    let peer = peer.to_canonical();
    if !believed(trusted, peer) {
        return peer;
    }
    let told = |name, hops: fn(&str) -> Vec<Option<IpAddr>>| {
        let hops = hops_of(headers, name, hops)?;
        Some(farthest(peer, trusted, &hops))
    };
    let forwarded = told(header::FORWARDED, forwarded);
    let listed = told(header::X_FORWARDED_FOR, listed);
    match (forwarded, listed) {
        (None, None) => peer,
        (Some(one), None) | (None, Some(one)) => one,
        (Some(one), Some(other)) if one == other => one,
        // A proxy that writes one of the headers hands on what the caller wrote into the other.
        (Some(_), Some(_)) => peer,
    }
}

fn believed(trusted: &[IpNet], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// Goes back from the nearest hop for as long as it is a trusted proxy that tells the one before it.
fn farthest(peer: IpAddr, trusted: &[IpNet], hops: &[Option<IpAddr>]) -> IpAddr {
    let mut known = peer;
    for hop in hops.iter().rev() {
        match hop {
            Some(address) if believed(trusted, *address) => known = *address,
            Some(address) => return *address,
            None => break,
        }
    }
    known
}

/// What a header says in all its lines, the nearest hop last; none where it says something else than an address.
fn hops_of(
    headers: &HeaderMap,
    name: HeaderName,
    hops: fn(&str) -> Vec<Option<IpAddr>>,
) -> Option<Vec<Option<IpAddr>>> {
    if !headers.contains_key(&name) {
        return None;
    }
    let lines = headers.get_all(name);
    let hops = lines.flat_map(|line| line.to_str().map_or(vec![None], hops));
    Some(hops.collect())
}

/// `X-Forwarded-For: 203.0.113.7, 198.51.100.2`
fn listed(line: &str) -> Vec<Option<IpAddr>> {
    line.split(',').map(node).collect()
}

/// `Forwarded: for=203.0.113.7;proto=https, for="[2001:db8::1]:443"` (RFC 7239)
fn forwarded(line: &str) -> Vec<Option<IpAddr>> {
    // A quotation that does not end would swallow what the proxy wrote behind it.
    if !line.matches('"').count().is_multiple_of(2) {
        return vec![None];
    }
    parts(line, ',').into_iter().map(from).collect()
}

fn from(element: &str) -> Option<IpAddr> {
    parts(element, ';').into_iter().find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_for = name.trim().eq_ignore_ascii_case("for");
        is_for.then(|| node(value.trim().trim_matches('"')))?
    })
}

/// Splits where not quoted.
fn parts(text: &str, at: char) -> Vec<&str> {
    let mut quoted = false;
    let parts = text.split(|c| {
        quoted ^= c == '"';
        c == at && !quoted
    });
    parts.collect()
}

/// An address as proxies write it: bare, in brackets, with a port.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bracketed = || {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<Ipv6Addr>().ok().map(IpAddr::from)
    };
    let address = text.parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address
        .or_else(bracketed)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or(IpAddr::V4(Ipv4Addr::BROADCAST))
    }

    /// Who is meant by these headers of a request that comes from the proxy 10.0.0.1.
    fn told(lines: &[(&'static str, &'static str)]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "2001:db8:ffff::/48"]
            .iter()
            .filter_map(|network| network.parse().ok())
            .collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        caller(address("10.0.0.1"), &trusted, &headers).to_string()
    }

    #[test]
    fn the_last_address_that_is_no_trusted_proxy_is_the_callers() {
        let listed = |value| told(&[("x-forwarded-for", value)]);
        assert_eq!(listed("203.0.113.7"), "203.0.113.7");
        assert_eq!(listed("1.1.1.1, 203.0.113.7"), "203.0.113.7");
        assert_eq!(listed("1.1.1.1,203.0.113.7 , 10.9.9.9"), "203.0.113.7");
        assert_eq!(listed("203.0.113.7:4711"), "203.0.113.7");
        assert_eq!(listed("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(listed("2001:db8::9, 2001:db8:ffff::1"), "2001:db8::9");
        assert_eq!(listed("[2001:db8::9]:80"), "2001:db8::9");
        assert_eq!(listed("10.2.2.2, 10.3.3.3"), "10.2.2.2");
        let lines = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "2.2.2.2"),
        ];
        assert_eq!(told(&lines), "2.2.2.2");
    }

    #[test]
    fn what_is_no_address_ends_what_is_believed() {
        for value in [
            "",
            "unknown",
            "1.1.1.1, unknown",
            "1.1.1.1,",
            "1.1.1",
            "localhost",
        ] {
            assert_eq!(told(&[("x-forwarded-for", value)]), "10.0.0.1", "{value}");
        }
        assert_eq!(
            told(&[("x-forwarded-for", "1.1.1.1, _hidden, 10.3.3.3")]),
            "10.3.3.3"
        );
    }

    #[test]
    fn the_standard_header_is_read_with_its_quotes() {
        let forwarded = |value| told(&[("forwarded", value)]);
        assert_eq!(forwarded("for=203.0.113.7"), "203.0.113.7");
        assert_eq!(
            forwarded("For=\"203.0.113.7:80\";proto=https;by=10.0.0.1"),
            "203.0.113.7"
        );
        assert_eq!(
            forwarded("for=1.1.1.1, proto=https; for=\"[2001:db8::9]:443\""),
            "2001:db8::9"
        );
        assert_eq!(
            forwarded("for=1.1.1.1, host=\"a,b\";for=2.2.2.2"),
            "2.2.2.2"
        );
        for value in [
            "proto=https",
            "for=_secret",
            "for=1.1.1.1;host=\", for=2.2.2.2",
        ] {
            assert_eq!(forwarded(value), "10.0.0.1", "{value}");
        }
    }

    #[test]
    fn nobody_is_believed_who_is_not_trusted_and_no_header_that_another_contradicts() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::X_FORWARDED_FOR,
            HeaderValue::from_static("203.0.113.7"),
        );
        let peer = address("198.51.100.2");
        assert_eq!(caller(peer, &[], &headers), peer);
        let both = [("x-forwarded-for", "2.2.2.2"), ("forwarded", "for=2.2.2.2")];
        assert_eq!(told(&both), "2.2.2.2");
        let spoofed = [("x-forwarded-for", "2.2.2.2"), ("forwarded", "for=1.1.1.1")];
        assert_eq!(told(&spoofed), "10.0.0.1");
    }
}
