//! One attempt of a call.

use std::error::Error;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Code, Status};
use tokio::time::Instant;

use super::connect::Reserved;
use super::replay::Replay;
use super::requests::SendError;
use super::shared::Shared;
use super::streams::{Connection, Slot, Waiting};
use super::throttle::Throttle;
use super::throttled_body::{Blame, counted, limited};
use super::wire::{Callee, Sent};
use rpcsmith_service::service_config::policy::{Codes, MethodConfig, RetryPolicy};
use rpcsmith_wire::grpc::{response, status, timeout};

/// The data that all attempts of a call share.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) shared: Arc<Shared>,
    pub(super) config: Arc<MethodConfig>,
    pub(super) callee: Callee,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) throttle: Option<Arc<Throttle>>,
    pub(super) uri: Uri,
    pub(super) headers: Arc<HeaderMap>,
    pub(super) replay: Replay,
    pub(super) deadline: Option<Instant>,
}

/// Why an attempt has no response.
pub(super) struct Failure {
    pub(super) status: Status,
    pub(super) seen: Seen,
    pub(super) blame: Blame,
}

impl Failure {
    /// A failure of the server, which may have seen the request.
    fn of_server(status: Status) -> Self {
        Self {
            status,
            seen: Seen::Maybe,
            blame: Blame::Server,
        }
    }
}

/// Whether the server has seen the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// No: the request has not left this process.
    Never,
    /// The server reports that it has not processed the request.
    Refused,
    /// Unknown.
    Maybe,
}

pub(super) type AttemptResult = Result<Response<Body>, Failure>;

const PREVIOUS_ATTEMPTS: HeaderName = HeaderName::from_static("grpc-previous-rpc-attempts");

impl Plan {
    /// Whether the throttle allows another attempt.
    pub(super) fn allows_retry(&self) -> bool {
        let allows = self
            .throttle
            .as_ref()
            .is_none_or(|throttle| throttle.allows());
        if !allows {
            tracing::debug!(
                target: "rpcsmith_runtime::channel",
                path = self.uri.path(),
                "retry throttling: too many calls fail to make another attempt"
            );
        }
        allows
    }

    /// Sends the request; `previous` is the number of attempts that a server has seen.
    pub(super) async fn attempt(&self, previous: u32) -> AttemptResult {
        let token = match &self.shared.token {
            Some(source) => Some(source.header().await.map_err(Failure::of_server)?),
            None => None,
        };
        let picked = self.shared.picker().pick(self.config.wait_for_ready).await;
        let Reserved { mut requests, slot } = picked.map_err(|status| Failure {
            blame: Blame::None,
            ..Failure::of_server(status)
        })?;
        let request = self.request(previous, token.clone(), slot.clone());
        let (request, sent) = match self.shared.wire {
            wire if !wire.translates(self.callee) => (request, Sent::Grpc),
            // The box keeps attempts of gRPC small.
            wire => Box::pin(wire.request(request, self.callee))
                .await
                .map_err(|status| Failure {
                    blame: Blame::None,
                    ..Failure::of_server(self.replay.fault().unwrap_or(status))
                })?,
        };
        for observer in self.shared.observers.iter() {
            observer.attempted(self.callee.method);
        }
        let waiting = (self.shared.wire.http1).then(|| Waiting::new(slot.connection()));
        let response = requests.send(request).await;
        if let Some(waiting) = waiting {
            waiting.done();
        }
        match response {
            Ok(response) => self.accept(response, sent, token.as_ref(), slot).await,
            Err(error) => Err(self.failure(error, slot.connection())),
        }
    }

