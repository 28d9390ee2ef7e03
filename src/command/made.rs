//! What `new` and `init` say: which files there are now, and what is left for a person.

use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::report::{self, Outcome};
use super::scaffold::ScaffoldArguments;
use super::{DIFFERS_OR_FAULTY, WRONGLY_USED};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::skeleton::scaffold::{Crate, ScaffoldFile};

/// A crate that is written, or would be.
pub struct Made {
    pub krate: Crate,
    pub files: Vec<Told>,
    /// What a person should know.
    pub warnings: Vec<Diagnostic>,
}

/// A file, and what became of it.
pub struct Told {
    pub file: ScaffoldFile,
    pub fate: Fate,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not there.
    Created,
    /// This came into it.
    Merged(Vec<String>),
    /// It is there, and is what it would be.
    Same,
    /// It is there, and is something else.
    Kept,
    /// As [`Kept`](Self::Kept), without what the others are built on.
    Lacking,
}

/// Why nothing is written: the exit code, and the faults.
pub struct Refused(pub u8, pub Vec<Diagnostic>);

impl From<Vec<Diagnostic>> for Refused {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self(DIFFERS_OR_FAULTY, faults)
    }
}

impl From<Diagnostic> for Refused {
    fn from(fault: Diagnostic) -> Self {
        Self::from(vec![fault])
    }
}

impl Refused {
    /// The command was not used as it can be.
    pub fn usage(fault: Diagnostic) -> Self {
        Self(WRONGLY_USED, vec![fault])
    }
}

/// Tells what became of it.
pub fn tell(
    arguments: &ScaffoldArguments,
    root: &Path,
    made: Result<Made, Refused>,
    sources: &Sources,
) -> ExitCode {
    match made {
        Ok(made) => {
            report::explain(&made.warnings, sources, arguments.quiet);
            if arguments.json {
                let head = Head {
                    dry_run: arguments.dry_run,
                    package: &made.krate.names.package,
                    path: root.display().to_string(),
                };
                let files = made.files.iter().map(FileEntry::new);
                report::print_json(&Outcome::new("ok", head, files, &made.warnings));
            } else if !arguments.quiet {
                report::print(&text(arguments, root, &made));
            }
            ExitCode::SUCCESS
        }
        Err(Refused(code, faults)) => {
            report::explain(&faults, sources, arguments.quiet);
            if arguments.json {
                report::print_failure(&faults);
            }
            ExitCode::from(code)
        }
    }
}

fn text(arguments: &ScaffoldArguments, root: &Path, made: &Made) -> String {
    let would = if arguments.dry_run { "would " } else { "" };
    let mut text = String::new();
    for Told { file, fate } in &made.files {
        let path = root.join(&file.path);
        let path = path.strip_prefix(".").unwrap_or(&path).display();
        let line = match fate {
            Fate::Created if arguments.dry_run => format!("would create {path}"),
            Fate::Created => format!("created {path}"),
            Fate::Merged(added) => format!("{would}merge {path} + {}", added.join(", ")),
            Fate::Same => continue,
            Fate::Kept | Fate::Lacking => format!("kept {path}"),
        };
        text += &format!("{line}\n");
    }
    for file in left(made) {
        text += &format!(
            "\n{} is yours. It needs what it lacks of this:\n\n",
            file.path
        );
        text.extend(file.contents.lines().map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("    {line}\n"),
        }));
    }
    if !arguments.dry_run && left(made).next().is_none() {
        text += &next_steps(root, &made.krate);
    }
    text
}

/// The files that lack something.
fn left(made: &Made) -> impl Iterator<Item = &ScaffoldFile> {
    let lacking = made.files.iter().filter(|told| told.fate == Fate::Lacking);
    lacking.map(|told| &told.file)
}

fn next_steps(root: &Path, made: &Crate) -> String {
    let client = made.client();
    let (command, file) = made.example();
    let enter = match root == Path::new(".") {
        true => String::new(),
        false => format!("cd {}\n", root.display()),
    };
    format!(
        "\n\
         {enter}\
         cargo run                                    # serves on 127.0.0.1:50051\n\
         cargo run --bin {client} -- {command} --help\n\
         cargo test                                   # a test for each rpc\n\
         \n\
         Every rpc answers UNIMPLEMENTED until you write it, in {file}.\n"
    )
}

#[derive(Serialize)]
struct Head<'a> {
    dry_run: bool,
    package: &'a str,
    path: String,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    owner: &'static str,
    status: &'static str,
    /// What came into it.
    added: &'a [String],
    /// What it needs and may lack.
    paste: Option<&'a str>,
}

impl<'a> FileEntry<'a> {
    fn new(told: &'a Told) -> Self {
        Self {
            name: &told.file.path,
            owner: told.file.owner.name(),
            status: match told.fate {
                Fate::Created => "created",
                Fate::Merged(_) => "merged",
                Fate::Same => "same",
                Fate::Kept => "kept",
                Fate::Lacking => "lacking",
            },
            added: match &told.fate {
                Fate::Merged(added) => added,
                _ => &[],
            },
            paste: (told.fate == Fate::Lacking).then_some(&*told.file.contents),
        }
    }
}
