//! The modules of a crate, and the names in each.

use std::collections::{HashMap, HashSet};

use syn::ext::IdentExt;
use syn::{Ident, ItemUse, Path, UseTree, Visibility};

/// The index of a module in the list of modules of a crate.
pub type ModuleId = usize;

/// A module, or a block with items.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The root of its target.
    pub root: ModuleId,
    /// The module that contains it. `None` for a root.
    pub parent: Option<ModuleId>,
    /// Its path from the root, without `crate`: `["services", "user_service"]`.
    pub path: Vec<String>,
    /// Whether it is a block: it has no path of its own, and the names of its parent are visible in it.
    pub is_block: bool,
    /// The stem of its file, if that is generated: `mod`, `user.v1`. Generated files are not read.
    pub generated: Option<String>,
    /// Whether macros or unreadable files may add names.
    pub is_open: bool,
    pub named: HashMap<String, Vec<Named>>,
    pub globs: Vec<Glob>,
    /// The names that a `use` under a `#[cfg]` imports.
    pub conditional: HashSet<String>,
    /// Whether there is a glob under a `#[cfg]`.
    pub has_conditional_glob: bool,
}

/// A `use …::*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    pub path: UsePath,
    /// Whether it has a `pub` of any kind.
    pub is_visible: bool,
}

/// A named item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: Name,
    /// Whether it has a `pub` of any kind.
    pub is_visible: bool,
}

/// The meaning of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Module(ModuleId),
    Use(UsePath),
    /// A type or trait that the module defines.
    Item,
    /// An alias of a type.
    Alias,
}

/// A path that a `use` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsePath {
    /// Whether it starts with `::`.
    pub is_global: bool,
    pub segments: Vec<String>,
}

impl UsePath {
    /// The path of a type or a trait, as a `use` would name it.
    pub fn of(path: &Path) -> Self {
        Self {
            is_global: path.leading_colon.is_some(),
            segments: path
                .segments
                .iter()
                .map(|part| plain(&part.ident))
                .collect(),
        }
    }
}

impl Module {
    /// The items of the module with a name.
    pub fn names(&self, name: &str) -> &[Named] {
        self.named.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn add(&mut self, ident: &Ident, visibility: &Visibility, name: Name) {
        self.add_plain(plain(ident), visibility, name);
    }

    fn add_plain(&mut self, ident: String, visibility: &Visibility, name: Name) {
        let is_visible = is_visible(visibility);
        let names = self.named.entry(ident).or_default();
        names.push(Named { name, is_visible });
    }

    /// Adds the names that a `use` imports.
    pub fn add_use(&mut self, item: &ItemUse) {
        let path = UsePath {
            is_global: item.leading_colon.is_some(),
            segments: Vec::new(),
        };
        let is_conditional = item
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg"));
        if is_conditional {
            let mut imported = Self::default();
            imported.add_tree(path.clone(), &item.vis, &item.tree);
            self.has_conditional_glob |= !imported.globs.is_empty();
            self.conditional.extend(imported.named.into_keys());
        }
        self.add_tree(path, &item.vis, &item.tree);
    }

    fn add_tree(&mut self, mut path: UsePath, visibility: &Visibility, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => {
                path.segments.push(plain(&tree.ident));
                self.add_tree(path, visibility, &tree.tree);
            }
            UseTree::Name(tree) if tree.ident == "self" => {
                // `use a::b::{self}` names `b`.
                if let Some(last) = path.segments.last().cloned() {
                    self.add_plain(last, visibility, Name::Use(path));
                }
            }
            UseTree::Name(tree) => {
                path.segments.push(plain(&tree.ident));
                self.add(&tree.ident, visibility, Name::Use(path));
            }
            UseTree::Rename(tree) => {
                if tree.ident != "self" {
                    path.segments.push(plain(&tree.ident));
                }
                self.add(&tree.rename, visibility, Name::Use(path));
            }
            UseTree::Glob(_) => self.globs.push(Glob {
                path,
                is_visible: is_visible(visibility),
            }),
            UseTree::Group(tree) => {
                for tree in &tree.items {
                    self.add_tree(path.clone(), visibility, tree);
                }
            }
        }
    }
}

fn is_visible(visibility: &Visibility) -> bool {
    !matches!(visibility, Visibility::Inherited)
}

/// An identifier without `r#`.
pub fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// A name in code: with `r#` if it is a keyword.
pub fn escaped(name: &str) -> String {
    // `gen` is a keyword since the edition 2024.
    let is_keyword = name == "gen" || syn::parse_str::<Ident>(name).is_err();
    if is_keyword && !matches!(name, "crate" | "self" | "super" | "Self") {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}
