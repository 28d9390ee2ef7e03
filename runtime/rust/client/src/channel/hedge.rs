//! A call that does not wait for one attempt to fail before it makes another.
//!
//! Source: gRFC A6, hedging policy.

use std::time::Duration;

use http::Response;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tonic::Status;
use tonic::body::Body;

use super::attempt::{Answer, Plan};
use super::outcome::Settled;
use super::unseen::Unseen;

/// The longest pushback that a channel obeys for hedges, whose policy has no longest backoff.
const MOST_PUSHBACK: Duration = Duration::from_secs(120);

/// The attempts that have no answer yet.
struct Running<'p> {
    plan: &'p Plan,
    tasks: JoinSet<Answer>,
}

/// At the deadline, each attempt without an answer is a failure: a server that says nothing must not get more requests
/// than one that says that it fails.
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

/// Makes attempts until one counts; the others are cancelled then.
pub(super) async fn call(plan: Plan) -> Result<Response<Body>, Status> {
    let Some(policy) = plan.config.hedging else {
        return Err(Status::internal("a call without a policy is hedged"));
    };
    let mut running = Running {
        plan: &plan,
        tasks: JoinSet::new(),
    };
    let mut made = 0;
    // When the next attempt is made; never once a server has said so.
    let mut next = Some(Instant::now());
    let mut last = None;
    loop {
        let may = made < policy.max_attempts
            && (made == 0 || plan.replay.is_whole() && plan.allows_retry());
        let due = next.filter(|_| may);
        if running.tasks.is_empty() && due.is_none() {
            return match last {
                Some(answer) => plan.finish(answer),
                None => Err(Status::internal("no attempt has been made")),
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
        let settled = Settled::of(&answer, Some(policy.codes));
        settled.count(&plan);
        if settled.is_answer() || !settled.retryable {
            return plan.finish(answer);
        }
        next = settled
            .delay(MOST_PUSHBACK, Duration::default)
            .map(|delay| Instant::now() + delay);
        last = Some(answer);
    }
}

async fn attempt(plan: Plan, previous: u32) -> Answer {
    let mut unseen = Unseen::default();
    loop {
        let answer = plan.attempt(previous).await;
        if !unseen.again(&answer, &plan.replay) {
            return answer;
        }
        tokio::task::yield_now().await;
    }
}
