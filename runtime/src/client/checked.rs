//! Calls whose requests are checked by the rules of their schema before they are sent.

use tokio_stream::StreamExt;
use tonic::{IntoRequest, IntoStreamingRequest, Response, Status, Streaming};
use tonic_prost::prost::Message;

use super::exchange::tied;
use super::{Client, OutgoingStream};
use crate::Method;
use crate::codec::{Outgoing, read_response};
use crate::validate::Validate;

/// For methods whose requests have rules: requests are checked if [`with_validation`](Client::with_validation) asked for
/// that, each message of a stream too.
///
/// # Errors
/// As of the functions without `checked_`, and `INVALID_ARGUMENT` with the violations as details.
impl Client {
    /// Calls a method of one request and one response.
    pub async fn checked_unary<Q, P>(
        &self,
        method: Method,
        request: impl IntoRequest<Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Message + Validate + 'static,
        P: Message + Default + 'static,
    {
        let request = request.into_request().map(|message| self.once(message));
        read_response(self.receive_one(method, request).await?)
    }

    /// Calls a method of one request and a stream of responses.
    pub async fn checked_server_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoRequest<Q>,
    ) -> Result<Response<Streaming<P>>, Status>
    where
        Q: Message + Validate + 'static,
        P: Message + Default + 'static,
    {
        let request = request.into_request().map(|message| self.once(message));
        self.receive_many(method, request).await
    }

    /// Calls a method of a stream of requests and one response.
    pub async fn checked_client_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoStreamingRequest<Message = Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Message + Validate + 'static,
        P: Message + Default + 'static,
    {
        let request = tied(request.into_streaming_request());
        let outgoing = self.outgoing();
        let request =
            request.map(|messages| -> OutgoingStream { Box::pin(messages.map(outgoing)) });
        read_response(self.receive_one(method, request).await?)
    }

    /// Calls a method of a stream each way.
    pub async fn checked_bidi_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoStreamingRequest<Message = Q>,
    ) -> Result<Response<Streaming<P>>, Status>
    where
        Q: Message + Validate + 'static,
        P: Message + Default + 'static,
    {
        let request = tied(request.into_streaming_request());
        let outgoing = self.outgoing();
        let request =
            request.map(|messages| -> OutgoingStream { Box::pin(messages.map(outgoing)) });
        self.receive_many(method, request).await
    }

    fn once<Q: Message + Validate + 'static>(&self, message: Q) -> OutgoingStream {
        Box::pin(tokio_stream::once(self.outgoing()(message)))
    }

    /// How messages are sent.
    fn outgoing<Q: Message + Validate + 'static>(&self) -> fn(Q) -> Outgoing {
        match self.checks {
            true => Outgoing::checked,
            false => Outgoing::new,
        }
    }
}
