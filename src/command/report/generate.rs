//! Reports a run of `rpcsmith generate`.

use std::path::Path;

use serde::Serialize;

use super::json::{OutEntry, RunEntry};
use super::text::counted;
use super::{print, print_diagnostics, print_json};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output::Summary;

/// The result of a run.
pub struct GenerateResult {
    /// The change of each file; with `--check`, the change that a run without it would make.
    pub summary: Summary,
    /// How many .proto files the code is generated from.
    pub protos: usize,
    pub warnings: Vec<Diagnostic>,
}

/// The form of the report.
#[derive(Clone, Copy)]
pub struct GenerateReport {
    pub check: bool,
    pub json: bool,
    pub quiet: bool,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    status: &'static str,
}

impl GenerateReport {
    /// Reports a run that succeeded, even if `--check` found differences.
    pub fn print(self, result: &GenerateResult, out: &Path, sources: &Sources) {
        print_diagnostics(&result.warnings, sources, self.quiet);
        let out = out.display().to_string();
        let files = self.files(&result.summary);
        if self.json {
            let differs = self.check && !result.summary.is_unchanged();
            let status = if differs { "differs" } else { "ok" };
            let head = OutEntry { out: Some(&out) };
            print_json(&RunEntry::new(status, head, files, &result.warnings));
            return;
        }
        if self.quiet {
            return;
        }
        let listed = files.iter().filter(|file| file.status != "unchanged");
        let mut text: String = listed
            .map(|file| format!("{} {out}/{}\n", file.status, file.name))
            .collect();
        text += &if self.check {
            checked(&result.summary, &out)
        } else {
            written(result, &out)
        };
        print(&text);
    }

    fn files(self, summary: &Summary) -> Vec<FileEntry<'_>> {
        let (created, removed) = if self.check {
            ("missing", "stale")
        } else {
            ("created", "removed")
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

fn written(result: &GenerateResult, out: &str) -> String {
    let Summary {
        created,
        changed,
        unchanged,
        removed,
    } = &result.summary;
    let (created, changed, unchanged) = (created.len(), changed.len(), unchanged.len());
    let removed = match removed.len() {
        0 => String::new(),
        removed => format!(", {removed} removed"),
    };
    format!(
        "generated {} in {out} ({created} created, {changed} changed, {unchanged} unchanged{removed}) from {}\n",
        counted(result.summary.generated(), "file"),
        counted(result.protos, "proto file"),
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
