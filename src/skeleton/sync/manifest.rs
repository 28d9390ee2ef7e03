//! Missing dependencies of a Cargo.toml, put in without touching a byte of what is there.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html>.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A dependency that the crate must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The package: `tonic`.
    pub package: &'static str,
    /// The version requirement that is written where there is no dependency yet.
    pub version: &'static str,
    /// Features that must be on.
    pub features: Vec<&'static str>,
    /// Whether tests alone need it.
    pub dev: bool,
}

/// Insertions into a Cargo.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The text with all insertions.
    pub text: String,
    /// What was put in: the line, from 1, and what it adds, such as `dependency tonic`.
    pub added: Vec<(usize, String)>,
    /// What is left for a person: the line, from 1, and what is missing there.
    pub left: Vec<(usize, String)>,
}

/// Features of `rpcsmith-runtime` that turn others on, and what is on by default.
const IMPLIED: [(&str, &[&str]); 11] = [
    ("default", &["server", "client", "transport"]),
    ("transport", &["client"]),
    ("time-zones", &["validate"]),
    ("dyn", &["validate"]),
    ("serve", &["server"]),
    ("channel", &["client"]),
    ("reflection", &["serve", "server"]),
    ("web", &["serve", "server"]),
    ("metrics", &["serve", "server"]),
    ("jwt", &["serve", "server"]),
    ("fake", &["server"]),
];

/// Puts in what is missing.
///
/// # Errors
/// What the parser says, and where, if the text is no TOML.
pub fn complete(text: &str, wanted: &[Dependency]) -> Result<Manifest, (Range<usize>, String)> {
    let root = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        (error.span().unwrap_or_default(), message)
    })?;
    let mut editor = Editor {
        text,
        line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        insertions: Vec::new(),
        sections: Vec::new(),
        left: Vec::new(),
    };
    for dev in [false, true] {
        let missing: Vec<_> = wanted
            .iter()
            .filter(|dependency| dependency.dev == dev)
            .filter(|dependency| !editor.found(root.get_ref(), dependency))
            .collect();
        editor.add(root.get_ref(), dev, &missing);
    }
    Ok(editor.finish())
}

type Value<'a> = Spanned<DeValue<'a>>;

/// A key with its value, as they stand in a table.
type Entry<'t, 'a> = (&'t Spanned<toml::de::DeString<'a>>, &'t Value<'a>);

struct Editor<'a> {
    text: &'a str,
    line_end: &'static str,
    /// Where, what text, and what a person is told of it.
    insertions: Vec<(usize, String, Option<String>)>,
    /// Lines for the end, and what a person is told of them.
    sections: Vec<(String, Option<String>)>,
    left: Vec<(usize, String)>,
}

