//! Calls that validate requests by the rules of their schema before they are sent.

use rpcsmith_wire::codec::{Decodes, Encodes};
use rpcsmith_wire::{IntoRequest, IntoStreamingRequest, Request, Response, Status, Streaming};
use tokio_stream::{Stream, StreamExt};

use super::calls::only_message;
use super::{Client, decode, decoded, streaming};
use rpcsmith_service::Method;
use rpcsmith_validate::Validate;
use rpcsmith_wire::grpc::write::erased;

/// For methods whose requests have rules. With [`with_validation`](Client::with_validation), they validate each request, and
/// each message of a stream of requests.
///
/// # Errors
/// The errors of the functions without `checked_`, and `INVALID_ARGUMENT` with the violations as details.
impl<F: 'static> Client<F> {
    /// Calls a method of one request and one response.
    pub async fn checked_unary<Q, P>(
        &self,
        method: Method,
        request: impl IntoRequest<Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Validate + Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let request = request.into_request();
        if self.core.checks {
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
        Q: Validate + Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let request = request.into_request();
        if self.core.checks {
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
        Q: Validate + Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let codec = self.core.codec(method)?;
        let request = self.valid(request.into_streaming_request());
        let request = request.map(erased::<F, Q>);
        let response = self.core.send_many(method, codec, request).await?;
        decoded::<F, P>(codec, only_message(response).await?)
    }

    /// Calls a method of a stream each way.
    pub async fn checked_bidi_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoStreamingRequest<Message = Q>,
    ) -> Result<Response<Streaming<P>>, Status>
    where
        Q: Validate + Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let codec = self.core.codec(method)?;
        let request = self.valid(request.into_streaming_request());
        let request = request.map(erased::<F, Q>);
        let response = self.core.send_many(method, codec, request).await?;
        Ok(streaming(codec, response, decode::<F, P>))
    }

    /// Validates the messages of a stream; an invalid one ends the call with its violations.
    fn valid<Q>(
        &self,
        request: Request<impl Stream<Item = Q> + Send + 'static>,
    ) -> Request<impl Stream<Item = Result<Q, Status>> + Send + 'static>
    where
        Q: Validate + Send + Sync + 'static,
    {
        let checks = self.core.checks;
        request.map(|messages| {
            messages.map(move |message| {
                if checks {
                    message.validate()?;
                }
                Ok(message)
            })
        })
    }
}
