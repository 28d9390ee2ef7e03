//! IP addresses and prefixes.

use super::char_set::{CharSet, hex};

/// Whether a text is an IPv4 or IPv6 address; see [`is_ip_version`].
pub fn is_ip(text: &str) -> bool {
    is_ip_version(text, 0)
}

/// Whether a text is an IP address of a version: 4, 6, or 0 for either. It is false for other versions.
///
/// An IPv4 address has four decimal numbers without leading zeros. An IPv6 address has the format of RFC 4291, with an optional
/// zone after a `%` (RFC 4007).
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_ip_version;
///
/// assert!(is_ip_version("127.0.0.1", 4));
/// assert!(is_ip_version("fe80::a%en1", 6));
/// assert!(!is_ip_version("::1", 4));
/// ```
pub fn is_ip_version(text: &str, version: i64) -> bool {
    let bytes = text.as_bytes();
    match version {
        0 => ipv4(bytes).is_some() || is_ipv6_with_zone(bytes),
        4 => ipv4(bytes).is_some(),
        6 => is_ipv6_with_zone(bytes),
        _ => false,
    }
}

/// Whether a text is an IP address without a zone, and a prefix length after a `/` (RFC 4632 and 4291).
///
/// The version is 4, 6, or 0 for either. If `strict`, all bits after the prefix must be zero.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_ip_prefix;
///
/// assert!(is_ip_prefix("10.1.2.3/8", 0, false));
/// assert!(!is_ip_prefix("10.1.2.3/8", 0, true));
/// assert!(is_ip_prefix("fd00::/8", 6, true));
/// ```
pub fn is_ip_prefix(text: &str, version: i64, strict: bool) -> bool {
    let bytes = text.as_bytes();
    let Some(slash) = bytes.iter().position(|&byte| byte == b'/') else {
        return false;
    };
    let (address, length) = (&bytes[..slash], &bytes[slash + 1..]);
    let of = |address: u128, bits: u32| {
        let rest = |length| (address << (128 - bits)).checked_shl(length).unwrap_or(0);
        number(length, bits).is_some_and(|length| !strict || rest(length) == 0)
    };
    let v4 = || ipv4(address).is_some_and(|address| of(address.into(), 32));
    let v6 = || ipv6(address).is_some_and(|address| of(address, 128));
    match version {
        0 => v4() || v6(),
        4 => v4(),
        6 => v6(),
        _ => false,
    }
}

fn is_ipv6_with_zone(bytes: &[u8]) -> bool {
    match bytes.iter().position(|&byte| byte == b'%') {
        Some(percent) => {
            let zone = &bytes[percent + 1..];
            !zone.is_empty() && !zone.contains(&0) && ipv6(&bytes[..percent]).is_some()
        }
        None => ipv6(bytes).is_some(),
    }
}

/// Parses four decimal numbers, separated by dots.
pub(super) fn ipv4(bytes: &[u8]) -> Option<u32> {
    if !(7..=15).contains(&bytes.len()) {
        return None;
    }
    let mut numbers = bytes.split(|&byte| byte == b'.');
    let mut address = 0;
    for _ in 0..4 {
        address = address << 8 | number(numbers.next()?, 255)?;
    }
    numbers.next().is_none().then_some(address)
}

/// Parses a decimal number without leading zeros, of at most three digits.
fn number(bytes: &[u8], max: u32) -> Option<u32> {
    let number = match *bytes {
        [a] => digit(a)?,
        [a, b] if a != b'0' => digit(a)? * 10 + digit(b)?,
        [a, b, c] if a != b'0' => (digit(a)? * 10 + digit(b)?) * 10 + digit(c)?,
        _ => return None,
    };
    (number <= max).then_some(number)
}

fn digit(byte: u8) -> Option<u32> {
    CharSet::DIGIT.has(byte).then(|| u32::from(byte - b'0'))
}

/// Parses an IPv6 address without a zone: eight groups of hexadecimal digits. The last two can be an IPv4 address, and `::`
/// replaces one or more groups of zeros.
pub(super) fn ipv6(bytes: &[u8]) -> Option<u128> {
    let mut address = 0u128;
    let mut groups = 0;
    // The number of groups before `::`.
    let mut gap = None;
    let mut rest = bytes;
    if let Some(after) = rest.strip_prefix(b"::") {
        gap = Some(0);
        rest = after;
    }
    while !rest.is_empty() {
        let digits = rest.iter().take(5);
        let digits = digits.take_while(|&&byte| CharSet::HEX.has(byte)).count();
        if rest.get(digits) == Some(&b'.') {
            address = address << 32 | u128::from(ipv4(rest)?);
            groups += 2;
            break;
        }
        address = address << 16 | u128::from(group(&rest[..digits])?);
        groups += 1;
        rest = match &rest[digits..] {
            [] => break,
            [b':', b':', after @ ..] if gap.is_none() => {
                gap = Some(groups);
                after
            }
            // A group follows a colon.
            [b':', after @ ..] if !after.is_empty() && groups < 8 => after,
            _ => return None,
        };
    }
    match gap {
        None => (groups == 8).then_some(address),
        Some(before) if groups < 8 => Some(spread(address, before, groups)),
        Some(_) => None,
    }
}

/// Moves the groups before a gap to the high bits.
fn spread(address: u128, before: u32, groups: u32) -> u128 {
    let after = groups - before;
    let low = address & !(u128::MAX << (16 * after));
    match before {
        0 => low,
        _ => address >> (16 * after) << (16 * (8 - before)) | low,
    }
}

fn group(digits: &[u8]) -> Option<u16> {
    if !(1..=4).contains(&digits.len()) {
        return None;
    }
    let add = |group: u16, &byte: &u8| group << 4 | u16::from(hex(byte));
    Some(digits.iter().fold(0, add))
}
