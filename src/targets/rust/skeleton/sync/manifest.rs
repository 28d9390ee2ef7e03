//! Adds missing dependencies to a Cargo.toml, without changing any other byte.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html>.

pub mod entries;
#[cfg(test)]
mod tests;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::skeleton::Added;
use crate::targets::rust::skeleton::analysis::source::position;
use entries::{Entry, Value, end, find, fits, missing_features, renamed, version};

/// A dependency that the crate must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredDependency {
    /// The package: `prost`.
    pub package: &'static str,
    /// The name of the crate in code: `rpcsmith_runtime`.
    pub ident: String,
    /// The value of a new entry: `"0.14"`, `{ version = "0.14" }`.
    pub value: String,
    /// Whether its default features must be enabled.
    pub default_features: bool,
    /// Other features that must be enabled.
    pub features: Vec<&'static str>,
    /// The version that the generated code needs, if it does not fit others.
    pub version: Option<&'static str>,
    /// Whether only tests need it.
    pub dev: bool,
}

/// A completed Cargo.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The text with all insertions.
    pub text: String,
    /// The additions, in the order of the text.
    pub added: Vec<Added>,
    /// The dependencies that could not be added, with their line in the new text.
    pub remaining: Vec<Added>,
}

/// Adds missing dependencies. `workspace` is the text of the workspace's Cargo.toml, from which entries may inherit.
///
/// # Errors
/// If the text is not TOML: the line, and the message of the parser.
pub fn complete(
    text: &str,
    workspace: Option<&str>,
    wanted: &[DeclaredDependency],
) -> Result<Manifest, (usize, String)> {
    let root = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        let start = error.span().unwrap_or_default().start;
        (position(text, start).line, message)
    })?;
    // Nothing can be inherited from an invalid manifest.
    let workspace = workspace.and_then(|workspace| DeTable::parse(workspace).ok());
    let mut editor = Editor {
        text,
        workspace: workspace.as_ref().map(Spanned::get_ref),
        line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        insertions: Vec::new(),
        sections: Vec::new(),
        remaining: Vec::new(),
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

/// The kind of a remaining dependency that has another name than in code.
pub const RENAMED: &str = "renamed dependency";

/// The kind of a remaining dependency with a version that does not fit the generated code.
pub const OUTDATED: &str = "outdated dependency";

/// The kind and the name of an [`Added`].
type ManifestItem = (&'static str, String);

struct Editor<'a> {
    text: &'a str,
    workspace: Option<&'a DeTable<'a>>,
    line_end: &'static str,
    /// The insertions: the place, the text, and the items in it.
    insertions: Vec<(usize, String, Vec<ManifestItem>)>,
    /// The lines for the end of the file, and the items in them.
    sections: Vec<(String, Vec<ManifestItem>)>,
    remaining: Vec<Added>,
}

impl Editor<'_> {
    /// Whether the manifest has the dependency. Adds missing features to it.
    fn found(&mut self, root: &DeTable<'_>, dependency: &DeclaredDependency) -> bool {
        let groups = find(root, dependency);
        if groups.is_empty()
            && let Some((key, _)) = renamed(root, self.workspace, dependency)
        {
            let line = position(self.text, key.span().start).line;
            let DeclaredDependency { package, ident, .. } = dependency;
            let name = format!(
                "`{package}` as `{ident}`, but its name is `{}` here",
                key.get_ref()
            );
            self.remaining.push(Added {
                line,
                kind: RENAMED,
                name,
            });
            return true;
        }
        for group in &groups {
            self.check_version(dependency, group);
            let missing = missing_features(root, self.workspace, dependency, group);
            if let (false, Some(entry)) = (missing.is_empty(), group.last()) {
                self.enable(dependency, *entry, &missing);
            }
        }
        !groups.is_empty()
    }

    /// Reports an entry with a version that does not fit the generated code. Only its owner may change it.
    fn check_version(&mut self, dependency: &DeclaredDependency, group: &[Entry<'_, '_>]) {
        let Some(needed) = dependency.version else {
            return;
        };
        let outdated = group.iter().find_map(|entry| {
            let given = version(self.workspace, *entry, dependency.package)?;
            (!fits(given, needed)).then(|| (entry.0.span().start, given))
        });
        if let Some((start, given)) = outdated {
            let name = format!("`{}` {needed}, and this is {given}", dependency.package);
            self.remaining.push(Added {
                line: position(self.text, start).line,
                kind: OUTDATED,
                name,
            });
        }
    }

    /// Adds features to an entry. An inherited entry can have more features than the workspace enables.
    fn enable(
        &mut self,
        dependency: &DeclaredDependency,
        (key, value): Entry<'_, '_>,
        features: &[&str],
    ) {
        let listed: Vec<_> = features
            .iter()
            .map(|feature| format!("\"{feature}\""))
            .collect();
        let listed = listed.join(", ");
        let added = features.iter();
        let added =
            added.map(|feature| ("feature", format!("{feature} of {}", dependency.package)));
        let added: Vec<ManifestItem> = added.collect();
        match value.get_ref() {
            DeValue::Table(table) => match table.get("features") {
                Some(features) => self.extend_array(features, &listed, added),
                None => self.add_features(key.span(), value, table, &listed, added),
            },
            DeValue::String(_) => {
                let Range { start, end } = value.span();
                self.insert(start, "{ version = ".to_owned(), Vec::new());
                self.insert(end, format!(", features = [{listed}] }}"), added);
            }
            // Cargo refuses any other value.
            _ => {}
        }
    }

    fn extend_array(&mut self, features: &Value<'_>, listed: &str, added: Vec<ManifestItem>) {
        let DeValue::Array(items) = features.get_ref() else {
            return;
        };
        let Some(last) = items.iter().next_back() else {
            self.insert(features.span().start + 1, listed.to_owned(), added);
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
        self.insert(end, format!("{separator}{listed}"), added);
    }

    /// Adds `features` to a dependency without features.
    fn add_features(
        &mut self,
        key: Range<usize>,
        value: &Value<'_>,
        table: &DeTable<'_>,
        listed: &str,
        added: Vec<ManifestItem>,
    ) {
        let line = self.text[self.line_start(key.start)..].trim_start();
        let features = format!("features = [{listed}]");
        if self.text[value.span().start..].starts_with('{') && !line.starts_with('[') {
            let end = table.iter().map(|(_, value)| end(value)).max();
            let (at, separator) = match end {
                Some(end) => (end, ", "),
                None => (value.span().start + 1, " "),
            };
            self.insert(at, format!("{separator}{features}"), added);
            return;
        }
        let last = table.iter().map(|(_, value)| end(value)).max();
        let at = self.line_after(last.unwrap_or(key.end));
        let features = if line.starts_with('[') {
            features
        } else {
            format!("{}.{features}", &self.text[key])
        };
        self.insert_line(at, &features, added);
    }

    /// Adds dependencies to their table, and creates the table if it is missing.
    fn add(&mut self, root: &DeTable<'_>, dev: bool, missing: &[&DeclaredDependency]) {
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
            self.insert_line(at, &entry(dependency), vec![item(dependency)]);
        }
    }

    /// Adds a table at the end of the file, after the additions to the last table.
    fn add_section(&mut self, name: &str, exists: bool, missing: &[&DeclaredDependency]) {
        if exists && !self.text.contains(&format!("[{name}.")) {
            // `dependencies = { … }` or `dependencies.prost = …` at the top, which is rare.
            let remaining = missing.iter().map(|dependency| {
                let (kind, name) = item(dependency);
                Added {
                    line: 1,
                    kind,
                    name,
                }
            });
            return self.remaining.extend(remaining);
        }
        self.sections.push((String::new(), Vec::new()));
        self.sections.push((format!("[{name}]"), Vec::new()));
        let entries = missing
            .iter()
            .map(|dependency| (entry(dependency), vec![item(dependency)]));
        self.sections.extend(entries);
    }

    /// Adds a line at the start of a line.
    fn insert_line(&mut self, at: usize, line: &str, added: Vec<ManifestItem>) {
        let is_inserted = |(before, ..): &(usize, String, Vec<ManifestItem>)| *before == at;
        let needs_end = at == self.text.len()
            && !self.text.ends_with('\n')
            && !self.insertions.iter().any(is_inserted);
        let start = if needs_end { self.line_end } else { "" };
        self.insert(at, format!("{start}{line}{}", self.line_end), added);
    }

    fn insert(&mut self, at: usize, text: String, added: Vec<ManifestItem>) {
        self.insertions.push((at, text, added));
    }

    /// The start of the line after a header `[name]`, given the place of the name. `None` if it is not a header.
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
        // A stable sort keeps the order of dependencies at one place.
        self.insertions.sort_by_key(|(at, ..)| *at);
        for remaining in &mut self.remaining {
            let lines = self.text.split_inclusive('\n').take(remaining.line - 1);
            let start: usize = lines.map(str::len).sum();
            let before = self.insertions.iter().filter(|(at, ..)| *at <= start);
            remaining.line += before
                .map(|(_, text, _)| text.matches('\n').count())
                .sum::<usize>();
        }
        let mut manifest = Manifest {
            remaining: self.remaining,
            ..Manifest::default()
        };
        let mut copied = 0;
        for (at, text, added) in self.insertions {
            manifest.push(&self.text[copied..at], Vec::new());
            manifest.push(&text, added);
            copied = at;
        }
        manifest.push(&self.text[copied..], Vec::new());
        for (line, added) in self.sections {
            if !manifest.text.is_empty() && !manifest.text.ends_with('\n') {
                manifest.push(self.line_end, Vec::new());
            }
            manifest.push(&line, added);
            manifest.push(self.line_end, Vec::new());
        }
        manifest
    }
}

impl Manifest {
    fn push(&mut self, text: &str, added: Vec<ManifestItem>) {
        if !added.is_empty() {
            let name_start = text.trim_start_matches([',', ' ', '\t', '\r', '\n']);
            let blank = text.len() - name_start.len();
            let lines = |text: &str| text.matches('\n').count();
            let line = lines(&self.text) + lines(&text[..blank]) + 1;
            let added = added.into_iter();
            self.added
                .extend(added.map(|(kind, name)| Added { line, kind, name }));
        }
        self.text += text;
    }
}

/// `prost = "0.14"`
fn entry(dependency: &DeclaredDependency) -> String {
    format!("{} = {}", dependency.package, dependency.value)
}

fn item(dependency: &DeclaredDependency) -> ManifestItem {
    ("dependency", dependency.package.to_owned())
}
