//! Calls that validate requests by the rules of their schema before they are sent.

use prost::Message;
use rpcsmith_wire::{IntoRequest, IntoStreamingRequest, Request, Response, Status, Streaming};
use tokio_stream::{Stream, StreamExt};

use super::exchange::{FinalStatus, end_with_response};
use super::{Client, OutgoingStream, each};
use rpcsmith_service::Method;
use rpcsmith_validate::Validate;
use rpcsmith_wire::codec::{Outgoing, read_response};

/// For methods whose requests have rules. With [`with_validation`](Client::with_validation), they validate each request, and
/// each message of a stream of requests.
///
/// # Errors
/// The errors of the functions without `checked_`, and `INVALID_ARGUMENT` with the violations as details.
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
        let request = request.into_request();
        if self.checks {
            request.get_ref().validate()?;
        }
        self.unary::<Q, P>(method, request).await
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
        let request = request.into_request();
        if self.checks {
            request.get_ref().validate()?;
        }
        self.server_streaming::<Q, P>(method, request).await
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
        let request = self.each(request.into_streaming_request());
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
        let request = self.each(request.into_streaming_request());
        self.receive_many(method, request).await
    }

    /// Validates the messages of a stream; an invalid one ends the call with its violations.
    fn each<Q>(
        &self,
        request: Request<impl Stream<Item = Q> + Send + 'static>,
    ) -> Request<OutgoingStream>
    where
        Q: Message + Validate + 'static,
    {
        let mut request = end_with_response(request);
        if !self.checks {
            return request.map(each);
        }
        let final_status = FinalStatus::default();
        request.extensions_mut().insert(final_status.clone());
        let outgoing = move |message: Q| {
            let final_status = final_status.clone();
            Outgoing::checked(message, move |message| {
                message.validate().map_err(|error| {
                    let status = Status::from(error);
                    final_status.record(&status);
                    status
                })
            })
        };
        request.map(|messages| -> OutgoingStream { Box::pin(messages.map(outgoing)) })
    }
}
