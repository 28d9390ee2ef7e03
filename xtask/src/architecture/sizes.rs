//! Sizes of files and functions, and their limits.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{Fault, Sources};

/// The limit of lines of a file.
const FILE_LIMIT: usize = 400;

/// The limit of lines of a function, from `fn` to the closing brace.
const FUNCTION_LIMIT: usize = 60;

/// Files with placeholders, which a parser of Rust cannot read.
const TEMPLATES: &str = "templates/";

/// Files and functions that are too long.
pub fn faults(sources: &Sources) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (path, text) in sources {
        let lines = text.lines().count();
        if lines > FILE_LIMIT {
            faults.push(Fault {
                path: path.clone(),
                line: None,
                message: format!("{lines} lines: the limit of a file is {FILE_LIMIT}"),
            });
        }
        for function in functions(path, text)? {
            if function.lines > FUNCTION_LIMIT {
                faults.push(Fault {
                    path: path.clone(),
                    line: Some(function.start),
                    message: format!(
                        "function `{}` has {} lines: the limit is {FUNCTION_LIMIT}",
                        function.name, function.lines
                    ),
                });
            }
        }
    }
    Ok(faults)
}

/// The sizes of each folder.
#[derive(Default)]
struct Folder {
    files: usize,
    lines: usize,
    longest_file: usize,
    longest_function: usize,
}

/// The sizes of all folders, as a table.
pub fn table(sources: &Sources) -> Result<String> {
    let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
    for (path, text) in sources {
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let folder = folders.entry(folder).or_default();
        let lines = text.lines().count();
        folder.files += 1;
        folder.lines += lines;
        folder.longest_file = folder.longest_file.max(lines);
        for function in functions(path, text)? {
            folder.longest_function = folder.longest_function.max(function.lines);
        }
    }
    let mut table = String::from(" files   lines  longest file  longest function  folder\n");
    for (name, folder) in folders {
        let _ = writeln!(
            table,
            "{:6}  {:6}  {:12}  {:16}  {name}",
            folder.files, folder.lines, folder.longest_file, folder.longest_function
        );
    }
    Ok(table)
}

struct Function {
    name: String,
    start: usize,
    lines: usize,
}

/// All functions with a body.
fn functions(path: &str, text: &str) -> Result<Vec<Function>> {
    if !path.ends_with(".rs") || path.starts_with(TEMPLATES) {
        return Ok(Vec::new());
    }
    let file = syn::parse_file(text).with_context(|| path.to_owned())?;
    let mut functions = Functions(Vec::new());
    functions.visit_file(&file);
    Ok(functions.0)
}

struct Functions(Vec<Function>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let start = signature.fn_token.span.start().line;
        self.0.push(Function {
            name: signature.ident.to_string(),
            start,
            lines: block.span().end().line + 1 - start,
        });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}
