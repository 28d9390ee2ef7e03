//! The names that a file has for items through its imports.

use std::collections::HashSet;

use super::matching::segments;
use super::modules::{ModuleId, Name, UsePath, escaped};
use super::resolve::{Meaning, resolve};
use super::walk::Crate;
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::stub::Used;

/// The imported names of a module, each with the one item that it can mean.
pub struct ImportedNames<'a> {
    krate: &'a Crate,
    services: &'a [ServiceOutline],
    module: ModuleId,
    parameters: &'a HashSet<String>,
    names: Vec<(&'a str, Meaning)>,
}

impl<'a> ImportedNames<'a> {
    /// Collects the names of a module. `parameters` are type parameters, which hide imports with their names.
    pub fn new(
        krate: &'a Crate,
        services: &'a [ServiceOutline],
        module: ModuleId,
        parameters: &'a HashSet<String>,
    ) -> Self {
        let mut imported = Self {
            krate,
            services,
            module,
            parameters,
            names: Vec::new(),
        };
        let mut around = Some(module);
        while let Some(id) = around {
            let of = &krate.modules[id];
            let is_import = |name: &str| {
                of.names(name)
                    .iter()
                    .all(|n| matches!(n.name, Name::Use(_)))
            };
            let names = of.named.keys().map(String::as_str);
            let names = names
                .filter(|name| *name != "_" && is_import(name) && !of.conditional.contains(*name));
            for name in names {
                let meaning = imported.only_meaning(name);
                imported
                    .names
                    .extend(meaning.map(|meaning| (name, meaning)));
            }
            around = of.parent.filter(|_| of.is_block);
        }
        imported.names.sort_by_key(|(name, _)| *name);
        imported
    }

    /// Returns the meaning of a name, if it has only one.
    fn only_meaning(&self, name: &str) -> Option<Meaning> {
        if self.parameters.contains(name) {
            return None;
        }
        let path = UsePath {
            is_global: false,
            segments: vec![name.to_owned()],
        };
        let mut meanings = resolve(self.krate, self.module, &path);
        // Next to a glob, `use http::Request` compiles only if the glob has no `http`.
        let is_of_crate =
            |meaning: &Meaning| matches!(meaning, Meaning::Foreign(path) if path.len() > 1);
        if meanings.all.iter().any(is_of_crate) {
            meanings
                .all
                .retain(|meaning| !matches!(meaning, Meaning::Generated(..)));
        }
        match (meanings.is_open, meanings.all.len()) {
            (false, 1) => meanings.all.pop(),
            _ => None,
        }
    }

    /// Returns the shortest path of an item: through an import of the item, or of a module around it.
    pub fn short(&self, used: &Used<'_>) -> Option<String> {
        let by_name = self.names.iter().filter_map(|(name, meaning)| {
            let rest = self.rest(meaning, used)?;
            let path = std::iter::once(*name).chain(rest.iter().map(String::as_str));
            let path: Vec<_> = path.map(escaped).collect();
            Some((path.len(), path.join("::")))
        });
        let by_name = by_name.min();
        by_name.map(|(_, path)| path).or_else(|| self.by_glob(used))
    }

    /// Returns the name of an item that a glob imports.
    fn by_glob(&self, used: &Used<'_>) -> Option<String> {
        let (_, name) = used.path.rsplit_once("::")?;
        let name = name.strip_prefix("r#").unwrap_or(name);
        let of = &self.krate.modules[self.module];
        if of.has_conditional_glob || of.globs.is_empty() || !of.names(name).is_empty() {
            return None;
        }
        let rest = self.rest(&self.only_meaning(name)?, used)?;
        rest.is_empty().then(|| escaped(name))
    }

    /// Returns the rest of the path of an item, below the meaning of a name.
    fn rest(&self, meaning: &Meaning, used: &Used<'_>) -> Option<Vec<String>> {
        let behind = |whole: &str, start: &[String]| {
            let whole = segments(whole);
            let rest = whole.strip_prefix(start).filter(|_| !start.is_empty())?;
            Some(rest.to_vec())
        };
        match meaning {
            Meaning::Generated(module, path) => {
                let start = in_packages(self.krate, self.services, *module, path)?;
                behind(used.outline?, &start)
            }
            Meaning::Module(module) => {
                let start = in_packages(self.krate, self.services, *module, &[])?;
                behind(used.outline?, &start)
            }
            Meaning::Foreign(path) => behind(used.path.strip_prefix("::")?, path),
            Meaning::Hidden(root, path) if *root == self.krate.modules[self.module].root => {
                behind(used.path.strip_prefix("crate::")?, path)
            }
            _ => None,
        }
    }

    /// Whether `Result` is that of the prelude.
    pub fn has_result(&self) -> bool {
        self.only_meaning("Result") == Some(Meaning::Foreign(vec!["Result".to_owned()]))
    }
}

/// Converts a path in a module of generated code to a path in the module of all packages.
fn in_packages(
    krate: &Crate,
    services: &[ServiceOutline],
    module: ModuleId,
    rest: &[String],
) -> Option<Vec<String>> {
    let file = krate.modules[module].generated.as_deref()?;
    if file == "mod" {
        return Some(rest.to_vec());
    }
    let of_file = |service: &&ServiceOutline| {
        let package = service.full_name.rsplit_once('.');
        package.map_or("_", |(package, _)| package) == file
    };
    let service = services.iter().find(of_file)?;
    let mut whole = match &*service.package {
        "" => Vec::new(),
        package => segments(package),
    };
    whole.extend_from_slice(rest);
    Some(whole)
}
