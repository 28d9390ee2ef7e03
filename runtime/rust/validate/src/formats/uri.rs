//! URIs.

use super::char_set::{CharSet, hex};
use super::ip::ipv6;

/// Whether a text is a URI (RFC 3986): with a scheme, and an optional fragment.
///
/// The zone of an IPv6 address has the format of RFC 6874. Percent-encoded bytes of a host name must be UTF-8.
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

/// Whether a text is a URI reference (RFC 3986): a URI, or a relative reference.
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

/// The rest of a text after its scheme and colon.
fn scheme(text: &[u8]) -> Option<&[u8]> {
    let colon = text.iter().position(|&byte| !CharSet::SCHEME.has(byte))?;
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
    is_all(path, CharSet::PATH) && is_all(query, CharSet::QUERY) && is_all(fragment, CharSet::QUERY)
}

/// Splits a text at the first occurrence of a byte.
fn cut(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == at) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, &[]),
    }
}

/// Whether a text consists of characters of a set, and percent-encoded bytes.
fn is_all(mut text: &[u8], set: CharSet) -> bool {
    while let Some(end) = text.iter().position(|&byte| !set.has(byte)) {
        match text[end..] {
            [b'%', high, low, ref rest @ ..] if CharSet::HEX.has(high) && CharSet::HEX.has(low) => {
                text = rest;
            }
            _ => return false,
        }
    }
    true
}

/// `authority`: a host, with optional user information and port.
fn is_authority(text: &[u8]) -> bool {
    let host = match text.iter().position(|&byte| byte == b'@') {
        Some(at) if is_all(&text[..at], CharSet::USERINFO) => &text[at + 1..],
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
        [b':', port @ ..] => CharSet::DIGIT.has_all(port),
        _ => false,
    };
    is_port && is_host(host)
}

/// `host`: a name, or an address in brackets. An IPv4 address is also a valid name.
fn is_host(host: &[u8]) -> bool {
    match host {
        [b'[', address @ .., b']'] => is_ip_literal(address),
        _ => is_all(host, CharSet::REG_NAME) && is_decoded_utf8(host),
    }
}

/// The content of the brackets of an `IP-literal`.
fn is_ip_literal(text: &[u8]) -> bool {
    match text {
        [b'v' | b'V', rest @ ..] => is_ip_future(rest),
        _ => match text.iter().position(|&byte| byte == b'%') {
            None => ipv6(text).is_some(),
            Some(percent) => {
                let zone = text[percent..].strip_prefix(b"%25");
                ipv6(&text[..percent]).is_some()
                    && zone.is_some_and(|zone| {
                        !zone.is_empty()
                            && is_all(zone, CharSet::UNRESERVED)
                            && is_decoded_utf8(zone)
                    })
            }
        },
    }
}

/// The rest of an `IPvFuture` after its `v`.
fn is_ip_future(text: &[u8]) -> bool {
    match text.iter().position(|&byte| byte == b'.') {
        Some(dot) if dot > 0 && dot + 1 < text.len() => {
            CharSet::HEX.has_all(&text[..dot]) && CharSet::USERINFO.has_all(&text[dot + 1..])
        }
        _ => false,
    }
}

/// Whether a text is UTF-8 after percent-decoding.
///
/// The text is ASCII, and each `%` is followed by two digits.
fn is_decoded_utf8(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(start) = rest.iter().position(|&byte| byte == b'%') {
        rest = &rest[start..];
        // All bytes of a character must be encoded: up to four.
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
