//! Calls that succeed.

use rpcsmith_runtime::Request;
use rpcsmith_runtime::metadata::{MetadataMap, MetadataValue};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{Server, equal};
use crate::proto::{
    Empty, Payload, ResponseParameters, SimpleRequest, StreamingInputCallRequest,
    StreamingOutputCallRequest,
};
use crate::{ECHO_INITIAL, ECHO_TRAILING, Failure};

/// The sizes of requests and responses of streams.
const REQUESTS: [usize; 4] = [27_182, 8, 1_828, 45_904];
const RESPONSES: [usize; 4] = [31_415, 9, 2_653, 58_979];

pub(super) const LARGE_REQUEST: usize = 271_828;
pub(super) const LARGE_RESPONSE: usize = 314_159;

const INITIAL: &str = "test_initial_metadata_value";
const TRAILING: &[u8] = &[0x0a, 0x0b, 0x0a, 0x0b, 0x0a, 0x0b];

pub(super) async fn empty_unary(server: Server) -> Result<(), Failure> {
    let response = server.client()?.empty_call(Empty {}).await?;
    equal(response.into_inner(), Empty {})
}

pub(super) async fn large_unary(server: Server) -> Result<(), Failure> {
    let response = server.client()?.unary_call(large()).await?;
    equal(
        response.into_inner().payload,
        Some(Payload::zeros(LARGE_RESPONSE)),
    )
}

pub(super) async fn client_streaming(server: Server) -> Result<(), Failure> {
    let requests = REQUESTS.map(|size| StreamingInputCallRequest {
        payload: Some(Payload::zeros(size)),
        expect_compressed: None,
    });
    let client = server.client()?;
    let response = client
        .streaming_input_call(tokio_stream::iter(requests))
        .await?;
    equal(response.into_inner().aggregated_payload_size, 74_922)
}

pub(super) async fn server_streaming(server: Server) -> Result<(), Failure> {
    let request = StreamingOutputCallRequest {
        response_parameters: RESPONSES.into_iter().flat_map(one).collect(),
        ..StreamingOutputCallRequest::default()
    };
    let response = server.client()?.streaming_output_call(request).await?;
    let mut responses = response.into_inner();
    for size in RESPONSES {
        let response = responses.message().await?.ok_or("a response is missing")?;
        equal(response.payload, Some(Payload::zeros(size)))?;
    }
    equal(responses.message().await?, None)
}

pub(super) async fn ping_pong(server: Server) -> Result<(), Failure> {
    let (sender, requests) = mpsc::channel(1);
    let client = server.client()?;
    sender.send(ping(REQUESTS[0], RESPONSES[0])).await?;
    let response = client
        .full_duplex_call(ReceiverStream::new(requests))
        .await?;
    let mut responses = response.into_inner();
    for (index, size) in RESPONSES.into_iter().enumerate() {
        let response = responses.message().await?.ok_or("a response is missing")?;
        equal(response.payload, Some(Payload::zeros(size)))?;
        if let (Some(request), Some(response)) = (REQUESTS.get(index + 1), RESPONSES.get(index + 1))
        {
            sender.send(ping(*request, *response)).await?;
        }
    }
    drop(sender);
    equal(responses.message().await?, None)
}

pub(super) async fn empty_stream(server: Server) -> Result<(), Failure> {
    let response = server
        .client()?
        .full_duplex_call(tokio_stream::empty())
        .await?;
    equal(response.into_inner().message().await?, None)
}

pub(super) async fn custom_metadata(server: Server) -> Result<(), Failure> {
    let client = server.client()?;
    let request = SimpleRequest {
        response_size: 1,
        payload: Some(Payload::zeros(1)),
        ..SimpleRequest::default()
    };
    let response = client.unary_call(with_metadata(request)?).await?;
    echoed(response.metadata(), response.trailers())?;

    let requests = tokio_stream::iter([ping(1, 1)]);
    let response = client.full_duplex_call(with_metadata(requests)?).await?;
    let headers = response.metadata().clone();
    let mut responses = response.into_inner();
    while responses.message().await?.is_some() {}
    let trailers = responses
        .trailers()
        .await?
        .ok_or("the stream has no trailers")?;
    echoed(&headers, &trailers)
}

/// A request for the large response.
pub(super) fn large() -> SimpleRequest {
    SimpleRequest {
        response_size: LARGE_RESPONSE as i32,
        payload: Some(Payload::zeros(LARGE_REQUEST)),
        ..SimpleRequest::default()
    }
}

/// A request of a stream, for one response.
pub(super) fn ping(request: usize, response: usize) -> StreamingOutputCallRequest {
    StreamingOutputCallRequest {
        response_parameters: one(response).collect(),
        payload: Some(Payload::zeros(request)),
        ..StreamingOutputCallRequest::default()
    }
}

fn one(size: usize) -> impl Iterator<Item = ResponseParameters> {
    let size = i32::try_from(size).unwrap_or(i32::MAX);
    std::iter::once(ResponseParameters {
        size,
        ..ResponseParameters::default()
    })
}

fn with_metadata<T>(content: T) -> Result<Request<T>, Failure> {
    let mut request = Request::new(content);
    let metadata = request.metadata_mut();
    metadata.insert(ECHO_INITIAL, INITIAL.parse()?);
    metadata.insert_bin(ECHO_TRAILING, MetadataValue::from_bytes(TRAILING));
    Ok(request)
}

fn echoed(headers: &MetadataMap, trailers: &MetadataMap) -> Result<(), Failure> {
    let initial = headers.get(ECHO_INITIAL).ok_or("the header is missing")?;
    equal(initial.to_str()?, INITIAL)?;
    let trailing = trailers
        .get_bin(ECHO_TRAILING)
        .ok_or("the trailer is missing")?;
    equal(&*trailing.to_bytes()?, TRAILING)
}
