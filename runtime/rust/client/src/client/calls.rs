//! Sends the requests of a call, and reads its responses. This code is not generic over messages, so it compiles once.

use std::pin::Pin;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, TE};
use http::uri::PathAndQuery;
use http::{HeaderValue, Uri};
use rpcsmith_wire::body::{Body, Trailers};
use rpcsmith_wire::codec::Codec;
#[cfg(feature = "http-json")]
use rpcsmith_wire::http_json::client::SameTarget;
use rpcsmith_wire::metadata::{MAX_NAMES, MetadataMap};
use rpcsmith_wire::{Code, Request, Response, Status};

use super::Core;
use super::deadline::{self, CallDeadline, in_time};
use super::exchange::Exchange;
use rpcsmith_service::Method;
use rpcsmith_wire::grpc::compression::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING, Received};
use rpcsmith_wire::grpc::read::{MessageReader, ReadOptions};
use rpcsmith_wire::grpc::response;
use rpcsmith_wire::grpc::write::{Envelope, MessageBody, Messages, WriteOptions};

impl Core {
    /// The format of the messages of a call.
    ///
    /// # Errors
    /// `UNIMPLEMENTED` if the client calls by routes, and the method has none.
    pub(super) fn codec(&self, method: Method) -> Result<Codec, Status> {
        #[cfg(feature = "http-json")]
        if let Some(routes) = self.routes {
            return Ok(self.codec.by_route(routes.of(method)?));
        }
        let _ = method;
        Ok(self.codec)
    }

    /// Sends one request.
    pub(super) async fn send_one(
        &self,
        method: Method,
        codec: Codec,
        request: Request<Envelope>,
    ) -> Result<Response<MessageReader>, Status> {
        let (metadata, extensions, envelope) = request.into_parts();
        let data = envelope.seal(&self.write_options(codec), "request")?;
        let body = Body::messages(data, Trailers::None);
        let request = Request::from_parts(metadata, extensions, body);
        self.send(method, codec, request, None).await
    }

    /// Sends a stream of requests.
    pub(super) async fn send_many(
        &self,
        method: Method,
        codec: Codec,
        request: Request<Pin<Box<dyn Messages>>>,
    ) -> Result<Response<MessageReader>, Status> {
        let (metadata, extensions, messages) = request.into_parts();
        let messages = with_one_target(codec, messages);
        let body = MessageBody::of_request(messages, self.write_options(codec));
        let (body, exchange) = Exchange::new(body);
        let request = Request::from_parts(metadata, extensions, body);
        self.send(method, codec, request, Some(exchange)).await
    }

    fn write_options(&self, codec: Codec) -> WriteOptions {
        WriteOptions {
            codec,
            encoding: self.send,
            limit: self.limits.sent,
        }
    }

    async fn send(
        &self,
        method: Method,
        codec: Codec,
        request: Request<Body>,
        exchange: Option<Exchange>,
    ) -> Result<Response<MessageReader>, Status> {
        let request = self.http_request(method, codec, request)?;
        let deadline = request.extensions().get::<CallDeadline>().copied();
        let response = self.transport.carry(request);
        let response = async { response::settled(response.await?).await };
        let response = match deadline {
            Some(CallDeadline(deadline)) => in_time(response, deadline).await,
            None => response.await,
        };
        let response = response
            .and_then(|response| response::check(&response, Some(codec)).map(|()| response));
        let response = match (response, exchange) {
            (Ok(response), Some(exchange)) => exchange.follow(response)?,
            (Ok(response), None) => response,
            (Err(status), Some(exchange)) => return Err(exchange.or(status)),
            (Err(status), None) => return Err(status),
        };
        let (head, body) = response.into_parts();
        if let Some(status) = Status::from_header_map(&head.headers)
            && status.code() != Code::Ok
        {
            return Err(status);
        }
        let options = ReadOptions {
            limit: self.limits.received,
            encoding: Received::read(&head.headers, self.accept),
            ..ReadOptions::default()
        };
        let reader = MessageReader::of_response(body, &head.headers, options);
        Ok(Response::from_http(http::Response::from_parts(
            head, reader,
        )))
    }

    /// The HTTP request of a call. Its extensions have the method and the deadline, for interceptors and transports.
    fn http_request(
        &self,
        method: Method,
        codec: Codec,
        request: Request<Body>,
    ) -> Result<http::Request<Body>, Status> {
        if request.metadata().keys_len() > MAX_NAMES {
            return Err(Status::internal("the request has too much metadata"));
        }
        let request = deadline::limited(request);
        let mut request = request.into_http(self.uri(method)?);
        let headers = request.headers_mut();
        headers.insert(TE, HeaderValue::from_static("trailers"));
        headers.insert(CONTENT_TYPE, codec.content_type());
        if let Some(encoding) = self.send {
            headers.insert(GRPC_ENCODING, encoding.header_value());
        }
        if let Some(accepted) = self.accept.header_value() {
            headers.insert(GRPC_ACCEPT_ENCODING, accepted);
        }
        let extensions = request.extensions_mut();
        extensions.insert(method);
        #[cfg(feature = "http-json")]
        if let Codec::HttpClient(codec) = codec {
            extensions.insert(codec);
        }
        #[cfg(feature = "channel")]
        if let Some(config) = self.service_config {
            extensions.insert(config);
        }
        Ok(request)
    }

    fn uri(&self, method: Method) -> Result<Uri, Status> {
        let path = PathAndQuery::from_static(method.path());
        let mut parts = self.origin.clone().into_parts();
        let before = parts.path_and_query.as_ref().map(PathAndQuery::path);
        let before = before.unwrap_or_default().trim_end_matches('/');
        let invalid = |error: http::Error| Status::internal(format!("invalid origin: {error}"));
        parts.path_and_query = Some(if before.is_empty() {
            path
        } else {
            let path = format!("{before}{path}").parse();
            path.map_err(|error: http::uri::InvalidUri| invalid(error.into()))?
        });
        Uri::from_parts(parts).map_err(|error| invalid(error.into()))
    }
}

/// The messages of a stream, which must have one path if they are sent by a route.
fn with_one_target(codec: Codec, messages: Pin<Box<dyn Messages>>) -> Pin<Box<dyn Messages>> {
    match codec {
        #[cfg(feature = "http-json")]
        Codec::HttpClient(_) => Box::pin(SameTarget::new(messages)),
        _ => messages,
    }
}

/// The only message of a response. Its status, if it fails, has the headers and the trailers.
pub(super) async fn only_message(
    response: Response<MessageReader>,
) -> Result<Response<Bytes>, Status> {
    let (headers, mut reader, extensions) = response.into_parts();
    match reader.only_message().await {
        Ok(message) => {
            let mut response = Response::from_parts(headers, message, extensions);
            if let Some(trailers) = reader.take_trailers() {
                *response.trailers_mut() = MetadataMap::from_headers(trailers);
            }
            Ok(response)
        }
        Err(mut status) => {
            status.metadata_mut().merge(headers);
            Err(status)
        }
    }
}
