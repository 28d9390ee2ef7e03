//! The functions that read scalar fields, by kind: those of prost, except that strings have a short way, and enums can be
//! newtypes.

pub use prost::encoding::{
    bool, double, fixed32, fixed64, float, int32, int64, sfixed32, sfixed64, sint32, sint64,
    uint32, uint64,
};

/// Enums: numbers, or newtypes of them.
pub mod enumeration {
    use prost::DecodeError;
    use prost::bytes::Buf;
    use prost::encoding::{self, DecodeContext, WireType};

    /// Reads a value.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn read<E: From<i32>>(
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<E, DecodeError> {
        let mut number = 0;
        encoding::int32::merge(wire_type, &mut number, buf, ctx)?;
        Ok(number.into())
    }

    /// Reads a value. It replaces the present one.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn merge<E: From<i32>>(
        wire_type: WireType,
        value: &mut E,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        *value = read(wire_type, buf, ctx)?;
        Ok(())
    }

    /// Reads a value, and sets it.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn merge_optional<E: From<i32>>(
        wire_type: WireType,
        value: &mut Option<E>,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        *value = Some(read(wire_type, buf, ctx)?);
        Ok(())
    }

    /// Reads values, as one block or one by one, and adds them.
    ///
    /// # Errors
    /// If a value is malformed.
    pub fn merge_repeated<E: From<i32>>(
        wire_type: WireType,
        values: &mut Vec<E>,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let add = |wire_type, values: &mut Vec<E>, buf: &mut _, ctx| {
            values.push(read(wire_type, buf, ctx)?);
            Ok(())
        };
        if wire_type != WireType::LengthDelimited {
            return add(wire_type, values, buf, ctx);
        }
        encoding::merge_loop(values, buf, ctx, |values, buf, ctx| {
            add(WireType::Varint, values, buf, ctx)
        })
    }
}

/// Strings.
pub mod string {
    use std::str;

    use prost::DecodeError;
    use prost::bytes::Buf;
    use prost::encoding::{self, DecodeContext, WireType};

    use crate::delimited;

    /// Reads a value. It replaces the present one.
    ///
    /// # Errors
    /// If the value is malformed.
    pub fn merge(
        wire_type: WireType,
        value: &mut String,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let Some(text) = short(wire_type, buf.chunk()) else {
            return encoding::string::merge(wire_type, value, buf, ctx);
        };
        value.clear();
        value.push_str(text);
        buf.advance(1 + text.len());
        Ok(())
    }

    /// Reads a value, and adds it.
    ///
    /// # Errors
    /// If the value is malformed.
    pub fn merge_repeated(
        wire_type: WireType,
        values: &mut Vec<String>,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let mut value = String::new();
        merge(wire_type, &mut value, buf, ctx)?;
        values.push(value);
        Ok(())
    }

    /// A short text that is whole in received data. prost reads all others, and reports what is malformed.
    fn short(wire_type: WireType, data: &[u8]) -> Option<&str> {
        if wire_type != WireType::LengthDelimited {
            return None;
        }
        str::from_utf8(delimited::short(data)?.0).ok()
    }

    #[cfg(test)]
    mod tests {
        use prost::bytes::{Buf, Bytes};

        use super::*;

        /// What a function reads from data in two pieces, and how much it leaves.
        fn read(data: &[u8], cut: usize, ours: bool) -> (Result<String, String>, usize) {
            let (first, second) = data.split_at(cut);
            let mut buf = Bytes::copy_from_slice(first).chain(Bytes::copy_from_slice(second));
            let mut value = "old".to_owned();
            let (wire_type, ctx) = (WireType::LengthDelimited, DecodeContext::default());
            let merged = if ours {
                merge(wire_type, &mut value, &mut buf, ctx)
            } else {
                encoding::string::merge(wire_type, &mut value, &mut buf, ctx)
            };
            (
                merged.map(|()| value).map_err(|error| error.to_string()),
                buf.remaining(),
            )
        }

        #[test]
        fn strings_are_those_of_prost() {
            let long = [&[0x80, 1][..], &[b'a'; 130]].concat();
            let cases: [&[u8]; 7] = [
                b"",
                b"\0x",
                b"\x03abcd",
                b"\x03ab",
                b"\x02\xc3\xa9",
                b"\x02\xc3\x28z",
                &long,
            ];
            for data in cases {
                for cut in 0..=data.len() {
                    let (ours, left) = read(data, cut, true);
                    let (theirs, their_left) = read(data, cut, false);
                    assert_eq!(ours, theirs, "{data:?} cut at {cut}");
                    if ours.is_ok() {
                        assert_eq!(left, their_left, "{data:?} cut at {cut}");
                    }
                }
            }
        }

        #[test]
        fn another_wire_type_is_refused() {
            let mut value = String::new();
            let merged = merge(
                WireType::Varint,
                &mut value,
                &mut &b"\x01a"[..],
                DecodeContext::default(),
            );
            assert!(merged.is_err());
        }
    }
}
