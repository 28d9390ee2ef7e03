//! Missing dependencies of a Cargo.toml, put in without touching a byte of what is there.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html>.

mod entries;
#[cfg(test)]
mod tests;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::skeleton::Added;
use crate::targets::rust::skeleton::analysis::source::position;
use entries::{Entry, Value, end, find, missing_features, renamed};

/// A dependency that the crate must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The package: `tonic`.
    pub package: &'static str,
    /// The crate as code names it: `rpcsmith_runtime`.
    pub ident: String,
    /// What is written behind its name where there is no dependency yet: `"0.14"`, `{ version = "0.14" }`.
    pub value: String,
    /// Whether its default features must be on.
    pub default_features: bool,
    /// Other features that must be on.
    pub features: Vec<&'static str>,
    /// Whether it will do if tests alone have it.
    pub dev: bool,
}

/// A Cargo.toml as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The text with all insertions.
    pub text: String,
    /// What was put in, in the order of the text.
    pub added: Vec<Added>,
    /// What is missing where nothing can be put in, with the line of that place in the new text.
    pub left: Vec<Added>,
}

/// Puts in what is missing. `workspace` is the text of the Cargo.toml that dependencies may be inherited from.
///
/// # Errors
/// What the parser says, and the line, if the text is no TOML.
pub fn complete(
    text: &str,
    workspace: Option<&str>,
    wanted: &[Dependency],
) -> Result<Manifest, (usize, String)> {
    let root = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        let start = error.span().unwrap_or_default().start;
        (position(text, start).line, message)
    })?;
    // A workspace whose manifest is broken has nothing to inherit.
    let workspace = workspace.and_then(|workspace| DeTable::parse(workspace).ok());
    let mut editor = Editor {
        text,
        workspace: workspace.as_ref().map(Spanned::get_ref),
        line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        insertions: Vec::new(),
        sections: Vec::new(),
        left: Vec::new(),
    };
    for dev in [false, true] {
        let of_table = wanted.iter().filter(|dependency| dependency.dev == dev);
        let missing: Vec<_> = of_table
            .filter(|dependency| !editor.found(root.get_ref(), dependency))
            .collect();
        editor.add(root.get_ref(), dev, &missing);
    }
    Ok(editor.finish())
}

/// The kind of what is left where a dependency has a name that code does not use.
pub const RENAMED: &str = "renamed dependency";

/// Kind and name of an [`Added`].
type Told = (&'static str, String);

struct Editor<'a> {
    text: &'a str,
    workspace: Option<&'a DeTable<'a>>,
    line_end: &'static str,
    /// Where, what text, and what a person is told of it.
    insertions: Vec<(usize, String, Vec<Told>)>,
    /// Lines for the end, and what a person is told of them.
    sections: Vec<(String, Vec<Told>)>,
    left: Vec<Added>,
}

