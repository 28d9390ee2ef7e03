//! Email addresses.

use super::char_set::CharSet;
use super::host::labels;

/// Whether a text is an email address, by the grammar of
/// [HTML](https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address).
///
/// Unlike RFC 5322, it allows no comments, quotes and display names, but it allows dots anywhere before the `@`.
///
/// ```
/// use rpcsmith_runtime::validate::formats::is_email;
///
/// assert!(is_email("ada@example.com"));
/// assert!(!is_email("Ada <ada@example.com>"));
/// ```
pub fn is_email(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.iter().position(|&byte| !CharSet::MAILBOX.has(byte)) {
        None | Some(0) => false,
        Some(end) => bytes[end] == b'@' && labels(&bytes[end + 1..]).is_some(),
    }
}
