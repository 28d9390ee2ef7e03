//! Observers of calls, for logs and metrics.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::Code;
use http::{HeaderMap, HeaderName};

use rpcsmith_service::Method;

use crate::grpc::status;

/// Observes the calls of a server or of a channel, for logs and metrics. Its functions must not block.
pub trait CallObserver: Send + Sync + 'static {
    /// A call has started. `method` is `None` if the service has no table of methods.
    fn started(&self, method: Option<Method>) {
        let _ = method;
    }

    /// A channel sends a request: the first attempt of a call, or a retry.
    fn attempted(&self, method: Option<Method>) {
        let _ = method;
    }

    /// A call has ended.
    fn ended(&self, call: &EndedCall);
}

/// The result of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndedCall {
    /// `None` if the service has no table of methods.
    pub method: Option<Method>,
    /// The status code of the call; `Cancelled` if the client cancelled it.
    pub code: Code,
    /// The time from the headers of the request to the last byte of the response. For a channel, it includes all attempts.
    pub duration: Duration,
    /// The header `x-request-id`, if it has 1 to 128 visible characters of ASCII.
    pub request_id: Option<Arc<str>>,
    /// The address of the client. `None` on a Unix domain socket, and for a channel.
    pub peer: Option<SocketAddr>,
    /// The subject of the identity; see [`CallContext::subject`](crate::CallContext::subject).
    /// `None` without authentication, and for a channel.
    pub subject: Option<Arc<str>>,
}

/// All observers of a server or channel.
pub type Observers = Arc<[Arc<dyn CallObserver>]>;

/// The caller, as known when the call starts.
#[derive(Default)]
pub struct Caller {
    request_id: Option<Arc<str>>,
    peer: Option<SocketAddr>,
}

impl Caller {
    /// Reads the caller from the headers of a request; `peer` is the address of the client.
    pub fn new(headers: &HeaderMap, peer: Option<SocketAddr>) -> Self {
        Self {
            request_id: request_id(headers),
            peer,
        }
    }
}

/// The request id, if it is safe to log.
fn request_id(headers: &HeaderMap) -> Option<Arc<str>> {
    // A constant name needs no parsing.
    const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
    let id = headers.get(X_REQUEST_ID)?.to_str().ok()?;
    let fits = (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| id.into())
}

/// A running call that observers watch. When it is dropped, it reports the end of the call.
pub struct ObservedCall {
    observers: Observers,
    method: Option<Method>,
    caller: Caller,
    subject: Option<Arc<str>>,
    start: Instant,
    code: Option<Code>,
}

impl ObservedCall {
    /// Reports the start of a call. `None` if there are no observers; `caller` is then not evaluated.
    pub fn begin(
        observers: &Observers,
        method: Option<Method>,
        caller: impl FnOnce() -> Caller,
    ) -> Option<Self> {
        if observers.is_empty() {
            return None;
        }
        for observer in observers.iter() {
            observer.started(method);
        }
        Some(Self {
            observers: Arc::clone(observers),
            method,
            caller: caller(),
            subject: None,
            start: Instant::now(),
            code: None,
        })
    }

    /// Sets the subject of the authenticated caller.
    pub fn set_subject(&mut self, subject: Option<Arc<str>>) {
        self.subject = subject;
    }

    /// Records the status code, unless there is one.
    pub fn code(&mut self, code: Code) {
        self.code.get_or_insert(code);
    }

    /// Records the status code in headers or trailers, if present.
    pub fn code_in(&mut self, headers: &HeaderMap) {
        if let Some(code) = status::code(headers) {
            self.code(code);
        }
    }
}

impl Drop for ObservedCall {
    fn drop(&mut self) {
        let call = EndedCall {
            method: self.method,
            code: self.code.unwrap_or(Code::Cancelled),
            duration: self.start.elapsed(),
            request_id: self.caller.request_id.take(),
            peer: self.caller.peer,
            subject: self.subject.take(),
        };
        for observer in self.observers.iter() {
            observer.ended(&call);
        }
    }
}

impl fmt::Debug for dyn CallObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallObserver")
    }
}
