//! The output of the command: text for people on stdout, diagnostics on stderr, JSON for programs.

mod annotations;
mod diff;
pub mod generate;
mod json;
pub mod plan;
pub mod progress;
pub mod scaffold;
mod snippet;
pub mod status;
mod text;
pub mod vendor;

use std::io::{self, Write};

use serde::Serialize;

pub use text::counted;

use crate::diagnostics::{Diagnostic, Severity};
use crate::frontend::Sources;
use json::RunEntry;
use snippet::Snippets;

/// Prints diagnostics to stderr, with the source lines that they are about; with `quiet`, only errors.
pub fn print_diagnostics(diagnostics: &[Diagnostic], sources: &Sources, quiet: bool) {
    let mut snippets = Snippets::new(sources);
    for diagnostic in diagnostics {
        if !quiet || diagnostic.severity == Severity::Error {
            // A closed stderr is not an error.
            let _ = writeln!(io::stderr(), "{}\n", snippets.render(diagnostic));
        }
    }
}

/// Reports why a command failed: on stderr, and with `json` also as JSON.
pub fn print_failure(faults: &[Diagnostic], sources: &Sources, quiet: bool, json: bool) {
    print_diagnostics(faults, sources, quiet);
    if json {
        print_json(&RunEntry::failed(faults));
    }
}

/// Reports why `check` failed, as annotations of GitHub Actions.
pub fn print_annotations(faults: &[Diagnostic], sources: &Sources) {
    print(&annotations::of_diagnostics(faults, sources));
}

/// Prints a value as JSON.
pub fn print_json(value: &impl Serialize) {
    // serde_json fails only for maps whose keys are not strings, and no report has such a map.
    if let Ok(text) = serde_json::to_string_pretty(value) {
        print(&(text + "\n"));
    }
}

/// Prints to stdout. A closed stdout is not an error.
pub fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}
