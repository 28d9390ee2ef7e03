//! Calls within the process, without a socket.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tokio::time::Instant;
use tower_service::Service;

use super::deadline::CallDeadline;
use super::transport::{SharedTransport, Transport, TransportFuture};
use rpcsmith_service::Method;
use rpcsmith_wire::context::{CallContext, End};
use rpcsmith_wire::grpc::request::RequestHeaders;

/// A transport to a server in the same process.
///
/// Messages, metadata and statuses are encoded and decoded as on the wire. Extensions do not cross from one side to the
/// other. As with a `Server`, the handler has the [`Method`], and a [`CallContext`] with the deadline of the call. The peer
/// has no address.
///
/// The handler runs as part of the call: it makes progress while the client awaits the response, or the next message of a
/// stream of responses. A panic of the handler is a panic of the caller.
#[derive(Clone, Debug)]
pub struct InProcess {
    server: SharedTransport,
}

impl InProcess {
    /// Calls a generated server, with or without tower layers.
    pub fn new(server: impl Transport) -> Self {
        Self {
            server: SharedTransport::new(server),
        }
    }
}

impl Service<http::Request<Body>> for InProcess {
    type Response = http::Response<Body>;
    type Error = Status;
    type Future = TransportFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: http::Request<Body>) -> TransportFuture {
        let method = request.extensions().get::<Method>().copied();
        let of_client = request.extensions().get::<CallDeadline>();
        let of_client = of_client.map(|deadline| deadline.0);
        let own = match RequestHeaders::read(request.headers()) {
            Ok(headers) => headers
                .timeout
                .and_then(|time| Instant::now().checked_add(time)),
            Err(status) => return Box::pin(std::future::ready(Err(status))),
        };
        let deadline = of_client.or(own);
        let call = ServedCall(CallContext::in_process(method, deadline));
        let extensions = request.extensions_mut();
        extensions.clear();
        extensions.insert(call.0.clone());
        if let Some(method) = method {
            extensions.insert(method);
        }
        let response = call.0.within(|| self.server.call(request));
        Box::pin(async move {
            let mut response = call.0.clone().scope(response).await?;
            response.extensions_mut().clear();
            if response.body().is_end_stream() {
                return Ok(response);
            }
            Ok(response.map(|body| Body::new(ServedBody { body, call })))
        })
    }
}

/// A call that ends with its response, or when the client drops it.
struct ServedCall(CallContext);

impl Drop for ServedCall {
    fn drop(&mut self) {
        let deadline = self.0.deadline();
        let late = deadline.is_some_and(|deadline| deadline <= Instant::now());
        self.0.finish(if late { End::Deadline } else { End::Over });
    }
}

/// The body of a response. The handler produces it as part of the call.
struct ServedBody {
    body: Body,
    call: ServedCall,
}

impl HttpBody for ServedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let call = &this.call.0;
        let frame = ready!(call.within(|| Pin::new(&mut this.body).poll_frame(cx)));
        if !matches!(&frame, Some(Ok(frame)) if frame.is_data()) {
            call.finish(End::Over);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
