//! The generator answers any request: with files that parse, or with errors.
//!
//! `MUTANTS=100000 LARGE_MUTANTS=5000 cargo test --test mutation` tries more mutants than a usual run.

#[path = "mutation/build.rs"]
mod build;
mod cases;
#[path = "mutation/hostile.rs"]
mod hostile;
#[path = "mutation/hostile_fields.rs"]
mod hostile_fields;
#[path = "mutation/mutate.rs"]
mod mutate;
mod random;
#[path = "mutation/scale.rs"]
mod scale;
#[path = "mutation/tree.rs"]
mod tree;

use std::panic;
use std::path::Path;
use std::{env, fs};

use random::Random;
use rpcsmith::Error;

/// The number of mutants of small requests in a run; the environment variable of the same name overrides it.
const MUTANTS: u64 = 4_000;
/// The number of mutants of large requests in a run: each takes as long as many small ones.
const LARGE_MUTANTS: u64 = 150;
/// Requests below this size, in bytes, are small. Those with rules are large: protovalidate's schema has 90,000 bytes.
const SMALL_REQUEST: usize = 6_000;
/// The maximum number of bytes of output for each byte of the request.
const MAX_GROWTH: usize = 200;

/// A number of bytes added to the size of the request, because each service has some output of a fixed size.
const FIXED_OUTPUT: usize = 1_000;

#[test]
fn every_mutant_of_a_golden_is_answered() {
    let accepted = accepted_share("MUTANTS", MUTANTS, |seed| seed < SMALL_REQUEST);
    // If all mutants were rejected, the test would check no output.
    assert!(accepted > 0.05, "{accepted}");
}

#[test]
fn mutants_of_large_goldens_are_answered() {
    let accepted = accepted_share("LARGE_MUTANTS", LARGE_MUTANTS, |seed| seed >= SMALL_REQUEST);
    assert!(accepted > 0.05, "{accepted}");
}

/// Checks mutants of the requests whose size `is_selected`, and returns the share that the generator accepts. The
/// environment variable overrides the number of mutants.
fn accepted_share(variable: &str, mutants: u64, is_selected: impl Fn(usize) -> bool) -> f64 {
    let mutants = env::var(variable).map_or(mutants, |mutants| mutants.parse().unwrap());
    let seeds: Vec<_> = seeds()
        .into_iter()
        .filter(|(_, seed)| is_selected(seed.len()))
        .collect();
    let mut accepted = 0_u32;
    for number in 0..mutants {
        let mut random = Random::new(number);
        let (case, request) = &seeds[random.below(seeds.len())];
        let mutant =
            mutate::mutant(request, &mut random).expect("a front end produces valid requests");
        match panic::catch_unwind(|| check(&mutant)) {
            Ok(files) => accepted += u32::from(files > 0),
            Err(_) => panic!("mutant {number}, of the golden {case}"),
        }
    }
    f64::from(accepted) / mutants as f64
}

/// Runs the generator, checks its output and returns the number of files.
fn check(request: &[u8]) -> usize {
    let files = match rpcsmith::generate(request) {
        Ok(generated) => generated.files,
        Err(Error::Request(_)) => return 0,
        Err(Error::Faults(faults)) => {
            let text: usize = faults.iter().map(|fault| fault.to_string().len()).sum();
            assert!(
                text <= MAX_GROWTH * (request.len() + FIXED_OUTPUT),
                "{text} bytes"
            );
            return 0;
        }
    };
    let text: usize = files.iter().map(|file| file.content.len()).sum();
    assert!(
        text <= MAX_GROWTH * (request.len() + FIXED_OUTPUT),
        "{text} bytes"
    );
    for file in files.iter().filter(|file| file.name.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(&file.content) {
            panic!("{}: {error}\n{}", file.name, file.content);
        }
    }
    files.len()
}

/// The requests of all golden cases that parse.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let name = |case: &Path| case.file_name().unwrap().to_str().unwrap().to_owned();
    cases::cases()
        .iter()
        .filter_map(|case| Some((name(case), cases::request(case).ok()?)))
        .collect()
}

/// Writes the initial corpus of the fuzzer.
#[test]
#[ignore = "it writes fuzz/corpus"]
fn write_the_seeds_of_the_fuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/request");
    fs::create_dir_all(&folder).unwrap();
    for (case, request) in seeds() {
        fs::write(folder.join(case), request).unwrap();
    }
}
