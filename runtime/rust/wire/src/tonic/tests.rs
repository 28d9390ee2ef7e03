use std::error::Error;

use bytes::Bytes;
use prost::Message;
use tokio_stream::StreamExt;

use crate::body::{Body, Trailers};
use crate::metadata::{MetadataMap, MetadataValue};
use crate::{Code, Request, Response, Status, Streaming};

fn metadata() -> MetadataMap {
    let mut metadata = MetadataMap::new();
    metadata.insert("a", "1".parse().unwrap());
    metadata.append("a", "2".parse().unwrap());
    metadata.insert_bin("b-bin", MetadataValue::from_bytes(&[0, 255]));
    metadata
}

#[test]
fn codes_keep_their_numbers() {
    for number in 0..17 {
        let theirs = tonic::Code::from(Code::from(number));
        assert_eq!(theirs as i32, number);
        assert_eq!(Code::from(theirs) as i32, number);
    }
}

#[test]
fn a_status_keeps_everything() {
    let source = std::sync::Arc::new(std::io::Error::other("disk"));
    let details = Bytes::from("details");
    let status = Status::with_details_and_metadata(Code::NotFound, "no user", details, metadata())
        .with_source(source);
    let theirs = tonic::Status::from(status);
    assert_eq!(theirs.code(), tonic::Code::NotFound);
    assert!(
        theirs
            .source()
            .is_some_and(|source| source.is::<std::io::Error>())
    );
    let ours = Status::from(theirs);
    assert_eq!((ours.code(), ours.message()), (Code::NotFound, "no user"));
    assert_eq!(ours.details(), b"details");
    assert_eq!(ours.metadata().as_ref(), metadata().as_ref());
    // The source is still among the sources.
    let source = ours.source().and_then(Error::source);
    assert!(source.is_some_and(|source| source.is::<std::io::Error>()));
    let found = Status::from_error(Box::new(tonic::Status::aborted("x")));
    assert_eq!((found.code(), found.message()), (Code::Aborted, "x"));
}

#[test]
fn requests_and_responses_keep_everything() {
    let mut request = Request::new(7);
    *request.metadata_mut() = metadata();
    request.extensions_mut().insert("extension");
    let request = Request::from(tonic::Request::from(request));
    assert_eq!(request.metadata().as_ref(), metadata().as_ref());
    assert_eq!(request.extensions().get(), Some(&"extension"));
    assert_eq!(request.into_inner(), 7);

    let mut response = Response::new(7);
    *response.metadata_mut() = metadata();
    response.trailers_mut().insert("a", "3".parse().unwrap());
    response.trailers_mut().insert("c", "4".parse().unwrap());
    let theirs: tonic::Response<i32> = response.into();
    let response: Response<i32> = theirs.into();
    let all: Vec<_> = response.metadata().get_all("a").iter().collect();
    assert_eq!(all, ["1", "2"]);
    assert_eq!(response.metadata().get("c").unwrap(), "4");
    assert_eq!(response.into_inner(), 7);
}

fn stream(messages: Vec<Result<String, Status>>) -> tonic::Streaming<String> {
    Streaming::from_messages(tokio_stream::iter(messages)).into()
}

#[tokio::test]
async fn streams_keep_their_messages_and_their_end() {
    let messages = vec![
        Ok("a".to_owned()),
        Ok(String::new()),
        Ok("b".repeat(5_000_000)),
    ];
    let mut back = Streaming::from(stream(messages));
    assert_eq!(back.message().await.unwrap().unwrap(), "a");
    assert_eq!(back.message().await.unwrap().unwrap(), "");
    assert_eq!(back.message().await.unwrap().unwrap().len(), 5_000_000);
    assert_eq!(back.message().await.unwrap(), None);
    assert!(back.trailers().await.unwrap().is_some());

    for code in [Code::Cancelled, Code::Aborted] {
        let messages = vec![Ok("a".to_owned()), Err(Status::new(code, "broken"))];
        let mut back = Streaming::from(stream(messages));
        assert!(back.message().await.unwrap().is_some());
        let status = back.message().await.unwrap_err();
        assert_eq!((status.code(), status.message()), (code, "broken"));
        assert_eq!(back.message().await.unwrap(), None);
    }
}

/// A body that fails, as that of a client that disappears.
fn failing() -> Body {
    struct Failing;

    impl http_body::Body for Failing {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Status>>> {
            std::task::Poll::Ready(Some(Err(Status::cancelled("gone"))))
        }
    }

    Body::new(Failing)
}

struct Text;

impl tonic::codec::Decoder for Text {
    type Item = String;
    type Error = tonic::Status;

    fn decode(
        &mut self,
        bytes: &mut tonic::codec::DecodeBuf<'_>,
    ) -> Result<Option<String>, tonic::Status> {
        let message = String::decode(bytes);
        message
            .map(Some)
            .map_err(|error| tonic::Status::internal(error.to_string()))
    }
}

#[tokio::test]
async fn a_cancelled_upload_never_looks_complete_to_a_service_of_tonic() {
    let body = super::requests_to_tonic(failing());
    let mut requests = tonic::Streaming::new_request(Text, body, None, None);
    let error = requests.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (tonic::Code::Aborted, "gone")
    );

    let body = super::requests_to_tonic(Body::messages(Bytes::new(), Trailers::None));
    let mut requests = tonic::Streaming::new_request(Text, body, None, None);
    assert!(requests.next().await.is_none());
}
