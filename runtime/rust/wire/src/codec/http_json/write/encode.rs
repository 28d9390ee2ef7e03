//! Percent-encoding of values.

use bytes::BytesMut;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All characters but the unreserved ones.
///
/// Source: RFC 3986, section 2.3; `google/api/http.proto`, on paths.
const RESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The same, but for reserved characters that a segment of a path may contain.
const RESERVED_IN_REST: AsciiSet = RESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@')
    .remove(b'[')
    .remove(b']');

/// Writes a name or a value of a query, or a whole segment of a path.
pub fn component(text: &str, target: &mut BytesMut) {
    encode(text, &RESERVED, target);
}

/// Writes a segment of the rest of a path, where servers do not decode reserved characters.
pub fn segment_of_rest(text: &str, target: &mut BytesMut) {
    encode(text, &RESERVED_IN_REST, target);
}

fn encode(text: &str, set: &'static AsciiSet, target: &mut BytesMut) {
    for piece in utf8_percent_encode(text, set) {
        target.extend_from_slice(piece.as_bytes());
    }
}
