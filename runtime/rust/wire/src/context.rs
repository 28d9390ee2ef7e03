//! What is known of a call while it is served: what is left of its time, and whether it is over.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use rpcsmith_service::Method;

tokio::task_local! {
    static CURRENT: CallContext;
}

/// A call that this process serves.
///
/// `Server` makes one for each call, and so does
/// `client::InProcess`. Handlers find it with [`CallContext::current`],
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
    draining: Arc<CancellationToken>,
    limits: RequestLimits,
}

/// What a server allows for a request message, if it says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestLimits {
    /// Bytes of memory.
    pub max_decoded_size: Option<usize>,
    /// Steps of its rules.
    pub max_rule_steps: Option<u64>,
}

/// How a call came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has its answer, or the client has gone.
    Over,
    /// It took longer than it might.
    Deadline,
    /// The server had no more time for it.
    Drained,
}

impl End {
    /// What a client is told of it.
    pub fn status(self) -> Status {
        match self {
            Self::Over => Status::cancelled("the call is over"),
            Self::Deadline => deadline_exceeded(),
            Self::Drained => Status::unavailable("the server is shutting down"),
        }
    }
}

/// The status of a call that took longer than it might.
pub fn deadline_exceeded() -> Status {
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

    /// What its server allows for a request message.
    #[doc(hidden)]
    pub fn limits(&self) -> RequestLimits {
        self.0.limits
    }

    /// Waits until the call is over, and returns how it ended.
    #[doc(hidden)]
    pub async fn end(&self) -> End {
        loop {
            let over = self.0.over.notified();
            if let Some(end) = self.0.end.get() {
                return *end;
            }
            over.await;
        }
    }
}

impl CallContext {
    /// For a call of a server.
    #[doc(hidden)]
    pub fn new(
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

    #[doc(hidden)]
    pub fn shared_subject(&self) -> Option<Arc<str>> {
        self.0.subject.get().cloned()
    }

    /// Waits until the server takes no more calls, and has `Drain::grace`
    /// left for those that run.
    ///
    /// For streams that would go on for ever: one that ends here does not keep the server from its end.
    pub async fn draining(&self) {
        self.0.draining.cancelled().await;
    }
}

impl CallContext {
    /// For a call of this process to itself. It drains when the call that it is part of does.
    #[doc(hidden)]
    pub fn in_process(method: Option<Method>, deadline: Option<Instant>) -> Self {
        let draining = Self::current().map(|call| Arc::clone(&call.0.draining));
        Self(Arc::new(Inner {
            method,
            deadline,
            end: OnceLock::new(),
            over: Notify::new(),
            subject: OnceLock::new(),
            draining: draining.unwrap_or_default(),
            limits: RequestLimits::default(),
        }))
    }

    /// Ends the call, unless it has ended, and wakes who waits for it.
    #[doc(hidden)]
    pub fn finish(&self, end: End) {
        if self.0.end.set(end).is_ok() {
            self.0.over.notify_waiters();
        }
    }

    /// Runs a function as part of the call.
    #[doc(hidden)]
    pub fn within<T>(&self, function: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), function)
    }
}

/// Returns what a function reads of the call that the current task serves, if it serves one.
pub fn of_current<T>(read: impl FnOnce(&CallContext) -> T) -> Option<T> {
    CURRENT.try_with(read).ok()
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
