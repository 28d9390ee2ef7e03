//! Threads on which no code of a handler runs, so that nothing blocks them.

use std::future::Future;
use std::{io, thread};

use tokio::runtime::{Builder, Handle, RuntimeFlavor};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// Runs a future on a thread of its own, with a runtime of its own: it runs while all workers of the runtime of the
/// caller are blocked. To drop the returned future ends it.
///
/// On a runtime with a single thread it runs in place: that thread is the test's or the program's own, its clock may be
/// paused, and a handler that blocks it blocks all.
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
    let (tell, told) = oneshot::channel();
    let thread = thread::Builder::new().name(name.to_owned());
    thread.spawn(move || {
        let output = runtime.block_on(dropped.run_until_cancelled(make()));
        // Not even a file that is being read is waited for.
        runtime.shutdown_background();
        if let Some(output) = output {
            let _ = tell.send(output);
        }
    })?;
    told.await
        .map_err(|_| io::Error::other(format!("the thread {name} has panicked")))
}
