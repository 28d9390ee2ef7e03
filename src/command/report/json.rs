//! JSON forms that several reports share.

use serde::Serialize;

use crate::diagnostics::{Diagnostic, Place, Severity};

/// The result of a command that writes files.
#[derive(Serialize)]
pub struct RunEntry<'a, Head, File> {
    status: &'static str,
    /// The fields that only this command has.
    #[serde(flatten)]
    head: Head,
    files: Vec<File>,
    warnings: Vec<DiagnosticEntry<'a>>,
    errors: Vec<DiagnosticEntry<'a>>,
}

impl<'a, Head, File> RunEntry<'a, Head, File> {
    pub fn new(
        status: &'static str,
        head: Head,
        files: impl IntoIterator<Item = File>,
        diagnostics: &'a [Diagnostic],
    ) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics
            .iter()
            .partition(|diagnostic| diagnostic.severity == Severity::Error);
        let [errors, warnings] = [errors, warnings]
            .map(|entries| entries.into_iter().map(DiagnosticEntry::new).collect());
        Self {
            status,
            head,
            files: files.into_iter().collect(),
            warnings,
            errors,
        }
    }
}

/// The output directory; null if the command failed.
#[derive(Serialize)]
pub struct OutEntry<'a> {
    pub out: Option<&'a str>,
}

impl<'a> RunEntry<'a, OutEntry<'a>, ()> {
    /// The result of a command that failed.
    pub fn failed(faults: &'a [Diagnostic]) -> Self {
        Self::new("failed", OutEntry { out: None }, [], faults)
    }
}

/// A diagnostic. Lines and columns are missing if only the file is known.
#[derive(Serialize)]
pub struct DiagnosticEntry<'a> {
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

impl<'a> DiagnosticEntry<'a> {
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
