//! Checks of requests that protoc would reject: later stages rely on valid names, paths and imports.
//!
//! The bounds keep the output in proportion to the size of the request, and the recursion over it shallow. Groups of
//! messages or files that reach themselves are strongly connected components of a graph.

use std::fmt::Write;

use foldhash::HashSet;

use super::Resolver;
use crate::components::components;
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Field, FieldKind, FieldType, FileId, Message, MessageId, Presence, Source};
use crate::request::descriptor::MessageDescriptor;

/// The maximum depth of nested messages. protoc has a similar limit.
pub(super) const MAX_NESTING: usize = 100;
/// The maximum length of a full name, an import path or a member's name, in bytes.
const MAX_NAME: usize = 1_000;
/// The maximum length of a package, in bytes: a file is named after it, and file systems allow 255.
const MAX_PACKAGE: usize = 250;
/// The number of characters of an invalid name that an error shows.
const EXCERPT: usize = 60;

impl<'a> Resolver<'a, '_> {
    /// Whether the path of a file can be printed in diagnostics and comments.
    pub(super) fn check_path(&mut self, path: &str) -> bool {
        let is_valid = !path.is_empty() && path.len() <= MAX_NAME && !path.contains(is_hidden);
        if !is_valid {
            let message = format!("`{}` is not the path of a file", excerpt(path));
            self.diagnostics.push(Diagnostic::error(message));
        }
        is_valid
    }

    /// Whether a package is a list of identifiers, or empty.
    pub(super) fn check_package(
        &mut self,
        package: &str,
        file: FileId,
        source: &Source<'a>,
    ) -> bool {
        if package.is_empty() {
            return true;
        }
        if package.len() > MAX_PACKAGE {
            let message = format!(
                "package `{}` is longer than {MAX_PACKAGE} bytes: its file name would be too long",
                excerpt(package)
            );
            self.error_at(file, source, message);
            return false;
        }
        package
            .split('.')
            .all(|segment| self.check_name(segment, file, source))
    }

    /// Whether a name is an identifier of protoc's grammar. All generated code relies on this.
    pub(super) fn check_name(&mut self, name: &str, file: FileId, source: &Source<'a>) -> bool {
        let mut letters = name.bytes();
        let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        if !letters.next().is_some_and(is_first)
            || !letters.all(|byte| is_first(byte) || byte.is_ascii_digit())
        {
            let message = format!("`{}` is not a protobuf identifier", excerpt(name));
            self.error_at(file, source, message);
            return false;
        }
        self.check_length(name, file, source)
    }

    /// Whether a name is short enough to occur many times in the output.
    pub(super) fn check_length(&mut self, name: &str, file: FileId, source: &Source<'a>) -> bool {
        let fits = name.len() <= MAX_NAME;
        if !fits {
            let message = format!("`{}` is longer than {MAX_NAME} bytes", excerpt(name));
            self.error_at(file, source, message);
        }
        fits
    }

    /// Rejects a map entry that declares types or oneofs: no code is generated for map entries.
    pub(super) fn check_entry(&mut self, id: MessageId, descriptor: &MessageDescriptor<'_>) {
        let has_types = !descriptor.nested_type.is_empty() || !descriptor.enum_type.is_empty();
        let &Message {
            name,
            file,
            map_entry,
            source,
            ..
        } = &self.model[id];
        if map_entry && (has_types || !descriptor.oneof_decl.is_empty()) {
            let message = format!("`{name}` is the entry of a map, but contains more than fields");
            self.error_at(file, &source, message);
        }
    }

    /// Returns a decoded part of a file, or reports the error for the file.
    pub(super) fn decoded<T>(
        &mut self,
        decoded: Result<T, prost::DecodeError>,
        path: &str,
    ) -> Option<T> {
        decoded
            .map_err(|error| {
                let message = format!("the descriptor is malformed: {error}");
                self.error(Place::file(path), message);
            })
            .ok()
    }

    /// Rejects files that import themselves, directly or through other files.
    pub(super) fn check_imports(&mut self) {
        let files = &self.model.files;
        let imports = files.iter().enumerate().flat_map(|(index, file)| {
            let imports = file.imports.iter();
            imports.map(move |import| (index, import.0 as usize))
        });
        for cycle in cycles(files.len(), imports) {
            let mut paths: Vec<_> = cycle
                .iter()
                .map(|&file| self.model.files[file].path)
                .collect();
            paths.sort_unstable();
            let message = match &paths[..] {
                [_, other, ..] => format!("the file imports itself through `{other}`"),
                _ => "the file imports itself".to_owned(),
            };
            self.error(Place::file(paths[0]), message);
        }
    }

    /// Makes required fields optional if messages require themselves through them, with a warning for each such cycle.
    ///
    /// protoc accepts these messages, although they can never be complete. Rust stores a required field in place, so
    /// their `Default`, which each decode calls, would recurse without end.
    pub(super) fn relax_required_cycles(&mut self) {
        let messages = &self.model.messages;
        let edges = messages.iter().enumerate().flat_map(|(index, message)| {
            let fields = message.fields.iter().filter_map(required);
            fields.map(move |held| (index, held))
        });
        for cycle in cycles(messages.len(), edges) {
            self.warn_about_required_cycle(&cycle);
            let cycle: HashSet<usize> = cycle.into_iter().collect();
            for &member in &cycle {
                for field in &mut self.model.messages[member].fields {
                    if required(field).is_some_and(|held| cycle.contains(&held))
                        && let FieldKind::Singular(_, presence) = &mut field.kind
                    {
                        *presence = Presence::Explicit;
                    }
                }
            }
        }
    }

    fn warn_about_required_cycle(&mut self, cycle: &[usize]) {
        let members = cycle.iter().map(|&index| &self.model.messages[index]);
        let generated = members.filter(|message| self.model[message.file].generate);
        let Some(first) = generated.min_by_key(|message| &message.full_name) else {
            return;
        };
        let (name, fields) = (
            first.name,
            match cycle {
                [_] => "the field",
                _ => "each field",
            },
        );
        let message = format!(
            "message `{name}` requires itself, so it can never be complete: {fields} that leads back to it is \
             optional in Rust"
        );
        let warning = Diagnostic::warning(message)
            .at(self.model.place(first.file, &first.source))
            .help("make such a field `optional` in the schema");
        self.diagnostics.push(warning);
    }
}

/// The index of the message that a field requires.
fn required(field: &Field<'_>) -> Option<usize> {
    match field.kind {
        FieldKind::Singular(FieldType::Message { id, .. }, Presence::Required) => {
            Some(id.0 as usize)
        }
        _ => None,
    }
}

/// The groups of nodes that reach themselves along edges.
fn cycles(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut edges = edges.peekable();
    if edges.peek().is_none() {
        return Vec::new();
    }
    let mut graph = vec![Vec::new(); nodes];
    for (from, to) in edges {
        graph[from].push(to);
    }
    let mut cycles = components(&graph);
    cycles.retain(|component| component.len() > 1 || graph[component[0]].contains(&component[0]));
    cycles
}

/// An invalid name, escaped and shortened for an error.
pub(super) fn excerpt(name: &str) -> String {
    let mut excerpt = String::new();
    for letter in name.chars().take(EXCERPT) {
        let _ = write!(excerpt, "{}", letter.escape_debug());
    }
    if name.chars().nth(EXCERPT).is_some() {
        excerpt.push('…');
    }
    excerpt
}

/// Characters that editors do not show, or that change the direction of text. Comments must not contain them.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
