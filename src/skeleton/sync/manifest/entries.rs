//! Reading what dependencies a crate has, and with which features.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::Dependency;

pub type Value<'a> = Spanned<DeValue<'a>>;

/// A key with its value, as they stand in a table.
pub type Entry<'t, 'a> = (&'t Spanned<DeString<'a>>, &'t Value<'a>);

/// Features that turn others on, of those that may be wanted.
const IMPLIED: [(&str, &[&str]); 3] = [
    ("time-zones", &["validate"]),
    ("dyn", &["validate"]),
    ("full", &["macros", "rt-multi-thread"]),
];

/// The entry of the dependency, under its own name or another, for all targets or for some.
pub fn find<'t, 'a>(root: &'t DeTable<'a>, dependency: &Dependency) -> Option<Entry<'t, 'a>> {
    let targets = root.get("target").and_then(table).into_iter().flatten();
    let targets = targets.filter_map(|(_, target)| table(target));
    let names = match dependency.dev {
        true => &["dependencies", "dev-dependencies"][..],
        false => &["dependencies"],
    };
    let tables = std::iter::once(root).chain(targets);
    let tables = tables.flat_map(|of| {
        names
            .iter()
            .filter_map(|name| of.get(*name).and_then(table))
    });
    tables.flatten().find(|(key, value)| {
        let renamed = table(value).and_then(|table| table.get("package"));
        let package = renamed.and_then(|package| package.get_ref().as_str());
        package.unwrap_or(key.get_ref().as_ref()) == dependency.package
    })
}

pub fn table<'t, 'a>(value: &'t Value<'a>) -> Option<&'t DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// Whether an entry says what the workspace's does.
pub fn is_inherited(value: &Value<'_>) -> bool {
    let workspace = table(value).and_then(|table| table.get("workspace"));
    let workspace = workspace.map(Spanned::get_ref);
    matches!(workspace, Some(DeValue::Boolean(true)))
}

/// The features that neither the dependency nor a feature of the crate turns on.
pub fn missing_features(
    root: &DeTable<'_>,
    workspace: Option<&DeTable<'_>>,
    dependency: &Dependency,
    (key, value): Entry<'_, '_>,
) -> Vec<&'static str> {
    let key = key.get_ref().as_ref();
    let mut on = features(value);
    if is_inherited(value) {
        let shared = workspace
            .and_then(|workspace| table(workspace.get("workspace")?))
            .and_then(|workspace| table(workspace.get("dependencies")?))
            .and_then(|dependencies| dependencies.get(key));
        on.extend(shared.map(features).unwrap_or_default());
    }
    let of_crate = root.get("features").and_then(table).into_iter().flatten();
    let of_crate = of_crate.flat_map(|(_, enabled)| texts(enabled));
    on.extend(of_crate.filter_map(|enabled| {
        let feature = enabled.strip_prefix(key)?.trim_start_matches('?');
        feature.strip_prefix('/').map(str::to_owned)
    }));
    let is_on = |wanted: &str| {
        let implied = |on: &str| {
            IMPLIED
                .iter()
                .any(|(name, all)| *name == on && all.contains(&wanted))
        };
        on.iter().any(|on| on == wanted || implied(on))
    };
    let wanted = dependency.features.iter().copied();
    wanted.filter(|feature| !is_on(feature)).collect()
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

/// Where a value ends; that of a dotted key is where its last part does.
pub fn end(value: &Value<'_>) -> usize {
    let within = table(value)
        .into_iter()
        .flatten()
        .map(|(_, value)| end(value));
    within.max().unwrap_or(0).max(value.span().end)
}
