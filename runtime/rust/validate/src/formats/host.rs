//! Host names, with and without a port.

use super::char_set::CharSet;
use super::ip::{ipv4, is_ip_version};

/// Whether a text is a host name: labels of up to 63 letters, digits and inner hyphens (RFC 1034), with up to 253 characters in
/// total. A label can start with a digit (RFC 1123). A trailing dot is allowed, and the last label must not be a number.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_hostname;
///
/// assert!(is_hostname("example.com"));
/// assert!(!is_hostname("-example.com"));
/// assert!(!is_hostname("127.0.0.1"));
/// ```
pub fn is_hostname(text: &str) -> bool {
    hostname(text.as_bytes())
}

fn hostname(bytes: &[u8]) -> bool {
    let name = bytes.strip_suffix(b".").unwrap_or(bytes);
    name.len() <= 253 && labels(name).is_some_and(|last| !CharSet::DIGIT.has_all(last))
}

/// Whether a text is a host name or IP address with a port after a colon. An IPv6 address is in brackets. The port is optional
/// unless `port_required`.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_host_and_port;
///
/// assert!(is_host_and_port("example.com:8080", true));
/// assert!(is_host_and_port("[::1]", false));
/// assert!(!is_host_and_port("example.com", true));
/// ```
pub fn is_host_and_port(text: &str, port_required: bool) -> bool {
    if let Some(rest) = text.strip_prefix('[') {
        return rest.rsplit_once(']').is_some_and(|(host, rest)| {
            let port = match rest.strip_prefix(':') {
                Some(port) => is_port(port.as_bytes()),
                None => rest.is_empty() && !port_required,
            };
            port && is_ip_version(host, 6)
        });
    }
    let bytes = text.as_bytes();
    let host = match bytes.iter().rposition(|&byte| byte == b':') {
        Some(colon) if is_port(&bytes[colon + 1..]) => &bytes[..colon],
        None if !port_required => bytes,
        _ => return false,
    };
    hostname(host) || ipv4(host).is_some()
}

/// Whether the bytes are a decimal 16-bit number.
fn is_port(bytes: &[u8]) -> bool {
    let number = bytes.iter().try_fold(0u32, |number, &byte| {
        let number = number * 10 + u32::from(byte.wrapping_sub(b'0'));
        (CharSet::DIGIT.has(byte) && number <= 0xffff).then_some(number)
    });
    match bytes {
        [] => false,
        [b'0', _, ..] => false,
        _ => number.is_some(),
    }
}

/// The last label of a name; `None` if a label is invalid.
pub(super) fn labels(name: &[u8]) -> Option<&[u8]> {
    let mut start = 0;
    for (end, &byte) in name.iter().enumerate() {
        if byte == b'.' {
            if !is_end(name, start, end) {
                return None;
            }
            start = end + 1;
        } else if !CharSet::LABEL.has(byte) {
            return None;
        }
    }
    is_end(name, start, name.len()).then(|| &name[start..])
}

/// Whether a label of allowed characters has a valid length, start and end.
fn is_end(name: &[u8], start: usize, end: usize) -> bool {
    (1..=63).contains(&(end - start)) && name[start] != b'-' && name[end - 1] != b'-'
}
