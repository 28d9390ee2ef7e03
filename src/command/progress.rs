//! A word on what takes so long, past a second, to a person who waits.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(1);

/// Names the stage that is under way, on stderr if it is a terminal; wipes it away when dropped.
pub struct Progress(Option<Running>);

struct Running {
    stages: Option<Sender<&'static str>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to count the time, if there is someone to tell.
    pub fn start(wanted: bool) -> Self {
        if !wanted || !io::stderr().is_terminal() {
            return Self(None);
        }
        let (stages, received) = mpsc::channel();
        let thread = thread::spawn(move || show(&received));
        Self(Some(Running {
            stages: Some(stages),
            thread: Some(thread),
        }))
    }

    /// Tells what comes next.
    pub fn stage(&self, name: &'static str) {
        if let Some(Running {
            stages: Some(stages),
            ..
        }) = &self.0
        {
            // If the thread has ended, nobody listens; that changes nothing about the work.
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
        let patience = PATIENCE.checked_sub(start.elapsed()).filter(|_| !shown);
        let next = match patience {
            Some(patience) => stages.recv_timeout(patience),
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
