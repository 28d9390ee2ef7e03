//! Prints the nanoseconds of the first call, and of a call after many.

use std::time::Instant;

const BATCHES: u32 = 15;
/// The minimal time of a batch.
const BATCH: f64 = 5e6;

fn main() {
    let calls = validators::frame::asked();
    let time = |count: u32| {
        let start = Instant::now();
        calls(count);
        start.elapsed().as_nanos() as f64
    };
    let first = time(1);
    let mut count = 1;
    while time(count) < BATCH {
        count *= 2;
    }
    // Other load on the machine only increases the time of a batch.
    let least = (0..BATCHES).map(|_| time(count)).fold(f64::INFINITY, f64::min);
    println!("{first} {}", least / f64::from(count));
}
