//! Resolves paths through `use`, renames, globs and modules, as far as the code of the crate itself shows them.
//!
//! Source: <https://doc.rust-lang.org/reference/names/name-resolution.html>, for types and traits.

use std::cell::Cell;
use std::collections::HashSet;

use super::modules::{Glob, Module, ModuleId, Name, Named, UsePath};
use super::walk::Crate;

/// The limit of the chain of `use`s and globs of a path.
const MAX_STEPS: usize = 64;
/// The limit of lookups in modules for one path.
const MAX_LOOKS: usize = 10_000;
/// The types of the prelude that signatures use.
const PRELUDE: [&str; 5] = ["Box", "Option", "Result", "String", "Vec"];

/// A possible meaning of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// An item of the generated code: its module, and the rest of the path.
    Generated(ModuleId, Vec<String>),
    /// A type or trait that the crate itself defines.
    Own,
    /// An alias of a type. Aliases are not resolved.
    Alias,
    /// An item of another crate, or of the prelude: the whole path.
    Foreign(Vec<String>),
    /// An item that the code of a module of the crate does not show: the root of the module, and the path from there.
    Hidden(ModuleId, Vec<String>),
    /// A module.
    Module(ModuleId),
}

/// All possible meanings of a path.
#[derive(Clone, Debug, Default)]
pub struct Meanings {
    pub all: Vec<Meaning>,
    /// Whether it may have other meanings.
    pub is_open: bool,
}

impl Meanings {
    fn add(&mut self, meaning: Meaning) {
        if !self.all.contains(&meaning) {
            self.all.push(meaning);
        }
    }
}

/// Resolves a path in a module.
pub fn resolve(krate: &Crate, module: ModuleId, path: &UsePath) -> Meanings {
    let mut search = NameSearch {
        krate,
        meanings: Meanings::default(),
        looking: HashSet::new(),
        looks: &Cell::new(MAX_LOOKS),
    };
    search.path(module, path.is_global, &path.segments, MAX_STEPS);
    search.meanings
}

struct NameSearch<'a> {
    krate: &'a Crate,
    meanings: Meanings,
    /// The names that are being looked up, each with its module.
    looking: HashSet<(ModuleId, String)>,
    /// The remaining lookups in modules.
    looks: &'a Cell<usize>,
}

