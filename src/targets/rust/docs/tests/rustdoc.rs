//! Runs rustdoc on the test cases and on random comments.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::{cases, printed, properties};

const RANDOM: u64 = 2_000;

/// The lints that a comment could trigger. `warnings` covers the lints that warn by default.
const LINTS: [&str; 2] = ["-Dwarnings", "-Drustdoc::unescaped_backticks"];

#[test]
fn rustdoc_warns_of_nothing_and_finds_no_test() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = folder.path().join("documented.rs");
    std::fs::write(&source, documented()).expect("the folder can be written to");

    let docs = folder.path().join("doc");
    let (ok, said) = rustdoc(&source, &["--out-dir", &docs.to_string_lossy()]);
    assert!(ok && said.is_empty(), "{said}");

    let (ok, said) = rustdoc(&source, &["--test"]);
    assert!(ok && said.contains("\nrunning 0 tests\n"), "{said}");
}

/// Returns a crate in which each comment documents a field.
fn documented() -> String {
    let mut source = "//! Comments.\n\n/// All of them.\npub struct Comments {\n".to_owned();
    let cases = cases::all().into_iter().map(|(_, comment, _)| comment);
    for (number, comment) in cases
        .chain((0..RANDOM).map(properties::comment))
        .enumerate()
    {
        for line in printed(&comment).lines() {
            writeln!(source, "    ///{line}").expect("a string takes anything");
        }
        writeln!(source, "    pub field{number}: (),").expect("a string takes anything");
    }
    source + "}\n"
}

fn rustdoc(source: &Path, args: &[&str]) -> (bool, String) {
    let program = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    let output = Command::new(program)
        .arg(source)
        .args(["--edition", "2024"])
        .args(LINTS)
        .args(args)
        .output();
    let output = output.expect("rustdoc is installed");
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    (output.status.success(), said.concat())
}
