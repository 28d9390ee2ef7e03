//! `rpcsmith sync`: updates a crate after its schema has changed.

use std::process::ExitCode;

use super::arguments::project::SyncArguments;
use super::failure::Failure;
use super::project::{self, CrateProject};
use super::report::plan::PlanReport;
use super::report::print_failure;
use super::report::progress::Progress;
use crate::output::Foreign;
use crate::skeleton::Project;

pub fn run(arguments: &SyncArguments) -> ExitCode {
    project::run(
        &arguments.project,
        |project| sync(project, arguments),
        |faults, sources| print_failure(faults, sources, arguments.quiet, arguments.json),
    )
}

/// Whether nothing remains for a person to do.
fn sync(project: &CrateProject, arguments: &SyncArguments) -> Result<bool, Failure> {
    let progress = Progress::start(!arguments.quiet);
    let code = project.generate(&progress)?;
    progress.stage("reading the crate");
    let sync_project = Project {
        foreign: Foreign::of_flag(arguments.force),
        ..project.sync_project(&code)
    };
    let plan = project.plan(sync_project, &arguments.rename)?;
    let writes = !arguments.dry_run && !arguments.diff;
    if writes {
        progress.stage("writing files");
        plan.commit()?;
    }
    drop(progress);
    let report = PlanReport {
        plan: &plan,
        warnings: &code.warnings,
        sources: project.sources(),
        quiet: arguments.quiet,
    };
    report.print_findings();
    if arguments.json {
        let status = match (plan.is_current(), writes) {
            (true, _) => "current",
            (false, true) => "synced",
            (false, false) => "planned",
        };
        report.print_json(status, arguments.diff);
    } else if arguments.diff {
        report.print_diff();
    } else if !arguments.quiet {
        report.print_changes(&sync_project.out.display().to_string(), writes);
    }
    Ok(plan.remaining.is_empty())
}
