//! Reads values with a length before them: text, bytes, messages and packed numbers.

use prost::DecodeError;
use prost::encoding::decode_varint;

/// Lengths and keys below this take one byte.
pub(crate) const SHORT: u8 = 0x80;

/// A short value that is whole in the data, and what follows it.
#[inline]
pub(crate) fn short(data: &[u8]) -> Option<(&[u8], &[u8])> {
    match data.split_first()? {
        (&length @ 0..SHORT, rest) => rest.split_at_checked(length.into()),
        _ => None,
    }
}

/// Reads a length.
///
/// # Errors
/// If it is malformed.
#[inline]
pub(crate) fn length(data: &mut &[u8]) -> Result<usize, DecodeError> {
    if let Some((&length @ 0..SHORT, rest)) = data.split_first() {
        *data = rest;
        return Ok(length.into());
    }
    Ok(usize::try_from(decode_varint(data)?).unwrap_or(usize::MAX))
}

/// Reads a value.
///
/// # Errors
/// If the length is malformed, or more than the rest of the data.
pub(crate) fn value<'a>(data: &mut &'a [u8]) -> Result<&'a [u8], DecodeError> {
    let length = length(data)?;
    match data.split_at_checked(length) {
        Some((value, rest)) => {
            *data = rest;
            Ok(value)
        }
        None => Err(malformed("buffer underflow")),
    }
}

#[cold]
#[inline(never)]
#[expect(
    deprecated,
    reason = "prost has no other way to create an error with a message"
)]
pub(crate) fn malformed(message: &'static str) -> DecodeError {
    DecodeError::new(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_values_are_read() {
        let long = [&[0x80, 1][..], &[7; 129]].concat();
        for (data, expected) in [
            (&b"\0a"[..], Some((&b""[..], &b"a"[..]))),
            (b"\x02abc", Some((b"ab", b"c"))),
            (&long, Some((&[7; 128], &[7]))),
            (b"", None),
            (b"\x02a", None),
            (b"\x80", None),
            (b"\x80\x01a", None),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01a", None),
        ] {
            let mut rest = data;
            let read = value(&mut rest).ok().map(|value| (value, rest));
            assert_eq!(read, expected, "{data:?}");
            if data.first().is_some_and(|length| *length < SHORT) {
                assert_eq!(short(data), expected, "{data:?}");
            }
        }
        assert_eq!(short(&long), None);
    }
}
