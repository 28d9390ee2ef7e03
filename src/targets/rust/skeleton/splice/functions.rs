//! Adds functions at the end of a file, and creates and checks the edits of other additions to a file.

use std::path::PathBuf;

use syn::Item;

use super::proof::prove;
use crate::diagnostics::{Diagnostic, Place};
use crate::skeleton::text::{TextChange, apply, line_end, line_of};
use crate::skeleton::{Edit, Inserted, InsertionKind};
use crate::targets::rust::skeleton::analysis::source::{Fault, Parsed, parse, with_deep_stack};

/// A function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionInsertion<'a> {
    /// `get_user_is_unimplemented`
    pub ident: &'a str,
    /// Its complete text with attributes, without indent, with `\n` at the end of each line.
    pub text: &'a str,
}

/// Adds the missing functions at the end of a file. Functions in its modules count as existing.
///
/// `path` and `file` are those of the edit. Returns `None` if the file has all functions.
///
/// # Errors
/// If the file does not parse.
pub fn functions(
    path: PathBuf,
    file: &str,
    before: String,
    functions: &[FunctionInsertion<'_>],
) -> Result<Option<Edit>, Box<Diagnostic>> {
    let existing = parsed(file, &before, |parsed| names(&parsed.syntax.items))?;
    let end = line_end(&before, 0);
    let mut changes = Vec::new();
    for (index, function) in functions.iter().enumerate() {
        let is_same = |other: &FunctionInsertion<'_>| other.ident == function.ident;
        if existing.iter().any(|name| name == function.ident)
            || functions[..index].iter().any(is_same)
        {
            continue;
        }
        let has_gap = before.is_empty() || before.ends_with(&end.repeat(2));
        let gap = match (changes.is_empty(), before.ends_with('\n')) {
            (true, _) if has_gap => String::new(),
            (true, false) => end.repeat(2),
            _ => end.to_owned(),
        };
        let text = function.text.trim_end().replace('\n', end);
        changes.push((
            TextChange {
                range: before.len()..before.len(),
                text: format!("{gap}{text}{end}"),
            },
            gap.len(),
            function.ident,
        ));
    }
    let has = |parsed: &Parsed<'_>, ident: &str| {
        let names = names(&parsed.syntax.items);
        names.iter().filter(|name| *name == ident).count() == 1
    };
    edit(path, file, before, InsertionKind::Function, changes, has)
}

/// The functions of a file and of the modules in it.
fn names(items: &[Item]) -> Vec<String> {
    let mut all = Vec::new();
    for item in items {
        match item {
            Item::Fn(item) => all.push(item.sig.ident.to_string()),
            Item::Mod(item) => {
                let items = item.content.as_ref().map(|(_, items)| &**items);
                all.extend(names(items.unwrap_or_default()));
            }
            _ => {}
        }
    }
    all
}

/// Returns an edit, after checking it. `None` without changes. Each change has the length of the gap before it, and a name.
pub fn edit(
    path: PathBuf,
    file: &str,
    before: String,
    kind: InsertionKind,
    mut changes: Vec<(TextChange, usize, &str)>,
    has: impl Fn(&Parsed<'_>, &str) -> bool + Sync,
) -> Result<Option<Edit>, Box<Diagnostic>> {
    if changes.is_empty() {
        return Ok(None);
    }
    changes.sort_by_key(|(change, ..)| change.range.start);
    let texts: Vec<TextChange> = changes.iter().map(|(change, ..)| change.clone()).collect();
    let (after, starts) = apply(&before, texts.clone());
    let inserted = changes.iter().zip(starts);
    let inserted = inserted.map(|((_, gap, name), start)| Inserted {
        line: line_of(&after, start + gap),
        kind,
        name: (*name).to_owned(),
    });
    let edit = Edit {
        inserted: inserted.collect(),
        path,
        file: file.to_owned(),
        before,
        after,
        renamed: Vec::new(),
    };
    prove(&edit, &texts, std::iter::empty())?;
    let lacks = |parsed: &Parsed<'_>| {
        let mut names = changes.iter().map(|(.., name)| *name);
        names.find(|name| !has(parsed, name))
    };
    match parsed(file, &edit.after, lacks)? {
        Some(name) => Err(refused(
            file,
            &Fault::whole(format!("`{name}` would not be an item of it")),
        )),
        None => Ok(Some(edit)),
    }
}

/// Parses a file, and returns what `see` finds in it.
///
/// # Errors
/// If it does not parse.
pub fn parsed<T: Send>(
    file: &str,
    text: &str,
    see: impl FnOnce(&Parsed<'_>) -> T + Send,
) -> Result<T, Box<Diagnostic>> {
    let seen = with_deep_stack(|| parse(text).map(|parsed| see(&parsed)));
    let seen = seen.unwrap_or_else(|error| Err(Fault::whole(error.to_string())));
    seen.map_err(|fault| refused(file, &fault))
}

fn refused(file: &str, fault: &Fault) -> Box<Diagnostic> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let place = Place::point(
        file,
        count(fault.position.line),
        count(fault.position.column),
    );
    let message = format!("cannot add to the file: {}", fault.reason);
    Box::new(Diagnostic::error(message).at(place))
}
