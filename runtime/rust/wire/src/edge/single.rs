//! Takes the one message of a unary call out of its envelope.

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as _, Frame};

use super::envelope::{COMPRESSED, PREFIX, length};
use super::gather::{Gather, Gathered};
use crate::Status;
use crate::body::Body;

/// A message without its envelope.
#[derive(Debug, PartialEq, Eq)]
pub struct Single {
    pub compressed: bool,
    /// The message, in pieces.
    pub pieces: Vec<Bytes>,
}

/// The message of a body that has exactly one envelope, and the trailers of the body; without a message for another body.
///
/// It reads no more than the first envelope and the piece of data in which it ends, so that an endless stream takes no memory.
///
/// # Errors
/// The error of the body.
pub async fn read(mut body: Body) -> Result<(Option<Single>, HeaderMap), Status> {
    // The sender of a message decides its size.
    let mut gather = Gather::new(usize::MAX, "unary");
    let mut prefix = Vec::with_capacity(PREFIX);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let data = match frame?.into_data().map_err(Frame::into_trailers) {
            Ok(data) => data,
            Err(Ok(trailers)) => return Ok((open(gather.take()), trailers)),
            Err(Err(_)) => continue,
        };
        prefix.extend(data.iter().take(PREFIX.saturating_sub(prefix.len())));
        gather.push(data)?;
        if let Some(prefix) = prefix.first_chunk::<PREFIX>()
            && gather.size() > PREFIX.saturating_add(length(*prefix))
        {
            return Ok((None, HeaderMap::new()));
        }
    }
    Ok((open(gather.take()), HeaderMap::new()))
}

/// The message in data that is exactly one envelope. It is not copied, unless its first piece is tiny.
fn open(mut body: Gathered) -> Option<Single> {
    if body
        .pieces
        .first()
        .is_some_and(|first| first.len() < PREFIX)
    {
        let size = body.size;
        let pieces = vec![body.into_bytes()];
        body = Gathered { pieces, size };
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
                let (single, _) = now(read(pieces(body, size))).unwrap();
                let single = single.map(|single| (single.compressed, single.pieces.concat()));
                let expected =
                    expected.map(|(compressed, text)| (compressed, text.as_bytes().to_vec()));
                assert_eq!(single, expected, "{body:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn an_endless_body_is_not_read_to_its_end() {
        // The helper panics at a future that does not end.
        let endless = Body::new(Endless);
        assert_eq!(now(read(endless)).unwrap().0, None);
    }

    struct Endless;

    impl http_body::Body for Endless {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Bytes>, Status>>> {
            let messages = Bytes::from_static(b"\0\0\0\0\x01x");
            std::task::Poll::Ready(Some(Ok(Frame::data(messages))))
        }
    }
}
