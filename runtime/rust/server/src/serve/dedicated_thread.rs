//! Dedicated threads, which handlers cannot block.

use std::future::Future;
use std::{io, thread};

use tokio::runtime::{Builder, Handle, RuntimeFlavor};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// Runs a future on a new thread with its own runtime, so that it runs while all workers of the caller's runtime are blocked.
/// Dropping the returned future cancels it.
///
/// On a single-threaded runtime it runs in place: a test may have paused the clock of that runtime.
///
/// # Errors
/// If the thread cannot be started, or panics.
pub(super) async fn run<F>(
    name: &str,
    make: impl FnOnce() -> F + Send + 'static,
) -> io::Result<F::Output>
where
    F: Future + Send,
    F::Output: Send + 'static,
{
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return Ok(make().await);
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let dropped = CancellationToken::new();
    let _guard = dropped.clone().drop_guard();
    let (send, receive) = oneshot::channel();
    let thread = thread::Builder::new().name(name.to_owned());
    thread.spawn(move || {
        let output = runtime.block_on(dropped.run_until_cancelled(make()));
        // Do not wait for blocking tasks, such as a file that is being read.
        runtime.shutdown_background();
        if let Some(output) = output {
            let _ = send.send(output);
        }
    })?;
    receive
        .await
        .map_err(|_| io::Error::other(format!("the thread {name} has panicked")))
}
