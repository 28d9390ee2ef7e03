//! Runs work on all cores if the input is large enough.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Below this size of the input, in bytes, starting threads takes longer than the work.
const MIN_PARALLEL_SIZE: usize = 1 << 20;

/// Maps the items in parallel and returns the results in the order of the items. `bytes` is the size of the input.
pub fn map<T: Sync, R: Send>(bytes: usize, items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(items.len());
    if threads < 2 || bytes < MIN_PARALLEL_SIZE {
        return items.iter().map(map).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, item)) = next_item(&next, items) {
            done.push((index, map(item)));
        }
        done
    };
    let mut results: Vec<_> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for other in others {
            results.extend(result_of(other));
        }
        results
    });
    results.sort_by_key(|&(index, _)| index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Runs two functions in parallel and returns both results. `bytes` is the size of the input.
pub fn join<A, B: Send>(
    bytes: usize,
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bytes < MIN_PARALLEL_SIZE {
        return (first(), second());
    }
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, result_of(second))
    })
}

/// The result of a thread. Resumes a panic of the thread, so that callers see it as their own.
fn result_of<R>(thread: thread::ScopedJoinHandle<'_, R>) -> R {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn next_item<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        let expected: Vec<u32> = items.iter().map(|item| item * 2).collect();
        for bytes in [0, usize::MAX] {
            assert_eq!(super::map(bytes, &items, |item| item * 2), expected);
        }
    }
}
