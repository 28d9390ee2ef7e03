//! The details of an error: `google.rpc.Status`, of which only the list of messages is read and written.

use bytes::{Buf, Bytes};
use prost::DecodeError;
use prost::encoding::{self, DecodeContext, WireType};

use crate::Code;

/// A message with the name of its type: `google.protobuf.Any`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// The URL of the type, for example `type.googleapis.com/google.rpc.RetryInfo`.
    pub type_url: String,
    /// The encoded message.
    pub value: Bytes,
}

const CODE: u32 = 1;
const MESSAGE: u32 = 2;
const DETAILS: u32 = 3;
const TYPE_URL: u32 = 1;
const VALUE: u32 = 2;

/// The messages in an encoded `google.rpc.Status`.
pub fn read(mut status: Bytes) -> Result<Vec<Detail>, DecodeError> {
    let mut details = Vec::new();
    fields(&mut status, |tag, kind, buffer| {
        if tag != DETAILS {
            return encoding::skip_field(kind, tag, buffer, DecodeContext::default());
        }
        let mut any = Bytes::new();
        encoding::bytes::merge(kind, &mut any, buffer, DecodeContext::default())?;
        details.push(read_any(any)?);
        Ok(())
    })?;
    Ok(details)
}

fn read_any(mut any: Bytes) -> Result<Detail, DecodeError> {
    let mut detail = Detail::default();
    fields(&mut any, |tag, kind, buffer| {
        let context = DecodeContext::default();
        match tag {
            TYPE_URL => encoding::string::merge(kind, &mut detail.type_url, buffer, context),
            VALUE => encoding::bytes::merge(kind, &mut detail.value, buffer, context),
            _ => encoding::skip_field(kind, tag, buffer, context),
        }
    })?;
    Ok(detail)
}

/// Reads the fields of a message.
fn fields(
    buffer: &mut Bytes,
    mut read: impl FnMut(u32, WireType, &mut Bytes) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    while buffer.has_remaining() {
        let (tag, kind) = encoding::decode_key(buffer)?;
        read(tag, kind, buffer)?;
    }
    Ok(())
}

/// Encodes a `google.rpc.Status`.
pub fn write(code: Code, message: &str, details: &[Detail]) -> Bytes {
    let mut status = Vec::new();
    encoding::int32::encode(CODE, &(code as i32), &mut status);
    encoding::string::encode(MESSAGE, &message.to_owned(), &mut status);
    for detail in details {
        let mut any = Vec::new();
        encoding::string::encode(TYPE_URL, &detail.type_url, &mut any);
        encoding::bytes::encode(VALUE, &detail.value, &mut any);
        encoding::bytes::encode(DETAILS, &any, &mut status);
    }
    status.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_survive_a_round_trip() {
        let details = ["a.B", "type.googleapis.com/google.rpc.RetryInfo"].map(|name| Detail {
            type_url: name.to_owned(),
            value: Bytes::from_static(b"\x0a\x00"),
        });
        let status = write(Code::NotFound, "gone", &details);
        assert_eq!(read(status.clone()).unwrap(), details);
        for cut in 1..status.len() {
            // No cut panics; some cuts end between two fields.
            let _ = read(status.slice(..cut));
        }
        assert!(read(Bytes::from_static(b"\x1a\x05\x0a")).is_err());
    }
}
