//! Calls whose requests are validated by the rules of the schema.

use std::future::{self, Ready};
use std::sync::Arc;

use prost::Message;
use rpcsmith_wire::{Request, Status, Streaming};
use tonic::codec::{DecodeBuf, Decoder};

use super::super::{BoxStream, ResponseFuture};
use super::{Call, Check, ServiceMethod};
use rpcsmith_validate::{Options, Validate};
use rpcsmith_wire::codec::{MessageDecoder, Requests};
use rpcsmith_wire::{CallContext, context};

/// For methods whose requests have rules: each request, and each message of a stream of requests, is validated before the
/// method gets it.
///
/// An invalid one fails with `INVALID_ARGUMENT`, with `google.rpc.BadRequest` and `buf.validate.Violations` as details.
impl Call {
    /// Answers a call of one request and one response.
    pub fn checked_unary<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + Validate + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Q, P>,
    {
        let check = self.check();
        self.unary_if(check, service, method)
    }

    /// Answers a call of one request and a stream of responses.
    pub fn checked_server_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + Validate + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Q, BoxStream<P>>,
    {
        let check = self.check();
        self.server_streaming_if(check, service, method)
    }

    /// Answers a call of a stream of requests and one response.
    pub fn checked_client_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + Validate + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, P>,
    {
        if self.config.unchecked {
            return self.client_streaming(service, method);
        }
        self.client_streaming_by::<ValidDecoder<MessageDecoder<Q, Requests>>, _, _, _, _>(
            service, method,
        )
    }

    /// Answers a call of a stream each way.
    pub fn checked_bidi_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + Validate + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, BoxStream<P>>,
    {
        if self.config.unchecked {
            return self.bidi_streaming(service, method);
        }
        self.bidi_streaming_by::<ValidDecoder<MessageDecoder<Q, Requests>>, _, _, _, _>(
            service, method,
        )
    }

    fn check<Q: Validate>(&self) -> Check<Q> {
        if self.config.unchecked {
            |_| Ok(())
        } else {
            keeps_rules
        }
    }
}

/// Decodes and validates messages.
///
/// The stream ends after an invalid message, because tonic would continue in the middle of a message after an error.
#[derive(Default)]
struct ValidDecoder<D> {
    decoder: D,
    failed: bool,
}

impl<D> ValidDecoder<D>
where
    D: Decoder<Item: Validate, Error = Status>,
{
    fn valid(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        let message = self.decoder.decode(buffer)?;
        if let Some(message) = &message {
            keeps_rules(message)?;
        }
        Ok(message)
    }
}

impl<D> Decoder for ValidDecoder<D>
where
    D: Decoder<Item: Validate, Error = Status>,
{
    type Item = D::Item;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        if self.failed {
            let text = "a message of the stream was invalid";
            return Err(Status::invalid_argument(text));
        }
        let message = self.valid(buffer);
        self.failed = message.is_err();
        message
    }
}

/// Validates a request by the rules of its schema. Default functions of generated validation traits call it.
pub fn by_rules<M: Validate>(request: &Request<M>) -> Ready<Result<(), Status>> {
    future::ready(keeps_rules(request.get_ref()))
}

/// Validates a message, within the deadline of its call and the limits of the server.
fn keeps_rules<M: Validate>(message: &M) -> Result<(), Status> {
    let of_call = context::of_current(options_in).unwrap_or_default();
    message.validate_with(&of_call).map_err(Status::from)
}

/// The options of the validation within a call.
fn options_in(call: &CallContext) -> Options<'static> {
    let options = Options::new();
    let options = match call.deadline() {
        Some(deadline) => options.deadline(deadline.into_std()),
        None => options,
    };
    match call.limits().max_rule_steps {
        Some(steps) => options.max_steps(steps),
        None => options,
    }
}
