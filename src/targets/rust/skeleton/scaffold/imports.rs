//! Collects the imports of a new file while its text is created.

use std::collections::BTreeMap;

use crate::targets::rust::skeleton::imports;

/// The imports of a file. If two items have the same name, only the first is imported.
#[derive(Clone, Debug)]
pub struct Imports {
    /// The module of the generated code: `crate::proto`.
    generated: String,
    /// The path of the runtime, as for [`item`](Self::item): `rpcsmith_runtime`.
    runtime: String,
    /// The path of the item of each name. `None` for the prelude and for items of the file.
    names: BTreeMap<String, Option<String>>,
    /// The short names of full paths in an existing file, whose imports must not change.
    existing: Option<BTreeMap<String, String>>,
}

impl Imports {
    /// A new file. `generated` is the module of the generated code, and `runtime` is the path of the runtime.
    pub fn new(generated: &str, runtime: &str) -> Self {
        let names = imports::PRELUDE.iter();
        Self {
            generated: generated.to_owned(),
            runtime: runtime.trim_start_matches("::").to_owned(),
            names: names.map(|name| ((*name).to_owned(), None)).collect(),
            existing: None,
        }
    }

    /// An existing file, whose imports do not change. `names` has its short names of full paths. All other paths stay full.
    pub fn existing(generated: &str, runtime: &str, names: BTreeMap<String, String>) -> Self {
        Self {
            existing: Some(names),
            ..Self::new(generated, runtime)
        }
    }

    /// Imports an item by its path, `tracing::info`, and returns its name in the file.
    pub fn item(&mut self, path: &str) -> String {
        let Some((_, name)) = path.rsplit_once("::") else {
            return path.to_owned();
        };
        if let Some(existing) = &self.existing {
            let whole = if path.starts_with("crate::") {
                path.to_owned()
            } else {
                format!("::{path}")
            };
            return existing.get(&whole).cloned().unwrap_or(whole);
        }
        let known = self.names.entry(name.to_owned());
        match known.or_insert_with(|| Some(path.to_owned())) {
            Some(known) if known == path => name.to_owned(),
            _ if path.starts_with("crate::") => path.to_owned(),
            _ => format!("::{path}"),
        }
    }

    /// Imports an item by its path in the runtime: `Code`.
    pub fn runtime(&mut self, path: &str) -> String {
        self.item(&format!("{}::{path}", self.runtime))
    }

    /// Returns the full path of a generated item, without an import.
    pub fn path(&self, path: &str) -> String {
        format!("{}::{path}", self.generated)
    }

    /// Imports a generated item by its path in the generated code.
    pub fn generated(&mut self, path: &str) -> String {
        let path = self.path(path);
        self.item(&path)
    }

    /// Imports a type by its path in an outline.
    pub fn ty(&mut self, path: &str) -> String {
        if let Some(path) = path.strip_prefix("::") {
            return self.item(path);
        }
        let (root, _) = self.generated.split_once("::").unwrap_or_default();
        if let Some(path) = path.strip_prefix("crate::") {
            let path = format!("{root}::{path}");
            return self.item(&path);
        }
        if imports::is_built_in(path) {
            path.to_owned()
        } else {
            self.generated(path)
        }
    }

    /// The `use` lines.
    pub fn lines(&self) -> String {
        imports::lines(self.names.values().flatten().map(String::as_str))
    }
}
