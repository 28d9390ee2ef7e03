//! Takes the one message of a unary call out of its envelope.

use bytes::Bytes;

use super::gather::Gathered;
use super::{COMPRESSED, PREFIX, length};

/// A message without its envelope.
#[derive(Debug, PartialEq, Eq)]
pub struct Single {
    pub compressed: bool,
    /// The message, in pieces.
    pub pieces: Vec<Bytes>,
}

/// The message in a body that has exactly one envelope; `None` for another body. The message is not copied, unless its first
/// piece is tiny.
pub fn open(mut body: Gathered) -> Option<Single> {
    if body
        .pieces
        .first()
        .is_some_and(|first| first.len() < PREFIX)
    {
        let size = body.size;
        let pieces = vec![body.into_bytes()];
        body = Gathered {
            pieces,
            size,
            trailers: None,
        };
    }
    let first = body.pieces.first_mut()?;
    let prefix = *first.first_chunk::<PREFIX>()?;
    drop(first.split_to(PREFIX));
    let [flags, ..] = prefix;
    let is_whole = length(prefix).checked_add(PREFIX) == Some(body.size);
    (is_whole && flags & !COMPRESSED == 0).then_some(Single {
        compressed: flags == COMPRESSED,
        pieces: body.pieces,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::gather;
    use crate::edge::testing::{now, pieces};

    #[test]
    fn one_envelope_is_opened_in_pieces_of_any_size() {
        for (body, expected) in [
            (&b"\0\0\0\0\x02hi"[..], Some((false, "hi"))),
            (b"\x01\0\0\0\x02hi", Some((true, "hi"))),
            (b"\0\0\0\0\0", Some((false, ""))),
            (b"", None),
            (b"\0\0\0", None),
            (b"\0\0\0\0\x02h", None),
            (b"\0\0\0\0\x01hi", None),
            (b"\0\0\0\0\0\0\0\0\0\0", None),
            (b"\x02\0\0\0\0", None),
            (b"\0\xff\xff\xff\xff", None),
        ] {
            for size in 1..=body.len().max(1) {
                let gathered = now(gather::all(pieces(body, size), 100, "test")).unwrap();
                let single =
                    open(gathered).map(|single| (single.compressed, single.pieces.concat()));
                let expected =
                    expected.map(|(compressed, text)| (compressed, text.as_bytes().to_vec()));
                assert_eq!(single, expected, "{body:?} in pieces of {size}");
            }
        }
    }
}
