//! Renders diagnostics with the source lines that they are about.

use std::collections::HashMap;
use std::env;
use std::io::{self, IsTerminal};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostics::{Diagnostic, Place, Severity};
use crate::frontend::Sources;
use crate::output;

/// Renders diagnostics. Reads each source once.
pub struct Snippets<'a> {
    sources: &'a Sources,
    renderer: Renderer,
    read: HashMap<String, Option<SnippetSource>>,
}

/// A source file on disk.
#[derive(Clone)]
struct SnippetSource {
    path: String,
    text: String,
}

/// The marked spans of one source.
struct Marked {
    source: SnippetSource,
    marks: Vec<(AnnotationKind, Range<usize>, String)>,
}

impl<'a> Snippets<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        let renderer = if supports_color(&io::stderr()) {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        Self {
            sources,
            renderer,
            read: HashMap::new(),
        }
    }

    /// Renders a diagnostic with its source lines, or as plain text if its source cannot be read.
    pub fn render(&mut self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let Some((marked, elsewhere)) = self.marked(diagnostic) else {
            return diagnostic.to_string();
        };
        let mut group = Group::with_title(level.primary_title(&diagnostic.message));
        for Marked { source, marks } in &marked {
            let annotations = marks.iter().map(|(kind, span, label)| {
                let label = Some(label.as_str()).filter(|label| !label.is_empty());
                kind.span(span.clone()).label(label)
            });
            let snippet = Snippet::source(&source.text)
                .path(&source.path)
                .annotations(annotations);
            group = group.element(snippet);
        }
        if let Some(excerpt) = &diagnostic.excerpt {
            let text = format!("in the expression\n{excerpt}");
            group = group.element(Level::NOTE.message(text));
        }
        for note in elsewhere {
            group = group.element(Level::NOTE.message(note));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(&**help));
        }
        self.renderer.render(&[group])
    }

    /// The places of a diagnostic by source, and the notes whose source cannot be read. `None` if the source of the
    /// diagnostic itself cannot be read.
    fn marked(&mut self, diagnostic: &Diagnostic) -> Option<(Vec<Marked>, Vec<String>)> {
        let mut marked: Vec<Marked> = Vec::new();
        let mut elsewhere = Vec::new();
        if let Some(place) = &diagnostic.place {
            let (source, span) = self.find(place)?;
            marked.push(Marked {
                source,
                marks: vec![(AnnotationKind::Primary, span, String::new())],
            });
        }
        for (place, text) in &diagnostic.notes {
            let Some((source, span)) = self.find(place) else {
                elsewhere.push(format!("{text}: {place}"));
                continue;
            };
            let mark = (AnnotationKind::Context, span, text.clone());
            match marked
                .iter_mut()
                .find(|marked| marked.source.path == source.path)
            {
                Some(marked) => marked.marks.push(mark),
                None => marked.push(Marked {
                    source,
                    marks: vec![mark],
                }),
            }
        }
        Some((marked, elsewhere))
    }

    fn find(&mut self, place: &Place) -> Option<(SnippetSource, Range<usize>)> {
        let sources = self.sources;
        let source = self
            .read
            .entry(place.file.clone())
            .or_insert_with(|| read(sources, &place.file));
        let source = source.clone()?;
        let start = offset(&source.text, (place.line, place.column))?;
        let end = offset(&source.text, place.end).unwrap_or(start).max(start);
        Some((source, start..end))
    }
}

/// Whether the output is a terminal for which the user has not disabled colors (<https://no-color.org>).
pub fn supports_color(to: &impl IsTerminal) -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    to.is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

/// Reads a file by its import name or, if it is not a file of the schema, by its path.
fn read(sources: &Sources, file: &str) -> Option<SnippetSource> {
    let path = sources.locate(file).unwrap_or_else(|| file.into());
    let text = output::read_text(&path).ok()?;
    let path = path
        .strip_prefix(".")
        .unwrap_or(&path)
        .display()
        .to_string();
    Some(SnippetSource { path, text })
}

/// The offset of a line and column, both from 1. `None` if the text has no such place: the file has changed.
fn offset(text: &str, (line, column): (u32, u32)) -> Option<usize> {
    let (line, column) = (usize::try_from(line).ok()?, usize::try_from(column).ok()?);
    let mut lines = text.split_inclusive('\n');
    let skipped = lines.by_ref().take(line.checked_sub(1)?);
    let start: usize = skipped.map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    let within = column.checked_sub(1)?;
    line.is_char_boundary(within).then_some(start + within)
}
