//! Names of hosts, alone and with a port.

use super::class::Class;
use super::ip::{ipv4, is_ip_version};

/// Whether a text is the name of a host: RFC 1034's labels of up to 63 letters, digits and inner hyphens, in up to 253
/// characters, with the digits in front that RFC 1123 allows. One more dot may follow, and the last label is not a
/// number.
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
    name.len() <= 253 && labels(name).is_some_and(|last| !Class::DIGIT.has_all(last))
}

/// Whether a text is the name or IP address of a host, an IPv6 address in brackets, and the number of a port after a
/// colon, which may be missing unless `port_required`.
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

/// Whether this is a decimal number of 16 bits.
fn is_port(bytes: &[u8]) -> bool {
    let number = bytes.iter().try_fold(0u32, |number, &byte| {
        let number = number * 10 + u32::from(byte.wrapping_sub(b'0'));
        (Class::DIGIT.has(byte) && number <= 0xffff).then_some(number)
    });
    match bytes {
        [] => false,
        [b'0', _, ..] => false,
        _ => number.is_some(),
    }
}

/// The last of the labels between the dots of a name; `None` if one of them is none.
pub(super) fn labels(name: &[u8]) -> Option<&[u8]> {
    let mut start = 0;
    for (end, &byte) in name.iter().enumerate() {
        if byte == b'.' {
            if !is_end(name, start, end) {
                return None;
            }
            start = end + 1;
        } else if !Class::LABEL.has(byte) {
            return None;
        }
    }
    is_end(name, start, name.len()).then(|| &name[start..])
}

/// Whether a label, of characters that are allowed, may begin and end here.
fn is_end(name: &[u8], start: usize, end: usize) -> bool {
    (1..=63).contains(&(end - start)) && name[start] != b'-' && name[end - 1] != b'-'
}
