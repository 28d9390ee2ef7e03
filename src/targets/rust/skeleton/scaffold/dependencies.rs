//! The crates that generated code, stubs and programs depend on.

use toml::{Table, Value};

use crate::model::Streaming;
use crate::outline::ServiceOutline;
use crate::response::GeneratedFile;
use crate::skeleton::{DependencySource, Extras};

/// The crate of the runtime.
pub const RUNTIME: &str = "rpcsmith-runtime";

/// A dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: &'static str,
    /// The source of the crate.
    pub source: DependencySource,
    /// Whether its default features are enabled.
    pub default_features: bool,
    /// Its features, in alphabetical order.
    pub features: Vec<&'static str>,
}

/// The crates of the registry, with versions that work together.
const REGISTRY: [(&str, &str); 10] = [
    ("opentelemetry", "0.33"),
    ("opentelemetry-otlp", "0.33"),
    ("opentelemetry_sdk", "0.33"),
    // Older derives do not check the wire types of maps, and read other fields as entries.
    ("prost", "0.14.6"),
    ("prost-types", "0.14.6"),
    ("serde", "1"),
    ("tokio", "1"),
    ("tokio-stream", "0.1"),
    ("tracing", "0.1"),
    ("tracing-subscriber", "0.3"),
];

/// The names of all crates that a new crate may depend on.
pub fn names() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().map(|(name, _)| *name).chain([RUNTIME])
}

/// The dependencies of generated code, stubs and tests. `path` is their path of the runtime: `::rpcsmith_runtime`.
pub fn of_code(
    generated: &[GeneratedFile],
    services: &[ServiceOutline],
    runtime: &DependencySource,
    path: &str,
) -> Vec<Dependency> {
    let names = |path: &str| generated.iter().any(|file| file.content.contains(path));
    let has = |module: &str| names(&format!("{path}::{module}::"));
    let methods = || services.iter().flat_map(|service| &service.methods);
    let streams = methods().any(|method| method.streaming != Streaming::Unary);
    let mut features = Vec::new();
    let has_descriptors = names(&format!("{path}::message::descriptor::"));
    features.extend(has_descriptors.then_some("descriptor"));
    features.extend(has("fake").then_some("fake"));
    // Without it, servers and clients compile, and have no routes.
    features.extend(names("HttpRoute::").then_some("http-json"));
    features.extend(names("json::serde::Serialize for ").then_some("json"));
    features.extend(names("core::str::FromStr for ").then_some("text"));
    features.extend(has("validate").then_some("validate"));
    let mut needed = vec![registry("prost", &[])];
    needed.extend(names("::prost_types::").then(|| registry("prost-types", &[])));
    needed.push(Dependency {
        name: RUNTIME,
        source: runtime.clone(),
        default_features: true,
        features,
    });
    needed.push(registry("tokio", &["macros", "rt-multi-thread"]));
    needed.extend(streams.then(|| registry("tokio-stream", &[])));
    needed
}

/// The further dependencies of the programs of a crate.
pub fn of_programs(extras: Extras, runtime: &DependencySource) -> Vec<Dependency> {
    let mut features = vec!["cli", "config", "health", "reflection", "serve"];
    features.extend(extras.chosen().map(|extra| extra.feature));
    let mut needed = vec![Dependency {
        name: RUNTIME,
        source: runtime.clone(),
        default_features: true,
        features,
    }];
    if extras.otel {
        needed.push(registry("opentelemetry", &[]));
        needed.push(Dependency {
            default_features: false,
            ..registry(
                "opentelemetry-otlp",
                &["http-proto", "reqwest-blocking-client", "trace"],
            )
        });
        needed.push(registry("opentelemetry_sdk", &[]));
    }
    needed.push(registry("serde", &["derive"]));
    if extras.metrics {
        needed.push(registry("tokio", &["net"]));
    }
    needed.push(registry("tracing", &[]));
    needed.push(registry("tracing-subscriber", &["env-filter"]));
    needed
}

/// Merges dependencies, in alphabetical order. A crate that is listed twice gets the features of both.
pub fn together(lists: impl IntoIterator<Item = Dependency>) -> Vec<Dependency> {
    let mut all: Vec<Dependency> = Vec::new();
    for dependency in lists {
        match all.iter_mut().find(|known| known.name == dependency.name) {
            Some(known) => known.features.extend(dependency.features),
            None => all.push(dependency),
        }
    }
    for dependency in &mut all {
        dependency.features.sort_unstable();
        dependency.features.dedup();
    }
    all.sort_by_key(|dependency| dependency.name);
    all
}

fn registry(name: &'static str, features: &[&'static str]) -> Dependency {
    let version = REGISTRY.iter().find(|(known, _)| *known == name);
    Dependency {
        name,
        source: DependencySource::Version(version.map_or("*", |(_, version)| version).to_owned()),
        default_features: true,
        features: features.to_vec(),
    }
}

impl Dependency {
    /// Whether the code needs its default features.
    pub fn needs_defaults(&self) -> bool {
        // Code needs only the listed features of these crates.
        self.default_features && !["tokio", "tokio-stream", "tracing"].contains(&self.name)
    }

    /// Its value in `Cargo.toml`.
    pub fn value(&self) -> Value {
        if let (DependencySource::Version(version), true, []) =
            (&self.source, self.default_features, &*self.features)
        {
            return version.as_str().into();
        }
        let mut table = Table::new();
        let mut set = |name: &str, value: Value| table.insert(name.to_owned(), value);
        match &self.source {
            DependencySource::Version(version) => drop(set("version", version.as_str().into())),
            DependencySource::Path(path) => drop(set("path", path.as_str().into())),
            DependencySource::Git { url, rev } => {
                set("git", url.as_str().into());
                if let Some(rev) = rev {
                    set("rev", rev.as_str().into());
                }
            }
        }
        if !self.default_features {
            set("default-features", false.into());
        }
        if !self.features.is_empty() {
            set("features", self.features.clone().into());
        }
        Value::Table(table)
    }
}
