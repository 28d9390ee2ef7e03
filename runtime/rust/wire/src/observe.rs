//! Who is told of calls.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::HeaderMap;
use tonic::Code;

use rpcsmith_service::Method;

use crate::status;

/// Is told of each call that a server answers, or that a channel carries, for logs and metrics. It
/// must not wait.
pub trait CallObserver: Send + Sync + 'static {
    /// A call begins; none is its method if its service brings no table.
    fn begun(&self, method: Option<Method>) {
        let _ = method;
    }

    /// A channel sends a request to a server, for the first time or again.
    fn attempted(&self, method: Option<Method>) {
        let _ = method;
    }

    /// A call has ended.
    fn ended(&self, call: &EndedCall);
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndedCall {
    /// None if its service brings no table.
    pub method: Option<Method>,
    /// The code that the client got; `Cancelled` if it went away before.
    pub code: Code,
    /// From the headers of the request to the last byte of the response; of a channel, with all
    /// attempts.
    pub duration: Duration,
    /// The header `x-request-id`, if it has 1 to 128 visible characters of ASCII.
    pub request_id: Option<Arc<str>>,
    /// The address of the client. None on a Unix domain socket, and for a channel.
    pub peer: Option<SocketAddr>,
    /// The subject of the identity; see [`CallContext::subject`](crate::CallContext::subject).
    /// None without authentication, and for a channel.
    pub subject: Option<Arc<str>>,
}

/// All who are told.
pub type Observers = Arc<[Arc<dyn CallObserver>]>;

/// Who makes a call, as far as it is known when the call begins.
#[derive(Default)]
pub struct Caller {
    request_id: Option<Arc<str>>,
    peer: Option<SocketAddr>,
}

impl Caller {
    /// Takes the headers of the request, and the address of the client of a server.
    pub fn new(headers: &HeaderMap, peer: Option<SocketAddr>) -> Self {
        Self {
            request_id: request_id(headers),
            peer,
        }
    }
}

/// An identifier of a call, unless it would spoil a log.
fn request_id(headers: &HeaderMap) -> Option<Arc<str>> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    let fits = (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| id.into())
}

/// A call that they are told of.
pub struct Observed {
    observers: Observers,
    method: Option<Method>,
    caller: Caller,
    subject: Option<Arc<str>>,
    begun: Instant,
    code: Option<Code>,
}

impl Observed {
    /// None if there are no observers; then nobody asks who calls.
    pub fn begin(
        observers: &Observers,
        method: Option<Method>,
        caller: impl FnOnce() -> Caller,
    ) -> Option<Self> {
        if observers.is_empty() {
            return None;
        }
        for observer in observers.iter() {
            observer.begun(method);
        }
        Some(Self {
            observers: Arc::clone(observers),
            method,
            caller: caller(),
            subject: None,
            begun: Instant::now(),
            code: None,
        })
    }

    /// Sets whom the caller has proved to be.
    pub fn set_subject(&mut self, subject: Option<Arc<str>>) {
        self.subject = subject;
    }

    /// Says how the call ends, unless that has been said.
    pub fn code(&mut self, code: Code) {
        self.code.get_or_insert(code);
    }

    /// Takes the code of headers or trailers, if there is one.
    pub fn code_in(&mut self, headers: &HeaderMap) {
        if let Some(code) = status::code(headers) {
            self.code(code);
        }
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        let call = EndedCall {
            method: self.method,
            code: self.code.unwrap_or(Code::Cancelled),
            duration: self.begun.elapsed(),
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
