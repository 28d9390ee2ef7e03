//! Decides after an attempt whether the call is retried, and when.

use std::time::Duration;

use http::HeaderMap;
use rpcsmith_wire::Code;

use super::attempt::{AttemptResult, Plan};
use super::throttled_body::Blame;
use rpcsmith_service::service_config::policy::Codes;
use rpcsmith_wire::grpc::status;

/// The result of an attempt, as retries and the throttle see it.
pub(super) struct RetryDecision {
    /// `None` if the response has headers but no status yet.
    code: Option<Code>,
    /// Whether the policy retries this status.
    pub(super) retryable: bool,
    pushback: Pushback,
    blame: Blame,
}

/// When the server allows another attempt: `grpc-retry-pushback-ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pushback {
    None,
    After(Duration),
    Never,
}

impl RetryDecision {
    /// Evaluates an attempt; `codes` are the status codes that the policy retries.
    pub(super) fn of(answer: &AttemptResult, codes: Option<Codes>) -> Self {
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

    /// Whether the attempt succeeded, or its response has started.
    pub(super) fn is_answer(&self) -> bool {
        matches!(self.code, None | Some(Code::Ok))
    }

    pub(super) fn pushed_back(&self) -> bool {
        matches!(self.pushback, Pushback::After(_))
    }

    /// The time until the next attempt: the pushback of the server, at most `max`, or else `backoff`. `None` if the server
    /// forbids another attempt.
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

    /// Counts the result for the throttle. A response that has started is counted when it ends.
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
    // An invalid number means never, as a negative one does (gRFC A6). A large number is valid: `delay` limits it.
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
