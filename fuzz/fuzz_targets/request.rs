//! Fuzzes the bytes of a request: the generator must not panic, and its output must parse.

#![no_main]

#[path = "../../tests/mutation/mutate.rs"]
mod mutate;
#[path = "../../tests/random/mod.rs"]
mod random;
#[path = "../../tests/mutation/tree.rs"]
mod tree;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use random::Random;

fuzz_target!(|request: &[u8]| {
    let Ok(generated) = rpcsmith::generate(request) else {
        return;
    };
    for file in generated
        .files
        .iter()
        .filter(|file| file.name.ends_with(".rs"))
    {
        if let Err(error) = syn::parse_file(&file.content) {
            panic!("{}: {error}\n{}", file.name, file.content);
        }
    }
});

// Changes of bytes mostly break lengths, so every other mutation changes fields.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::new(seed.into());
    let mutant = match random.below(2) {
        0 => None,
        _ => mutate::mutant(&data[..size], &mut random),
    };
    match mutant.filter(|mutant| mutant.len() <= max_size) {
        Some(mutant) => {
            data[..mutant.len()].copy_from_slice(&mutant);
            mutant.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});
