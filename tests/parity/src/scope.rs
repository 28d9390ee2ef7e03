//! Resolves paths to absolute paths from the root of the generated modules.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use quote::ToTokens;
use syn::{GenericArgument, Ident, Item, PathArguments, Type};

/// Prelude types, which generators use instead of full paths.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "::prost::alloc::boxed::Box"),
    ("Option", "::core::option::Option"),
    ("String", "::prost::alloc::string::String"),
    ("Vec", "::prost::alloc::vec::Vec"),
];

/// Types that one generator has in a module with another name: their path, and the path for the comparison.
pub type Renames = HashMap<String, String>;

/// A module: its path, and the types that it declares.
pub struct Scope<'r> {
    pub module: String,
    types: HashSet<String>,
    renames: &'r Renames,
}

/// The path of an item in a module; the root module is empty.
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

    /// A type with absolute paths.
    pub fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Path(path) => self.path(&path.path),
            other => other.to_token_stream().to_string(),
        }
    }

    /// An absolute path, with its generic arguments.
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
        let joined = names.join("::");
        if path.leading_colon.is_some() {
            return format!("::{joined}");
        }
        match &names[..] {
            [first, ..] if first == "crate" => joined,
            [name] if !self.types.contains(name) => {
                let full = PRELUDE.iter().find(|(short, _)| short == name);
                full.map_or(joined, |(_, full)| (*full).to_owned())
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