impl<'a> NameSearch<'a> {
    fn module(&self, id: ModuleId) -> &'a Module {
        &self.krate.modules[id]
    }

    /// The module that `self` means: a block has no module of its own.
    fn this(&self, mut id: ModuleId) -> ModuleId {
        while self.module(id).is_block
            && let Some(parent) = self.module(id).parent
        {
            id = parent;
        }
        id
    }

    /// Whether a module is another module or contains it.
    fn is_around(&self, module: ModuleId, mut id: ModuleId) -> bool {
        while id != module {
            match self.module(id).parent {
                Some(parent) => id = parent,
                None => return false,
            }
        }
        true
    }

    fn path(&mut self, module: ModuleId, is_global: bool, path: &[String], steps: usize) {
        let Some((first, rest)) = path.split_first() else {
            return self.meanings.add(Meaning::Module(module));
        };
        let Some(steps) = steps.checked_sub(1) else {
            self.meanings.is_open = true;
            return;
        };
        match &**first {
            _ if is_global => self.foreign(path, steps),
            "crate" => self.within(self.module(module).root, rest, steps),
            "self" => self.within(self.this(module), rest, steps),
            "super" => self.above(module, rest, steps),
            "Self" => self.meanings.is_open = true,
            _ => self.in_scope(module, path, steps),
        }
    }

    fn above(&mut self, module: ModuleId, rest: &[String], steps: usize) {
        match self.module(self.this(module)).parent {
            Some(parent) => self.within(self.this(parent), rest, steps),
            None => self.meanings.is_open = true,
        }
    }

    /// Resolves a path whose first segment is in a module or around it.
    fn in_scope(&mut self, module: ModuleId, path: &[String], steps: usize) {
        let before = self.meanings.all.len();
        if self.defined(module, path, false, steps) {
            return;
        }
        match self.module(module).parent {
            Some(parent) if self.module(module).is_block => {
                return self.in_scope(parent, path, steps);
            }
            _ => {}
        }
        // A name from a glob shadows other crates and the prelude. Generated code is not read: a glob of it may have any
        // type, but not the name of another crate.
        let may_be_foreign =
            self.meanings.is_open || path.len() > 1 || PRELUDE.contains(&&*path[0]);
        if self.meanings.all.len() == before || may_be_foreign {
            self.foreign(path, steps);
        }
    }

    /// Resolves a path below a module.
    fn within(&mut self, module: ModuleId, path: &[String], steps: usize) {
        let Some(first) = path.first() else {
            return self.meanings.add(Meaning::Module(module));
        };
        if first == "super" {
            return self.above(module, &path[1..], steps);
        }
        if first == "self" {
            return self.within(module, &path[1..], steps);
        }
        if self.module(module).generated.is_some() {
            return self.meanings.add(Meaning::Generated(module, path.to_vec()));
        }
        let before = self.meanings.all.len();
        if !self.defined(module, path, false, steps) && self.meanings.all.len() == before {
            let mut whole = self.module(module).path.clone();
            whole.extend_from_slice(path);
            let root = self.module(module).root;
            self.meanings.add(Meaning::Hidden(root, whole));
            self.meanings.is_open |= self.module(module).is_open;
        }
    }

    /// Resolves a path with the items of a module, or with its globs. Returns whether an item has the name.
    ///
    /// With `from_outside`, only visible items count.
    fn defined(&mut self, id: ModuleId, path: &[String], from_outside: bool, steps: usize) -> bool {
        let Some(looks) = self.looks.get().checked_sub(1) else {
            self.meanings.is_open = true;
            return false;
        };
        self.looks.set(looks);
        let (name, rest) = (&path[0], &path[1..]);
        if !self.looking.insert((id, name.clone())) {
            // `use user::user`: the name is that of another crate.
            return false;
        }
        let module = self.module(id);
        let seen = |named: &&Named| named.is_visible || !from_outside;
        let names: Vec<&Named> = module.names(name).iter().filter(seen).collect();
        for named in &names {
            match &named.name {
                Name::Module(below) => self.within(*below, rest, steps),
                Name::Use(target) => {
                    let mut whole = target.segments.clone();
                    whole.extend_from_slice(rest);
                    self.path(id, target.is_global, &whole, steps);
                }
                // Items below a type, such as variants, are not items of the module.
                Name::Item => self.meanings.add(Meaning::Own),
                Name::Alias => self.meanings.add(Meaning::Alias),
            }
        }
        if names.is_empty() {
            let seen = |glob: &&Glob| glob.is_visible || !from_outside;
            for glob in module.globs.iter().filter(seen) {
                self.glob(id, &glob.path, path, steps);
            }
            self.meanings.is_open |= module.is_open;
        }
        self.looking.remove(&(id, name.clone()));
        !names.is_empty()
    }

    /// Resolves a path whose first segment a glob imports.
    fn glob(&mut self, id: ModuleId, glob: &UsePath, path: &[String], steps: usize) {
        let Some(steps) = steps.checked_sub(1) else {
            self.meanings.is_open = true;
            return;
        };
        let mut modules = NameSearch {
            krate: self.krate,
            meanings: Meanings::default(),
            looking: self.looking.clone(),
            looks: self.looks,
        };
        modules.path(id, glob.is_global, &glob.segments, steps);
        self.meanings.is_open |= modules.meanings.is_open;
        for meaning in modules.meanings.all {
            match meaning {
                Meaning::Module(module) if self.module(module).generated.is_some() => {
                    self.meanings.add(Meaning::Generated(module, path.to_vec()));
                }
                Meaning::Module(module) => {
                    let from_outside = !self.is_around(module, id);
                    self.defined(module, path, from_outside, steps);
                }
                Meaning::Generated(module, mut below) => {
                    below.extend_from_slice(path);
                    self.meanings.add(Meaning::Generated(module, below));
                }
                Meaning::Foreign(mut whole) => {
                    whole.extend_from_slice(path);
                    self.meanings.add(Meaning::Foreign(whole));
                    self.meanings.is_open = true;
                }
                Meaning::Hidden(root, mut whole) => {
                    whole.extend_from_slice(path);
                    self.meanings.add(Meaning::Hidden(root, whole));
                    self.meanings.is_open = true;
                }
                // Variants of an enum are not types.
                Meaning::Own => {}
                Meaning::Alias => self.meanings.is_open = true,
            }
        }
    }

    /// Resolves a path to another crate, or from a binary to the library of the crate.
    fn foreign(&mut self, path: &[String], steps: usize) {
        match &self.krate.library {
            Some((name, root)) if *name == path[0] && path.len() > 1 => {
                self.within(*root, &path[1..], steps);
            }
            _ => self.meanings.add(Meaning::Foreign(path.to_vec())),
        }
    }
}
