//! Trailers as a text block: `name:value`, and an end of line, for each.

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::Status;
use crate::edge::envelope::{PREFIX, prefix};
use crate::metadata::MAX_NAMES;

/// The flag of the envelope with the trailers.
pub const TRAILERS: u8 = 0x80;

/// The envelope of trailers.
pub fn write(trailers: &HeaderMap) -> Bytes {
    let lines = trailers.iter();
    let size: usize = lines
        .map(|(name, value)| name.as_str().len() + value.len() + 3)
        .sum();
    let mut envelope = BytesMut::with_capacity(PREFIX + size);
    envelope.put_slice(&prefix(TRAILERS, size).unwrap_or([TRAILERS, 0, 0, 0, 0]));
    for (name, value) in trailers {
        envelope.put_slice(name.as_str().as_bytes());
        envelope.put_slice(b":");
        envelope.put_slice(value.as_bytes());
        envelope.put_slice(b"\r\n");
    }
    envelope.freeze()
}

/// The trailers in a block.
///
/// # Errors
/// `INTERNAL` for a line that is not a header.
pub fn read(block: &[u8]) -> Result<HeaderMap, Status> {
    let mut trailers = HeaderMap::new();
    for line in block.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let (name, value) = parse(line)
            .ok_or_else(|| Status::internal("malformed trailers: a line is not `name: value`"))?;
        let added = trailers.try_append(name, value);
        if added.is_err() || trailers.keys_len() > MAX_NAMES {
            return Err(Status::internal("malformed trailers: there are too many"));
        }
    }
    Ok(trailers)
}

fn parse(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let value = value.get(1..)?.trim_ascii();
    let name = HeaderName::from_bytes(name).ok()?;
    Some((name, HeaderValue::from_bytes(value).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers_survive_a_round_trip() {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", HeaderValue::from_static("9"));
        trailers.append("x-twice", HeaderValue::from_static("one: two"));
        trailers.append("x-twice", HeaderValue::from_static(""));
        let envelope = write(&trailers);
        let (head, block) = envelope.split_at(PREFIX);
        assert_eq!(head[0], TRAILERS);
        assert_eq!(usize::from(head[4]), block.len());
        assert_eq!(read(block).unwrap(), trailers);
    }

    #[test]
    fn a_block_of_too_many_trailers_is_an_error() {
        for count in [MAX_NAMES, MAX_NAMES + 1, 24_576, 24_577, 32_768, 50_000] {
            let block: String = (0..count).map(|name| format!("{name}:x\n")).collect();
            assert_eq!(read(block.as_bytes()).is_ok(), count <= MAX_NAMES);
        }
    }

    #[test]
    fn blocks_of_other_writers_are_read() {
        for (block, expected) in [
            (&b""[..], Some(0)),
            (b"Grpc-Status:0\r\n", Some(1)),
            (b"grpc-status: 0\ngrpc-message: a:b", Some(2)),
            (b"\r\n\r\n", Some(0)),
            (b"no colon\r\n", None),
            (b": no name\r\n", None),
            (b"bad name: 1\r\n", None),
            (b"a: \x01\r\n", None),
        ] {
            let read = read(block).ok().map(|trailers| trailers.len());
            assert_eq!(read, expected, "{}", block.escape_ascii());
        }
    }
}
