//! Who is told of calls.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::HeaderMap;
use tonic::Code;

use crate::{Method, status};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndedCall {
    /// None if its service brings no table.
    pub method: Option<Method>,
    /// The code that the client got; `Cancelled` if it went away before.
    pub code: Code,
    /// From the headers of the request to the last byte of the response; of a channel, with all
    /// attempts.
    pub duration: Duration,
}

/// Writes a line for each call that has ended: `info`, or `warn` for codes that are the server's
/// own fault.
///
/// Target `rpcsmith::calls`; fields `service`, `method`, `code` (its number) and `duration_ms`.
#[cfg(feature = "serve")]
#[derive(Clone, Copy, Debug, Default)]
pub struct CallLog;

#[cfg(feature = "serve")]
impl CallObserver for CallLog {
    fn ended(&self, call: &EndedCall) {
        const TARGET: &str = "rpcsmith::calls";
        let service = call.method.map_or("_OTHER", |method| method.service());
        let method = call.method.map_or("_OTHER", |method| method.name());
        let code = i32::from(call.code);
        let duration_ms = call.duration.as_secs_f64() * 1000.0;
        match status::is_server_fault(call.code) {
            true => tracing::warn!(target: TARGET, service, method, code, duration_ms),
            false => tracing::info!(target: TARGET, service, method, code, duration_ms),
        }
    }
}

/// All who are told.
pub(crate) type Observers = Arc<[Arc<dyn CallObserver>]>;

/// A call that they are told of.
pub(crate) struct Observed {
    observers: Observers,
    method: Option<Method>,
    begun: Instant,
    code: Option<Code>,
}

impl Observed {
    pub(crate) fn begin(observers: &Observers, method: Option<Method>) -> Option<Self> {
        if observers.is_empty() {
            return None;
        }
        for observer in observers.iter() {
            observer.begun(method);
        }
        Some(Self {
            observers: Arc::clone(observers),
            method,
            begun: Instant::now(),
            code: None,
        })
    }

    /// Says how the call ends, unless that has been said.
    pub(crate) fn code(&mut self, code: Code) {
        self.code.get_or_insert(code);
    }

    /// Takes the code of headers or trailers, if there is one.
    pub(crate) fn code_in(&mut self, headers: &HeaderMap) {
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
