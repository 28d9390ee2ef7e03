//! The context of a call in a server: its method, its deadline, and whether it has ended.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::Status;
use crate::codec::{Codec, response_limit};
use crate::compression::Meter;
use crate::connect_info::Connection;
use http::Extensions;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use rpcsmith_service::Method;

tokio::task_local! {
    static CURRENT: CallContext;
}

/// The context of a call that this process serves.
///
/// `Server` and `client::InProcess` create one for each call. Handlers get it from [`CallContext::current`], and from the
/// extensions of their request. A generated client that a handler calls sends a deadline that is not later than the one of
/// the call.
///
/// A task that a handler spawns is not part of the call. [`scope`](Self::scope) makes it one:
///
/// ```
/// use rpcsmith_runtime::CallContext;
///
/// async fn refresh() { /* calls other services, with the deadline of the call */ }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// if let Some(call) = CallContext::current() {
///     tokio::spawn(call.clone().scope(async move {
///         tokio::select! {
///             () = refresh() => {}
///             () = call.ended() => {} // the client no longer waits
///         }
///     }));
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct CallContext(Arc<Inner>);

struct Inner {
    start: CallStart,
    end: OnceLock<End>,
    over: Notify,
    subject: OnceLock<Arc<str>>,
    identity: OnceLock<Arc<dyn CallerIdentity>>,
}

/// What is known about a call when it starts.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct CallStart {
    /// `None` if the service has no table of methods.
    pub method: Option<Method>,
    /// The index of the method in the table of its service, and the codec of the call.
    pub route: Option<(usize, Codec)>,
    pub deadline: Option<Instant>,
    /// Cancelled when the server drains.
    pub draining: Arc<CancellationToken>,
    pub limits: RequestLimits,
    /// `None` within the process.
    pub connection: Option<Arc<Connection>>,
    /// Whether the requests may be compressed.
    pub compressed: bool,
    /// Counts decompressed messages, if the server counts bytes.
    pub meter: Option<Arc<dyn Meter>>,
}

/// The identity of an authenticated caller.
#[doc(hidden)]
pub trait CallerIdentity: Send + Sync {
    /// The name of the caller.
    fn subject(&self) -> &Arc<str>;

    /// Adds the identity to the extensions of a request.
    fn extend(self: Arc<Self>, extensions: &mut Extensions);
}

/// The limits of a server for a request message.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestLimits {
    /// Bytes of memory for the decoded message.
    pub max_decoded_size: Option<usize>,
    /// Steps of its validation rules.
    pub max_rule_steps: Option<u64>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The response is complete, or the client cancelled the call.
    Over,
    /// The deadline has passed.
    Deadline,
    /// The server shut down, and its grace period is over.
    Drained,
}

impl End {
    /// The status for the client.
    pub fn status(self) -> Status {
        match self {
            Self::Over => Status::cancelled("the call is over"),
            Self::Deadline => deadline_exceeded(),
            Self::Drained => Status::unavailable("the server is shutting down"),
        }
    }
}

/// The status of a call after its deadline.
pub fn deadline_exceeded() -> Status {
    Status::deadline_exceeded("the deadline of the call has passed")
}

impl CallContext {
    /// The call that the current task serves, if it serves one.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// The method; `None` if the service has no table of methods.
    pub fn method(&self) -> Option<Method> {
        self.0.start.method
    }

