//! The bodies of requests: their charges, their limits, and envelopes for those that have none.

use std::sync::Arc;

use bytes::Bytes;
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::connect::Compressed;
use rpcsmith_wire::context::CallContext;
use rpcsmith_wire::edge::enveloped::Enveloped;
#[cfg(feature = "http-json")]
use rpcsmith_wire::grpc::compression::Meter;
use rpcsmith_wire::grpc::framing::too_large;
#[cfg(feature = "http-json")]
use rpcsmith_wire::http_json::Pieces;

use super::super::arrival::{Arrival, Polled};
use super::super::guard::CallResources;
use super::super::guarded_request::GuardedRequest;
use super::super::metered_body::{Content, MeteredBody};
use super::super::routes::Route;
use super::{Dispatcher, Shape};
use crate::budget::Charge;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Dispatcher {
    /// Charges a message that is a whole body of declared length, because the decoder reserves memory for it before the first
    /// byte arrives.
    pub(in super::super) fn with_declared<B>(
        &self,
        arrival: &Arrival<B>,
        shape: &Shape,
        resources: CallResources,
    ) -> Result<CallResources, Status>
    where
        B: HttpBody<Data = Bytes, Error = Status> + Unpin,
    {
        let (true, Arrival::Rest(body)) = (shape.is_message(), arrival) else {
            return Ok(resources);
        };
        let Some(charge) = resources.shared_charge() else {
            return Ok(resources);
        };
        let declared = body.size_hint().exact().unwrap_or(0);
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
    pub(in super::super) fn metered<B>(
        &self,
        body: Polled<B>,
        shape: Shape,
        route: &Route,
        charge: Option<Arc<Charge>>,
        context: &CallContext,
    ) -> Body
    where
        B: HttpBody<Data = Bytes, Error = Status> + Send + Unpin + 'static,
    {
        let content = match &shape {
            shape if shape.is_message() => {
                let declared = body.size_hint().exact();
                let declared = declared.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
                declared.map_or(Content::Gathered(self.max_request_size), Content::Whole)
            }
            _ if route.reads_stream() => Content::Messages,
            _ => Content::Message,
        };
        let limits = route.built_in;
        let limit = limits.map_or(usize::MAX, |limits| limits.max_request_size);
        let streams = route.reads_stream();
        let most = self.max_request_size;
        #[cfg(feature = "http-json")]
        if let Shape::Pieces(form, head) = shape {
            let meter = charge.clone().map(|charge| charge as Arc<dyn Meter>);
            let pieces = Pieces::new(Body::new(body), form, head, most, meter);
            let body = MeteredBody::new(pieces, content, self.request_timeout, charge);
            return for_handler(body.limited(limit), streams, context);
        }
        let body = MeteredBody::new(body, content, self.request_timeout, charge).limited(limit);
        match shape {
            Shape::Message(Compressed(compressed)) => {
                let body = Enveloped::new(Body::new(body), compressed, most, "request");
                for_handler(body, streams, context)
            }
            #[cfg(feature = "http-json")]
            Shape::MessageAfter(head) => {
                let body = Enveloped::after(head, Body::new(body), false, most, "request");
                for_handler(body, streams, context)
            }
            _ => for_handler(body, streams, context),
        }
    }
}

/// The body of a request for its handler.
fn for_handler<B>(body: B, streams: bool, context: &CallContext) -> Body
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    if streams {
        Body::new(GuardedRequest::new(body, context.clone()))
    } else {
        Body::new(body)
    }
}