impl Editor<'_> {
    /// Whether the dependency is there; features that it lacks are put in.
    fn found(&mut self, root: &DeTable<'_>, dependency: &Dependency) -> bool {
        let Some((key, value)) = find(root, dependency) else {
            return false;
        };
        let missing = missing_features(root, dependency, key.get_ref(), value.get_ref());
        if missing.is_empty() {
            return true;
        }
        let listed: Vec<_> = missing.iter().map(|feature| format!("\"{feature}\"")).collect();
        let listed = listed.join(", ");
        let what = format!(
            "feature{} {} of {}",
            if missing.len() == 1 { "" } else { "s" },
            missing.join(", "),
            dependency.package
        );
        if is_inherited(value.get_ref()) {
            let inherited = format!("{what}, which is inherited from the workspace");
            self.left.push((self.line(key.span().start), inherited));
            return true;
        }
        match value.get_ref() {
            DeValue::Table(table) => match table.get("features") {
                Some(features) => self.extend_array(features, &listed, what),
                None => self.add_features(key.span(), value, table, &listed, what),
            },
            _ => {
                let Range { start, end } = value.span();
                self.insert(start, "{ version = ".to_owned(), None);
                self.insert(end, format!(", features = [{listed}] }}"), Some(what));
            }
        }
        true
    }

    fn extend_array(&mut self, features: &Value<'_>, listed: &str, what: String) {
        let DeValue::Array(items) = features.get_ref() else {
            return;
        };
        let Some(last) = items.iter().next_back() else {
            self.insert(features.span().start + 1, listed.to_owned(), Some(what));
            return;
        };
        let Range { start, end } = last.span();
        let indent = &self.text[self.line_start(start)..start];
        let rest = &self.text[end..self.line_after(end)];
        let own_line = indent.trim().is_empty() && !rest.contains('#');
        let separator = match own_line {
            true => format!(",{}{indent}", self.line_end),
            false => ", ".to_owned(),
        };
        self.insert(end, format!("{separator}{listed}"), Some(what));
    }

    /// Adds `features` to a dependency that has a version and so on, but no features.
    fn add_features(
        &mut self,
        key: Range<usize>,
        value: &Value<'_>,
        table: &DeTable<'_>,
        listed: &str,
        what: String,
    ) {
        let line = self.text[self.line_start(key.start)..].trim_start();
        let features = format!("features = [{listed}]");
        if self.text[value.span().start..].starts_with('{') && !line.starts_with('[') {
            let end = table.iter().map(|(_, value)| end(value)).max();
            let (at, separator) = match end {
                Some(end) => (end, ", "),
                None => (value.span().start + 1, " "),
            };
            self.insert(at, format!("{separator}{features}"), Some(what));
            return;
        }
        let last = table.iter().map(|(_, value)| end(value)).max();
        let at = self.line_after(last.unwrap_or(key.end));
        let features = match line.starts_with('[') {
            true => features,
            false => format!("{}.{features}", &self.text[key]),
        };
        self.insert_line(at, &features, what);
    }

    /// Adds dependencies to their table, which is made if need be.
    fn add(&mut self, root: &DeTable<'_>, dev: bool, missing: &[&Dependency]) {
        if missing.is_empty() {
            return;
        }
        let name = if dev { "dev-dependencies" } else { "dependencies" };
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
            let what = format!("dependency {}", dependency.package);
            self.insert_line(at, &entry(dependency), what);
        }
    }

    /// Adds a table at the end, after all that is added to the table that stands there.
    fn add_section(&mut self, name: &str, is_there: bool, missing: &[&Dependency]) {
        let what = |dependency: &&Dependency| format!("dependency {}", dependency.package);
        if is_there && !self.text.contains(&format!("[{name}.")) {
            // `dependencies = { … }` or `dependencies.tonic = …` at the top: hardly anyone writes it.
            let left = missing.iter().map(|dependency| (1, what(dependency)));
            return self.left.extend(left);
        }
        self.sections.push((String::new(), None));
        self.sections.push((format!("[{name}]"), None));
        let entries = missing.iter().map(|dependency| (entry(dependency), Some(what(dependency))));
        self.sections.extend(entries);
    }

    /// Adds a line at the start of a line.
    fn insert_line(&mut self, at: usize, line: &str, what: String) {
        let is_inserted = |(before, ..): &(usize, String, Option<String>)| *before == at;
        let needs_end = at == self.text.len()
            && !self.text.ends_with('\n')
            && !self.insertions.iter().any(is_inserted);
        let start = if needs_end { self.line_end } else { "" };
        self.insert(at, format!("{start}{line}{}", self.line_end), Some(what));
    }

    fn insert(&mut self, at: usize, text: String, what: Option<String>) {
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

    fn line(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    fn finish(mut self) -> Manifest {
        // Stable: what goes to one place stays in the order of the dependencies.
        self.insertions.sort_by_key(|(at, ..)| *at);
        let mut manifest = Manifest {
            left: self.left,
            ..Manifest::default()
        };
        let mut copied = 0;
        for (at, text, what) in self.insertions {
            manifest.push(&self.text[copied..at], None);
            manifest.push(&text, what);
            copied = at;
        }
        manifest.push(&self.text[copied..], None);
        for (line, what) in self.sections {
            if !manifest.text.is_empty() && !manifest.text.ends_with('\n') {
                manifest.push(self.line_end, None);
            }
            manifest.push(&line, what);
            manifest.push(self.line_end, None);
        }
        manifest
    }
}

impl Manifest {
    fn push(&mut self, text: &str, what: Option<String>) {
        if let Some(what) = what {
            let blank = text.len() - text.trim_start().len();
            let lines = |text: &str| text.matches('\n').count();
            let line = lines(&self.text) + lines(&text[..blank]) + 1;
            self.added.push((line, what));
        }
        self.text += text;
    }
}

/// `tonic = "0.14"`
pub fn entry(dependency: &Dependency) -> String {
    let Dependency {
        package,
        version,
        features,
        ..
    } = dependency;
    let listed: Vec<_> = features.iter().map(|feature| format!("\"{feature}\"")).collect();
    match listed.as_slice() {
        [] => format!("{package} = \"{version}\""),
        listed => format!(
            "{package} = {{ version = \"{version}\", features = [{}] }}",
            listed.join(", ")
        ),
    }
}

/// The entry of the dependency, under its own name or another, for all targets or for some.
fn find<'t, 'a>(root: &'t DeTable<'a>, dependency: &Dependency) -> Option<Entry<'t, 'a>> {
    let targets = root.get("target").and_then(table).into_iter().flatten();
    let targets = targets.filter_map(|(_, target)| table(target));
    let names = match dependency.dev {
        true => &["dependencies", "dev-dependencies"][..],
        false => &["dependencies"],
    };
    let tables = std::iter::once(root).chain(targets);
    let tables = tables.flat_map(|of| names.iter().filter_map(|name| of.get(*name).and_then(table)));
    tables.flatten().find(|(key, value)| {
        let renamed = table(value).and_then(|table| table.get("package"));
        let package = renamed.and_then(|package| package.get_ref().as_str());
        package.unwrap_or(key.get_ref().as_ref()) == dependency.package
    })
}

fn table<'t, 'a>(value: &'t Value<'a>) -> Option<&'t DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn is_inherited(value: &DeValue<'_>) -> bool {
    let DeValue::Table(table) = value else {
        return false;
    };
    let workspace = table.get("workspace").map(Spanned::get_ref);
    matches!(workspace, Some(DeValue::Boolean(true)))
}

