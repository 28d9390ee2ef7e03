//! Work on all cores, where there is enough of it.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Below so many bytes of input, starting threads takes longer than the work.
const WORTHWHILE: usize = 1 << 20;

/// Maps each item, in any order, and gives the results in the order of the items. `bytes` is the size of the input.
pub fn map<T: Sync, R: Send>(bytes: usize, items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(items.len());
    if threads < 2 || bytes < WORTHWHILE {
        return items.iter().map(map).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, item)) = take(&next, items) {
            done.push((index, map(item)));
        }
        done
    };
    let mut results: Vec<_> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for other in others {
            results.extend(joined(other));
        }
        results
    });
    results.sort_by_key(|&(index, _)| index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Does two things at once and gives the results of both. `bytes` is the size of the input.
pub fn join<A, B: Send>(
    bytes: usize,
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bytes < WORTHWHILE {
        return (first(), second());
    }
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, joined(second))
    })
}

/// What a thread made; a panic of it is a panic of the whole, as if there were no threads.
fn joined<R>(thread: thread::ScopedJoinHandle<'_, R>) -> R {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn take<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
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
