//! `rpcsmith check`: checks that a crate matches its schema.

use std::process::ExitCode;

use super::arguments::project::{CheckArguments, Format};
use super::failure::{DIFFERENT_OR_INVALID, Failure, INCORRECT_USE};
use super::project::{self, CrateProject};
use super::report::plan::PlanReport;
use super::report::progress::Progress;
use super::report::{counted, print, print_annotations, print_failure};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::options::Options;
use crate::skeleton::Plan;
use crate::targets::target;

pub fn run(arguments: &CheckArguments) -> ExitCode {
    if arguments.tonic {
        return run_tonic(arguments);
    }
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

/// Lists the uses of the library that the runtime replaces. The package may have no settings, so the options are the defaults.
fn run_tonic(arguments: &CheckArguments) -> ExitCode {
    let (sources, root) = (Sources::default(), &arguments.project.root);
    let uses = match target(&Options::default()).replaced_uses(root) {
        Ok(uses) => uses,
        Err(faults) => {
            report_failure(&faults, &sources, arguments);
            return ExitCode::from(INCORRECT_USE);
        }
    };
    let plan = Plan::new(Vec::new(), uses, Vec::new());
    let report = PlanReport {
        plan: &plan,
        warnings: &[],
        sources: &sources,
        quiet: arguments.quiet,
    };
    report.print_findings();
    let is_current = plan.remaining.is_empty();
    match arguments.format {
        Format::Json => report.print_json(if is_current { "current" } else { "stale" }, false),
        Format::Github => report.print_annotations(),
        Format::Text if arguments.quiet => {}
        Format::Text if is_current => print("no code uses tonic\n"),
        Format::Text => print(&format!(
            "{} of tonic to replace\n",
            counted(plan.remaining.len(), "use")
        )),
    }
    if is_current {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DIFFERENT_OR_INVALID)
    }
}
