//! `grpc.testing.TestService`.

use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use rpcsmith_runtime::metadata::MetadataMap;
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Code, Request, Response, Status, Streaming};
use tokio::time::sleep;

use crate::flags::Flags;
use crate::proto::test_service_server::TestService;
use crate::proto::{
    BoolValue, EchoStatus, Empty, Payload, ResponseParameters, SimpleRequest, SimpleResponse,
    StreamingInputCallRequest, StreamingInputCallResponse, StreamingOutputCallRequest,
    StreamingOutputCallResponse,
};
use crate::{ECHO_INITIAL, ECHO_TRAILING};

/// Answers as the descriptions of the tests say.
pub struct Tests;

impl TestService for Tests {
    async fn empty_call(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        Ok(Response::new(Empty {}))
    }

    async fn unary_call(
        &self,
        request: Request<SimpleRequest>,
    ) -> Result<Response<SimpleResponse>, Status> {
        let metadata = request.metadata().clone();
        let flags = flags(&request);
        let request = request.into_inner();
        expect(&flags, 0, request.expect_compressed)?;
        ordered(request.response_status)?;
        let response = SimpleResponse {
            payload: Some(payload(request.response_size)?),
            server_id: if request.fill_server_id {
                "rpcsmith".to_owned()
            } else {
                String::new()
            },
        };
        let mut response = echoing(response, &metadata);
        if request.response_compressed == Some(BoolValue { value: false }) {
            response.disable_compression();
        }
        Ok(response)
    }

    async fn streaming_output_call(
        &self,
        request: Request<StreamingOutputCallRequest>,
    ) -> Result<Response<BoxStream<StreamingOutputCallResponse>>, Status> {
        let metadata = request.metadata().clone();
        let request = request.into_inner();
        let uncompressed = Some(BoolValue { value: false });
        let parameters = &request.response_parameters;
        let is_uncompressed = parameters
            .iter()
            .any(|parameters| parameters.compressed == uncompressed);
        let mut response = echoing(Box::pin(payloads(request)) as BoxStream<_>, &metadata);
        if is_uncompressed {
            response.disable_compression();
        }
        Ok(response)
    }

    async fn streaming_input_call(
        &self,
        request: Request<Streaming<StreamingInputCallRequest>>,
    ) -> Result<Response<StreamingInputCallResponse>, Status> {
        let flags = flags(&request);
        let mut requests = request.into_inner();
        let mut sum = 0;
        for number in 0.. {
            let Some(request) = requests.message().await? else {
                break;
            };
            expect(&flags, number, request.expect_compressed)?;
            sum += request.payload.unwrap_or_default().body.len();
        }
        let too_many = |_| Status::out_of_range("the sum of the sizes has more than 31 bits");
        Ok(Response::new(StreamingInputCallResponse {
            aggregated_payload_size: sum.try_into().map_err(too_many)?,
        }))
    }

    async fn full_duplex_call(
        &self,
        request: Request<Streaming<StreamingOutputCallRequest>>,
    ) -> Result<Response<BoxStream<StreamingOutputCallResponse>>, Status> {
        let metadata = request.metadata().clone();
        let responses = request.into_inner().flat_map(answers);
        Ok(echoing(Box::pin(responses), &metadata))
    }

    async fn half_duplex_call(
        &self,
        request: Request<Streaming<StreamingOutputCallRequest>>,
    ) -> Result<Response<BoxStream<StreamingOutputCallResponse>>, Status> {
        let requests: Vec<_> = request.into_inner().collect().await;
        let responses = stream::iter(requests).flat_map(answers);
        Ok(Response::new(Box::pin(responses)))
    }
}

type Answer = Result<StreamingOutputCallResponse, Status>;

/// The answers to one request of a stream.
fn answers(
    request: Result<StreamingOutputCallRequest, Status>,
) -> BoxStream<StreamingOutputCallResponse> {
    let request = request.and_then(|mut request| {
        ordered(request.response_status.take())?;
        Ok(request)
    });
    match request {
        Ok(request) => Box::pin(payloads(request)),
        Err(status) => Box::pin(stream::iter([Err(status)])),
    }
}

/// The payloads that a request asks for.
fn payloads(
    request: StreamingOutputCallRequest,
) -> impl futures_util::Stream<Item = Answer> + Send {
    stream::iter(request.response_parameters).then(|parameters: ResponseParameters| async move {
        let interval = u64::try_from(parameters.interval_us).unwrap_or_default();
        sleep(Duration::from_micros(interval)).await;
        let payload = Some(payload(parameters.size)?);
        Ok(StreamingOutputCallResponse { payload })
    })
}

fn payload(size: i32) -> Result<Payload, Status> {
    let size =
        usize::try_from(size).map_err(|_| Status::invalid_argument("the size is negative"))?;
    Ok(Payload::zeros(size))
}

/// The flags of the requests of a call, which the layer of the server notes.
fn flags<T>(request: &Request<T>) -> Flags {
    request.extensions().get().cloned().unwrap_or_default()
}

/// Fails if a message was not compressed as its client says.
fn expect(flags: &Flags, number: usize, compressed: Option<BoolValue>) -> Result<(), Status> {
    match (compressed, flags.get(number)) {
        (Some(wanted), found) if found != Some(wanted.value) => Err(Status::invalid_argument(
            format!("compressed: {found:?}, expected: {}", wanted.value),
        )),
        _ => Ok(()),
    }
}

/// Fails with the status that a request asks for.
fn ordered(status: Option<EchoStatus>) -> Result<(), Status> {
    match status.filter(|status| status.code != 0) {
        Some(status) => Err(Status::new(Code::from(status.code), status.message)),
        None => Ok(()),
    }
}

/// A response with the metadata that the client wants back.
fn echoing<T>(content: T, request: &MetadataMap) -> Response<T> {
    let mut response = Response::new(content);
    if let Some(value) = request.get(ECHO_INITIAL) {
        response.metadata_mut().insert(ECHO_INITIAL, value.clone());
    }
    if let Some(value) = request.get_bin(ECHO_TRAILING) {
        response
            .trailers_mut()
            .insert_bin(ECHO_TRAILING, value.clone());
    }
    response
}
