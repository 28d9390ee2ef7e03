//! What the command says: to people, or as JSON to programs.

use std::io::{self, Write};

use serde::Serialize;

use super::arguments::GenerateArguments;
use super::job::Job;
use super::snippet::Snippets;
use super::told::counted;
use crate::diagnostics::{Diagnostic, Place, Severity};
use crate::frontend::Sources;
use crate::output::Summary;

/// What a run of the generator came to.
pub struct Done {
    /// What became of each file, or would.
    pub summary: Summary,
    /// How many .proto files there was code for.
    pub protos: usize,
    /// What the user should know.
    pub warnings: Vec<Diagnostic>,
}

/// Says what became of a run, in the form that was asked for.
pub struct Report {
    check: bool,
    json: bool,
    quiet: bool,
}

impl Report {
    /// A report in the form that was asked for.
    pub fn new(arguments: &GenerateArguments) -> Self {
        let GenerateArguments {
            check, json, quiet, ..
        } = *arguments;
        Self { check, json, quiet }
    }

    /// Tells of a run that came to its end, even if the check found differences.
    pub fn done(&self, done: &Done, job: &Job) {
        explain(&done.warnings, &job.sources, self.quiet);
        let out = job.out.display().to_string();
        let files = self.files(&done.summary);
        if self.json {
            let differs = self.check && !done.summary.is_unchanged();
            let status = if differs { "differs" } else { "ok" };
            let head = Head { out: Some(&out) };
            print_json(&Outcome::new(status, head, files, &done.warnings));
            return;
        }
        if self.quiet {
            return;
        }
        let listed = files.iter().filter(|file| file.status != "unchanged");
        let mut text: String = listed
            .map(|file| format!("{} {out}/{}\n", file.status, file.name))
            .collect();
        text += &match self.check {
            true => checked(&done.summary, &out),
            false => written(done, &out),
        };
        print(&text);
    }

    /// Tells of a run that was given up.
    pub fn failed(&self, faults: &[Diagnostic], sources: &Sources) {
        explain(faults, sources, self.quiet);
        if self.json {
            print_failure(faults);
        }
    }

    fn files<'a>(&self, summary: &'a Summary) -> Vec<FileEntry<'a>> {
        let (created, removed) = match self.check {
            true => ("missing", "stale"),
            false => ("created", "removed"),
        };
        let groups = [
            (created, &summary.created),
            ("changed", &summary.changed),
            ("unchanged", &summary.unchanged),
            (removed, &summary.removed),
        ];
        let mut files: Vec<_> = groups
            .into_iter()
            .flat_map(|(status, names)| names.iter().map(move |name| FileEntry { name, status }))
            .collect();
        files.sort_by_key(|file| file.name);
        files
    }
}

/// Tells people what is wrong, with the lines that it is about.
pub fn explain(diagnostics: &[Diagnostic], sources: &Sources, quiet: bool) {
    let mut snippets = Snippets::new(sources);
    for diagnostic in diagnostics {
        if !quiet || diagnostic.severity == Severity::Error {
            // If nobody listens on stderr, there is nobody to tell.
            let _ = writeln!(io::stderr(), "{}\n", snippets.render(diagnostic));
        }
    }
}

/// Tells programs of a run that was given up.
pub fn print_failure(faults: &[Diagnostic]) {
    let head = Head { out: None };
    print_json(&Outcome::new(
        "failed",
        head,
        Vec::<FileEntry>::new(),
        faults,
    ));
}

fn written(done: &Done, out: &str) -> String {
    let Summary {
        created,
        changed,
        unchanged,
        removed,
    } = &done.summary;
    let (created, changed, unchanged) = (created.len(), changed.len(), unchanged.len());
    let removed = match removed.len() {
        0 => String::new(),
        removed => format!(", {removed} removed"),
    };
    format!(
        "generated {} in {out} ({created} created, {changed} changed, {unchanged} unchanged{removed}) from {}\n",
        counted(done.summary.generated(), "file"),
        counted(done.protos, "proto file"),
    )
}

fn checked(summary: &Summary, out: &str) -> String {
    let unchanged = summary.unchanged.len();
    if summary.is_unchanged() {
        return format!("{} in {out} up to date\n", counted(unchanged, "file"));
    }
    let all = summary.generated() + summary.removed.len();
    let differing = all - unchanged;
    format!(
        "{differing} of {} in {out} not up to date; run without --check to write\n",
        counted(all, "file")
    )
}

/// What programs read of a run that writes files.
#[derive(Serialize)]
pub struct Outcome<'a, H, F> {
    status: &'static str,
    /// What this command adds.
    #[serde(flatten)]
    head: H,
    files: Vec<F>,
    warnings: Vec<Entry<'a>>,
    errors: Vec<Entry<'a>>,
}

impl<'a, H, F> Outcome<'a, H, F> {
    pub fn new(
        status: &'static str,
        head: H,
        files: impl IntoIterator<Item = F>,
        diagnostics: &'a [Diagnostic],
    ) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics
            .iter()
            .partition(|diagnostic| diagnostic.severity == Severity::Error);
        let [errors, warnings] =
            [errors, warnings].map(|entries| entries.into_iter().map(Entry::new).collect());
        Self {
            status,
            head,
            files: files.into_iter().collect(),
            warnings,
            errors,
        }
    }
}

#[derive(Serialize)]
struct Head<'a> {
    out: Option<&'a str>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    status: &'static str,
}

/// A diagnostic; lines and columns are missing where only the file is known.
#[derive(Serialize)]
pub struct Entry<'a> {
    #[serde(flatten)]
    place: PlaceEntry<'a>,
    message: &'a str,
    help: Option<&'a str>,
    notes: Vec<NoteEntry<'a>>,
}

#[derive(Serialize)]
struct NoteEntry<'a> {
    #[serde(flatten)]
    place: PlaceEntry<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct PlaceEntry<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
}

impl<'a> PlaceEntry<'a> {
    fn new(place: Option<&'a Place>) -> Self {
        let point = place.filter(|place| place.line > 0);
        Self {
            file: place.map(|place| place.file.as_str()),
            line: point.map(|place| place.line),
            column: point.map(|place| place.column),
        }
    }
}

impl<'a> Entry<'a> {
    pub fn new(diagnostic: &'a Diagnostic) -> Self {
        let note = |(place, message): &'a (Place, String)| NoteEntry {
            place: PlaceEntry::new(Some(place)),
            message,
        };
        Self {
            place: PlaceEntry::new(diagnostic.place.as_ref()),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            notes: diagnostic.notes.iter().map(note).collect(),
        }
    }
}

/// Prints a value as JSON, for programs and for people who look.
pub fn print_json(value: &impl Serialize) {
    // Only maps with odd keys cannot be JSON, and there are none.
    if let Ok(text) = serde_json::to_string_pretty(value) {
        print(&(text + "\n"));
    }
}

/// Prints to stdout; that the reader has left is no reason to fail.
pub fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}
