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
            requests.map(|messages| messages.checked(keeps_rules))
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
