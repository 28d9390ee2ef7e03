//! The internal form of a request: its content type, the values in its path, its query, and its body.
//!
//! Each part but the body starts with its length in four bytes.

use bytes::{BufMut, Bytes, BytesMut};

use crate::Status;

const LENGTH: usize = 4;

/// The parts of a request.
pub struct Payload<'p> {
    pub content_type: &'p str,
    /// The values of the variables of the route.
    pub values: Vec<&'p str>,
    pub query: &'p str,
    pub body: &'p [u8],
}

/// Writes what stands before the body.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` for a part over 4 GiB.
pub fn head(content_type: &str, values: &[String], query: &str) -> Result<Bytes, Status> {
    let mut head = BytesMut::new();
    let values = values.iter().map(String::as_str);
    for part in [content_type].into_iter().chain(values).chain([query]) {
        put(&mut head, part.as_bytes())?;
    }
    Ok(head.freeze())
}

/// Writes a part, after its length.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` if it is over 4 GiB.
pub fn put(buffer: &mut BytesMut, part: &[u8]) -> Result<(), Status> {
    let length = u32::try_from(part.len());
    let length = length.map_err(|_| Status::resource_exhausted("the message is too long"))?;
    buffer.put_u32(length);
    buffer.put_slice(part);
    Ok(())
}

/// Takes a part from the start of some bytes; `None` if it is incomplete.
pub fn take<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (part, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

impl<'p> Payload<'p> {
    /// Reads a request whose route has `variables` variables; `None` if it is malformed.
    pub fn read(mut bytes: &'p [u8], variables: usize) -> Option<Self> {
        let mut text = || str::from_utf8(take(&mut bytes)?).ok();
        let content_type = text()?;
        let values = (0..variables).map(|_| text()).collect::<Option<_>>()?;
        let query = text()?;
        Some(Self {
            content_type,
            values,
            query,
            body: bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let values = ["a/b".to_owned(), String::new()];
        let head = head("text/plain", &values, "x=1&y=2").unwrap();
        let bytes = [&head[..], b"the body"].concat();
        let read = Payload::read(&bytes, 2).unwrap();
        assert_eq!(read.content_type, "text/plain");
        assert_eq!(read.values, ["a/b", ""]);
        assert_eq!((read.query, read.body), ("x=1&y=2", &b"the body"[..]));
        for end in 0..head.len() {
            assert!(Payload::read(&bytes[..end], 2).is_none(), "{end}");
        }
    }
}
