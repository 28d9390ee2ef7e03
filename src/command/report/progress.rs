//! Shows the current stage of a command that runs longer than a second.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Shorter runs show nothing.
const DELAY: Duration = Duration::from_secs(1);

/// Shows the current stage on stderr, if that is a terminal. Clears the line when dropped.
pub struct Progress(Option<Running>);

struct Running {
    stages: Option<Sender<&'static str>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts the clock, if `enabled`.
    pub fn start(enabled: bool) -> Self {
        if !enabled || !io::stderr().is_terminal() {
            return Self(None);
        }
        let (stages, received) = mpsc::channel();
        let thread = thread::spawn(move || show(&received));
        Self(Some(Running {
            stages: Some(stages),
            thread: Some(thread),
        }))
    }

    /// Starts a stage.
    pub fn stage(&self, name: &'static str) {
        if let Some(Running {
            stages: Some(stages),
            ..
        }) = &self.0
        {
            // The thread has ended only if stderr is closed, which is not an error.
            let _ = stages.send(name);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stages.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn show(stages: &Receiver<&'static str>) {
    let start = Instant::now();
    let mut stage = "";
    let mut shown = false;
    loop {
        let wait = DELAY.checked_sub(start.elapsed()).filter(|_| !shown);
        let next = match wait {
            Some(wait) => stages.recv_timeout(wait),
            None => stages.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match next {
            Ok(next) => stage = next,
            Err(RecvTimeoutError::Timeout) => shown = true,
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if shown {
            print(&format!("\r\x1b[2K{stage} …"));
        }
    }
    if shown {
        print("\r\x1b[2K");
    }
}

fn print(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}
