//! Reads the dependencies of a crate and their features.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::DeclaredDependency;

pub type Value<'a> = Spanned<DeValue<'a>>;

/// A key of a table with its value.
pub type Entry<'t, 'a> = (&'t Spanned<DeString<'a>>, &'t Value<'a>);

/// Features that enable others.
const IMPLIED: [(&str, &[&str]); 3] = [
    ("time-zones", &["validate"]),
    ("dyn", &["validate"]),
    ("full", &["macros", "rt-multi-thread"]),
];

/// The default features of packages. If all of them are listed, `default` is enabled.
const DEFAULTS: [(&str, &[&str]); 3] = [
    ("prost", &["derive", "std"]),
    ("prost-types", &["std"]),
    ("rpcsmith-runtime", &["channel", "client", "server"]),
];

/// The entries with the name in code, by target: one group for all targets, or a group for each target that has entries.
///
/// The features of the entries of a group add up. `dev-dependencies` come last.
pub fn find<'t, 'a>(
    root: &'t DeTable<'a>,
    dependency: &DeclaredDependency,
) -> Vec<Vec<Entry<'t, 'a>>> {
    let is_it = |(key, _): &Entry<'t, 'a>| is_ident(key.get_ref(), &dependency.ident);
    let of = |tables| -> Vec<Entry<'t, 'a>> {
        entries(tables, kinds(dependency)).filter(is_it).collect()
    };
    match of(root) {
        everywhere if !everywhere.is_empty() => vec![everywhere],
        _ => {
            let found = targets(root).map(of);
            found.filter(|group| !group.is_empty()).collect()
        }
    }
}

/// An entry of the package with another name than in code.
pub fn renamed<'t, 'a>(
    root: &'t DeTable<'a>,
    workspace: Option<&'t DeTable<'a>>,
    dependency: &DeclaredDependency,
) -> Option<Entry<'t, 'a>> {
    let mut entries = all(root, kinds(dependency));
    entries.find(|entry| package(workspace, *entry) == dependency.package)
}

/// All entries of these tables, for all targets.
pub fn all<'t, 'a>(
    root: &'t DeTable<'a>,
    tables: &'static [&'static str],
) -> impl Iterator<Item = Entry<'t, 'a>> {
    let targets = std::iter::once(root).chain(targets(root));
    targets.flat_map(move |of| entries(of, tables))
}

/// The package of an entry, which the entry or that of the workspace can rename.
pub fn package<'t>(workspace: Option<&'t DeTable<'_>>, (key, value): Entry<'t, '_>) -> &'t str {
    let name = key.get_ref().as_ref();
    let renamed = [Some(value), shared(workspace, value, name)];
    let mut renamed = renamed
        .into_iter()
        .flatten()
        .filter_map(|value| table(value)?.get("package")?.get_ref().as_str());
    renamed.next().unwrap_or(name)
}

/// Whether the crate of a key has this name in code.
fn is_ident(key: &str, ident: &str) -> bool {
    key.replace('-', "_") == ident
}

fn targets<'t, 'a>(root: &'t DeTable<'a>) -> impl Iterator<Item = &'t DeTable<'a>> {
    let targets = root.get("target").and_then(table).into_iter().flatten();
    targets.filter_map(|(_, target)| table(target))
}

/// The tables that can have a dependency.
fn kinds(dependency: &DeclaredDependency) -> &'static [&'static str] {
    if dependency.dev {
        &["dependencies", "dev-dependencies"]
    } else {
        &["dependencies"]
    }
}

fn entries<'t, 'a>(
    of: &'t DeTable<'a>,
    tables: &'static [&'static str],
) -> impl Iterator<Item = Entry<'t, 'a>> {
    let tables = tables
        .iter()
        .filter_map(|name| of.get(*name).and_then(table));
    tables.flatten()
}

pub fn table<'t, 'a>(value: &'t Value<'a>) -> Option<&'t DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// Whether an entry inherits that of the workspace.
pub fn is_inherited(value: &Value<'_>) -> bool {
    let workspace = table(value).and_then(|table| table.get("workspace"));
    let workspace = workspace.map(Spanned::get_ref);
    matches!(workspace, Some(DeValue::Boolean(true)))
}

/// The entry of the workspace that an entry inherits.
fn shared<'t, 'a>(
    workspace: Option<&'t DeTable<'a>>,
    value: &Value<'_>,
    key: &str,
) -> Option<&'t Value<'a>> {
    let workspace = workspace.filter(|_| is_inherited(value))?;
    let dependencies = table(workspace.get("workspace")?)?.get("dependencies")?;
    table(dependencies)?.get(key)
}

