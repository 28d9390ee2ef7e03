//! Prints the number of allocations of the first call, and of the next one.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let calls = validators::frame::asked();
    let count = || {
        let region = Region::new(ALLOCATOR);
        calls(1);
        let change = region.change();
        change.allocations + change.reallocations
    };
    let (first, next) = (count(), count());
    println!("{first} {next}");
}
