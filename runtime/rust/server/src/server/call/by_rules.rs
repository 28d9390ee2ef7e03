//! Checks of requests by the rules of the schema.

use std::future::{self, Future, Ready};

use rpcsmith_wire::{Request, Status, Streaming};

use super::{Call, Checks, Unchecked};
use rpcsmith_validate::{Options, Validate};
use rpcsmith_wire::{CallContext, context};

/// Validates requests by the rules of their schema.
#[derive(Clone, Copy, Debug)]
pub struct ByRules {
    /// Whether the service validates its requests.
    on: bool,
}

impl<F> Call<Unchecked, F> {
    /// Validates each request, and each message of a stream of requests, by the rules of the schema before the method gets
    /// it.
    ///
    /// An invalid one fails with `INVALID_ARGUMENT`, with `google.rpc.BadRequest` and `buf.validate.Violations` as details.
    pub fn by_rules(self) -> Call<ByRules, F> {
        let on = !self.config.unchecked;
        self.with_checks(ByRules { on })
    }
}

impl<Q: Validate + Send + Sync + 'static> Checks<Q> for ByRules {
    fn one<'r>(
        &'r self,
        request: &'r Request<Q>,
    ) -> impl Future<Output = Result<(), Status>> + Send + 'r {
        if self.on {
            by_rules(request)
        } else {
            future::ready(Ok(()))
        }
    }

    fn many(self, requests: Request<Streaming<Q>>) -> Request<Streaming<Q>> {
        if self.on {
            requests.map(|messages| messages.by_rules(keeps_rules))
        } else {
            requests
        }
    }
}

/// Validates a request by the rules of its schema. Default functions of generated validation traits call it.
pub fn by_rules<M: Validate>(request: &Request<M>) -> Ready<Result<(), Status>> {
    let result = keeps_rules(request.get_ref());
    if result.is_ok() {
        request.set_validated();
    }
    future::ready(result)
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use bytes::Bytes;
    use http::HeaderMap;
    use rpcsmith_validate::{Checked, Context, Path, Rule, Valid};
    use rpcsmith_wire::Code;
    use rpcsmith_wire::body::{Body, Trailers};
    use rpcsmith_wire::codec::Codec;
    use rpcsmith_wire::grpc::read::{MessageReader, ReadOptions};

    use super::super::validated_stream::CheckedStream;
    use super::*;

    /// Counts its validations. A message with content is invalid.
    #[derive(Debug, Default)]
    struct Counted {
        content: Bytes,
        validations: AtomicU32,
    }

    impl Validate for Counted {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            const RULE: Rule = Rule::of_message("empty");
            self.validations.fetch_add(1, Ordering::Relaxed);
            if !self.content.is_empty() {
                cx.violation(at, &RULE)?;
            }
            Ok(())
        }
    }

    /// A request with an empty message and, if it is invalid at the end, one with content.
    fn requests(end: &'static [u8]) -> Request<Streaming<Counted>> {
        let data = [&[0; 5], end].concat();
        let body = Body::messages(data.into(), Trailers::ok(HeaderMap::new()));
        let options = ReadOptions {
            limit: 10,
            ..ReadOptions::default()
        };
        let reader = MessageReader::of_request(body, options);
        Request::new(Streaming::decoded(reader, Codec::Proto, |_, content| {
            Ok(Counted {
                content,
                ..Counted::default()
            })
        }))
    }

    fn check<'s>(_: &'s (), request: &'s Request<Counted>) -> Ready<Result<(), Status>> {
        by_rules(request)
    }

    fn unchecked<'s>(_: &'s (), _: &'s Request<Counted>) -> Ready<Result<(), Status>> {
        future::ready(Ok(()))
    }

    #[tokio::test]
    async fn messages_of_a_stream_are_validated_once() {
        let all: [fn(_) -> _; 4] = [
            |requests| ByRules { on: true }.many(requests),
            |requests| ByRules { on: false }.many(requests),
            |requests| CheckedStream::wrap(requests, Arc::new(()), check),
            |requests| CheckedStream::wrap(requests, Arc::new(()), unchecked),
        ];
        for checked in all {
            let mut messages = Valid::from_stream(checked(requests(b""))).into_inner();
            let message = messages.message().await.unwrap().unwrap();
            assert_eq!(message.validations.load(Ordering::Relaxed), 1);
            assert!(messages.message().await.unwrap().is_none());

            let invalid = requests(b"\0\0\0\0\x01x");
            let mut messages = Valid::from_stream(checked(invalid)).into_inner();
            assert!(messages.message().await.unwrap().is_some());
            let status = messages.message().await.unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument);
            assert!(messages.message().await.unwrap().is_none());
        }
    }
}
