//! What is known of a call while it is served: what is left of its time, and whether it is over.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
#[cfg(feature = "serve")]
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::Method;

tokio::task_local! {
    static CURRENT: CallContext;
}

/// A call that this process serves.
///
/// [`Server`](crate::Server) makes one for each call, and so does
/// [`InProcess`](crate::client::InProcess). Handlers find it with [`CallContext::current`],
/// and in the extensions of their request; generated clients that are called within a handler send
/// no longer a deadline than what is left of it.
///
/// What a handler spawns does not belong to the call by itself; [`scope`](Self::scope) takes it
/// along:
///
/// ```
/// use rpcsmith_runtime::CallContext;
///
/// async fn refresh() { /* calls others, within the time of the call */ }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// if let Some(call) = CallContext::current() {
///     tokio::spawn(call.clone().scope(async move {
///         tokio::select! {
///             () = refresh() => {}
///             () = call.ended() => {} // nobody waits any more
///         }
///     }));
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct CallContext(Arc<Inner>);

struct Inner {
    method: Option<Method>,
    deadline: Option<Instant>,
    end: OnceLock<End>,
    over: Notify,
    subject: OnceLock<Arc<str>>,
    #[cfg(feature = "serve")]
    draining: Arc<CancellationToken>,
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    limits: RequestLimits,
}

/// What a server allows for a request message, if it says so.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RequestLimits {
    /// Bytes of memory.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) max_decoded_size: Option<usize>,
    /// Steps of its rules.
    #[cfg_attr(not(all(feature = "server", feature = "validate")), allow(dead_code))]
    pub(crate) max_rule_steps: Option<u64>,
}

/// How a call came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It has its answer, or the client has gone.
    Over,
    /// It took longer than it might.
    Deadline,
    /// The server had no more time for it.
    #[cfg_attr(not(feature = "serve"), allow(dead_code))]
    Drained,
}

#[cfg(feature = "serve")]
impl End {
    /// What a client is told of it.
    pub(crate) fn status(self) -> Status {
        match self {
            Self::Over => Status::cancelled("the call is over"),
            Self::Deadline => deadline_exceeded(),
            Self::Drained => Status::unavailable("the server is shutting down"),
        }
    }
}

/// The status of a call that took longer than it might.
pub(crate) fn deadline_exceeded() -> Status {
    Status::deadline_exceeded("the deadline of the call has passed")
}

impl CallContext {
    /// The call that the current task serves, if it serves one.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// The method called; none if its service has no table of methods.
    pub fn method(&self) -> Option<Method> {
        self.0.method
    }

    /// When the call has to be over; never if neither the client nor the server sets a limit.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// The time that is left; none without a deadline.
    pub fn remaining(&self) -> Option<Duration> {
        let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
        self.0.deadline.map(left)
    }

    /// Whom the caller has proved to be, for `serve::EndedCall` and the log:
    /// the subject that `ServerBuilder::auth` found, or that [`set_subject`](Self::set_subject) set.
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.get().map(|subject| &**subject)
    }

    /// Sets the subject, for a layer that authenticates callers by itself. The first counts.
    pub fn set_subject(&self, subject: impl Into<Arc<str>>) {
        self.0.subject.get_or_init(|| subject.into());
    }

    /// Waits until the call is over: answered to its end, given up by the client, out of time, or
    /// cut by the shutdown of the server.
    pub async fn ended(&self) {
        self.end().await;
    }

    /// Whether the call is over.
    pub fn has_ended(&self) -> bool {
        self.0.end.get().is_some()
    }

    /// Runs a future as part of the call: [`current`](Self::current) is this within it.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, future)
    }

    pub(crate) async fn end(&self) -> End {
        loop {
            let over = self.0.over.notified();
            if let Some(end) = self.0.end.get() {
                return *end;
            }
            over.await;
        }
    }
}

#[cfg(feature = "serve")]
impl CallContext {
    pub(crate) fn new(
        method: Option<Method>,
        deadline: Option<Instant>,
        draining: Arc<CancellationToken>,
        limits: RequestLimits,
    ) -> Self {
        Self(Arc::new(Inner {
            method,
            deadline,
            end: OnceLock::new(),
            over: Notify::new(),
            subject: OnceLock::new(),
            draining,
            limits,
        }))
    }

    pub(crate) fn shared_subject(&self) -> Option<Arc<str>> {
        self.0.subject.get().cloned()
    }

    /// Waits until the server takes no more calls, and has [`Drain::grace`](crate::Drain::grace)
    /// left for those that run.
    ///
    /// For streams that would go on for ever: one that ends here does not keep the server from its end.
    pub async fn draining(&self) {
        self.0.draining.cancelled().await;
    }
}

impl CallContext {
    /// For a call of this process to itself. It drains when the call that it is part of does.
    #[cfg(feature = "client")]
    pub(crate) fn in_process(method: Option<Method>, deadline: Option<Instant>) -> Self {
        #[cfg(feature = "serve")]
        let draining = Self::current().map(|call| Arc::clone(&call.0.draining));
        Self(Arc::new(Inner {
            method,
            deadline,
            end: OnceLock::new(),
            over: Notify::new(),
            subject: OnceLock::new(),
            #[cfg(feature = "serve")]
            draining: draining.unwrap_or_default(),
            limits: RequestLimits::default(),
        }))
    }

    /// Ends the call, unless it has ended, and wakes who waits for it.
    pub(crate) fn finish(&self, end: End) {
        if self.0.end.set(end).is_ok() {
            self.0.over.notify_waiters();
        }
    }

    /// Runs a function as part of the call.
    pub(crate) fn within<T>(&self, function: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), function)
    }
}

/// How many bytes of memory a request of the current call may take, if its server says so.
#[cfg(feature = "server")]
pub(crate) fn max_decoded_size() -> Option<usize> {
    let of_call = CURRENT.try_with(|call| call.0.limits.max_decoded_size);
    of_call.ok().flatten()
}

/// How the rules of requests are checked: within the time of the call and the limits of the server.
#[cfg(all(feature = "server", feature = "validate"))]
pub(crate) fn rule_options() -> crate::validate::Options<'static> {
    let options = crate::validate::Options::new();
    let of_call = CURRENT.try_with(|call| {
        let options = match call.0.deadline {
            Some(deadline) => options.deadline(deadline.into_std()),
            None => options,
        };
        match call.0.limits.max_rule_steps {
            Some(steps) => options.max_steps(steps),
            None => options,
        }
    });
    of_call.unwrap_or(options)
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext")
            .field("method", &self.0.method.map(|method| method.path()))
            .field("deadline", &self.0.deadline)
            .field("ended", &self.has_ended())
            .finish()
    }
}
