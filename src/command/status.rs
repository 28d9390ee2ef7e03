//! `rpcsmith status`: what of each service is implemented where.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::progress::Progress;
use super::project::{ProjectArguments, Settled};
use super::report::{explain, print, print_failure, print_json};
use super::told::{FindingEntry, counted};
use super::{DIFFERS_OR_FAULTY, WRONGLY_USED};
use crate::diagnostics::{Diagnostic, Place};
use crate::frontend::Sources;
use crate::skeleton::findings::{Finding, Kind, findings, shown};
use crate::skeleton::survey::{Implementation, State, Survey, Surveyed};
use crate::targets::rust::ServiceOutline;

#[derive(Debug, Args)]
pub struct StatusArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Exit with 1 if there is an rpc in one of these states, separated by commas
    #[arg(long, value_enum, value_name = "STATES", value_delimiter = ',')]
    pub deny: Vec<Standing>,
    /// Print one JSON object on stdout; text for people goes to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// How an rpc stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is written
    #[value(skip)]
    Implemented,
    /// It is what `rpcsmith` wrote, and answers that it is not implemented
    Stub,
    /// It has no function
    Missing,
    /// There is a function for an rpc that is gone
    Removed,
    /// Its function has other types
    Differs,
}

pub const ABOUT: &str = "\
Tell of every rpc whether it is implemented, and where. Reads the schema and the crate, and writes nothing.";

pub const EXAMPLES: &str = "\
States: implemented; stub, if its function still is what rpcsmith wrote, which answers that it is not implemented; missing, if it has none; removed, \
if there is a function for an rpc that the schema has no more; differs, if its function has other types than the rpc.

Exit status: 0, or 1 if there is an rpc in a state that is denied, or 2 if that cannot be told: the command was wrongly \
used, or the schema, the settings or the crate are faulty.

Examples:
  rpcsmith status
  rpcsmith status --deny stub,missing          before a release
  rpcsmith status crates/users --json
";

impl Standing {
    const ALL: [Self; 5] = [
        Self::Implemented,
        Self::Stub,
        Self::Missing,
        Self::Removed,
        Self::Differs,
    ];

    /// As people and programs are told.
    fn name(self) -> &'static str {
        match self {
            Self::Implemented => "implemented",
            Self::Stub => "stub",
            Self::Missing => "missing",
            Self::Removed => "removed",
            Self::Differs => "differs",
        }
    }
}

/// The rpcs of all services.
#[derive(Serialize)]
struct Table<'a> {
    status: &'static str,
    services: Vec<Service<'a>>,
    totals: BTreeMap<Standing, usize>,
    /// Implementations that cannot be read.
    refused: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct Service<'a> {
    name: &'a str,
    implementations: Vec<Written<'a>>,
    rpcs: Vec<Rpc<'a>>,
}

#[derive(Serialize)]
struct Written<'a> {
    implementor: &'a str,
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
struct Rpc<'a> {
    /// Of the rpc, or of the function whose rpc is gone.
    name: &'a str,
    state: Standing,
    /// Of the function; of the rpc in the schema, if there is none.
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
struct Point {
    file: String,
    line: usize,
    column: usize,
}

pub fn run(arguments: &StatusArguments) -> ExitCode {
    let settled = match Settled::new(&arguments.project) {
        Ok(settled) => settled,
        Err(faults) => return failed(&faults, &Sources::default(), arguments),
    };
    match status(&settled, arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(DIFFERS_OR_FAULTY),
        Err(faults) => failed(&faults, settled.sources(), arguments),
    }
}

fn failed(faults: &[Diagnostic], sources: &Sources, arguments: &StatusArguments) -> ExitCode {
    explain(faults, sources, false);
    if arguments.json {
        print_failure(faults);
    }
    ExitCode::from(WRONGLY_USED)
}

/// Whether no rpc is in a state that is denied.
fn status(settled: &Settled, arguments: &StatusArguments) -> Result<bool, Vec<Diagnostic>> {
    let progress = Progress::start(true);
    let made = settled.make(&progress)?;
    progress.stage("reading the crate");
    let project = settled.project(&made);
    let survey = project.survey()?;
    drop(progress);
    let mut refused = findings(&survey, project.root);
    refused.retain(|finding| finding.kind == Kind::Refused);
    let places = Places {
        root: project.root,
        sources: settled.sources(),
    };
    let mut table = Table::new(&survey, &refused, &places);
    let denied = arguments.deny.iter();
    let denied: Vec<_> = denied.filter(|state| table.totals[state] > 0).collect();
    let faults = denied.iter().map(|state| {
        let rpcs = counted(table.totals[state], "rpc");
        Diagnostic::error(format!("{rpcs} denied: {}", state.name()))
    });
    let refusals = refused.iter().map(|finding| finding.diagnostic.clone());
    let told: Vec<_> = refusals.chain(faults).collect();
    if arguments.json {
        table.status = if denied.is_empty() { "ok" } else { "denied" };
        print_json(&table);
    } else {
        print(&table.text());
    }
    explain(&told, settled.sources(), false);
    Ok(denied.is_empty())
}

