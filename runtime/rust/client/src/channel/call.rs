//! A call: its attempts, one after another, until one counts.
//!
//! Source: gRFC A6.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tokio::time::{Instant, sleep};
use tonic::body::Body;
use tonic::{Code, Status};

use super::attempt::Plan;
use super::backoff::jittered;
use super::counted::limited;
use super::hedge;
use super::observed::Ending;
use super::outcome::Settled;
use super::replay::Replay;
use super::shared::Shared;
use super::unseen::Unseen;
use crate::client::deadline::{CallDeadline, earlier, in_time, own};
use rpcsmith_service::service_config::policy::{Codes, MethodConfig, RetryPolicy};
use rpcsmith_service::service_config::{DefaultServiceConfig, ServiceConfig};
use rpcsmith_service::{Idempotency, Method, Streaming};

/// Carries a request to its response, with as many attempts as the policy allows.
pub(super) async fn call(
    shared: Arc<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Status> {
    let method = request.extensions().get::<Method>().copied();
    let mut ending = Ending::begin(&shared.observers, method, request.headers());
    let answer = answer(shared, request, method, &mut ending).await;
    match ending {
        Some(ending) => ending.follow(answer),
        None => answer,
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Body>,
    method: Option<Method>,
    ending: &mut Option<Ending>,
) -> Result<Response<Body>, Status> {
    let (head, body) = request.into_parts();
    let brought = head.extensions.get::<&'static DefaultServiceConfig>();
    let service_config = shared.config(brought.copied())?;
    let config = shared.config_of(service_config, head.uri.path());
    let told = head.extensions.get::<CallDeadline>().map(|told| told.0);
    let asked = told.or_else(|| own(&head.headers));
    let timeouts = [config.timeout, shared.default_timeout];
    let timeout = timeouts.into_iter().flatten().min();
    let timeout = timeout.and_then(|time| Instant::now().checked_add(time));
    let deadline = earlier(asked, timeout);
    if let Some(ending) = ending {
        ending.limit(deadline);
    }
    let plan = Plan {
        uri: shared.uri(&head.uri),
        headers: Arc::new(shared.headers(head.headers)),
        replay: Replay::new(limited(body, config.max_request, "request"), shared.buffer),
        deadline,
        method,
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
            retried(plan).await
        }
    };
    match deadline {
        // Whoever has told of it looks at the clock already.
        Some(deadline) if told != Some(deadline) => in_time(response, deadline).await,
        _ => response.await,
    }
}

/// Two of a call at a time must do no harm, and there must be one message to send twice.
fn may_hedge(method: Option<Method>) -> bool {
    method.is_some_and(|method| {
        let one = matches!(method.streaming(), Streaming::Unary | Streaming::Server);
        one && method.idempotency() != Idempotency::Unknown
    })
}

async fn retried(plan: Plan) -> Result<Response<Body>, Status> {
    let policy = plan.retry;
    let mut previous = 0;
    let mut backoff = policy.map(Backoff::new);
    let mut unseen = Unseen::default();
    loop {
        let answer = plan.attempt(previous).await;
        if unseen.again(&answer, &plan.replay) {
            tokio::task::yield_now().await;
            continue;
        }
        let settled = Settled::of(&answer, policy.map(|policy| policy.codes));
        settled.count(&plan);
        let delay = match (&policy, &mut backoff) {
            (Some(policy), Some(backoff)) if settled.retryable => {
                let more = previous + 1 < policy.max_attempts
                    && plan.replay.is_whole()
                    && plan.allows_retry();
                let delay = settled.delay(policy.max_backoff, || backoff.next());
                delay.filter(|_| more)
            }
            _ => None,
        };
        let Some(delay) = delay else {
            return plan.finish(answer);
        };
        if let (Some(backoff), true) = (&mut backoff, settled.pushed_back()) {
            backoff.reset();
        }
        sleep(delay).await;
        previous += 1;
    }
}

/// The times between attempts.
struct Backoff {
    policy: RetryPolicy,
    next: Duration,
}

impl Backoff {
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

    /// After a pushback times begin anew.
    fn reset(&mut self) {
        *self = Self::new(self.policy);
    }
}

impl Shared {
    /// What a service config says of a method.
    fn config_of(&self, config: Option<&ServiceConfig>, path: &str) -> Arc<MethodConfig> {
        let mut parts = path.rsplit('/');
        let (name, service) = (parts.next(), parts.next());
        let found = config.and_then(|config| {
            config.method(service.unwrap_or_default(), name.unwrap_or_default())
        });
        Arc::clone(found.unwrap_or(&self.plain))
    }

    /// When a method is tried again: as its config says, or as is safe if that says nothing.
    fn retries(&self, config: &MethodConfig, method: Option<Method>) -> Option<RetryPolicy> {
        let safe = method.is_some_and(|method| method.idempotency() != Idempotency::Unknown);
        let safe = self
            .safe_retries
            .filter(|_| safe && config.hedging.is_none());
        config.retry.or(safe)
    }
}

/// What methods that may be called twice have unless they are told otherwise.
pub(super) fn safe_retries() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 4,
        initial_backoff: Duration::from_millis(50),
        max_backoff: Duration::from_secs(1),
        multiplier: 2.0,
        codes: Codes::of([Code::Unavailable]),
    }
}
