//! The results of a call.

use rpcsmith_runtime::{Response, Status, Streaming};
use tokio::pin;

use super::upload::Upload;
use crate::errors::error;
use crate::headers::listed;
use crate::proto::{ClientResponseResult, ConformancePayload};

/// The result of a call with one response.
pub async fn of_unary<P>(
    call: impl Future<Output = Result<Response<P>, Status>>,
    payload: impl Fn(P) -> Option<ConformancePayload>,
    upload: &Upload,
) -> ClientResponseResult {
    let response = tokio::select! {
        response = call => response,
        () = upload.cancelled() => Err(cancelled()),
    };
    let mut result = ClientResponseResult::default();
    match response {
        Ok(response) => {
            result.response_headers = listed(response.metadata());
            result.response_trailers = listed(response.trailers());
            result.payloads = vec![payload(response.into_inner()).unwrap_or_default()];
        }
        Err(status) => {
            fail(&mut result, &status);
            result.num_unsent_requests = upload.unsent();
        }
    }
    result
}

/// The result of a call with a stream of responses.
pub async fn of_stream<P>(
    call: impl Future<Output = Result<Response<Streaming<P>>, Status>>,
    payload: impl Fn(P) -> Option<ConformancePayload>,
    upload: &Upload,
) -> ClientResponseResult {
    let mut result = ClientResponseResult::default();
    let cancel = upload.cancelled();
    pin!(cancel);
    let end = tokio::select! {
        response = call => match response {
            Ok(response) => {
                result.response_headers = listed(response.metadata());
                let mut stream = response.into_inner();
                tokio::select! {
                    end = receive(&mut stream, payload, upload, &mut result) => end,
                    () = &mut cancel => Err(cancelled()),
                }
            }
            Err(status) => Err(status),
        },
        () = &mut cancel => Err(cancelled()),
    };
    if let Err(status) = end {
        fail(&mut result, &status);
        result.num_unsent_requests = upload.unsent();
    }
    result
}

async fn receive<P>(
    stream: &mut Streaming<P>,
    payload: impl Fn(P) -> Option<ConformancePayload>,
    upload: &Upload,
    result: &mut ClientResponseResult,
) -> Result<(), Status> {
    while let Some(message) = stream.message().await? {
        result.payloads.push(payload(message).unwrap_or_default());
        if upload.received(result.payloads.len()) {
            return Err(cancelled());
        }
    }
    if let Some(trailers) = stream.trailers().await? {
        result.response_trailers = listed(&trailers);
    }
    Ok(())
}

fn fail(result: &mut ClientResponseResult, status: &Status) {
    result.error = Some(error(status));
    result.response_trailers = listed(status.metadata());
    if result.response_headers.is_empty() {
        // A response without messages may have all metadata in its headers.
        result
            .response_headers
            .clone_from(&result.response_trailers);
    }
}

/// A call is cancelled by dropping it, so the caller knows its status.
fn cancelled() -> Status {
    Status::cancelled("the client has cancelled the call")
}