    /// The deadline of the call; `None` if neither the client nor the server sets a limit.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.start.deadline
    }

    /// The time until the deadline; `None` without a deadline.
    pub fn remaining(&self) -> Option<Duration> {
        let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
        self.0.start.deadline.map(left)
    }

    /// The subject of the authenticated caller, as `ServerBuilder::auth` or [`set_subject`](Self::set_subject) sets it.
    /// `serve::EndedCall` and the log have it.
    pub fn subject(&self) -> Option<&str> {
        self.known_subject().map(|subject| &**subject)
    }

    /// Sets the subject, for a layer that authenticates callers. Later calls have no effect.
    pub fn set_subject(&self, subject: impl Into<Arc<str>>) {
        self.0.subject.get_or_init(|| subject.into());
    }

    /// Waits until the call has ended: the response is complete, the client cancelled it, its deadline has passed, or the
    /// server shut down.
    pub async fn ended(&self) {
        self.end().await;
    }

    /// Whether the call has ended.
    pub fn has_ended(&self) -> bool {
        self.0.end.get().is_some()
    }

    /// Runs a future as part of the call: [`current`](Self::current) returns this call in it.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, future)
    }

    /// The limits of the server for a request message.
    #[doc(hidden)]
    pub fn limits(&self) -> RequestLimits {
        self.0.start.limits
    }

    /// Waits until the call has ended, and returns how.
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
    /// Creates the context of a call.
    #[doc(hidden)]
    pub fn new(start: CallStart) -> Self {
        Self(Arc::new(Inner {
            start,
            end: OnceLock::new(),
            over: Notify::new(),
            subject: OnceLock::new(),
            identity: OnceLock::new(),
        }))
    }

    /// The index of the method in a table, and the codec, if a server has found it there.
    #[doc(hidden)]
    pub fn route_in(&self, methods: &[Method]) -> Option<(usize, Codec)> {
        let (route, method) = (self.0.start.route?, self.0.start.method?);
        let found = methods.get(route.0)?.path();
        // The request can have come from another service.
        (std::ptr::eq(found, method.path()) || found == method.path()).then_some(route)
    }

    /// The address of the client, if the call came over TCP.
    #[doc(hidden)]
    pub fn peer(&self) -> Option<SocketAddr> {
        self.0.start.connection.as_ref()?.peer()
    }

    /// Whether the requests may be compressed, as the server has received them.
    #[doc(hidden)]
    pub fn is_compressed(&self) -> bool {
        self.0.start.compressed
    }

    /// Counts decompressed messages, if the server counts bytes.
    #[doc(hidden)]
    pub fn meter(&self) -> Option<Arc<dyn Meter>> {
        self.0.start.meter.clone()
    }

    /// Sets the identity of the caller, with the subject. Later calls have no effect.
    #[doc(hidden)]
    pub fn set_identity(&self, identity: Arc<dyn CallerIdentity>) {
        self.0.identity.get_or_init(|| identity);
    }

    /// Adds what the extensions of the request contain: this context, the method, the connection and the identity.
    #[doc(hidden)]
    pub fn extend(&self, extensions: &mut Extensions) {
        if let Some(connection) = &self.0.start.connection {
            connection.extend(extensions);
        }
        if let Some(method) = self.0.start.method {
            extensions.insert(method);
        }
        if let Some(identity) = self.0.identity.get() {
            Arc::clone(identity).extend(extensions);
        }
        extensions.insert(self.clone());
    }

    fn known_subject(&self) -> Option<&Arc<str>> {
        let identity = self.0.identity.get();
        let subject = identity.map(|identity| identity.subject());
        subject.or_else(|| self.0.subject.get())
    }

    #[doc(hidden)]
    pub fn shared_subject(&self) -> Option<Arc<str>> {
        self.known_subject().cloned()
    }

    /// Waits until the server drains: it accepts no more calls, and running calls have `Drain::grace` to finish.
    ///
    /// Endless streams should end here, so that they do not delay the shutdown.
    pub async fn draining(&self) {
        self.0.start.draining.cancelled().await;
    }
}

impl CallContext {
    /// Creates the context of a call within the process. It drains with the call that the caller serves.
    #[doc(hidden)]
    pub fn in_process(method: Option<Method>, deadline: Option<Instant>) -> Self {
        let draining = Self::current().map(|call| Arc::clone(&call.0.start.draining));
        Self::new(CallStart {
            method,
            deadline,
            draining: draining.unwrap_or_default(),
            ..CallStart::default()
        })
    }

    /// Ends the call, unless it has ended, and wakes all waiters.
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

/// Applies a function to the call that the current task serves, if any.
pub fn of_current<T>(read: impl FnOnce(&CallContext) -> T) -> Option<T> {
    CURRENT.try_with(read).ok()
}

/// The most bytes of memory for a request of `encoded` bytes on the wire.
pub fn request_limit(encoded: usize) -> usize {
    let of_call = of_current(|call| call.limits().max_decoded_size);
    of_call.flatten().unwrap_or_else(|| response_limit(encoded))
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext")
            .field("method", &self.0.start.method.map(|method| method.path()))
            .field("deadline", &self.0.start.deadline)
            .field("ended", &self.has_ended())
            .finish()
    }
}
