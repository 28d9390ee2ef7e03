//! Identifiers.

use super::char_set::CharSet;

/// Whether a text is a UUID, RFC 9562, with its hyphens: `^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_uuid;
///
/// assert!(is_uuid("8400e29b-41d4-a716-4466-554400000000"));
/// assert!(!is_uuid("8400e29b41d4a7164466554400000000"));
/// ```
pub fn is_uuid(text: &str) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(text.as_bytes()) else {
        return false;
    };
    // The four hyphens are not digits, so with 32 digits all other bytes are digits.
    [8, 13, 18, 23].iter().all(|&at| bytes[at] == b'-') && digits(bytes) == 32
}

/// Whether a text is a UUID without its hyphens: `^[0-9a-fA-F]{32}$`.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_tuuid;
///
/// assert!(is_tuuid("8400e29b41d4a7164466554400000000"));
/// ```
pub fn is_tuuid(text: &str) -> bool {
    <&[u8; 32]>::try_from(text.as_bytes()).is_ok_and(|bytes| digits(bytes) == 32)
}

/// Counts hexadecimal digits. Without branches and tables, the compiler vectorizes it.
fn digits<const N: usize>(bytes: &[u8; N]) -> u8 {
    let is_digit =
        |byte: u8| (byte.wrapping_sub(b'0') < 10) | ((byte | 0x20).wrapping_sub(b'a') < 6);
    bytes.iter().map(|&byte| u8::from(is_digit(byte))).sum()
}

/// Whether a text is a [ULID](https://github.com/ulid/spec): `^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$`.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_ulid;
///
/// assert!(is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
/// ```
pub fn is_ulid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 26 && bytes[0] <= b'7' && CharSet::ULID.has_all(bytes)
}
