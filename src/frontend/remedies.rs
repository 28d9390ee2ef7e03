//! Remedies for errors of the compiler and of protoc that need other files: the line to add to the file.
//!
//! Errors of both get the same remedies. Where the compiler has a remedy of its own, only a better one replaces it.

use std::path::PathBuf;

use super::known::{KnownFiles, include_path_of, text_of};
use super::scan;
use crate::diagnostics::{Diagnostic, Place};

/// Adds the remedies that the files show.
pub(super) fn add(mut faults: Vec<Diagnostic>, directories: &[PathBuf]) -> Vec<Diagnostic> {
    let mut remedies = Remedies {
        directories,
        known: None,
    };
    for fault in &mut faults {
        if let Some(help) = remedies.of(fault) {
            fault.help = Some(help.into_boxed_str());
        }
    }
    faults
}

/// The remedy for a file that is nowhere.
const NOT_FOUND: &str = "add the include path that holds it, or correct the name";

struct Remedies<'a> {
    directories: &'a [PathBuf],
    /// Read when a name is searched.
    known: Option<KnownFiles>,
}

impl Remedies<'_> {
    fn of(&mut self, fault: &Diagnostic) -> Option<String> {
        let place = fault.place.as_ref()?;
        if let Some(import) = not_found(fault) {
            let folder = include_path_of(import, self.directories);
            let remedy =
                folder.map(|folder| format!("add the include path `{}`", folder.display()));
            let has_remedy = fault.help.is_some();
            return remedy.or_else(|| (!has_remedy).then(|| NOT_FOUND.to_owned()));
        }
        let text = text_of(&place.file, self.directories)?;
        of_version(&fault.message, place, &text).or_else(|| {
            let (name, resolved) = undefined(&fault.message)?;
            self.of_name(name, resolved, place, &text)
        })
    }

    /// The import, and the name if it must be written differently.
    fn of_name(
        &mut self,
        name: &str,
        resolved: Option<&str>,
        place: &Place,
        text: &str,
    ) -> Option<String> {
        let known = self
            .known
            .get_or_insert_with(|| KnownFiles::read(self.directories));
        let package = scan::package(text).unwrap_or_default();
        let candidates = full_names(name, &package);
        let exact = candidates.iter().find_map(|full_name| {
            let file = known.that_declares(full_name)?;
            Some((full_name.as_str(), file))
        });
        let imports: Vec<&str> = scan::imports(text).collect();
        let (full_name, file) = exact.or_else(|| {
            let imported = known.that_ends_with(name, |file| imports.contains(&file));
            let full_name = imported.or_else(|| known.that_ends_with(name, |_| true))?;
            Some((full_name, known.that_declares(full_name)?))
        })?;
        if file == place.file || known.imports(file, &place.file) {
            return None;
        }
        let captured = resolved.is_some_and(|resolved| resolved != full_name);
        let is_imported = imports.contains(&file);
        let import = format!("add `import \"{file}\";`");
        match (exact.is_some(), is_imported) {
            (true, false) if !captured => Some(import),
            (true, true) if !captured => None,
            _ => {
                let dot = if captured { "." } else { "" };
                let write = format!("write `{dot}{full_name}`");
                Some(if is_imported {
                    write
                } else {
                    format!("{write} and {import}")
                })
            }
        }
    }
}

/// The remedy for an error of protoc about a file without a syntax or edition.
fn of_version(message: &str, place: &Place, text: &str) -> Option<String> {
    if scan::has_version(text) {
        return None;
    }
    let line = text.lines().nth((place.line as usize).wrapping_sub(1));
    let at_place = line.and_then(|line| line.get((place.column as usize).wrapping_sub(1)..));
    let keyword = ["syntax", "edition"]
        .into_iter()
        .find(|keyword| at_place.is_some_and(|text| text.starts_with(keyword)));
    if let Some(keyword) = keyword {
        return Some(format!(
            "move `{keyword}` up: it is the first statement of a file"
        ));
    }
    let lacks_label = message.starts_with("Expected \"required\", \"optional\", or \"repeated\"");
    let remedy =
        |line: &str| format!("add `{line}` as the first statement: a file without it is proto2");
    if lacks_label {
        return Some(remedy("syntax = \"proto3\";"));
    }
    (message == "Features are only valid under editions").then(|| remedy("edition = \"2023\";"))
}

/// The import that a parser did not find.
fn not_found(fault: &Diagnostic) -> Option<&str> {
    let embedded = fault.message.strip_prefix("the import `");
    let embedded = embedded.and_then(|rest| rest.strip_suffix("` is not found"));
    let protoc = || {
        let place = fault.place.as_ref()?;
        (fault.message == "File not found").then_some(place.file.as_str())
    };
    embedded.or_else(protoc)
}

/// The name that a parser does not know, and its resolution, if the first part of the name resolves.
fn undefined(message: &str) -> Option<(&str, Option<&str>)> {
    let between = |start: &str, end: &str| {
        let (name, _) = message.strip_prefix(start)?.split_once(end)?;
        Some(name)
    };
    let unknown = between("`", "` is not declared")
        .or_else(|| between("there is no option `(", ")"))
        .or_else(|| between("\"", "\" is not defined"))
        .or_else(|| between("\"", "\" seems to be defined in"))
        .or_else(|| between("Option \"(", ")"));
    let option = || {
        let name = between("there is no option `(", ")")?;
        let (_, resolved) = message.split_once(": the name means `")?;
        Some((name, Some(resolved.split_once('`')?.0)))
    };
    let resolved = || {
        let name = between("`", "` means `").or_else(|| between("\"", "\" is resolved to "))?;
        // The second text in quotes.
        let resolved = message.split(['`', '"']).nth(3)?;
        Some((name, Some(resolved)))
    };
    option()
        .or_else(|| unknown.map(|name| (name, None)))
        .or_else(resolved)
}

/// The full names that a name in a package can refer to, in the order in which protobuf searches scopes.
fn full_names(name: &str, package: &str) -> Vec<String> {
    if let Some(full_name) = name.strip_prefix('.') {
        return vec![full_name.to_owned()];
    }
    let mut names = Vec::new();
    let mut scope = package;
    while !scope.is_empty() {
        names.push(format!("{scope}.{name}"));
        scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
    }
    names.push(name.to_owned());
    names
}
