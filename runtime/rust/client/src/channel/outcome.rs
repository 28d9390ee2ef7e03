//! What an attempt has come to, and what that means for others.

use std::time::Duration;

use http::HeaderMap;
use tonic::Code;

use super::attempt::{Answer, Plan};
use super::counted::Blame;
use rpcsmith_service::service_config::policy::Codes;
use rpcsmith_wire::status;

/// What an attempt has come to.
pub(super) struct Settled {
    /// None if a response has begun.
    code: Option<Code>,
    /// Whether the policy would try again.
    pub(super) retryable: bool,
    pushback: Pushback,
    blame: Blame,
}

/// What the server says of when to try again: `grpc-retry-pushback-ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pushback {
    None,
    After(Duration),
    Never,
}

impl Settled {
    /// `codes` are those after which the policy tries again, if there is one.
    pub(super) fn of(answer: &Answer, codes: Option<Codes>) -> Self {
        let (code, pushback, blame) = match answer {
            Ok(response) => (
                status::code(response.headers()),
                pushback(response.headers()),
                Blame::Server,
            ),
            Err(failure) => (
                Some(failure.status.code()),
                Pushback::None,
                failure.blame.clone(),
            ),
        };
        let retryable = code.is_some_and(|code| codes.is_some_and(|codes| codes.contains(code)));
        Self {
            code,
            retryable,
            pushback,
            blame,
        }
    }

    /// Whether the call has its answer, or the beginning of one.
    pub(super) fn is_answer(&self) -> bool {
        matches!(self.code, None | Some(Code::Ok))
    }

    pub(super) fn pushed_back(&self) -> bool {
        matches!(self.pushback, Pushback::After(_))
    }

    /// When to try again: when the server says so, but after `max` at the latest, else after `backoff`; none if it says
    /// never.
    pub(super) fn delay(
        &self,
        max: Duration,
        backoff: impl FnOnce() -> Duration,
    ) -> Option<Duration> {
        match self.pushback {
            Pushback::None => Some(backoff()),
            Pushback::After(time) => Some(time.min(max)),
            Pushback::Never => None,
        }
    }

    fn is_failure(&self) -> bool {
        self.retryable || self.pushback == Pushback::Never
    }

    /// Tells the throttle; a response that has begun is told of when it has ended.
    pub(super) fn count(&self, plan: &Plan) {
        let Some(throttle) = &plan.throttle else {
            return;
        };
        match self.code {
            Some(Code::Ok) => throttle.succeeded(),
            Some(_) if self.is_failure() && self.blame.counts() => throttle.failed(),
            _ => {}
        }
    }
}

fn pushback(headers: &HeaderMap) -> Pushback {
    let Some(value) = headers.get("grpc-retry-pushback-ms") else {
        return Pushback::None;
    };
    // What is not a number of milliseconds says never, as a negative one does. No number is too large: the policy says
    // how long a server can have a call wait.
    match value.to_str() {
        Ok(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Pushback::After(Duration::from_millis(text.parse().unwrap_or(u64::MAX)))
        }
        _ => Pushback::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushback_is_milliseconds_or_never() {
        let read = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-retry-pushback-ms", text.parse().unwrap());
            pushback(&headers)
        };
        assert_eq!(pushback(&HeaderMap::new()), Pushback::None);
        assert_eq!(read("0"), Pushback::After(Duration::ZERO));
        assert_eq!(read("1500"), Pushback::After(Duration::from_millis(1500)));
        assert_eq!(
            read("4294967296"),
            Pushback::After(Duration::from_millis(1 << 32))
        );
        assert!(matches!(
            read("99999999999999999999999"),
            Pushback::After(_)
        ));
        for never in ["-1", "", "soon", "1.5", "+1", " 1"] {
            assert_eq!(read(never), Pushback::Never, "{never}");
        }
    }
}
