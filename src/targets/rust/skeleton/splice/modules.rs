//! Adds declarations of modules to a file, beside the existing ones.

use std::path::PathBuf;

use syn::{Item, ItemMod, Visibility};

use super::functions::{edit, parsed};
use crate::diagnostics::Diagnostic;
use crate::skeleton::text::{TextChange, line_end, line_start};
use crate::skeleton::{Edit, InsertionKind};
use crate::targets::rust::skeleton::analysis::source::Parsed;

/// A declaration of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module<'a> {
    /// `user_service`
    pub name: &'a str,
    /// Its complete text with attributes, with `\n` as line end: `pub mod user_service;`.
    pub text: &'a str,
}

/// Adds the missing declarations of modules: in their place if the existing ones are sorted, or after these.
///
/// `path` and `file` are those of the edit. Returns `None` if the file has all modules.
///
/// # Errors
/// If the file does not parse.
pub fn modules(
    path: PathBuf,
    file: &str,
    before: String,
    modules: &[Module<'_>],
) -> Result<Option<Edit>, Box<Diagnostic>> {
    let declared = parsed(file, &before, Declarations::new)?;
    let is_new = |module: &&Module<'_>| !declared.names.iter().any(|name| same(name, module.name));
    let mut new: Vec<&Module<'_>> = modules.iter().filter(is_new).collect();
    new.sort_by_key(|module| module.name);
    new.dedup_by_key(|module| module.name);
    let end = line_end(&before, 0);
    let mut changes = Vec::with_capacity(new.len());
    for (index, module) in new.iter().enumerate() {
        let (at, start, stop) = if declared.last.is_empty() {
            declared.first_place(&before, end, index == 0, index + 1 == new.len())
        } else {
            declared.place(&before, module.name, end)
        };
        let text = module.text.trim_end().replace('\n', end);
        changes.push((
            TextChange {
                range: at..at,
                text: format!("{start}{text}{stop}"),
            },
            start.len(),
            module.name,
        ));
    }
    let has = |parsed: &Parsed<'_>, name: &str| {
        let names = Declarations::new(parsed).names;
        names.iter().any(|found| same(found, name))
    };
    edit(path, file, before, InsertionKind::Module, changes, has)
}

fn same(a: &str, b: &str) -> bool {
    a.trim_start_matches("r#") == b.trim_start_matches("r#")
}

/// The modules that a file declares.
struct Declarations {
    /// The names of all modules.
    names: Vec<String>,
    /// The last group of adjacent declarations.
    last: Vec<Declaration>,
    /// The first token after the attributes of the file.
    first: Option<usize>,
}

/// The place of `mod name;`, in bytes.
struct Declaration {
    name: String,
    start: usize,
    /// The end of the semicolon.
    end: usize,
}

impl Declarations {
    fn new(parsed: &Parsed<'_>) -> Self {
        let mut declared = Self {
            names: Vec::new(),
            last: Vec::new(),
            first: parsed.first,
        };
        let mut follows = false;
        for item in &parsed.syntax.items {
            let declaration = match item {
                Item::Mod(item) => {
                    declared.names.push(item.ident.to_string());
                    Declaration::new(parsed, item)
                }
                _ => None,
            };
            let is_one = declaration.is_some();
            if let Some(declaration) = declaration {
                if !follows {
                    declared.last.clear();
                }
                declared.last.push(declaration);
            }
            follows = is_one;
        }
        declared
    }

    /// The place of a new declaration beside the existing ones, and the text before and after it.
    fn place(&self, text: &str, name: &str, end: &'static str) -> (usize, String, String) {
        let key = |name: &str| name.trim_start_matches("r#").to_owned();
        let is_sorted = self.last.is_sorted_by_key(|d| key(&d.name));
        let mut before = self.last.iter();
        let before = if is_sorted {
            before.rfind(|declaration| key(&declaration.name) < key(name))
        } else {
            before.next_back()
        };
        let Some(before) = before else {
            let first = self.last.first().map_or(0, |first| first.start);
            return (comments_above(text, first), String::new(), end.to_owned());
        };
        let line = text[before.end..].split('\n').next().unwrap_or_default();
        let rest = line.trim();
        let newline = before.end + line.len();
        if !(rest.is_empty() || rest.starts_with("//")) {
            // The rest of the line may be an item of several lines.
            (before.end, end.to_owned(), String::new())
        } else if newline < text.len() {
            (newline + 1, String::new(), end.to_owned())
        } else {
            (newline, end.to_owned(), String::new())
        }
    }

    /// The place of the first declarations, before all items.
    fn first_place(
        &self,
        text: &str,
        end: &'static str,
        is_first: bool,
        is_last: bool,
    ) -> (usize, String, String) {
        let Some(first) = self.first else {
            let gap = match (text.is_empty(), text.ends_with('\n')) {
                _ if !is_first => String::new(),
                (true, _) => String::new(),
                (_, true) => end.to_owned(),
                (_, false) => end.repeat(2),
            };
            return (text.len(), gap, end.to_owned());
        };
        let is_alone = text[line_start(text, first)..first].trim_matches(['\u{feff}', ' ', '\t']);
        let gap = if is_first && !is_alone.is_empty() {
            end.to_owned()
        } else {
            String::new()
        };
        (first, gap, end.repeat(if is_last { 2 } else { 1 }))
    }
}

impl Declaration {
    /// `None` for a module with a body.
    fn new(parsed: &Parsed<'_>, item: &ItemMod) -> Option<Self> {
        let first = match (item.attrs.first(), &item.vis, &item.unsafety) {
            (Some(attribute), ..) => attribute.pound_token.span,
            (_, Visibility::Public(token), _) => token.span,
            (_, Visibility::Restricted(visibility), _) => visibility.pub_token.span,
            (.., Some(token)) => token.span,
            _ => item.mod_token.span,
        };
        let end = item.semi.as_ref()?.span;
        Some(Self {
            name: item.ident.to_string(),
            start: parsed.places.start(first),
            end: parsed.places.end(end),
        })
    }
}

/// The start of the comments right above a place. The place itself if it is not the first on its line.
fn comments_above(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    if !text[start..at].trim().is_empty() {
        return at;
    }
    while start > 0 {
        let above = line_start(text, start - 1);
        let line = text[above..start].trim();
        if !line.starts_with("//") || line.starts_with("//!") {
            break;
        }
        start = above;
    }
    start
}
