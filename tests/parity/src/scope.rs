//! Paths as they are from the root of the generated modules, whichever way a module names them.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use quote::ToTokens;
use syn::{GenericArgument, Ident, Item, PathArguments, Type};

/// The types of the prelude that generators write for paths.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "::prost::alloc::boxed::Box"),
    ("Option", "::core::option::Option"),
    ("String", "::prost::alloc::string::String"),
    ("Vec", "::prost::alloc::vec::Vec"),
];

/// Types that one generator has in a module of another name: their path, and the path that they are compared at.
pub type Renames = HashMap<String, String>;

/// A module: where it is, and which types it has itself.
pub struct Scope<'r> {
    pub module: String,
    types: HashSet<String>,
    renames: &'r Renames,
}

/// The path of an item in a module; the root's is empty.
pub fn child(module: &str, name: impl Display) -> String {
    match module {
        "" => name.to_string(),
        _ => format!("{module}::{name}"),
    }
}

impl<'r> Scope<'r> {
    pub fn new(module: String, items: &[Item], renames: &'r Renames) -> Self {
        let name = |item: &Item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        };
        Self {
            module,
            types: items.iter().filter_map(name).collect(),
            renames,
        }
    }

    /// The path of a type of this module.
    pub fn local(&self, name: &Ident) -> String {
        self.renamed(child(&self.module, name))
    }

    /// A type, with all its paths from the root.
    pub fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Path(path) => self.path(&path.path),
            other => other.to_token_stream().to_string(),
        }
    }

    /// A path from the root, with its arguments.
    pub fn path(&self, path: &syn::Path) -> String {
        let mut text = self.resolve(path);
        let arguments = path.segments.last().map(|segment| &segment.arguments);
        if let Some(PathArguments::AngleBracketed(arguments)) = arguments {
            let arguments = arguments.args.iter().map(|argument| match argument {
                GenericArgument::Type(ty) => self.ty(ty),
                other => other.to_token_stream().to_string(),
            });
            text.push_str(&format!("<{}>", arguments.collect::<Vec<_>>().join(", ")));
        }
        text
    }

    fn resolve(&self, path: &syn::Path) -> String {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let plain = names.join("::");
        if path.leading_colon.is_some() {
            return format!("::{plain}");
        }
        match &names[..] {
            [first, ..] if first == "crate" => plain,
            [name] if !self.types.contains(name) => {
                let long = PRELUDE.iter().find(|(short, _)| short == name);
                long.map_or(plain, |(_, long)| (*long).to_owned())
            }
            _ => self.absolute(&names),
        }
    }

    fn absolute(&self, names: &[String]) -> String {
        let ups = names.iter().take_while(|name| *name == "super").count();
        let modules: Vec<&str> = self
            .module
            .split("::")
            .filter(|module| !module.is_empty())
            .collect();
        let kept = modules.len().saturating_sub(ups);
        let module = modules[..kept].join("::");
        self.renamed(child(&module, names[ups..].join("::")))
    }

    fn renamed(&self, path: String) -> String {
        self.renames.get(&path).cloned().unwrap_or(path)
    }
}
