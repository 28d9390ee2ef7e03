//! What a file can name by its imports.

use std::collections::HashSet;

use super::matching::segments;
use super::modules::{ModuleId, Name, UsePath, written};
use super::resolve::{Meaning, resolve};
use super::walk::Crate;
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::stub::Used;

/// The names that imports bring into a module, each with the only thing that it can mean.
pub struct Imports<'a> {
    found: &'a Crate,
    services: &'a [ServiceOutline],
    module: ModuleId,
    parameters: &'a HashSet<String>,
    names: Vec<(&'a str, Meaning)>,
}

impl<'a> Imports<'a> {
    /// `parameters` are type parameters, which hide imports of their names.
    pub fn new(
        found: &'a Crate,
        services: &'a [ServiceOutline],
        module: ModuleId,
        parameters: &'a HashSet<String>,
    ) -> Self {
        let mut imports = Self {
            found,
            services,
            module,
            parameters,
            names: Vec::new(),
        };
        let mut around = Some(module);
        while let Some(id) = around {
            let of = &found.modules[id];
            let is_import = |name: &str| {
                of.names(name)
                    .iter()
                    .all(|n| matches!(n.name, Name::Use(_)))
            };
            let names = of.named.keys().map(String::as_str);
            let names = names
                .filter(|name| *name != "_" && is_import(name) && !of.conditional.contains(*name));
            for name in names {
                let meaning = imports.only_meaning(name);
                imports.names.extend(meaning.map(|meaning| (name, meaning)));
            }
            around = of.parent.filter(|_| of.is_block);
        }
        imports.names.sort_by_key(|(name, _)| *name);
        imports
    }

    /// What a name means, if it can mean one thing only.
    fn only_meaning(&self, name: &str) -> Option<Meaning> {
        if self.parameters.contains(name) {
            return None;
        }
        let path = UsePath {
            is_global: false,
            segments: vec![name.to_owned()],
        };
        let mut meanings = resolve(self.found, self.module, &path);
        // Beside a glob, `use tonic::Request` compiles only if the glob brings no `tonic`.
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

    /// The shortest path of an item: by an import of the item, or of a module that it is in.
    pub fn short(&self, used: &Used<'_>) -> Option<String> {
        let by_name = self.names.iter().filter_map(|(name, meaning)| {
            let rest = self.rest(meaning, used)?;
            let path = std::iter::once(*name).chain(rest.iter().map(String::as_str));
            let path: Vec<_> = path.map(written).collect();
            Some((path.len(), path.join("::")))
        });
        let by_name = by_name.min();
        by_name.map(|(_, path)| path).or_else(|| self.by_glob(used))
    }

    /// The name of an item that a glob brings.
    fn by_glob(&self, used: &Used<'_>) -> Option<String> {
        let (_, name) = used.path.rsplit_once("::")?;
        let name = name.strip_prefix("r#").unwrap_or(name);
        let of = &self.found.modules[self.module];
        if of.has_conditional_glob || of.globs.is_empty() || !of.names(name).is_empty() {
            return None;
        }
        let rest = self.rest(&self.only_meaning(name)?, used)?;
        rest.is_empty().then(|| written(name))
    }

    /// What of the path of an item is behind what a name means.
    fn rest(&self, meaning: &Meaning, used: &Used<'_>) -> Option<Vec<String>> {
        let behind = |whole: &str, start: &[String]| {
            let whole = segments(whole);
            let rest = whole.strip_prefix(start).filter(|_| !start.is_empty())?;
            Some(rest.to_vec())
        };
        match meaning {
            Meaning::Generated(module, path) => {
                let start = in_packages(self.found, self.services, *module, path)?;
                behind(used.outline?, &start)
            }
            Meaning::Module(module) => {
                let start = in_packages(self.found, self.services, *module, &[])?;
                behind(used.outline?, &start)
            }
            Meaning::Foreign(path) => behind(used.path.strip_prefix("::")?, path),
            Meaning::Hidden(root, path) if *root == self.found.modules[self.module].root => {
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

/// The path of an item from the module of all packages, given one from a module of generated code.
fn in_packages(
    found: &Crate,
    services: &[ServiceOutline],
    module: ModuleId,
    rest: &[String],
) -> Option<Vec<String>> {
    let file = found.modules[module].generated.as_deref()?;
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
