//! Twice as much input takes at most a little more than twice the work: no part of reading, preparing, deciding and
//! writing grows faster than its input.
//!
//! Work is measured by the number of allocations and of bytes allocated. These are the same on every machine and in
//! every run, and cover each list that is built, each text that is copied and each look-up that builds a key. They
//! miss steps that allocate nothing, such as a loop that compares each item with all items before it in place.

mod readers;
mod scorer;
mod texts;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often each input is doubled.
const DOUBLINGS: u32 = 3;

/// Most work for twice the input, as a multiple.
const MOST: f64 = 2.2;

/// Allocations, and bytes allocated.
fn work(of: impl FnOnce()) -> [usize; 2] {
    let region = Region::new(ALLOCATOR);
    of();
    let counted = region.change();
    [counted.allocations + counted.reallocations, counted.bytes_allocated]
}

/// Describes by how much the work of a shape grows too fast, if it does.
fn excess(shape: &str, counted: &[[usize; 2]]) -> Option<String> {
    println!("{shape}: {counted:?}");
    let grows = |pair: &[[usize; 2]]| (0..2).any(|at| pair[1][at] as f64 > MOST * pair[0][at] as f64);
    counted.windows(2).any(grows).then(|| format!("{shape}: allocations and bytes are {counted:?}"))
}

/// A single test, because the counter covers the whole process.
#[test]
fn twice_as_much_is_twice_the_work() {
    let mut excesses = Vec::new();
    let pipeline = texts::pipeline();
    for (shape, count, text) in texts::SHAPES {
        let label = |times: usize| {
            let text = text(count * times);
            work(|| texts::label(&pipeline, text))
        };
        label(1);
        let counted: Vec<_> = (0..=DOUBLINGS).map(|power| label(1 << power)).collect();
        excesses.extend(excess(shape, &counted));
    }
    for (shape, count, make) in readers::SHAPES {
        let read = |times: usize| {
            let (folder, input) = readers::folder(&make(count * times));
            let mut articles = 0;
            let counted = work(|| articles = readers::read(&folder, input));
            assert!(articles > 0, "{shape}: no article comes out");
            counted
        };
        read(1);
        let counted: Vec<_> = (0..=DOUBLINGS).map(|power| read(1 << power)).collect();
        excesses.extend(excess(shape, &counted));
    }
    assert!(excesses.is_empty(), "{}", excesses.join("\n"));
}
