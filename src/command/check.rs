//! `rpcsmith check`: whether a crate is in line with its schema.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::annotations;
use super::progress::Progress;
use super::project::{Made, ProjectArguments, Settled};
use super::report::{explain, print, print_failure, print_json};
use super::told::{self, PlanEntry, counted};
use super::{DIFFERS_OR_FAULTY, WRONGLY_USED};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::skeleton::sync::{self, Action, File, Plan};

#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Lines for people, one JSON object, or annotations for the checks of GitHub
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub format: Format,
    /// Print nothing but what is left for you, and errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Github,
}

pub const ABOUT: &str = "\
Tell whether `rpcsmith sync` would change anything, or leave anything for you. Writes nothing.

It looks at the generated code, at your implementations and at Cargo.toml; `rpcsmith generate --check` looks at the \
generated code alone.";

pub const EXAMPLES: &str = "\
Exit status: 0 if all is current, 1 if not, 2 if that cannot be told: the command was wrongly used, or the schema, the \
settings or the crate are faulty.

Examples:
  rpcsmith check                            in the crate, with the settings of rpcsmith.toml
  rpcsmith check --format github            in a workflow: each difference where it is
  rpcsmith check crates/users --format json
";

pub fn run(arguments: &CheckArguments) -> ExitCode {
    let settled = match Settled::new(&arguments.project) {
        Ok(settled) => settled,
        Err(faults) => return failed(&faults, &Sources::default(), arguments),
    };
    match check(&settled, arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(DIFFERS_OR_FAULTY),
        Err(faults) => failed(&faults, settled.sources(), arguments),
    }
}

fn failed(faults: &[Diagnostic], sources: &Sources, arguments: &CheckArguments) -> ExitCode {
    explain(faults, sources, arguments.quiet);
    match arguments.format {
        Format::Text => {}
        Format::Json => print_failure(faults),
        Format::Github => print(&annotations::of_diagnostics(faults, sources)),
    }
    ExitCode::from(WRONGLY_USED)
}

fn check(settled: &Settled, arguments: &CheckArguments) -> Result<bool, Vec<Diagnostic>> {
    let progress = Progress::start(!arguments.quiet);
    let made = settled.make(&progress)?;
    progress.stage("reading the crate");
    let plan = sync::plan(settled.project(&made), &[])?;
    drop(progress);
    report(&plan, &made, settled, arguments);
    Ok(plan.is_current() && plan.left.is_empty())
}

fn report(plan: &Plan<'_>, made: &Made, settled: &Settled, arguments: &CheckArguments) {
    let sources = settled.sources();
    explain(&made.warnings, sources, arguments.quiet);
    told::tell_findings(plan, sources, arguments.quiet);
    match arguments.format {
        Format::Json => {
            let is_current = plan.is_current() && plan.left.is_empty();
            let status = if is_current { "current" } else { "stale" };
            print_json(&PlanEntry::new(status, plan, &made.warnings, false));
        }
        Format::Github => {
            let mut text = annotations::of_diagnostics(&made.warnings, sources);
            text += &annotations::of_plan(plan, sources, difference);
            print(&text);
        }
        Format::Text if arguments.quiet => {}
        Format::Text => {
            let differing = plan.files.iter().filter(|file| file.action != Action::Same);
            let lines =
                differing.map(|file| format!("{} {}\n", told::path(file), difference(file)));
            print(&(lines.collect::<String>() + &summary(plan)));
        }
    }
}

/// In what a file is not as it should be.
fn difference(file: &File<'_>) -> String {
    match file.action {
        Action::Create => "is missing".to_owned(),
        Action::Write => "is not what would be generated".to_owned(),
        Action::Remove => "is no longer generated".to_owned(),
        Action::Merge => {
            let lacks = file.added.iter();
            let lacks = lacks.map(|added| format!("{} {}", added.kind, added.name));
            format!("lacks {}", lacks.collect::<Vec<_>>().join(", "))
        }
        Action::Same => "is up to date".to_owned(),
    }
}

fn summary(plan: &Plan<'_>) -> String {
    let all = plan.files.len();
    let same = plan
        .files
        .iter()
        .filter(|file| file.action == Action::Same)
        .count();
    let files = match all - same {
        0 => format!("{} up to date", counted(all, "file")),
        differing => format!(
            "{differing} of {} not up to date; `rpcsmith sync` writes them",
            counted(all, "file")
        ),
    };
    match plan.left.len() {
        0 => format!("{files}\n"),
        left => format!("{files}; {} left for you\n", counted(left, "thing")),
    }
}
