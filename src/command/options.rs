//! `rpcsmith options`: lists the options of the generated code.

use std::process::ExitCode;

use serde::Serialize;

use super::arguments::OptionsArguments;
use super::report;
use crate::options::{OptionSpec, Options};

#[derive(Serialize)]
struct OptionEntry {
    name: &'static str,
    /// The only target that reads it; `None` if every target does.
    target: Option<&'static str>,
    value: String,
    default: Option<&'static str>,
    repeated: bool,
    help: &'static str,
}

impl OptionEntry {
    fn new(spec: &OptionSpec) -> Self {
        Self {
            name: spec.name,
            target: spec.target,
            value: spec.value.text(),
            default: Some(spec.default).filter(|default| !default.is_empty()),
            repeated: spec.repeated,
            help: spec.help,
        }
    }
}

pub fn run(arguments: &OptionsArguments) -> ExitCode {
    if arguments.json {
        let entries: Vec<_> = Options::specs().map(OptionEntry::new).collect();
        report::print_json(&entries);
    } else {
        let entries = Options::specs();
        let entry = |spec: &OptionSpec| {
            let OptionSpec { name, value, .. } = spec;
            format!("{name}={}\n    {}\n", value.text(), spec.summary())
        };
        report::print(&entries.map(entry).collect::<String>());
    }
    ExitCode::SUCCESS
}
