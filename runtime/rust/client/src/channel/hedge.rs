//! Hedged calls: the next attempt does not wait until the last one fails.
//!
//! Source: gRFC A6, hedging policy.

use std::time::Duration;

use http::Response;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::attempt::{AttemptResult, Plan};
use super::retry_decision::RetryDecision;
use super::transparent_retry::TransparentRetries;

/// The longest pushback that a hedged call obeys. A hedging policy has no maximum backoff.
const MAX_PUSHBACK: Duration = Duration::from_secs(120);

/// The attempts without a result.
struct Running<'p> {
    plan: &'p Plan,
    tasks: JoinSet<AttemptResult>,
}

/// At the deadline, each attempt without a result is a failure: a server that does not answer must not get more requests
/// than one that returns errors.
impl Drop for Running<'_> {
    fn drop(&mut self) {
        let late = self.plan.deadline.is_some_and(|at| at <= Instant::now());
        if let Some(throttle) = self.plan.throttle.as_ref().filter(|_| late) {
            for _ in 0..self.tasks.len() {
                throttle.failed();
            }
        }
    }
}

/// Makes attempts until one is final, and cancels the others.
pub(super) async fn call(plan: Plan) -> Result<Response<Body>, Status> {
    let Some(policy) = plan.config.hedging else {
        return Err(Status::internal(
            "a call without a hedging policy is hedged",
        ));
    };
    let mut running = Running {
        plan: &plan,
        tasks: JoinSet::new(),
    };
    let mut made = 0;
    // When the next attempt starts; never if a server forbids it.
    let mut next = Some(Instant::now());
    let mut last = None;
    loop {
        let may = made < policy.max_attempts
            && (made == 0 || plan.replay.is_whole() && plan.allows_retry());
        let due = next.filter(|_| may);
        if running.tasks.is_empty() && due.is_none() {
            return match last {
                Some(answer) => plan.finish(answer),
                None => Err(Status::internal("no attempt was made")),
            };
        }
        let answer = tokio::select! {
            biased;
            Some(answer) = running.tasks.join_next() => match answer {
                Ok(answer) => answer,
                Err(error) => return Err(Status::internal(error.to_string())),
            },
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                running.tasks.spawn(attempt(plan.clone(), made));
                made += 1;
                next = Some(Instant::now() + policy.delay);
                continue;
            }
        };
        let decision = RetryDecision::of(&answer, Some(policy.codes));
        decision.count(&plan);
        if decision.is_answer() || !decision.retryable {
            return plan.finish(answer);
        }
        next = decision
            .delay(MAX_PUSHBACK, Duration::default)
            .map(|delay| Instant::now() + delay);
        last = Some(answer);
    }
}

async fn attempt(plan: Plan, previous: u32) -> AttemptResult {
    let mut transparent = TransparentRetries::default();
    loop {
        let answer = plan.attempt(previous).await;
        if !transparent.should_retry(&answer, &plan.replay) {
            return answer;
        }
        tokio::task::yield_now().await;
    }
}
