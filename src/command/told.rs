//! How what a plan does, and what it leaves to a person, is told.

use std::io::{self, Write};

use serde::Serialize;

use super::diff;
use super::report::{Entry, explain};
use crate::frontend::Sources;
use crate::skeleton::findings::Finding;
use crate::skeleton::splice::Renamed;
use crate::skeleton::sync::{Action, Added, File, Plan};

/// Says what is left, and what would be good to know, each with the code that it takes.
pub fn tell_findings(plan: &Plan<'_>, sources: &Sources, quiet: bool) {
    let notes = plan.notes.iter().filter(|_| !quiet);
    for finding in plan.left.iter().chain(notes) {
        explain(std::slice::from_ref(&finding.diagnostic), sources, quiet);
        if let Some(paste) = &finding.paste {
            let _ = writeln!(io::stderr(), "{paste}");
        }
    }
}

/// `+2 rpcs GetUser (line 12), ListUsers (line 19), 0 existing bytes changed`; empty if nothing comes in.
pub fn insertions(file: &File<'_>) -> String {
    let mut kinds: Vec<_> = file.added.iter().map(|added| added.kind).collect();
    kinds.dedup();
    let mut parts = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        if kinds[..index].contains(kind) {
            continue;
        }
        let of_kind = file.added.iter().filter(|added| added.kind == *kind);
        let named = of_kind.map(|Added { line, name, .. }| format!("{name} (line {line})"));
        let named: Vec<_> = named.collect();
        let count = named.len();
        parts.push(format!(
            "+{count} {} {}",
            plural(kind, count),
            named.join(", ")
        ));
    }
    let renamed = file.renamed.iter();
    parts.extend(renamed.map(
        |Renamed {
             line,
             old,
             new,
             replaced,
         }| match replaced {
            0 => format!("{old} is now {new} (line {line})"),
            _ => format!("{old} is now {new} (line {line}) in the place of its stub"),
        },
    ));
    let renamed = file.renamed.iter();
    let changed: usize = renamed
        .map(|renamed| renamed.old.len() + renamed.replaced)
        .sum();
    parts.push(format!("{changed} existing bytes changed"));
    parts.join(", ")
}

fn plural(kind: &str, count: usize) -> String {
    match (count, kind.strip_suffix('y')) {
        (1, _) => kind.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{kind}s"),
    }
}

/// `1 file`, `2 files`
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {}", plural(thing, count))
}

/// The path of a file as people write it.
pub fn path(file: &File<'_>) -> String {
    let path = file.path.strip_prefix(".").unwrap_or(&file.path);
    path.display().to_string()
}

/// A plan as programs are told of it.
#[derive(Serialize)]
pub struct PlanEntry<'a> {
    pub status: &'static str,
    files: Vec<FileEntry<'a>>,
    left: Vec<FindingEntry<'a>>,
    notes: Vec<FindingEntry<'a>>,
    warnings: Vec<Entry<'a>>,
    errors: [(); 0],
}

#[derive(Serialize)]
struct FileEntry<'a> {
    path: String,
    action: &'static str,
    added: Vec<AddedEntry<'a>>,
    renamed: Vec<RenamedEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

#[derive(Serialize)]
struct AddedEntry<'a> {
    line: usize,
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct RenamedEntry<'a> {
    line: usize,
    old: &'a str,
    new: &'a str,
}

/// A finding as programs are told of it.
#[derive(Serialize)]
pub struct FindingEntry<'a> {
    kind: &'static str,
    #[serde(flatten)]
    entry: Entry<'a>,
    paste: Option<&'a str>,
}

impl<'a> FindingEntry<'a> {
    pub fn new(finding: &'a Finding) -> Self {
        Self {
            kind: finding.kind.name(),
            entry: Entry::new(&finding.diagnostic),
            paste: finding.paste.as_deref(),
        }
    }
}

impl<'a> PlanEntry<'a> {
    pub fn new(
        status: &'static str,
        plan: &'a Plan<'_>,
        warnings: &'a [crate::diagnostics::Diagnostic],
        with_diff: bool,
    ) -> Self {
        let files = plan.files.iter();
        Self {
            status,
            files: files.map(|file| FileEntry::new(file, with_diff)).collect(),
            left: plan.left.iter().map(FindingEntry::new).collect(),
            notes: plan.notes.iter().map(FindingEntry::new).collect(),
            warnings: warnings.iter().map(Entry::new).collect(),
            errors: [],
        }
    }
}

impl<'a> FileEntry<'a> {
    fn new(file: &'a File<'_>, with_diff: bool) -> Self {
        let added = file.added.iter();
        let added = added.map(|Added { line, kind, name }| AddedEntry {
            line: *line,
            kind,
            name,
        });
        let renamed = file.renamed.iter();
        let renamed = renamed.map(|Renamed { line, old, new, .. }| RenamedEntry {
            line: *line,
            old,
            new,
        });
        Self {
            path: path(file),
            action: action(file.action),
            added: added.collect(),
            renamed: renamed.collect(),
            diff: with_diff.then(|| diff::of_file(file)),
        }
    }
}

/// What becomes of a file, in a word.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Write => "write",
        Action::Merge => "merge",
        Action::Remove => "remove",
        Action::Same => "same",
    }
}
