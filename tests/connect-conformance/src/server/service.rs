//! `connectrpc.conformance.v1.ConformanceService`, as the comments of its proto describe it.

use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};
use tokio::time::sleep;

use super::answer::{failed, milliseconds, observed, response, sent, unary};
use crate::errors::any;
use crate::proto::conformance_payload::RequestInfo;
use crate::proto::conformance_service_server::ConformanceService;
use crate::proto::{
    BidiStreamRequest, BidiStreamResponse, ClientStreamRequest, ClientStreamResponse,
    ConformancePayload, Error, IdempotentUnaryRequest, IdempotentUnaryResponse,
    ServerStreamRequest, ServerStreamResponse, StreamResponseDefinition, UnaryRequest,
    UnaryResponse,
};

/// Answers with what it observes, and with what each request orders.
pub struct Conformance;

impl ConformanceService for Conformance {
    async fn unary(
        &self,
        request: Request<UnaryRequest>,
    ) -> Result<Response<UnaryResponse>, Status> {
        let info = observed(&request);
        let request = request.into_inner();
        let requests = vec![any(&request)];
        let response = unary(request.response_definition, info, requests).await?;
        Ok(response.map(|payload| UnaryResponse {
            payload: Some(payload),
        }))
    }

    async fn idempotent_unary(
        &self,
        request: Request<IdempotentUnaryRequest>,
    ) -> Result<Response<IdempotentUnaryResponse>, Status> {
        let info = observed(&request);
        let request = request.into_inner();
        let requests = vec![any(&request)];
        let response = unary(request.response_definition, info, requests).await?;
        Ok(response.map(|payload| IdempotentUnaryResponse {
            payload: Some(payload),
        }))
    }

    async fn client_stream(
        &self,
        request: Request<Streaming<ClientStreamRequest>>,
    ) -> Result<Response<ClientStreamResponse>, Status> {
        let info = observed(&request);
        let mut stream = request.into_inner();
        let (mut definition, mut requests) = (None, Vec::new());
        while let Some(request) = stream.message().await? {
            if requests.is_empty() {
                definition.clone_from(&request.response_definition);
            }
            requests.push(any(&request));
        }
        let response = unary(definition, info, requests).await?;
        Ok(response.map(|payload| ClientStreamResponse {
            payload: Some(payload),
        }))
    }

    async fn server_stream(
        &self,
        request: Request<ServerStreamRequest>,
    ) -> Result<Response<BoxStream<ServerStreamResponse>>, Status> {
        let mut info = observed(&request);
        let request = request.into_inner();
        info.requests = vec![any(&request)];
        let response = Replies::start(request.response_definition, info, None)?;
        Ok(response.map(|payloads| {
            let payloads = payloads.map(|payload| {
                Ok(ServerStreamResponse {
                    payload: Some(payload?),
                })
            });
            Box::pin(payloads) as BoxStream<_>
        }))
    }

    async fn bidi_stream(
        &self,
        request: Request<Streaming<BidiStreamRequest>>,
    ) -> Result<Response<BoxStream<BidiStreamResponse>>, Status> {
        let mut info = observed(&request);
        let mut stream = request.into_inner();
        let mut first = stream.message().await?;
        let definition = first
            .as_mut()
            .map(|first| first.response_definition.clone());
        let is_full_duplex = first.as_ref().is_some_and(|first| first.full_duplex);
        info.requests.extend(first.as_ref().map(any));
        let requests = if is_full_duplex {
            Some(stream)
        } else {
            while let Some(request) = stream.message().await? {
                info.requests.push(any(&request));
            }
            None
        };
        let response = Replies::start(definition.flatten(), info, requests)?;
        Ok(response.map(|payloads| {
            let payloads = payloads.map(|payload| {
                Ok(BidiStreamResponse {
                    payload: Some(payload?),
                })
            });
            Box::pin(payloads) as BoxStream<_>
        }))
    }
}

/// The responses of a stream.
struct Replies {
    /// What the call sent so far, until a response has it.
    info: Option<RequestInfo>,
    data: std::vec::IntoIter<Vec<u8>>,
    delay: Duration,
    error: Option<Error>,
    /// The requests after the first, if each response waits for one.
    requests: Option<Streaming<BidiStreamRequest>>,
    has_replied: bool,
}

impl Replies {
    /// Starts a stream of responses. Its headers are sent at once.
    fn start(
        definition: Option<StreamResponseDefinition>,
        info: RequestInfo,
        requests: Option<Streaming<BidiStreamRequest>>,
    ) -> Result<Response<BoxStream<ConformancePayload>>, Status> {
        let definition = definition.unwrap_or_default();
        let headers = sent(&definition.response_headers)?;
        let trailers = sent(&definition.response_trailers)?;
        let replies = Self {
            info: Some(info),
            data: definition.response_data.into_iter(),
            delay: milliseconds(definition.response_delay_ms),
            error: definition.error,
            requests,
            has_replied: false,
        };
        let of_error = trailers.clone();
        let stream = stream::unfold(Some(replies), move |replies| {
            let trailers = of_error.clone();
            async move {
                let mut replies = replies?;
                match replies.next().await {
                    Ok(Some(payload)) => Some((Ok(payload), Some(replies))),
                    Ok(None) => {
                        let info = replies.info.filter(|_| !replies.has_replied);
                        let status = failed(replies.error?, info.as_ref(), trailers);
                        Some((Err(status), None))
                    }
                    Err(status) => Some((Err(status), None)),
                }
            }
        });
        Ok(response(Box::pin(stream), headers, trailers))
    }

    /// The next response. In full duplex it waits for a request, unless the client has sent all.
    async fn next(&mut self) -> Result<Option<ConformancePayload>, Status> {
        if self.has_replied
            && let Some(requests) = &mut self.requests
        {
            match requests.message().await? {
                Some(request) => {
                    let info = self.info.get_or_insert_default();
                    info.requests.push(any(&request));
                }
                None => self.requests = None,
            }
        }
        let Some(data) = self.data.next() else {
            return Ok(None);
        };
        sleep(self.delay).await;
        self.has_replied = true;
        Ok(Some(ConformancePayload {
            data,
            request_info: self.info.take(),
        }))
    }
}
