//! What the server observes of a call, and the answers that the suite orders.

use std::time::Duration;

use prost_types::Any;
use rpcsmith_runtime::metadata::MetadataMap;
use rpcsmith_runtime::{CallContext, Request, Response, Status};
use tokio::time::sleep;

use crate::errors::{any, status};
use crate::headers::{listed, metadata};
use crate::proto::conformance_payload::RequestInfo;
use crate::proto::unary_response_definition::Response as Ordered;
use crate::proto::{ConformancePayload, Error, Header, UnaryResponseDefinition};

/// The headers of a call, and the deadline that its client sets.
pub fn observed<T>(request: &Request<T>) -> RequestInfo {
    // Without a timeout of the client, the call has the limit of the server.
    let is_limited = request.metadata().contains_key("grpc-timeout");
    let call = CallContext::current().filter(|_| is_limited);
    let left = call.and_then(|call| call.remaining());
    RequestInfo {
        request_headers: listed(request.metadata()),
        timeout_ms: left.and_then(|left| i64::try_from(left.as_millis()).ok()),
        ..RequestInfo::default()
    }
}

/// Answers a call with one response.
pub async fn unary(
    definition: Option<UnaryResponseDefinition>,
    mut info: RequestInfo,
    requests: Vec<Any>,
) -> Result<Response<ConformancePayload>, Status> {
    info.requests = requests;
    let definition = definition.unwrap_or_default();
    sleep(milliseconds(definition.response_delay_ms)).await;
    let headers = sent(&definition.response_headers)?;
    let trailers = sent(&definition.response_trailers)?;
    let data = match definition.response {
        Some(Ordered::Error(error)) => {
            return Err(failed(error, Some(&info), both(headers, trailers)));
        }
        Some(Ordered::ResponseData(data)) => data,
        None => Vec::new(),
    };
    let payload = ConformancePayload {
        data,
        request_info: Some(info),
    };
    Ok(response(payload, headers, trailers))
}

/// A response with headers and trailers.
pub fn response<T>(content: T, headers: MetadataMap, trailers: MetadataMap) -> Response<T> {
    let mut response = Response::new(content);
    *response.metadata_mut() = headers;
    *response.trailers_mut() = trailers;
    response
}

/// The status of an error, with the description of the call unless a response had it.
pub fn failed(mut error: Error, info: Option<&RequestInfo>, metadata: MetadataMap) -> Status {
    error.details.extend(info.map(any));
    status(error, metadata)
}

/// The headers or trailers to send.
pub fn sent(headers: &[Header]) -> Result<MetadataMap, Status> {
    metadata(headers).map_err(|error| Status::invalid_argument(error.to_string()))
}

/// The time that a number of milliseconds means.
pub fn milliseconds(number: u32) -> Duration {
    Duration::from_millis(number.into())
}

/// Headers and trailers in one map, with the values of equal names in order: an error has both after its status.
fn both(headers: MetadataMap, trailers: MetadataMap) -> MetadataMap {
    let mut all = headers.into_headers();
    let trailers = trailers.into_headers();
    for name in trailers.keys() {
        for value in trailers.get_all(name) {
            all.append(name, value.clone());
        }
    }
    MetadataMap::from_headers(all)
}
