//! Reads the module tree of a crate from its `mod` items.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use syn::{Expr, Item, ItemMod, Lit, Meta};

use super::Sources;
use super::imports::{Names, is_for_tests};

/// The path of a module from the root of its crate.
pub type ModulePath = Vec<String>;

/// A module in a file of its own, or in a block.
#[derive(Debug)]
pub struct Module {
    /// The file that contains it.
    pub file: String,
    /// The module of that file.
    pub file_module: ModulePath,
    pub names: Names,
}

/// All modules of a crate, except unit tests.
#[derive(Debug, Default)]
pub struct Crate {
    pub modules: BTreeMap<ModulePath, Module>,
}

/// The folders of the modules that a file or a block declares.
struct Folder {
    /// For `mod name;`.
    path: String,
    /// For `#[path = "…"] mod name;`.
    of_file: String,
}

impl Crate {
    /// Reads the file of the root and all modules that it declares, directly and indirectly.
    ///
    /// Files that are not among the sources, such as generated ones, are left out.
    pub fn read(sources: &Sources, root: &str) -> Result<Self> {
        let mut krate = Self::default();
        let folder = parent(root).to_owned();
        krate.add_file(sources, root, &folder, Vec::new())?;
        Ok(krate)
    }

    fn add_file(
        &mut self,
        sources: &Sources,
        file: &str,
        modules: &str,
        path: ModulePath,
    ) -> Result<()> {
        let Some(text) = sources.get(file) else {
            return Ok(());
        };
        let parsed = syn::parse_file(text).with_context(|| file.to_owned())?;
        let folder = Folder {
            path: modules.to_owned(),
            of_file: parent(file).to_owned(),
        };
        let module = (file, path.clone());
        self.add_module(sources, module, &folder, path, &parsed.items)
    }

    fn add_module(
        &mut self,
        sources: &Sources,
        (file, file_module): (&str, ModulePath),
        folder: &Folder,
        path: ModulePath,
        items: &[Item],
    ) -> Result<()> {
        for item in items {
            let Item::Mod(item) = item else { continue };
            if item.attrs.iter().any(is_for_tests) {
                continue;
            }
            let name = item.ident.to_string();
            let child = [path.as_slice(), std::slice::from_ref(&name)].concat();
            let inner = join(&folder.path, name.trim_start_matches("r#"));
            match &item.content {
                Some((_, items)) => {
                    let folder = Folder {
                        path: inner.clone(),
                        of_file: inner,
                    };
                    let module = (file, file_module.clone());
                    self.add_module(sources, module, &folder, child, items)?;
                }
                None => self.add_declared(sources, item, folder, &inner, child)?,
            }
        }
        let module = Module {
            file: file.to_owned(),
            file_module,
            names: Names::collect(items),
        };
        self.modules.insert(path, module);
        Ok(())
    }

    /// Adds the file of `mod name;`; `inner` is its path without an ending.
    fn add_declared(
        &mut self,
        sources: &Sources,
        item: &ItemMod,
        folder: &Folder,
        inner: &str,
        path: ModulePath,
    ) -> Result<()> {
        if let Some(file) = path_attribute(item) {
            let file = join(&folder.of_file, &file);
            return self.add_file(sources, &file, parent(&file), path);
        }
        let file = format!("{inner}.rs");
        if sources.contains_key(&file) {
            return self.add_file(sources, &file, inner, path);
        }
        self.add_file(sources, &format!("{inner}/mod.rs"), inner, path)
    }
}

/// The value of `#[path = "…"]`.
fn path_attribute(item: &ItemMod) -> Option<String> {
    item.attrs.iter().find_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        let Expr::Lit(value) = &meta.value else {
            return None;
        };
        match &value.lit {
            Lit::Str(text) if meta.path.is_ident("path") => Some(text.value()),
            _ => None,
        }
    })
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path below a folder, with `..` resolved.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
