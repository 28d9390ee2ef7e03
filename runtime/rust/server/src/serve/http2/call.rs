//! The task of a call: runs its handler, and sends the response.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Response};
use http_body::Body as HttpBody;
use rpcsmith_wire::body::Body;

use super::head;
use super::send_body::SendBody;
use crate::serve::call_future::CallFuture;

/// A call, until its response is queued.
pub(super) struct Call {
    state: State,
    respond: SendResponse<Bytes>,
}

enum State {
    Handler(CallFuture),
    Body(SendBody),
}

impl Call {
    pub(super) fn new(handler: CallFuture, respond: SendResponse<Bytes>) -> Self {
        Self {
            state: State::Handler(handler),
            respond,
        }
    }
}

impl Future for Call {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let handler = match &mut this.state {
            State::Handler(handler) => handler,
            State::Body(body) => return body.poll(cx),
        };
        let Poll::Ready(Ok(response)) = Pin::new(handler).poll(cx) else {
            // The client resets the stream, or the connection is closed.
            return this.respond.poll_reset(cx).map(drop);
        };
        let Some(mut body) = begin(&mut this.respond, response) else {
            return Poll::Ready(());
        };
        let sent = body.poll(cx);
        // Most responses are complete by now.
        if sent.is_pending() {
            this.state = State::Body(body);
        }
        sent
    }
}

/// Sends the headers of a response, and returns its body, if it has one.
fn begin(respond: &mut SendResponse<Bytes>, response: Response<Body>) -> Option<SendBody> {
    let (mut parts, body) = response.into_parts();
    head::complete(&mut parts.headers);
    let ends = body.is_end_stream();
    if !ends
        && let Some(length) = body.size_hint().exact()
        && !parts.headers.contains_key(CONTENT_LENGTH)
    {
        let length = HeaderValue::from(length);
        parts.headers.insert(CONTENT_LENGTH, length);
    }
    match respond.send_response(Response::from_parts(parts, ()), ends) {
        Ok(stream) => (!ends).then(|| SendBody::new(body, stream)),
        Err(error) => {
            tracing::debug!(target: "rpcsmith_runtime::serve", %error, "cannot send a response");
            respond.send_reset(Reason::INTERNAL_ERROR);
            None
        }
    }
}