/// Where files are, as a person finds them.
struct Places<'a> {
    root: &'a Path,
    sources: &'a Sources,
}

impl Places<'_> {
    fn in_crate(&self, file: &str, line: usize, column: usize) -> Point {
        Point {
            file: shown(self.root, file),
            line,
            column,
        }
    }

    fn in_schema(&self, place: &Place) -> Point {
        let path = self.sources.locate(&place.file);
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Point {
            file: path.map_or_else(|| place.file.clone(), |path| path.display().to_string()),
            line: number(place.line),
            column: number(place.column),
        }
    }
}

impl<'a> Table<'a> {
    fn new(survey: &'a Survey, refused: &'a [Finding], places: &Places<'_>) -> Self {
        let services = survey.services.iter();
        let services: Vec<_> = services
            .map(|surveyed| Service::new(surveyed, places))
            .collect();
        let count = |state: Standing| {
            let rpcs = services.iter().flat_map(|service| &service.rpcs);
            rpcs.filter(|rpc| rpc.state == state).count()
        };
        let totals = Standing::ALL.map(|state| (state, count(state)));
        Self {
            status: "ok",
            totals: BTreeMap::from(totals),
            refused: refused.iter().map(FindingEntry::new).collect(),
            services,
        }
    }

    /// Columns: what, how it stands, where.
    fn text(&self) -> String {
        let rows = self.services.iter().flat_map(|service| &service.rpcs);
        let width = rows.map(|rpc| rpc.name.len()).max().unwrap_or(0);
        let mut text = String::new();
        for service in &self.services {
            text += service.name;
            for written in &service.implementations {
                text += &format!("  {} at {}", written.implementor, written.point);
            }
            text.push('\n');
            for Rpc { name, state, point } in &service.rpcs {
                let pad = " ".repeat(width - name.len());
                text += &format!("  {name}{pad}  {:11}  {point}\n", state.name());
            }
        }
        let totals = Standing::ALL.iter();
        let totals: Vec<_> = totals
            .map(|state| format!("{} {}", self.totals[state], state.name()))
            .collect();
        text + &totals.join(", ") + "\n"
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl<'a> Service<'a> {
    fn new(surveyed: &'a Surveyed, places: &Places<'_>) -> Self {
        let outline = &surveyed.outline;
        let mut service = Self {
            name: &outline.full_name,
            implementations: Vec::new(),
            rpcs: Vec::new(),
        };
        for implementation in &surveyed.service.implementations {
            service.add(implementation, outline, places);
        }
        if service.implementations.is_empty() {
            let missing = outline.methods.iter().map(|method| Rpc {
                name: &method.name,
                state: Standing::Missing,
                point: places.in_schema(&method.place),
            });
            service.rpcs.extend(missing);
        }
        service
    }

    fn add(
        &mut self,
        implementation: &'a Implementation,
        outline: &'a ServiceOutline,
        places: &Places<'_>,
    ) {
        let Implementation {
            file,
            line,
            column,
            implementor,
            ..
        } = implementation;
        self.implementations.push(Written {
            implementor,
            point: places.in_crate(file, *line, *column),
        });
        for (method, rpc) in implementation.methods.iter().zip(&outline.methods) {
            let state = match method.state {
                State::Implemented | State::Inherited => Standing::Implemented,
                State::Stub => Standing::Stub,
                State::Missing => Standing::Missing,
                State::SignatureDiffers(_) => Standing::Differs,
            };
            let point = match state {
                Standing::Missing => places.in_schema(&rpc.place),
                _ => places.in_crate(file, method.line, method.column),
            };
            self.rpcs.push(Rpc {
                name: &method.name,
                state,
                point,
            });
        }
        let removed = implementation.removed.iter().map(|removed| Rpc {
            name: &removed.ident,
            state: Standing::Removed,
            point: places.in_crate(&removed.file, removed.line, removed.column),
        });
        self.rpcs.extend(removed);
    }
}
