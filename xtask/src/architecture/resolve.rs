//! Finds the module that declares the item of a path.
//!
//! Re-exports are followed to the declaration: `mod.rs` with `pub use child::Type` depends on `child` only if its own
//! code names `Type`, and a module that names `super::Type` depends on `child`, not on `mod.rs`.

use std::collections::BTreeSet;

use super::imports::NamedPath;
use super::modules::{Crate, Module, ModulePath};

/// The limit of the chain of re-exports.
const DEPTH: usize = 16;

/// The code of a file names an item of another file, or of another crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub file: String,
    pub line: usize,
    /// The module of the file.
    pub from: ModulePath,
    /// The path as written.
    pub path: String,
    pub to: Target,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A file of the same crate, and its module.
    File { file: String, module: ModulePath },
    /// Another crate.
    Crate(String),
}

/// All imports of a crate's code, each once a line.
pub fn imports(krate: &Crate) -> BTreeSet<Import> {
    let mut imports = BTreeSet::new();
    for (path, module) in &krate.modules {
        let used = module
            .names
            .uses
            .iter()
            .filter(|import| !import.is_reexport || module.names.heads.contains(&import.name));
        let used = used.map(|import| &import.path);
        for named in used.chain(&module.names.paths) {
            let Some(to) = target(krate, path, named) else {
                continue;
            };
            let import = Import {
                file: module.file.clone(),
                line: named.line,
                from: module.file_module.clone(),
                path: named.segments.join("::"),
                to,
            };
            let is_same =
                matches!(&import.to, Target::File { module, .. } if *module == import.from);
            if !is_same {
                imports.insert(import);
            }
        }
    }
    imports
}

fn target(krate: &Crate, from: &[String], named: &NamedPath) -> Option<Target> {
    match declaration(krate, from, &named.segments, DEPTH) {
        Some(module) => Some(Target::File {
            file: module.file.clone(),
            module: module.file_module.clone(),
        }),
        None => {
            let first = named.segments.first()?;
            let is_keyword = matches!(first.as_str(), "crate" | "self" | "super" | "Self");
            (!is_keyword).then(|| Target::Crate(first.clone()))
        }
    }
}

/// The module that declares the item of a path in a module. `None` if it is in another crate.
fn declaration<'a>(
    krate: &'a Crate,
    from: &[String],
    segments: &[String],
    depth: usize,
) -> Option<&'a Module> {
    let (mut at, mut rest) = start(krate, from, segments)?;
    while let Some((name, after)) = rest.split_first() {
        if name == "super" {
            at.pop()?;
        } else if name != "self" {
            at.push(name.clone());
            if !krate.modules.contains_key(&at) {
                at.pop();
                return declared_in(krate, &at, rest, depth);
            }
        }
        rest = after;
    }
    krate.modules.get(&at)
}

/// The module where a path starts, and the segments below it.
fn start<'p>(
    krate: &Crate,
    from: &[String],
    segments: &'p [String],
) -> Option<(ModulePath, &'p [String])> {
    let first = segments.first()?;
    match first.as_str() {
        "crate" => Some((Vec::new(), &segments[1..])),
        "self" | "super" => Some((from.to_vec(), segments)),
        _ => {
            let module = krate.modules.get(from)?;
            let child = [from, std::slice::from_ref(first)].concat();
            // `use name::…` names a crate, even if another `use` has this name.
            let imported = module
                .names
                .uses
                .iter()
                .any(|import| import.name == *first && import.path.segments != segments);
            let is_local = krate.modules.contains_key(&child)
                || imported
                || module.names.items.contains(first);
            is_local.then(|| (from.to_vec(), segments))
        }
    }
}

/// The module that declares an item that a module has, by an item of its own or by `use`.
fn declared_in<'a>(
    krate: &'a Crate,
    at: &[String],
    rest: &[String],
    depth: usize,
) -> Option<&'a Module> {
    let module = krate.modules.get(at)?;
    let (name, after) = rest.split_first()?;
    if depth == 0 || module.names.items.contains(name) {
        return Some(module);
    }
    let uses = &module.names.uses;
    if let Some(import) = uses.iter().find(|import| import.name == *name) {
        let path = [import.path.segments.as_slice(), after].concat();
        return declaration(krate, at, &path, depth - 1);
    }
    for glob in uses.iter().filter(|import| import.name == "*") {
        let path = [glob.path.segments.as_slice(), rest].concat();
        if let Some(found) = declaration(krate, at, &path, depth - 1)
            && found.names.items.contains(name)
        {
            return Some(found);
        }
    }
    Some(module)
}