    /// Checks a response, and counts it for the throttle and the connection when its stream ends.
    async fn accept(
        &self,
        response: Response<Incoming>,
        sent: Sent,
        token: Option<&HeaderValue>,
        slot: Slot,
    ) -> AttemptResult {
        let connection = slot.connection();
        connection.answered();
        let response = response.map(|body| Body::new(slot.attach_to(body.map_err(status))));
        let response = match (response::check_names(&response), sent) {
            (Err(status), _) => Err(status),
            (Ok(()), Sent::Grpc) => Ok(response),
            (Ok(()), sent) => Box::pin(sent.response(response, self.config.max_response)).await,
        };
        let response = match response {
            Ok(response) => response::settled(response).await,
            Err(status) => Err(status),
        };
        let response = response.and_then(|response| {
            response::check(&response, None)?;
            Ok(response)
        });
        let code = match &response {
            Ok(response) => status::code(response.headers()),
            Err(status) => Some(status.code()),
        };
        if let (Some(source), Some(token)) = (&self.shared.token, token)
            && code == Some(Code::Unauthenticated)
        {
            source.refused(token).await;
        }
        let response = response.map_err(Failure::of_server)?;
        let most = self.config.max_response;
        let response = response.map(|body| limited(body, most, "response"));
        let throttle = self.throttle.as_ref();
        Ok(counted(response, throttle, self.retryable(), connection))
    }

    /// Why a request has no response, and whether a server has seen it.
    fn failure(&self, failed: SendError, connection: Connection) -> Failure {
        let SendError { error, unsent } = failed;
        let seen = if unsent {
            // Until the pool learns that the connection is closed, no other call may use it.
            connection.closed();
            Seen::Never
        } else {
            seen(&error)
        };
        let blame = if is_of_stream(&error) {
            Blame::Server
        } else {
            Blame::Connection(connection)
        };
        // If the body of the request fails, hyper resets the stream: report the error of the body.
        let fault = self.replay.fault();
        Failure {
            status: fault.unwrap_or_else(|| status(error)),
            seen,
            blame,
        }
    }

    /// The status codes that the policy of the call retries.
    fn retryable(&self) -> Codes {
        let retry = self.retry.map(|policy| policy.codes);
        let hedging = || self.config.hedging.map(|policy| policy.codes);
        retry.or_else(hedging).unwrap_or_default()
    }

    /// Returns the final result to the caller; no attempt follows.
    pub(super) fn finish(&self, answer: AttemptResult) -> Result<Response<Body>, Status> {
        self.replay.commit();
        answer.map_err(|failure| failure.status)
    }

    fn request(&self, previous: u32, token: Option<HeaderValue>, slot: Slot) -> Request<Body> {
        let mut request = Request::new(self.replay.attempt(slot));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.version_mut() = http::Version::HTTP_2;
        let headers = request.headers_mut();
        *headers = HeaderMap::clone(&self.headers);
        if let Some(deadline) = self.deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            headers.insert(timeout::GRPC_TIMEOUT, timeout::write(left));
        }
        if previous > 0 {
            headers.insert(PREVIOUS_ATTEMPTS, previous.into());
        }
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token);
        }
        request
    }
}

fn h2_error(error: &hyper::Error) -> Option<&h2::Error> {
    error.source()?.downcast_ref()
}

/// Whether one stream has been reset, and its connection stays open.
fn is_of_stream(error: &hyper::Error) -> bool {
    h2_error(error).is_some_and(h2::Error::is_reset)
}

/// Refused are a stream with `REFUSED_STREAM`, and one with a higher number than the last one that GOAWAY names.
fn seen(error: &hyper::Error) -> Seen {
    match h2_error(error) {
        Some(h2) if h2.is_remote() && h2.is_go_away() => Seen::Refused,
        Some(h2) if h2.is_remote() && h2.reason() == Some(h2::Reason::REFUSED_STREAM) => {
            Seen::Refused
        }
        _ => Seen::Maybe,
    }
}

/// The status for an error of HTTP/2. A stream reset is mapped by its error code; a broken connection is `UNAVAILABLE`.
fn status(error: hyper::Error) -> Status {
    let of_body = error
        .source()
        .and_then(|source| source.downcast_ref::<Status>());
    if let Some(status) = of_body {
        return status.clone();
    }
    if is_of_stream(&error) {
        Status::from_error(Box::new(error))
    } else {
        Status::unavailable(format!(
            "the connection is broken: {}",
            status::chain(&error)
        ))
    }
}
