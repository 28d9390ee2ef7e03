//! Parses single files with protox.

use miette::{Diagnostic as Report, LabeledSpan};
use protox::file::{File, FileResolver, GoogleFileResolver};
use protox::prost_reflect::prost_types::FileDescriptorProto;

use crate::diagnostics::{Diagnostic, Place};

/// Parses one file, without its imports.
pub(super) fn parse_file(name: &str, text: &str) -> Result<FileDescriptorProto, Vec<Diagnostic>> {
    match File::from_source(name, text) {
        Ok(file) => Ok(file.into()),
        // Only an unexpected end of the file has no label.
        Err(error) => {
            let end = Place::of_span(name, text, text.len()..text.len());
            Err(report(&error, name, text, &end))
        }
    }
}

/// The parser's own copy of a file of `google/protobuf`.
pub(super) fn bundled(name: &str) -> Option<FileDescriptorProto> {
    let file = GoogleFileResolver::new().open_file(name).ok()?;
    Some(file.into())
}

/// All errors about one file.
pub(super) fn report(
    error: &dyn Report,
    name: &str,
    text: &str,
    unlabeled: &Place,
) -> Vec<Diagnostic> {
    let related = error.related().into_iter().flatten();
    let errors = std::iter::once(error).chain(related);
    errors
        .map(|error| diagnostic(error, name, text, unlabeled))
        .collect()
}

fn diagnostic(error: &dyn Report, name: &str, text: &str, unlabeled: &Place) -> Diagnostic {
    let place = |label: &LabeledSpan| {
        let start = label.offset();
        Place::of_span(name, text, start..start + label.len())
    };
    let mut message = error.to_string();
    if let Some(cause) = error.diagnostic_source() {
        message = format!("{message}: {cause}");
    }
    let mut labels: Vec<LabeledSpan> = error.labels().into_iter().flatten().collect();
    // The place of the error is "found here", or the last of "first defined here" and "defined again here".
    let main = labels
        .iter()
        .position(|label| label.label() == Some("found here"));
    let fault = match main {
        Some(index) => Some(labels.remove(index)),
        None => labels.pop(),
    };
    let mut found = Diagnostic::error(message)
        .at(fault.map_or_else(|| unlabeled.clone(), |label| place(&label)));
    for label in &labels {
        found = found.note(place(label), label.label().unwrap_or("see here"));
    }
    found.help = error.help().map(|help| help.to_string().into_boxed_str());
    found
}
