//! A call: its attempts, one after another, until one counts.
//!
//! Source: gRFC A6.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tokio::time::sleep;
use tonic::body::Body;
use tonic::{Code, Status};

use super::attempt::{Answer, Plan, Seen};
use super::config::{MethodConfig, RetryPolicy};
use super::outcome::Settled;
use super::picker::jittered;
use super::replay::Replay;
use super::sizes::Limited;
use super::{Shared, hedge};
use crate::client::deadline::{CallDeadline, earlier, in_time, own};
use crate::{Idempotency, Method, Streaming};

/// Times that a request is sent anew because it was not sent at all.
const MOST_UNSENT: u32 = 100;

/// Carries a request to its response, whatever number of attempts that takes.
pub(super) async fn call(
    shared: Arc<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Status> {
    let (head, body) = request.into_parts();
    let method = head.extensions.get::<Method>().copied();
    let config = shared.config_of(head.uri.path(), method);
    let told = head.extensions.get::<CallDeadline>().map(|told| told.0);
    let asked = told.or_else(|| own(&head.headers));
    let timeout = config
        .timeout
        .and_then(|time| tokio::time::Instant::now().checked_add(time));
    let deadline = earlier(asked, timeout);
    let plan = Plan {
        uri: shared.uri(&head.uri),
        headers: Arc::new(shared.headers(head.headers)),
        replay: Replay::new(
            Limited::body(body, config.max_request, "request"),
            shared.buffer,
        ),
        deadline,
        config,
        shared,
    };
    let hedges = plan.config.hedging.is_some() && may_hedge(method);
    let response = async {
        match hedges {
            true => hedge::call(plan).await,
            false => retried(plan).await,
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

fn retried(plan: Plan) -> impl Future<Output = Result<Response<Body>, Status>> {
    let policy = plan.config.retry.clone();
    async move {
        let mut previous = 0;
        let mut backoff = policy.as_ref().map(Backoff::new);
        let mut unseen = Unseen::default();
        loop {
            let answer = plan.attempt(previous).await;
            if unseen.again(&answer, &plan.replay) {
                tokio::task::yield_now().await;
                continue;
            }
            let settled = Settled::of(&answer, policy.as_ref().map(|policy| &*policy.codes));
            settled.count(&plan);
            let delay = match (&policy, &mut backoff) {
                (Some(policy), Some(backoff)) if settled.retryable => {
                    let more = previous + 1 < policy.max_attempts
                        && plan.replay.is_whole()
                        && plan.shared.allows_retry();
                    settled.delay(|| backoff.next()).filter(|_| more)
                }
                _ => None,
            };
            let Some(delay) = delay else {
                return finish(&plan, answer);
            };
            if let (Some(backoff), true) = (&mut backoff, settled.pushed_back()) {
                backoff.reset();
            }
            sleep(delay).await;
            previous += 1;
        }
    }
}

/// Hands the answer that counts to the caller.
pub(super) fn finish(plan: &Plan, answer: Answer) -> Result<Response<Body>, Status> {
    plan.replay.commit();
    let response = answer.map_err(|failure| failure.status)?;
    Ok(super::outcome::watched(plan, response))
}

/// The attempts that no server has seen: they do not count.
#[derive(Default)]
pub(super) struct Unseen {
    unsent: u32,
    refused: bool,
}

impl Unseen {
    /// Whether to send the request anew as if nothing had been.
    ///
    /// What has not been sent can be, as often as it takes; what a server has refused once more
    /// only, for else it would be flooded.
    pub(super) fn again(&mut self, answer: &Answer, replay: &Replay) -> bool {
        let Err(failure) = answer else { return false };
        if !replay.is_whole() {
            return false;
        }
        match failure.seen {
            Seen::Never if self.unsent < MOST_UNSENT => {
                self.unsent += 1;
                true
            }
            Seen::Refused if !self.refused => {
                self.refused = true;
                true
            }
            _ => false,
        }
    }
}

/// The times between attempts.
struct Backoff<'p> {
    policy: &'p RetryPolicy,
    next: Duration,
}

impl<'p> Backoff<'p> {
    fn new(policy: &'p RetryPolicy) -> Self {
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
    /// What holds for a method: what the service config says, and what is safe if it says nothing.
    fn config_of(&self, path: &str, method: Option<Method>) -> Arc<MethodConfig> {
        let mut parts = path.rsplit('/');
        let (name, service) = (parts.next(), parts.next());
        let found = self
            .config
            .method(service.unwrap_or_default(), name.unwrap_or_default());
        let safe = method.is_some_and(|method| method.idempotency() != Idempotency::Unknown);
        match found {
            Some(config) if config.retry.is_some() || config.hedging.is_some() || !safe => {
                Arc::clone(config)
            }
            Some(config) => {
                let mut config = MethodConfig::clone(config);
                config.retry.clone_from(&self.safe.retry);
                Arc::new(config)
            }
            None if safe => Arc::clone(&self.safe),
            None => Arc::clone(&self.plain),
        }
    }
}

/// What methods that may be called twice have unless they are told otherwise.
pub(super) fn safe_retries() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 4,
        initial_backoff: Duration::from_millis(50),
        max_backoff: Duration::from_secs(1),
        multiplier: 2.0,
        codes: vec![Code::Unavailable],
    }
}
