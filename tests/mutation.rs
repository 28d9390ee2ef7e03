//! Whatever the bytes of a request are, the generator answers: with files that parse, or with faults.
//!
//! `MUTANTS=100000 LARGE_MUTANTS=5000 cargo test --test mutation` tries more of them than a usual run has time for.

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

/// How many mutants of small requests a run tries, unless the environment says otherwise.
const MUTANTS: u64 = 4_000;
/// How many mutants of large requests it tries: each takes as long as many small ones.
const LARGE_MUTANTS: u64 = 150;
/// Bytes of a small request. Those with rules are large: the schema of protovalidate has 90,000.
const SMALL: usize = 6_000;
/// How many bytes may be made of one of the request; the constant is for what is the same for every service.
const GROWTH: usize = 200;

#[test]
fn every_mutant_of_a_golden_is_answered() {
    let accepted = answered("MUTANTS", MUTANTS, |seed| seed < SMALL);
    // A test that refuses all of them would tell nothing of what is made.
    assert!(accepted > 0.05, "{accepted}");
}

#[test]
fn mutants_of_large_goldens_are_answered() {
    let accepted = answered("LARGE_MUTANTS", LARGE_MUTANTS, |seed| seed >= SMALL);
    assert!(accepted > 0.05, "{accepted}");
}

/// Tries as many mutants as the environment says, of requests of some sizes; reports the share of accepted ones.
fn answered(variable: &str, mutants: u64, is_wanted: impl Fn(usize) -> bool) -> f64 {
    let mutants = env::var(variable).map_or(mutants, |mutants| mutants.parse().unwrap());
    let seeds: Vec<_> = seeds()
        .into_iter()
        .filter(|(_, seed)| is_wanted(seed.len()))
        .collect();
    let mut accepted = 0_u32;
    for number in 0..mutants {
        let mut random = Random::new(number);
        let (case, request) = &seeds[random.below(seeds.len())];
        let mutant = mutate::mutant(request, &mut random).expect("a front end made it");
        match panic::catch_unwind(|| check(&mutant)) {
            Ok(files) => accepted += u32::from(files > 0),
            Err(_) => panic!("mutant {number}, of the golden {case}"),
        }
    }
    f64::from(accepted) / mutants as f64
}

/// Runs the generator and checks what it makes; tells how many files that is.
fn check(request: &[u8]) -> usize {
    let files = match rpcsmith::generate(request) {
        Ok(generated) => generated.files,
        Err(Error::Request(_)) => return 0,
        Err(Error::Faults(faults)) => {
            let text: usize = faults.iter().map(|fault| fault.to_string().len()).sum();
            assert!(text <= GROWTH * (request.len() + 1_000), "{text} bytes");
            return 0;
        }
    };
    let text: usize = files.iter().map(|file| file.content.len()).sum();
    assert!(text <= GROWTH * (request.len() + 1_000), "{text} bytes");
    for file in files.iter().filter(|file| file.name.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(&file.content) {
            panic!("{}: {error}\n{}", file.name, file.content);
        }
    }
    files.len()
}

/// The requests of the golden cases that have one.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let name = |case: &Path| case.file_name().unwrap().to_str().unwrap().to_owned();
    cases::cases()
        .iter()
        .filter_map(|case| Some((name(case), cases::request(case).ok()?)))
        .collect()
}

/// Where the fuzzer starts from.
#[test]
#[ignore = "it writes fuzz/corpus"]
fn write_the_seeds_of_the_fuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/request");
    fs::create_dir_all(&folder).unwrap();
    for (case, request) in seeds() {
        fs::write(folder.join(case), request).unwrap();
    }
}
