//! What an attempt has come to, and what that means for others.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::body::Body;
use tonic::{Code, Status};

use super::attempt::{Answer, Blame, Plan};
use super::streams::Connection;
use super::throttle::Throttle;
use rpcsmith_service::service_config::policy::Codes;
use rpcsmith_wire::framing::Limited;
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

/// Limits the messages of a body, if there is a limit.
pub(super) fn limited(body: Body, limit: Option<usize>, what: &'static str) -> Body {
    match limit {
        Some(_) => Body::new(Limited::new(body, limit, what)),
        None => body,
    }
}

/// A response that still has to end, if it has begun: its messages are limited, and the throttle counts its end.
pub(super) fn watched(
    plan: &Plan,
    response: Response<Body>,
    connection: Connection,
) -> Response<Body> {
    let begun = status::code(response.headers()).is_none();
    let response = response.map(|body| limited(body, plan.config.max_response, "response"));
    match &plan.throttle {
        Some(throttle) if begun => {
            let throttle = Arc::clone(throttle);
            let retry = plan.retry.map(|policy| policy.codes);
            let retryable = retry.or(plan.config.hedging.map(|policy| policy.codes));
            response.map(|body| {
                Body::new(Told {
                    body,
                    throttle,
                    broken: Blame::Connection(connection),
                    retryable: retryable.unwrap_or_default(),
                })
            })
        }
        _ => response,
    }
}

/// A body that tells a throttle how it ends.
struct Told {
    body: Body,
    throttle: Arc<Throttle>,
    /// What has failed if the body breaks off.
    broken: Blame,
    retryable: Codes,
}

impl HttpBody for Told {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let (code, blame) = match &frame {
            Some(Ok(frame)) => (frame.trailers_ref().and_then(status::code), &Blame::Server),
            Some(Err(status)) => (Some(status.code()), &self.broken),
            None => (None, &Blame::None),
        };
        match code {
            Some(Code::Ok) => self.throttle.succeeded(),
            Some(code) if self.retryable.contains(code) && blame.counts() => self.throttle.failed(),
            _ => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
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