/// The features that neither the dependency nor a feature of the crate turns on.
fn missing_features(
    root: &DeTable<'_>,
    dependency: &Dependency,
    key: &str,
    value: &DeValue<'_>,
) -> Vec<&'static str> {
    let texts = |value: &Value<'_>| -> Vec<String> {
        let items = value.get_ref().as_array().into_iter().flat_map(|items| items.iter());
        items
            .filter_map(|item| item.get_ref().as_str().map(str::to_owned))
            .collect()
    };
    let settings = match value {
        DeValue::Table(table) => Some(table),
        _ => None,
    };
    let setting = |name: &str| settings.and_then(|table| table.get(name));
    let mut on = setting("features").map(texts).unwrap_or_default();
    let default = setting("default-features").map(Spanned::get_ref);
    if !matches!(default, Some(DeValue::Boolean(false))) {
        on.push("default".to_owned());
    }
    let of_crate = root.get("features").and_then(table).into_iter().flatten();
    let of_crate = of_crate.flat_map(|(_, enabled)| texts(enabled));
    on.extend(of_crate.filter_map(|enabled| {
        let feature = enabled.strip_prefix(key)?.trim_start_matches('?');
        feature.strip_prefix('/').map(str::to_owned)
    }));
    let is_on = |wanted: &str| {
        let implies = |on: &str| IMPLIED.iter().any(|(name, all)| *name == on && all.contains(&wanted));
        on.iter().any(|on| on == wanted || implies(on))
    };
    let wanted = dependency.features.iter().copied();
    wanted.filter(|feature| !is_on(feature)).collect()
}

/// Where a value ends; that of a dotted key is where its last part does.
fn end(value: &Value<'_>) -> usize {
    let within = table(value).into_iter().flatten().map(|(_, value)| end(value));
    within.max().unwrap_or(0).max(value.span().end)
}
