//! `rpcsmith sync`: a crate is brought in line with its schema.

use std::process::ExitCode;

use clap::Args;

use super::progress::Progress;
use super::project::{Made, ProjectArguments, Settled};
use super::report::{explain, print, print_failure, print_json};
use super::told::{self, PlanEntry, counted};
use super::{DIFFERS_OR_FAULTY, WRONGLY_USED, diff};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output::Foreign;
use crate::skeleton::Rename;
use crate::skeleton::sync::{self, Action, Plan, Project};

#[derive(Debug, Args)]
pub struct SyncArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Name the function of an rpc anew that has another name now; Service/Old=New where services share it [repeatable]
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<Rename>,
    /// Overwrite files in the output directory that rpcsmith did not generate
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Write nothing; tell what would be done
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Write nothing; print a unified diff of what would be done, as git apply takes it
    #[arg(long, help_heading = "Output")]
    pub diff: bool,
    /// Print one JSON object on stdout; text for people goes to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print nothing but what is left for you
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

pub const ABOUT: &str = "\
Bring the code that you own in line with the .proto files, without touching a byte of what is there.

The generated code is written anew, as `rpcsmith generate` does. Into your code comes what is missing: functions of \
new rpcs, wherever in the crate their service is implemented; the files, modules and tests of new services; functions \
for checks of requests; dependencies in Cargo.toml. Nothing of yours is ever removed or reformatted: what an rpc \
leaves behind that is gone, renamed or changed is told with its place and the remedy, and what cannot be added safely \
comes as code to paste.

All changes are prepared beside their files and then put in place, each by one rename. Whenever the run is cut short, \
every file is what it was or what it should be, and the next run does the rest.";

pub const EXAMPLES: &str = "\
Exit status: 0 if all is in line afterwards, 1 if something is left for you, 2 if nothing could be done: the command \
was wrongly used, or the schema, the settings or the crate are faulty.

Examples:
  rpcsmith sync                                     in the crate, with the settings of rpcsmith.toml
  rpcsmith sync --dry-run                           a line for each file, and nothing is written
  rpcsmith sync --diff | git apply --check
  rpcsmith sync --rename GetUser=FetchUser          the rpc GetUser is called FetchUser now
  rpcsmith sync crates/users --json
";

pub fn run(arguments: &SyncArguments) -> ExitCode {
    let settled = match Settled::new(&arguments.project) {
        Ok(settled) => settled,
        Err(faults) => return failed(&faults, &Sources::default(), arguments),
    };
    match sync(&settled, arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(DIFFERS_OR_FAULTY),
        Err(faults) => failed(&faults, settled.sources(), arguments),
    }
}

fn failed(faults: &[Diagnostic], sources: &Sources, arguments: &SyncArguments) -> ExitCode {
    explain(faults, sources, arguments.quiet);
    if arguments.json {
        print_failure(faults);
    }
    ExitCode::from(WRONGLY_USED)
}

/// Whether nothing is left for a person.
fn sync(settled: &Settled, arguments: &SyncArguments) -> Result<bool, Vec<Diagnostic>> {
    let progress = Progress::start(!arguments.quiet);
    let made = settled.make(&progress)?;
    progress.stage("reading the crate");
    let project = Project {
        foreign: Foreign::of_flag(arguments.force),
        ..settled.project(&made)
    };
    let plan = sync::plan(project, &arguments.rename)?;
    let writes = !arguments.dry_run && !arguments.diff;
    if writes {
        progress.stage("writing files");
        plan.commit()?;
    }
    drop(progress);
    report(&plan, &made, settled, arguments, writes);
    Ok(plan.left.is_empty())
}

fn report(
    plan: &Plan<'_>,
    made: &Made,
    settled: &Settled,
    arguments: &SyncArguments,
    writes: bool,
) {
    explain(&made.warnings, settled.sources(), arguments.quiet);
    told::tell_findings(plan, settled.sources(), arguments.quiet);
    if arguments.json {
        let status = match (plan.is_current(), writes) {
            (true, _) => "current",
            (false, true) => "synced",
            (false, false) => "planned",
        };
        print_json(&PlanEntry::new(
            status,
            plan,
            &made.warnings,
            arguments.diff,
        ));
    } else if arguments.diff {
        let diffs: String = plan.files.iter().map(diff::of_file).collect();
        print(&diff::colored(&diffs));
    } else if !arguments.quiet {
        print(&lines(
            plan,
            &settled.project(made).out.display().to_string(),
        ));
        print(&summary(plan, writes));
    }
}

/// A line a file; generated files that stay as they are share one.
fn lines(plan: &Plan<'_>, out: &str) -> String {
    let mut text = String::new();
    let mut same_generated = 0;
    for file in &plan.files {
        let path = told::path(file);
        match file.action {
            Action::Same if file.is_generated => same_generated += 1,
            Action::Merge => {
                text += &format!("merge {path} {}\n", told::insertions(file));
            }
            action => text += &format!("{} {path}\n", told::action(action)),
        }
    }
    if same_generated > 0 {
        let out = out.strip_prefix("./").unwrap_or(out);
        text += &format!("same {out} ({})\n", counted(same_generated, "file"));
    }
    text
}

fn summary(plan: &Plan<'_>, writes: bool) -> String {
    let count = |actions: &[Action]| {
        let files = plan.files.iter();
        files.filter(|file| actions.contains(&file.action)).count()
    };
    let same = count(&[Action::Same]);
    let changed = plan.files.len() - same;
    let done = match (changed, writes) {
        (0, _) => format!("{} up to date", counted(same, "file")),
        (_, true) => format!("{} written, {same} up to date", counted(changed, "file")),
        (_, false) => format!(
            "{} to write, {same} up to date; nothing is written",
            counted(changed, "file")
        ),
    };
    match plan.left.len() {
        0 => format!("{done}\n"),
        left => format!("{done}; {} left for you\n", counted(left, "thing")),
    }
}
