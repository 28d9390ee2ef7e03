//! `rpcsmith check`: checks that a crate matches its schema.

use std::process::ExitCode;

use super::arguments::project::{CheckArguments, Format};
use super::failure::Failure;
use super::project::{self, CrateProject};
use super::report::plan::PlanReport;
use super::report::progress::Progress;
use super::report::{print_annotations, print_failure};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;

pub fn run(arguments: &CheckArguments) -> ExitCode {
    project::run(
        &arguments.project,
        |project| check(project, arguments),
        |faults, sources| report_failure(faults, sources, arguments),
    )
}

fn report_failure(faults: &[Diagnostic], sources: &Sources, arguments: &CheckArguments) {
    let json = arguments.format == Format::Json;
    print_failure(faults, sources, arguments.quiet, json);
    if arguments.format == Format::Github {
        print_annotations(faults, sources);
    }
}

fn check(project: &CrateProject, arguments: &CheckArguments) -> Result<bool, Failure> {
    let progress = Progress::start(!arguments.quiet);
    let code = project.generate(&progress)?;
    progress.stage("reading the crate");
    let plan = project.plan(project.sync_project(&code), &[])?;
    drop(progress);
    let is_current = plan.is_current() && plan.remaining.is_empty();
    let report = PlanReport {
        plan: &plan,
        warnings: &code.warnings,
        sources: project.sources(),
        quiet: arguments.quiet,
    };
    report.print_findings();
    match arguments.format {
        Format::Json => report.print_json(if is_current { "current" } else { "stale" }, false),
        Format::Github => report.print_annotations(),
        Format::Text if arguments.quiet => {}
        Format::Text => report.print_differences(),
    }
    Ok(is_current)
}
