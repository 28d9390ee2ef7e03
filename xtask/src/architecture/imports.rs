//! Collects the imports of a module: its `use` items, and the paths in its items and bodies.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

/// A path of at least two segments, as the code writes it.
#[derive(Debug)]
pub struct NamedPath {
    pub segments: Vec<String>,
    pub line: usize,
}

/// One name that a `use` item brings into a module.
#[derive(Debug)]
pub struct Use {
    /// The name in this module; `*` for all names of another module.
    pub name: String,
    pub path: NamedPath,
    /// Whether other modules can see the name: a re-export is not an import of the module that has it.
    pub is_reexport: bool,
}

/// All names in the code of a module, without its tests.
#[derive(Debug, Default)]
pub struct Names {
    pub uses: Vec<Use>,
    pub paths: Vec<NamedPath>,
    /// The first segments of all paths, including paths of one segment.
    pub heads: BTreeSet<String>,
    /// The items that the module declares.
    pub items: BTreeSet<String>,
}

impl Names {
    /// Collects the names in the items of a module, except its submodules.
    pub fn collect(items: &[Item]) -> Self {
        let mut names = Self::default();
        for item in items {
            names.items.extend(declared(item));
            names.visit_item(item);
        }
        names
    }

    fn add_use(&mut self, tree: &UseTree, prefix: &[String], is_reexport: bool) {
        match tree {
            UseTree::Path(path) => {
                let prefix = [prefix, &[path.ident.to_string()]].concat();
                self.add_use(&path.tree, &prefix, is_reexport);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, prefix, is_reexport);
                }
            }
            UseTree::Name(name) => self.add_name(&name.ident, None, prefix, is_reexport),
            UseTree::Rename(rename) => {
                self.add_name(&rename.ident, Some(&rename.rename), prefix, is_reexport);
            }
            UseTree::Glob(glob) => self.uses.push(Use {
                name: "*".to_owned(),
                path: NamedPath {
                    segments: prefix.to_vec(),
                    line: glob.star_token.spans[0].start().line,
                },
                is_reexport,
            }),
        }
    }

    fn add_name(
        &mut self,
        ident: &syn::Ident,
        rename: Option<&syn::Ident>,
        prefix: &[String],
        is_reexport: bool,
    ) {
        let mut segments = prefix.to_vec();
        // `use a::{self}` names `a`.
        if ident != "self" {
            segments.push(ident.to_string());
        }
        let last = segments.last().cloned().unwrap_or_default();
        self.uses.push(Use {
            name: rename.map_or(last, ToString::to_string),
            path: NamedPath {
                segments,
                line: ident.span().start().line,
            },
            is_reexport,
        });
    }

    fn add_path(&mut self, segments: Vec<String>, line: usize) {
        self.heads.extend(segments.first().cloned());
        if segments.len() > 1 {
            self.paths.push(NamedPath { segments, line });
        }
    }

    /// Macros are not expanded: all sequences `a::b::c` of their tokens count as paths.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.add_path(std::mem::take(&mut path), line);
                        line = ident.span().start().line;
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    self.add_path(std::mem::take(&mut path), line);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(group.stream());
                    }
                }
            }
        }
        self.add_path(path, line);
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast Item) {
        if !attributes(item).iter().any(is_for_tests) {
            visit::visit_item(self, item);
        }
    }

    /// Submodules have their own names.
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    /// Attributes name derives and lints.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    /// The path in a visibility is not an import.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_reexport = !matches!(item.vis, Visibility::Inherited);
        self.add_use(&item.tree, &[], is_reexport);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !function.attrs.iter().any(is_for_tests) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        let line = path.segments[0].ident.span().start().line;
        self.add_path(
            segments.map(|segment| segment.ident.to_string()).collect(),
            line,
        );
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.add_tokens(call.tokens.clone());
    }
}

/// Whether an attribute is `#[cfg(test)]`, or a `cfg` that requires `test`.
pub fn is_for_tests(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let condition = list.tokens.to_string();
    let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
    list.path.is_ident("cfg")
        && words.clone().any(|word| word == "test")
        && words.all(|word| word != "not")
}

/// The names that an item declares.
fn declared(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
