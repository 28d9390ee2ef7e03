//! URIs.

use super::class::{Class, hex};
use super::ip::ipv6;

/// Whether a text is a URI, RFC 3986: with a scheme, and perhaps a fragment.
///
/// The zone of an IPv6 address is written as RFC 6874 has it, and what is percent-encoded in the name of a host is UTF-8.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_uri;
///
/// assert!(is_uri("https://example.com/a?b=c#d"));
/// assert!(!is_uri("./a"));
/// ```
pub fn is_uri(text: &str) -> bool {
    let text = text.as_bytes();
    match scheme(text) {
        Some(rest) => is_rest(rest),
        None => false,
    }
}

/// Whether a text is a reference to a URI, RFC 3986: a URI, or one relative to another.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_uri_ref;
///
/// assert!(is_uri_ref("./a?b=c"));
/// assert!(!is_uri_ref("a b"));
/// ```
pub fn is_uri_ref(text: &str) -> bool {
    let text = text.as_bytes();
    match scheme(text) {
        Some(rest) => is_rest(rest),
        // A colon in the first segment would end a scheme.
        None => {
            let segment = text.iter().take_while(|byte| !b"/?#".contains(byte));
            !segment.into_iter().any(|&byte| byte == b':') && is_rest(text)
        }
    }
}

/// What follows a scheme and its colon.
fn scheme(text: &[u8]) -> Option<&[u8]> {
    let colon = text.iter().position(|&byte| !Class::SCHEME.has(byte))?;
    let valid = text[colon] == b':' && text[0].is_ascii_alphabetic();
    valid.then(|| &text[colon + 1..])
}

/// `hier-part` or `relative-part`, with a query and a fragment.
fn is_rest(text: &[u8]) -> bool {
    let (text, fragment) = cut(text, b'#');
    let (text, query) = cut(text, b'?');
    let path = match text.strip_prefix(b"//") {
        None => text,
        Some(text) => {
            let end = text.iter().position(|&byte| byte == b'/');
            let (authority, path) = text.split_at(end.unwrap_or(text.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
    };
    is_all(path, Class::PATH) && is_all(query, Class::QUERY) && is_all(fragment, Class::QUERY)
}

/// What comes before and after the first of a byte.
fn cut(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == at) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, &[]),
    }
}

/// Whether a text consists of characters of a set and of percent-encoded bytes.
fn is_all(mut text: &[u8], class: Class) -> bool {
    while let Some(end) = text.iter().position(|&byte| !class.has(byte)) {
        match text[end..] {
            [b'%', high, low, ref rest @ ..] if Class::HEX.has(high) && Class::HEX.has(low) => {
                text = rest;
            }
            _ => return false,
        }
    }
    true
}

/// `authority`: a host, perhaps with user information before it and a port after it.
fn is_authority(text: &[u8]) -> bool {
    let host = match text.iter().position(|&byte| byte == b'@') {
        Some(at) if is_all(&text[..at], Class::USERINFO) => &text[at + 1..],
        Some(_) => return false,
        None => text,
    };
    let end = match host.first() {
        Some(b'[') => match host.iter().position(|&byte| byte == b']') {
            Some(bracket) => bracket + 1,
            None => return false,
        },
        _ => host
            .iter()
            .position(|&byte| byte == b':')
            .unwrap_or(host.len()),
    };
    let (host, port) = host.split_at(end);
    let is_port = match port {
        [] => true,
        [b':', port @ ..] => Class::DIGIT.has_all(port),
        _ => false,
    };
    is_port && is_host(host)
}

/// `host`: a name or an address in brackets. An IPv4 address is a name too.
fn is_host(host: &[u8]) -> bool {
    match host {
        [b'[', address @ .., b']'] => is_ip_literal(address),
        _ => is_all(host, Class::REG_NAME) && is_decoded_utf8(host),
    }
}

/// What is in the brackets of an `IP-literal`.
fn is_ip_literal(text: &[u8]) -> bool {
    match text {
        [b'v' | b'V', rest @ ..] => is_ip_future(rest),
        _ => match text.iter().position(|&byte| byte == b'%') {
            None => ipv6(text).is_some(),
            Some(percent) => {
                let zone = text[percent..].strip_prefix(b"%25");
                ipv6(&text[..percent]).is_some()
                    && zone.is_some_and(|zone| {
                        !zone.is_empty() && is_all(zone, Class::UNRESERVED) && is_decoded_utf8(zone)
                    })
            }
        },
    }
}

/// What follows the `v` of an `IPvFuture`.
fn is_ip_future(text: &[u8]) -> bool {
    match text.iter().position(|&byte| byte == b'.') {
        Some(dot) if dot > 0 && dot + 1 < text.len() => {
            Class::HEX.has_all(&text[..dot]) && Class::USERINFO.has_all(&text[dot + 1..])
        }
        _ => false,
    }
}

/// Whether a text, with what is percent-encoded in it decoded, is UTF-8.
///
/// The text is ASCII, and each `%` is followed by two digits.
fn is_decoded_utf8(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(start) = rest.iter().position(|&byte| byte == b'%') {
        rest = &rest[start..];
        // A character that is not ASCII is encoded as a whole, and takes up to four bytes.
        let mut character = [0; 4];
        let mut len = 0;
        loop {
            match *rest {
                [b'%', high, low, ref after @ ..] if len < 4 => {
                    character[len] = hex(high) << 4 | hex(low);
                    rest = after;
                }
                _ => return false,
            }
            len += 1;
            if core::str::from_utf8(&character[..len]).is_ok() {
                break;
            }
        }
    }
    true
}