impl Editor<'_> {
    /// Whether the dependency is there; features that it lacks are put in.
    fn found(&mut self, root: &DeTable<'_>, dependency: &Dependency) -> bool {
        let groups = find(root, dependency);
        if groups.is_empty()
            && let Some((key, _)) = renamed(root, self.workspace, dependency)
        {
            let line = position(self.text, key.span().start).line;
            let Dependency { package, ident, .. } = dependency;
            let name = format!(
                "`{package}` as `{ident}`, which is called `{}` here",
                key.get_ref()
            );
            self.left.push(Added {
                line,
                kind: RENAMED,
                name,
            });
            return true;
        }
        for group in &groups {
            let missing = missing_features(root, self.workspace, dependency, group);
            if let (false, Some(entry)) = (missing.is_empty(), group.last()) {
                self.turn_on(dependency, *entry, &missing);
            }
        }
        !groups.is_empty()
    }

    /// Adds features to an entry. One that is inherited can have more than the workspace gives it.
    fn turn_on(&mut self, dependency: &Dependency, (key, value): Entry<'_, '_>, features: &[&str]) {
        let listed: Vec<_> = features
            .iter()
            .map(|feature| format!("\"{feature}\""))
            .collect();
        let listed = listed.join(", ");
        let what = features.iter();
        let what = what.map(|feature| ("feature", format!("{feature} of {}", dependency.package)));
        let what: Vec<Told> = what.collect();
        match value.get_ref() {
            DeValue::Table(table) => match table.get("features") {
                Some(features) => self.extend_array(features, &listed, what),
                None => self.add_features(key.span(), value, table, &listed, what),
            },
            DeValue::String(_) => {
                let Range { start, end } = value.span();
                self.insert(start, "{ version = ".to_owned(), Vec::new());
                self.insert(end, format!(", features = [{listed}] }}"), what);
            }
            // Cargo refuses any other value.
            _ => {}
        }
    }

    fn extend_array(&mut self, features: &Value<'_>, listed: &str, what: Vec<Told>) {
        let DeValue::Array(items) = features.get_ref() else {
            return;
        };
        let Some(last) = items.iter().next_back() else {
            self.insert(features.span().start + 1, listed.to_owned(), what);
            return;
        };
        let Range { start, end } = last.span();
        let indent = &self.text[self.line_start(start)..start];
        let rest = &self.text[end..self.line_after(end)];
        let own_line = indent.trim().is_empty() && !rest.contains('#');
        let separator = if own_line {
            format!(",{}{indent}", self.line_end)
        } else {
            ", ".to_owned()
        };
        self.insert(end, format!("{separator}{listed}"), what);
    }

    /// Adds `features` to a dependency that has a version and so on, but no features.
    fn add_features(
        &mut self,
        key: Range<usize>,
        value: &Value<'_>,
        table: &DeTable<'_>,
        listed: &str,
        what: Vec<Told>,
    ) {
        let line = self.text[self.line_start(key.start)..].trim_start();
        let features = format!("features = [{listed}]");
        if self.text[value.span().start..].starts_with('{') && !line.starts_with('[') {
            let end = table.iter().map(|(_, value)| end(value)).max();
            let (at, separator) = match end {
                Some(end) => (end, ", "),
                None => (value.span().start + 1, " "),
            };
            self.insert(at, format!("{separator}{features}"), what);
            return;
        }
        let last = table.iter().map(|(_, value)| end(value)).max();
        let at = self.line_after(last.unwrap_or(key.end));
        let features = if line.starts_with('[') {
            features
        } else {
            format!("{}.{features}", &self.text[key])
        };
        self.insert_line(at, &features, what);
    }

    /// Adds dependencies to their table, which is made if need be.
    fn add(&mut self, root: &DeTable<'_>, dev: bool, missing: &[&Dependency]) {
        if missing.is_empty() {
            return;
        }
        let name = if dev {
            "dev-dependencies"
        } else {
            "dependencies"
        };
        let section = root.get_key_value(name);
        let header = section.and_then(|(key, value)| Some((self.header(key.span())?, value)));
        let Some((header, DeValue::Table(table))) =
            header.map(|(header, value)| (header, value.get_ref()))
        else {
            return self.add_section(name, section.is_some(), missing);
        };
        let mut entries: Vec<Entry<'_, '_>> = table
            .iter()
            .filter(|(key, _)| !self.is_header(key.span().start))
            .collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let is_sorted = entries.is_sorted_by_key(|(key, _)| key.get_ref());
        for dependency in missing {
            let before = entries
                .iter()
                .rfind(|(key, _)| !is_sorted || key.get_ref().as_ref() < dependency.package);
            let at = before.map_or(header, |(_, value)| self.line_after(end(value)));
            self.insert_line(at, &entry(dependency), vec![told(dependency)]);
        }
    }

    /// Adds a table at the end, after all that is added to the table that stands there.
    fn add_section(&mut self, name: &str, is_there: bool, missing: &[&Dependency]) {
        if is_there && !self.text.contains(&format!("[{name}.")) {
            // `dependencies = { … }` or `dependencies.tonic = …` at the top: hardly anyone writes it.
            let left = missing.iter().map(|dependency| {
                let (kind, name) = told(dependency);
                Added {
                    line: 1,
                    kind,
                    name,
                }
            });
            return self.left.extend(left);
        }
        self.sections.push((String::new(), Vec::new()));
        self.sections.push((format!("[{name}]"), Vec::new()));
        let entries = missing
            .iter()
            .map(|dependency| (entry(dependency), vec![told(dependency)]));
        self.sections.extend(entries);
    }

    /// Adds a line at the start of a line.
    fn insert_line(&mut self, at: usize, line: &str, what: Vec<Told>) {
        let is_inserted = |(before, ..): &(usize, String, Vec<Told>)| *before == at;
        let needs_end = at == self.text.len()
            && !self.text.ends_with('\n')
            && !self.insertions.iter().any(is_inserted);
        let start = if needs_end { self.line_end } else { "" };
        self.insert(at, format!("{start}{line}{}", self.line_end), what);
    }

    fn insert(&mut self, at: usize, text: String, what: Vec<Told>) {
        self.insertions.push((at, text, what));
    }

    /// The start of the line after the header `[name]` whose name is there, if it is one.
    fn header(&self, name: Range<usize>) -> Option<usize> {
        let before = self.text[self.line_start(name.start)..name.start].trim();
        let after = self.text[name.end..].trim_start();
        (before == "[" && after.starts_with(']')).then(|| self.line_after(name.end))
    }

    fn is_header(&self, offset: usize) -> bool {
        self.text[self.line_start(offset)..]
            .trim_start()
            .starts_with('[')
    }

    fn line_start(&self, offset: usize) -> usize {
        self.text[..offset].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The start of the next line.
    fn line_after(&self, offset: usize) -> usize {
        self.text[offset..]
            .find('\n')
            .map_or(self.text.len(), |end| offset + end + 1)
    }

    fn finish(mut self) -> Manifest {
        // Stable: what goes to one place stays in the order of the dependencies.
        self.insertions.sort_by_key(|(at, ..)| *at);
        for left in &mut self.left {
            let lines = self.text.split_inclusive('\n').take(left.line - 1);
            let start: usize = lines.map(str::len).sum();
            let before = self.insertions.iter().filter(|(at, ..)| *at <= start);
            left.line += before
                .map(|(_, text, _)| text.matches('\n').count())
                .sum::<usize>();
        }
        let mut manifest = Manifest {
            left: self.left,
            ..Manifest::default()
        };
        let mut copied = 0;
        for (at, text, what) in self.insertions {
            manifest.push(&self.text[copied..at], Vec::new());
            manifest.push(&text, what);
            copied = at;
        }
        manifest.push(&self.text[copied..], Vec::new());
        for (line, what) in self.sections {
            if !manifest.text.is_empty() && !manifest.text.ends_with('\n') {
                manifest.push(self.line_end, Vec::new());
            }
            manifest.push(&line, what);
            manifest.push(self.line_end, Vec::new());
        }
        manifest
    }
}

impl Manifest {
    fn push(&mut self, text: &str, what: Vec<Told>) {
        if !what.is_empty() {
            let name_start = text.trim_start_matches([',', ' ', '\t', '\r', '\n']);
            let blank = text.len() - name_start.len();
            let lines = |text: &str| text.matches('\n').count();
            let line = lines(&self.text) + lines(&text[..blank]) + 1;
            let added = what.into_iter();
            self.added
                .extend(added.map(|(kind, name)| Added { line, kind, name }));
        }
        self.text += text;
    }
}

/// `tonic = "0.14"`
fn entry(dependency: &Dependency) -> String {
    format!("{} = {}", dependency.package, dependency.value)
}

fn told(dependency: &Dependency) -> Told {
    ("dependency", dependency.package.to_owned())
}
