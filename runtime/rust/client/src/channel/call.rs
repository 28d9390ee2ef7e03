//! Runs a call: makes attempts, one after another, until one is final.
//!
//! Source: gRFC A6.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Code, Status};
use tokio::time::{Instant, sleep};

use super::attempt::Plan;
use super::backoff::jittered;
use super::hedge;
use super::instrumented::InstrumentedCall;
use super::replay::Replay;
use super::retry_decision::RetryDecision;
use super::shared::Shared;
use super::throttled_body::limited;
use super::transparent_retry::TransparentRetries;
use super::wire::Callee;
use crate::client::deadline::{CallDeadline, earlier, in_time, own};
use rpcsmith_service::service_config::policy::{Codes, MethodConfig, RetryPolicy};
use rpcsmith_service::service_config::{DefaultServiceConfig, ServiceConfig};
use rpcsmith_service::{Idempotency, Method, MethodKind};

/// Sends a request, with as many attempts as the policy allows, and returns the response.
pub(super) async fn call(
    shared: Arc<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Status> {
    let method = request.extensions().get::<Method>().copied();
    let mut instrumented = InstrumentedCall::begin(&shared.observers, method, request.headers());
    let answer = answer(shared, request, method, &mut instrumented).await;
    match instrumented {
        Some(instrumented) => instrumented.follow(answer),
        None => answer,
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Body>,
    method: Option<Method>,
    instrumented: &mut Option<InstrumentedCall>,
) -> Result<Response<Body>, Status> {
    let (head, body) = request.into_parts();
    let default = head.extensions.get::<&'static DefaultServiceConfig>();
    let service_config = shared.config(default.copied())?;
    let config = shared.config_of(service_config, head.uri.path());
    let of_client = head.extensions.get::<CallDeadline>();
    let of_client = of_client.map(|deadline| deadline.0);
    let requested = of_client.or_else(|| own(&head.headers));
    let timeouts = [config.timeout, shared.default_timeout];
    let timeout = timeouts.into_iter().flatten().min();
    let timeout = timeout.and_then(|time| Instant::now().checked_add(time));
    let deadline = earlier(requested, timeout);
    if let Some(instrumented) = instrumented {
        instrumented.limit(deadline);
    }
    let plan = Plan {
        uri: shared.uri(&head.uri),
        headers: Arc::new(shared.headers(head.headers)),
        replay: Replay::new(limited(body, config.max_request, "request"), shared.buffer),
        deadline,
        callee: Callee::of(&head.extensions),
        retry: shared.retries(&config, method),
        throttle: shared.throttle(service_config),
        config,
        shared: Arc::clone(&shared),
    };
    let hedges = plan.config.hedging.is_some() && may_hedge(method);
    let response = async {
        if hedges {
            hedge::call(plan).await
        } else {
            call_with_retries(plan).await
        }
    };
    match deadline {
        // The client enforces its own deadline.
        Some(deadline) if of_client != Some(deadline) => in_time(response, deadline).await,
        _ => response.await,
    }
}

/// Whether a call may be hedged: the method must be idempotent, and its request a single message.
fn may_hedge(method: Option<Method>) -> bool {
    method.is_some_and(|method| {
        let one = matches!(
            method.kind(),
            MethodKind::Unary | MethodKind::ServerStreaming
        );
        one && method.idempotency() != Idempotency::Unknown
    })
}

async fn call_with_retries(plan: Plan) -> Result<Response<Body>, Status> {
    let policy = plan.retry;
    let mut previous = 0;
    let mut backoff = policy.map(RetryBackoff::new);
    let mut transparent = TransparentRetries::default();
    loop {
        let answer = plan.attempt(previous).await;
        if transparent.should_retry(&answer, &plan.replay) {
            tokio::task::yield_now().await;
            continue;
        }
        let decision = RetryDecision::of(&answer, policy.map(|policy| policy.codes));
        decision.count(&plan);
        let delay = match (&policy, &mut backoff) {
            (Some(policy), Some(backoff)) if decision.retryable => {
                let more = previous + 1 < policy.max_attempts
                    && plan.replay.is_whole()
                    && plan.allows_retry();
                let delay = decision.delay(policy.max_backoff, || backoff.next());
                delay.filter(|_| more)
            }
            _ => None,
        };
        let Some(delay) = delay else {
            return plan.finish(answer);
        };
        if let (Some(backoff), true) = (&mut backoff, decision.pushed_back()) {
            backoff.reset();
        }
        sleep(delay).await;
        previous += 1;
    }
}

/// The time between the attempts of a call.
struct RetryBackoff {
    policy: RetryPolicy,
    next: Duration,
}

impl RetryBackoff {
    fn new(policy: RetryPolicy) -> Self {
        let next = policy.initial_backoff.min(policy.max_backoff);
        Self { policy, next }
    }

    fn next(&mut self) -> Duration {
        let time = self.next;
        let max = self.policy.max_backoff;
        let longer = time.as_secs_f64() * self.policy.multiplier;
        self.next = Duration::from_secs_f64(longer.min(max.as_secs_f64()));
        jittered(time)
    }

    /// Starts with the initial backoff again, as after a pushback of the server.
    fn reset(&mut self) {
        *self = Self::new(self.policy);
    }
}

impl Shared {
    /// The config of a method; the default if the service config has none.
    fn config_of(&self, config: Option<&ServiceConfig>, path: &str) -> Arc<MethodConfig> {
        let mut parts = path.rsplit('/');
        let (name, service) = (parts.next(), parts.next());
        let found = config.and_then(|config| {
            config.method(service.unwrap_or_default(), name.unwrap_or_default())
        });
        Arc::clone(found.unwrap_or(&self.plain))
    }

    /// The retry policy of a method: that of its config, or the default if it is idempotent.
    fn retries(&self, config: &MethodConfig, method: Option<Method>) -> Option<RetryPolicy> {
        let safe = method.is_some_and(|method| method.idempotency() != Idempotency::Unknown);
        let safe = self
            .safe_retries
            .filter(|_| safe && config.hedging.is_none());
        config.retry.or(safe)
    }
}

/// The default retry policy of idempotent methods.
pub(super) fn safe_retries() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 4,
        initial_backoff: Duration::from_millis(50),
        max_backoff: Duration::from_secs(1),
        multiplier: 2.0,
        codes: Codes::of([Code::Unavailable]),
    }
}