/// The version that an entry of a package, or the entry of the workspace that it inherits, requires.
pub fn version<'t, 'a>(
    workspace: Option<&'t DeTable<'a>>,
    (key, value): Entry<'t, 'a>,
    package: &str,
) -> Option<&'t str> {
    let value = shared(workspace, value, key.get_ref()).unwrap_or(value);
    let Some(table) = table(value) else {
        return value.get_ref().as_str();
    };
    // Another package under this name has versions of its own.
    let of = table
        .get("package")
        .and_then(|name| name.get_ref().as_str());
    let version = table.get("version")?.get_ref().as_str();
    version.filter(|_| of.is_none_or(|of| of == package))
}

/// Whether a requirement such as `0.1` or `^1.2.3` accepts versions compatible with this one: before 1.0.0, those with the
/// same minor version. Requirements with several parts or wildcards are left to Cargo.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#default-requirements>.
pub fn fits(requirement: &str, version: &str) -> bool {
    if requirement.contains([',', '*', '<', '>']) {
        return true;
    }
    let required = requirement.trim_start_matches(['^', '=', '~', ' ']);
    let significant = if version.starts_with("0.") { 2 } else { 1 };
    let mut parts = required
        .split('.')
        .zip(version.split('.'))
        .take(significant);
    parts.all(|(required, part)| required.trim() == part)
}

/// The features that neither the entries of a dependency nor a feature of the crate enables.
pub fn missing_features(
    root: &DeTable<'_>,
    workspace: Option<&DeTable<'_>>,
    dependency: &DeclaredDependency,
    group: &[Entry<'_, '_>],
) -> Vec<&'static str> {
    let mut on = Vec::new();
    for (key, value) in group {
        let key = key.get_ref().as_ref();
        let shared = shared(workspace, value, key);
        on.extend(features(value));
        on.extend(shared.map(features).unwrap_or_default());
        if has_defaults(value, shared) {
            on.push("default".to_owned());
        }
        let of_crate = root.get("features").and_then(table).into_iter().flatten();
        let of_crate = of_crate.flat_map(|(_, enabled)| texts(enabled));
        on.extend(of_crate.filter_map(|enabled| {
            let feature = enabled.strip_prefix(key)?.trim_start_matches('?');
            feature.strip_prefix('/').map(str::to_owned)
        }));
    }
    let is_in_cli = |wanted: &str| on.iter().any(|on| on == wanted);
    let defaults = DEFAULTS
        .iter()
        .find(|(name, _)| *name == dependency.package);
    let is_enabled = |wanted: &str| {
        let implied = |on: &str| {
            IMPLIED
                .iter()
                .any(|(name, all)| *name == on && all.contains(&wanted))
        };
        let all_defaults =
            |(_, all): &(&str, &[&str])| all.iter().all(|feature| is_in_cli(feature));
        is_in_cli(wanted)
            || on.iter().any(|on| implied(on))
            || wanted == "default" && defaults.is_some_and(all_defaults)
    };
    let default = dependency.default_features.then_some("default");
    let wanted = default
        .into_iter()
        .chain(dependency.features.iter().copied());
    wanted.filter(|feature| !is_enabled(feature)).collect()
}

/// Whether an entry has the default features.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#inheriting-a-dependency-from-a-workspace>:
/// a member can enable them, but not disable them.
fn has_defaults(value: &Value<'_>, shared: Option<&Value<'_>>) -> bool {
    let says = |value: &Value<'_>| {
        let table = table(value)?;
        let value = table
            .get("default-features")
            .or_else(|| table.get("default_features"))?;
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => None,
        }
    };
    if is_inherited(value) {
        says(value) == Some(true) || shared.and_then(says).unwrap_or(true)
    } else {
        says(value).unwrap_or(true)
    }
}

/// The features that an entry lists.
fn features(value: &Value<'_>) -> Vec<String> {
    let features = table(value).and_then(|table| table.get("features"));
    features.map(texts).unwrap_or_default()
}

fn texts(value: &Value<'_>) -> Vec<String> {
    let items = value
        .get_ref()
        .as_array()
        .into_iter()
        .flat_map(|items| items.iter());
    let texts = items.filter_map(|item| item.get_ref().as_str());
    texts.map(str::to_owned).collect()
}

/// The end of a value. For a dotted key, the end of its last part.
pub fn end(value: &Value<'_>) -> usize {
    let within = table(value)
        .into_iter()
        .flatten()
        .map(|(_, value)| end(value));
    within.max().unwrap_or(0).max(value.span().end)
}
