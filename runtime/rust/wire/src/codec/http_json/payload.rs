//! The internal forms of requests.
//!
//! A server reads the content type, the values in the path, the query, and the body. A client writes the path with its query, the
//! content type of an upload, and the body. Each part but the body starts with its length in four bytes.

use bytes::{Buf, BufMut, Bytes, BytesMut};

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

/// Writes a part with a function, after its length.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` if it is over 4 GiB, and the error of the function.
pub fn part(
    buffer: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<(), Status>,
) -> Result<(), Status> {
    let start = buffer.len();
    buffer.put_u32(0);
    write(buffer)?;
    let length = u32::try_from(buffer.len().saturating_sub(start + LENGTH));
    let length = length.map_err(|_| Status::resource_exhausted("the message is too long"))?;
    if let Some(mut place) = buffer.get_mut(start..start + LENGTH) {
        place.put_u32(length);
    }
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

/// Takes a part from the start of some bytes, without a copy; `None` if it is incomplete.
pub fn split(bytes: &mut Bytes) -> Option<Bytes> {
    let length = take(&mut &bytes[..])?.len();
    bytes.advance(LENGTH);
    Some(bytes.split_to(length))
}

/// The length of what a client writes before a body; `None` if it is incomplete.
pub fn head_length(mut bytes: &[u8]) -> Option<usize> {
    let all = bytes.len();
    take(&mut bytes)?;
    take(&mut bytes)?;
    Some(all - bytes.len())
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
    #[test]
    fn parts_are_taken_without_a_copy() {
        let mut buffer = BytesMut::from(&b"before"[..]);
        let target = |buffer: &mut BytesMut| {
            buffer.put_slice(b"/a?b");
            Ok(())
        };
        part(&mut buffer, target).unwrap();
        put(&mut buffer, b"text/plain").unwrap();
        buffer.put_slice(b"body");
        let mut written = buffer.freeze().slice("before".len()..);
        assert_eq!(head_length(&written), Some(written.len() - 4));
        assert_eq!(split(&mut written).unwrap(), "/a?b");
        assert_eq!(split(&mut written).unwrap(), "text/plain");
        assert_eq!(written, "body");
        assert_eq!(head_length(&written), None);
        assert_eq!(split(&mut written), None);
    }
}
