use std::collections::VecDeque;

use http::HeaderValue;
use http_body::Frame;

use super::*;

/// A body of frames, and then of nothing.
struct Frames(VecDeque<Result<Frame<Bytes>, Status>>);

impl HttpBody for Frames {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        Poll::Ready(self.0.pop_front())
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }
}

fn data(bytes: &[u8]) -> Result<Frame<Bytes>, Status> {
    Ok(Frame::data(Bytes::copy_from_slice(bytes)))
}

fn trailers(code: &'static str) -> Result<Frame<Bytes>, Status> {
    let status = (
        super::super::status::GRPC_STATUS,
        HeaderValue::from_static(code),
    );
    let other = ("other".parse().unwrap(), HeaderValue::from_static("x"));
    Ok(Frame::trailers(HeaderMap::from_iter([status, other])))
}

fn options() -> ReadOptions {
    ReadOptions {
        limit: 10,
        ..ReadOptions::default()
    }
}

fn request<const N: usize>(frames: [Result<Frame<Bytes>, Status>; N]) -> MessageReader {
    MessageReader::of_request(Body::new(Frames(frames.into())), options())
}

fn response<const N: usize>(
    frames: [Result<Frame<Bytes>, Status>; N],
    headers: &HeaderMap,
) -> MessageReader {
    MessageReader::of_response(Body::new(Frames(frames.into())), headers, options())
}

/// All messages, and the code of the error; nothing may follow.
async fn all(mut reader: MessageReader) -> (Vec<Bytes>, Option<Code>) {
    let mut messages = Vec::new();
    let code = loop {
        match reader.message().await {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => break None,
            Err(status) => break Some(status.code()),
        }
    };
    assert!(matches!(reader.message().await, Ok(None)));
    (messages, code)
}

const TWO: &[u8] = &[0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0];

#[tokio::test]
async fn messages_come_in_pieces_of_any_size() {
    for size in 1..=TWO.len() {
        let frames = TWO.chunks(size).map(data).collect();
        let reader = MessageReader::of_request(Body::new(Frames(frames)), options());
        let expected = vec![Bytes::from_static(&[1, 2, 3]), Bytes::new()];
        assert_eq!(all(reader).await, (expected, None), "pieces of {size}");
    }
}

#[tokio::test]
async fn a_message_within_a_frame_is_not_copied() {
    let frame = Bytes::copy_from_slice(TWO);
    let mut reader = request([Ok(Frame::data(frame.clone()))]);
    let message = reader.message().await.unwrap().unwrap();
    assert_eq!(message.as_ptr(), frame[PREFIX..].as_ptr());
}

#[tokio::test]
async fn a_body_that_ends_within_a_message_fails() {
    for end in 1..TWO.len() {
        let expected = if end == 8 { None } else { Some(Code::Internal) };
        assert_eq!(all(request([data(&TWO[..end])])).await.1, expected, "{end}");
        let none = HeaderMap::new();
        let frames = [data(&TWO[..end]), trailers("0")];
        assert_eq!(all(response(frames, &none)).await.1, expected, "{end}");
        let frames = [data(&TWO[..end]), trailers("7")];
        let code = all(response(frames, &none)).await.1;
        assert_eq!(code, Some(Code::PermissionDenied), "{end}");
    }
}

#[tokio::test]
async fn malformed_messages_fail() {
    for (bytes, code) in [
        ([0, 0, 0, 0, 11], Code::ResourceExhausted),
        ([1, 0, 0, 0, 0], Code::Internal),
        ([2, 0, 0, 0, 0], Code::Internal),
    ] {
        assert_eq!(all(request([data(&bytes)])).await, (vec![], Some(code)));
    }
    let cut = Err(Status::cancelled("gone"));
    assert_eq!(
        all(request([data(TWO), cut])).await.1,
        Some(Code::Cancelled)
    );
}

#[tokio::test]
async fn the_status_of_the_trailers_counts() {
    let status = |code: &'static str| {
        let code = HeaderValue::from_static(code);
        HeaderMap::from_iter([(super::super::status::GRPC_STATUS, code)])
    };
    let (ok, failed, none) = (status("0"), status("9"), HeaderMap::new());
    for (reader, expected) in [
        (response([data(TWO), trailers("0")], &none), None),
        (response([data(TWO), trailers("0")], &failed), None),
        (response([trailers("5")], &ok), Some(Code::NotFound)),
        (response([], &failed), Some(Code::FailedPrecondition)),
        (response([data(&[])], &ok), None),
        (response([data(TWO)], &ok), Some(Code::Unknown)),
        (response([], &none), Some(Code::Unknown)),
    ] {
        assert_eq!(all(reader).await.1, expected);
    }
    let mut reader = response([data(TWO), trailers("0")], &failed);
    while let Ok(Some(_)) = reader.message().await {}
    assert_eq!(
        format!("{:?}", reader.take_trailers()),
        r#"Some({"other": "x"})"#
    );
}

#[tokio::test]
async fn one_message_is_neither_none_nor_two() {
    let one = || data(&TWO[..8]);
    assert!(request([one()]).only_message().await.is_ok());
    let none = HeaderMap::new();
    let mut reader = response([one(), trailers("0")], &none);
    assert_eq!(reader.only_message().await.unwrap().as_ref(), [1, 2, 3]);
    assert!(reader.take_trailers().is_some());
    for mut wrong in [
        request([]),
        request([data(TWO)]),
        request([one(), one()]),
        response([trailers("0")], &none),
        response([data(TWO), trailers("0")], &none),
    ] {
        let status = wrong.only_message().await.unwrap_err();
        assert_eq!(status.code(), Code::Unimplemented);
    }
    let status = response([one(), trailers("5")], &none).only_message().await;
    assert_eq!(status.unwrap_err().code(), Code::NotFound);
}
