//! `rpcsmith status`: reports which rpcs are implemented, and where.

use std::process::ExitCode;

use super::arguments::project::StatusArguments;
use super::failure::Failure;
use super::project::{self, CrateProject};
use super::report::progress::Progress;
use super::report::status::{Places, Table};
use super::report::{counted, print, print_diagnostics, print_failure, print_json};
use crate::diagnostics::Diagnostic;

pub fn run(arguments: &StatusArguments) -> ExitCode {
    project::run(
        &arguments.project,
        |project| status(project, arguments),
        |faults, sources| print_failure(faults, sources, false, arguments.json),
    )
}

/// Whether no rpc is in a denied state.
fn status(project: &CrateProject, arguments: &StatusArguments) -> Result<bool, Failure> {
    let progress = Progress::start(true);
    let code = project.generate(&progress)?;
    progress.stage("reading the crate");
    let sync_project = project.sync_project(&code);
    let found = project.status(sync_project)?;
    drop(progress);
    let places = Places {
        root: sync_project.root,
        sources: project.sources(),
    };
    let mut table = Table::new(&found, &places);
    let denied = arguments.deny.iter();
    let denied: Vec<_> = denied.filter(|state| table.totals[state] > 0).collect();
    let faults = denied.iter().map(|state| {
        let rpcs = counted(table.totals[state], "rpc");
        Diagnostic::error(format!("{rpcs} denied: {}", state.name()))
    });
    let refusals = found
        .refused
        .iter()
        .map(|finding| finding.diagnostic.clone());
    let diagnostics: Vec<_> = refusals.chain(faults).collect();
    if arguments.json {
        table.status = if denied.is_empty() { "ok" } else { "denied" };
        print_json(&table);
    } else {
        print(&table.text());
    }
    print_diagnostics(&diagnostics, project.sources(), false);
    Ok(denied.is_empty())
}
