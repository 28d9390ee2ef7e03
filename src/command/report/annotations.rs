//! Annotations of GitHub Actions, which its checks show beside the lines.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>, "Setting an error
//! message"; how values are escaped: `actions/toolkit`, `packages/core/src/command.ts`.

use super::text::shown;
use crate::diagnostics::{Diagnostic, Severity};
use crate::frontend::Sources;
use crate::skeleton::{Action, File, Plan};

/// All changes and findings of a plan. `difference` describes how a file differs from its expected content.
pub fn of_plan(plan: &Plan<'_>, sources: &Sources, difference: fn(&File<'_>) -> String) -> String {
    let mut text = String::new();
    let differing = plan.files.iter().filter(|file| file.action != Action::Same);
    for file in differing {
        let path = shown(&file.path);
        let message = format!("{path} {}; `rpcsmith sync` writes it", difference(file));
        let line = file.added.iter().map(|added| added.line).min();
        text += &annotation(Severity::Error, Some((&path, line, None)), &message);
    }
    for finding in plan.remaining.iter().chain(&plan.notes) {
        text += &of_diagnostic(&finding.diagnostic, finding.paste.as_deref(), sources);
    }
    text
}

/// Errors and warnings at their places.
pub fn of_diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let diagnostics = diagnostics.iter();
    diagnostics
        .map(|diagnostic| of_diagnostic(diagnostic, None, sources))
        .collect()
}

fn of_diagnostic(diagnostic: &Diagnostic, paste: Option<&str>, sources: &Sources) -> String {
    let mut message = diagnostic.message.clone();
    for (place, text) in &diagnostic.notes {
        message += &format!("\n{text}: {place}");
    }
    for text in [diagnostic.help.as_deref(), paste].into_iter().flatten() {
        message += &format!("\n{}", text.trim_end());
    }
    let place = diagnostic.place.as_ref().map(|place| {
        let path = sources.locate(&place.file);
        let path = path.map_or_else(|| place.file.clone(), |path| path.display().to_string());
        let number = |number: u32| usize::try_from(number).ok().filter(|number| *number > 0);
        (path, number(place.line), number(place.column))
    });
    let place = place
        .as_ref()
        .map(|(path, line, column)| (path.as_str(), *line, *column));
    annotation(diagnostic.severity, place, &message)
}

/// A path, and a line and a column, both from 1.
type Point<'a> = (&'a str, Option<usize>, Option<usize>);

fn annotation(severity: Severity, point: Option<Point<'_>>, message: &str) -> String {
    let mut properties = vec!["title=rpcsmith".to_owned()];
    if let Some((path, line, column)) = point {
        let path = path.strip_prefix("./").unwrap_or(path);
        properties.insert(0, format!("file={}", property(path)));
        properties.extend(line.map(|line| format!("line={line}")));
        properties.extend(column.map(|column| format!("col={column}")));
    }
    format!("::{severity} {}::{}\n", properties.join(","), data(message))
}

/// Escapes the characters that end a message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the characters that end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Place;

    #[test]
    fn characters_with_a_meaning_are_escaped() {
        let fault = Diagnostic::error("50% of\r\nit: a, b")
            .at(Place::point("a,b:c%.rs", 3, 4))
            .help("none");
        assert_eq!(
            of_diagnostics(&[fault], &Sources::default()),
            "::error file=a%2Cb%3Ac%25.rs,title=rpcsmith,line=3,col=4::50%25 of%0D%0Ait: a, b%0Anone\n"
        );
        let warning = Diagnostic::warning("odd").at(Place::file("a.proto"));
        assert_eq!(
            of_diagnostics(&[warning], &Sources::default()),
            "::warning file=a.proto,title=rpcsmith::odd\n"
        );
    }
}
