//! What a file names, in short, and the `use` lines for it.

use std::collections::BTreeMap;

use crate::targets::rust::skeleton::imports;

/// The names of a file. Of two items with the same name, the first has it for its own.
#[derive(Clone, Debug)]
pub struct Imports {
    /// Where the generated code is: `crate::proto`.
    generated: String,
    /// Each name with the path of its item; none if it is the file's own.
    names: BTreeMap<String, Option<String>>,
    /// How a file names whole paths whose imports stay as they are; none if what is named is imported.
    there: Option<BTreeMap<String, String>>,
}

impl Imports {
    /// A file that knows generated code by this path, and has items of its own.
    pub fn new(generated: &str, own: &[&str]) -> Self {
        let names = imports::PRELUDE.iter().chain(own);
        Self {
            generated: generated.to_owned(),
            names: names.map(|name| ((*name).to_owned(), None)).collect(),
            there: None,
        }
    }

    /// Text that comes into a file whose imports stay as they are: `names` are the short names of whole paths in it, and
    /// every other path is whole.
    pub fn there(generated: &str, names: BTreeMap<String, String>) -> Self {
        Self {
            there: Some(names),
            ..Self::new(generated, &[])
        }
    }

    /// Takes an item by its path, `tonic::Request`, and tells what to call it.
    pub fn item(&mut self, path: &str) -> String {
        let Some((_, name)) = path.rsplit_once("::") else {
            return path.to_owned();
        };
        if let Some(there) = &self.there {
            let whole = if path.starts_with("crate::") {
                path.to_owned()
            } else {
                format!("::{path}")
            };
            return there.get(&whole).cloned().unwrap_or(whole);
        }
        let known = self.names.entry(name.to_owned());
        match known.or_insert_with(|| Some(path.to_owned())) {
            Some(known) if known == path => name.to_owned(),
            _ if path.starts_with("crate::") => path.to_owned(),
            _ => format!("::{path}"),
        }
    }

    /// The path of an item of the generated code, which is not imported.
    pub fn path(&self, path: &str) -> String {
        format!("{}::{path}", self.generated)
    }

    /// Takes an item of the generated code by its path there.
    pub fn generated(&mut self, path: &str) -> String {
        let path = self.path(path);
        self.item(&path)
    }

    /// Takes a type by its path in an outline.
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
