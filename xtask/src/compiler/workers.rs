//! Spreads work over threads, and ends the program if a compiler does not come back.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, process};

use anyhow::Result;

/// The time after which a run counts as endless.
const LIMIT: Duration = Duration::from_secs(120);

/// What a thread works on, and since when.
type Current = Mutex<Option<(Instant, String)>>;

/// A thread: the folder that only it uses, and what it works on.
pub struct Worker {
    pub scratch: PathBuf,
    current: Current,
}

impl Worker {
    /// Sets what a report of an endless run names.
    pub fn begin(&self, label: &str) {
        *self.lock() = Some((Instant::now(), label.to_owned()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, String)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The results of all numbers below `count`, in their order.
///
/// # Errors
/// The first error of the work.
pub fn spread<T: Send>(
    target: &Path,
    count: usize,
    work: impl Fn(usize, &Worker) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut workers = Vec::new();
    for number in 0..threads {
        let scratch = target.join(format!("scratch-{}-{number}", process::id()));
        fs::create_dir_all(&scratch)?;
        workers.push(Worker {
            scratch,
            current: Mutex::default(),
        });
    }
    let (next, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut results = thread::scope(|scope| {
        scope.spawn(|| watch(&workers, &done));
        let handles: Vec<_> = workers
            .iter()
            .map(|worker| scope.spawn(|| one_thread(count, &next, worker, &work)))
            .collect();
        let results: Result<Vec<_>> = handles
            .into_iter()
            .map(|handle| {
                handle
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect();
        done.store(true, Ordering::Relaxed);
        anyhow::Ok(results?.into_iter().flatten().collect::<Vec<_>>())
    })?;
    for worker in &workers {
        fs::remove_dir_all(&worker.scratch)?;
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

fn one_thread<T>(
    count: usize,
    next: &AtomicUsize,
    worker: &Worker,
    work: &(impl Fn(usize, &Worker) -> Result<T> + Sync),
) -> Result<Vec<(usize, T)>> {
    let mut results = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= count {
            *worker.lock() = None;
            return Ok(results);
        }
        results.push((index, work(index, worker)?));
    }
}

/// Waits for the end of the work, and ends the program if a thread works for too long.
fn watch(workers: &[Worker], done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(20));
        for worker in workers {
            if let Some((since, label)) = &*worker.lock()
                && since.elapsed() > LIMIT
            {
                eprintln!("no end: {label}");
                process::exit(1);
            }
        }
    }
}
