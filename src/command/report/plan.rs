//! Reports the plan of `sync` and `check`.

use std::io::{self, Write};

use serde::Serialize;

use super::json::DiagnosticEntry;
use super::text::{counted, plural, shown};
use super::{annotations, diff, print, print_diagnostics, print_json};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::skeleton::{Action, Added, File, Finding, Plan, Renamed};

/// A plan, and what to report with it.
#[derive(Clone, Copy)]
pub struct PlanReport<'a> {
    pub plan: &'a Plan<'a>,
    /// The warnings of the generator.
    pub warnings: &'a [Diagnostic],
    pub sources: &'a Sources,
    pub quiet: bool,
}

impl PlanReport<'_> {
    /// Prints warnings and findings to stderr, each finding with the code to paste.
    pub fn print_findings(self) {
        print_diagnostics(self.warnings, self.sources, self.quiet);
        let notes = self.plan.notes.iter().filter(|_| !self.quiet);
        for finding in self.plan.remaining.iter().chain(notes) {
            let diagnostic = std::slice::from_ref(&finding.diagnostic);
            print_diagnostics(diagnostic, self.sources, self.quiet);
            if let Some(paste) = &finding.paste {
                let _ = writeln!(io::stderr(), "{paste}");
            }
        }
    }

    /// Prints the plan as JSON.
    pub fn print_json(self, status: &'static str, with_diff: bool) {
        let files = self.plan.files.iter();
        print_json(&PlanEntry {
            status,
            files: files.map(|file| FileEntry::new(file, with_diff)).collect(),
            left: self.plan.remaining.iter().map(FindingEntry::new).collect(),
            notes: self.plan.notes.iter().map(FindingEntry::new).collect(),
            warnings: self.warnings.iter().map(DiagnosticEntry::new).collect(),
            errors: [],
        });
    }

    /// Prints all changes as a unified diff.
    pub fn print_diff(self) {
        let diffs: String = self.plan.files.iter().map(diff::of_file).collect();
        print(&diff::colored(&diffs));
    }

    /// Prints what `sync` does to each file. Unchanged generated files share a line, with their directory `out`.
    pub fn print_changes(self, out: &str, writes: bool) {
        let mut text = String::new();
        let mut unchanged = 0;
        for file in &self.plan.files {
            let path = shown(&file.path);
            match file.action {
                Action::Same if file.is_generated => unchanged += 1,
                Action::Merge => {
                    text += &format!("merge {path} {}\n", insertions(file));
                }
                action => text += &format!("{} {path}\n", action_name(action)),
            }
        }
        if unchanged > 0 {
            let out = out.strip_prefix("./").unwrap_or(out);
            text += &format!("same {out} ({})\n", counted(unchanged, "file"));
        }
        let (due, same) = self.count();
        let files = match (due, writes) {
            (0, _) => format!("{} up to date", counted(same, "file")),
            (_, true) => format!("{} written, {same} up to date", counted(due, "file")),
            (_, false) => format!(
                "{} to write, {same} up to date; nothing is written",
                counted(due, "file")
            ),
        };
        print(&(text + &self.with_remaining(files)));
    }

    /// Prints how each file differs from what `sync` would write.
    pub fn print_differences(self) {
        let files = self.plan.files.iter();
        let changes = files.filter(|file| file.action != Action::Same);
        let lines = changes.map(|file| format!("{} {}\n", shown(&file.path), difference(file)));
        let text: String = lines.collect();
        let (due, same) = self.count();
        let files = match due {
            0 => format!("{} up to date", counted(same, "file")),
            due => format!(
                "{due} of {} not up to date; `rpcsmith sync` writes them",
                counted(due + same, "file")
            ),
        };
        print(&(text + &self.with_remaining(files)));
    }

    /// Prints differences and findings as annotations of GitHub Actions.
    pub fn print_annotations(self) {
        let mut text = annotations::of_diagnostics(self.warnings, self.sources);
        text += &annotations::of_plan(self.plan, self.sources, difference);
        print(&text);
    }

    /// How many files change, and how many do not.
    fn count(self) -> (usize, usize) {
        let files = self.plan.files.iter();
        let due = files.filter(|file| file.action != Action::Same).count();
        (due, self.plan.files.len() - due)
    }

    /// The last line of a report.
    fn with_remaining(self, files: String) -> String {
        match self.plan.remaining.len() {
            0 => format!("{files}\n"),
            left => format!("{files}; {} left for you\n", counted(left, "thing")),
        }
    }
}

/// The difference between a file and its expected content.
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

/// What is inserted into a file: `+2 rpcs GetUser (line 12), ListUsers (line 19), 0 existing bytes changed`.
fn insertions(file: &File<'_>) -> String {
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

#[derive(Serialize)]
struct PlanEntry<'a> {
    status: &'static str,
    files: Vec<FileEntry<'a>>,
    left: Vec<FindingEntry<'a>>,
    notes: Vec<FindingEntry<'a>>,
    warnings: Vec<DiagnosticEntry<'a>>,
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

/// A difference between a crate and its schema.
#[derive(Serialize)]
pub struct FindingEntry<'a> {
    kind: &'static str,
    #[serde(flatten)]
    entry: DiagnosticEntry<'a>,
    paste: Option<&'a str>,
}

impl<'a> FindingEntry<'a> {
    pub fn new(finding: &'a Finding) -> Self {
        Self {
            kind: finding.kind.name(),
            entry: DiagnosticEntry::new(&finding.diagnostic),
            paste: finding.paste.as_deref(),
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
            path: shown(&file.path),
            action: action_name(file.action),
            added: added.collect(),
            renamed: renamed.collect(),
            diff: with_diff.then(|| diff::of_file(file)),
        }
    }
}

/// The name of an action in reports.
fn action_name(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Write => "write",
        Action::Merge => "merge",
        Action::Remove => "remove",
        Action::Same => "same",
    }
}
