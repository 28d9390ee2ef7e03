//! The bodies of requests: their charges, their limits, and envelopes for those that have none.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::connect::Compressed;
use rpcsmith_wire::edge::enveloped::Enveloped;
use rpcsmith_wire::grpc::framing::too_large;

use super::super::guard::CallResources;
use super::super::metered_body::{Content, MeteredBody};
use super::super::routes::Route;
use super::{Dispatcher, Shape};

impl Dispatcher {
    /// Charges a message that is a whole body of declared length, because the decoder reserves memory for it before the first
    /// byte arrives.
    pub(super) fn with_declared<B: HttpBody>(
        &self,
        request: &Request<B>,
        shape: Shape,
        resources: CallResources,
    ) -> Result<CallResources, Status> {
        let (Shape::Message(_), Some(charge)) = (shape, &resources.charge) else {
            return Ok(resources);
        };
        let declared = request.body().size_hint().exact().unwrap_or(0);
        let declared = usize::try_from(declared).unwrap_or(usize::MAX);
        match charge.received(declared) {
            Ok(()) => Ok(resources),
            Err(_) if declared > self.max_request_size => {
                Err(too_large("request", declared, self.max_request_size))
            }
            Err(full) => Err(full),
        }
    }

    /// Wraps the body of an admitted request, to count its bytes.
    pub(super) fn metered<B>(
        &self,
        mut request: Request<B>,
        shape: Shape,
        route: &Route,
        compressed: bool,
        resources: &CallResources,
    ) -> Request<MeteredBody<B>>
    where
        B: HttpBody,
    {
        let content = match shape {
            Shape::Message(_) => {
                let declared = request.body().size_hint().exact();
                let declared = declared.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
                declared.map_or(Content::Gathered(self.max_request_size), Content::Whole)
            }
            Shape::Envelopes if route.reads_stream() => Content::Messages,
            Shape::Envelopes => Content::Message,
        };
        if let Some(charge) = &resources.charge
            && compressed
        {
            request.extensions_mut().insert(Arc::clone(charge));
        }
        let limit = route
            .built_in
            .map_or(usize::MAX, |limits| limits.max_request_size);
        let (charge, timeout) = (resources.charge.clone(), self.request_timeout);
        request.map(|body| MeteredBody::new(body, content, timeout, charge).limited(limit))
    }

    /// Puts the message that is a whole body into an envelope.
    pub(super) fn enveloped<B>(
        &self,
        request: Request<B>,
        Compressed(compressed): Compressed,
    ) -> Request<Enveloped>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let limit = self.max_request_size;
        request.map(|body| Enveloped::new(Body::new(body), compressed, limit, "request"))
    }
}
