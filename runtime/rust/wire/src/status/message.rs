//! Percent-encoding of `grpc-message`.
//!
//! Source: `Status-Message` and `Percent-Encoded` of gRPC over HTTP/2.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;

/// The value of `grpc-message`.
///
/// It encodes what the protocol requires: bytes outside of visible ASCII, and `%`. A space at either end is encoded too,
/// because HTTP drops it.
pub(crate) fn header_value(message: &str) -> HeaderValue {
    let encoded = match encode(message) {
        Cow::Borrowed(plain) => Bytes::copy_from_slice(plain.as_bytes()),
        Cow::Owned(encoded) => Bytes::from(encoded),
    };
    // The encoded text consists of visible ASCII and spaces, so this does not fail.
    HeaderValue::from_maybe_shared(encoded).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Encodes a message.
pub(crate) fn encode(message: &str) -> Cow<'_, str> {
    let last = message.len().saturating_sub(1);
    let is_plain = |(index, byte): (usize, u8)| match byte {
        b' ' => index != 0 && index != last,
        b'%' => false,
        byte => byte.is_ascii_graphic(),
    };
    if message.bytes().enumerate().all(is_plain) {
        return Cow::Borrowed(message);
    }
    let mut encoded = String::with_capacity(message.len() + message.len() / 2);
    for (index, byte) in message.bytes().enumerate() {
        if is_plain((index, byte)) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(hex_digit(byte >> 4));
            encoded.push(hex_digit(byte & 0xF));
        }
    }
    Cow::Owned(encoded)
}

fn hex_digit(nibble: u8) -> char {
    let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    digit.to_ascii_uppercase()
}

/// Decodes a message. It keeps what is not percent-encoding, and replaces what is not UTF-8: the protocol forbids to lose a
/// status because of its message.
pub(crate) fn decode(value: &[u8]) -> String {
    if !value.contains(&b'%') {
        return String::from_utf8_lossy(value).into_owned();
    }
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, hex_byte(after)) {
            (b'%', Some((byte, after))) => {
                decoded.push(byte);
                rest = after;
            }
            _ => decoded.push(*first),
        }
    }
    String::from_utf8(decoded)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The byte of two hexadecimal digits, and what follows them.
fn hex_byte(text: &[u8]) -> Option<(u8, &[u8])> {
    let [high, low, rest @ ..] = text else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let byte = digit(high)? << 4 | digit(low)?;
    Some((u8::try_from(byte).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_the_protocol_requires_and_decodes_it() {
        for (message, encoded) in [
            ("", ""),
            ("plain text, \"quoted\" {1}", "plain text, \"quoted\" {1}"),
            ("100 %", "100 %25"),
            (" a b ", "%20a b%20"),
            (" ", "%20"),
            ("grün\n\t", "gr%C3%BCn%0A%09"),
            ("\u{7f}\0", "%7F%00"),
        ] {
            assert_eq!(encode(message), encoded);
            assert_eq!(decode(encoded.as_bytes()), message);
            assert_eq!(header_value(message), encoded);
        }
    }

    #[test]
    fn keeps_what_it_cannot_decode() {
        for (value, message) in [
            (&b"100%"[..], "100%"),
            (b"%4", "%4"),
            (b"%zz %41", "%zz A"),
            (b"%%41", "%A"),
            (b"%+1", "%+1"),
            (b"%FF", "\u{fffd}"),
            (b"\xFF", "\u{fffd}"),
        ] {
            assert_eq!(decode(value), message);
        }
    }
}
