//! What protoc would not let pass: names and files that all later stages rely on being sound.
//!
//! Together the bounds keep what is made of a request in proportion to its size, and recursion over it shallow.

use std::fmt::Write;

use foldhash::HashSet;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Resolver;
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Field, FieldKind, FileId, Message, MessageId, Presence, Source, Type};
use crate::request::descriptor::MessageDescriptor;

/// protoc refuses to parse deeper nesting as well; past it, generated module paths help nobody.
pub(super) const MAX_NESTING: usize = 100;
/// The longest full name, import path or name of a member, in bytes.
const MAX_NAME: usize = 1_000;
/// The longest package, in bytes: a file is named after it, and file systems end at 255.
const MAX_PACKAGE: usize = 250;
/// How much of a name that cannot be right is shown.
const SHOWN: usize = 60;

impl<'a> Resolver<'a, '_> {
    /// Whether a file has a path that can be told of and printed.
    pub(super) fn check_path(&mut self, path: &str) -> bool {
        let sound = !path.is_empty() && path.len() <= MAX_NAME && !path.contains(is_hidden);
        if !sound {
            let message = format!("`{}` is not the path of a file", shown(path));
            self.diagnostics.push(Diagnostic::error(message));
        }
        sound
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
                "package `{}` is longer than {MAX_PACKAGE} bytes: no file can be named after it",
                shown(package)
            );
            self.error_at(file, source, message);
            return false;
        }
        package
            .split('.')
            .all(|segment| self.check_name(segment, file, source))
    }

    /// Whether a name is what protoc's grammar calls an identifier; all that is printed relies on it.
    pub(super) fn check_name(&mut self, name: &str, file: FileId, source: &Source<'a>) -> bool {
        let mut letters = name.bytes();
        let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        if !letters.next().is_some_and(is_first)
            || !letters.all(|byte| is_first(byte) || byte.is_ascii_digit())
        {
            let message = format!("`{}` is not a protobuf identifier", shown(name));
            self.error_at(file, source, message);
            return false;
        }
        self.check_length(name, file, source)
    }

    /// Whether a name is short enough to be repeated.
    pub(super) fn check_length(&mut self, name: &str, file: FileId, source: &Source<'a>) -> bool {
        let fits = name.len() <= MAX_NAME;
        if !fits {
            let message = format!("`{}` is longer than {MAX_NAME} bytes", shown(name));
            self.error_at(file, source, message);
        }
        fits
    }

    /// Refuses the entry of a map that declares types or oneofs: no code is made for it.
    pub(super) fn check_entry(&mut self, id: MessageId, descriptor: &MessageDescriptor<'_>) {
        let holds_types = !descriptor.nested_type.is_empty() || !descriptor.enum_type.is_empty();
        let &Message {
            name,
            file,
            map_entry,
            source,
            ..
        } = &self.model[id];
        if map_entry && (holds_types || !descriptor.oneof_decl.is_empty()) {
            let message = format!("`{name}` is the entry of a map, but holds more than fields");
            self.error_at(file, &source, message);
        }
    }

    /// A part of a file, or a fault that names the file.
    pub(super) fn decoded<T>(
        &mut self,
        decoded: Result<T, prost::DecodeError>,
        path: &str,
    ) -> Option<T> {
        decoded
            .map_err(|error| {
                let message = format!("its descriptor is broken: {error}");
                self.error(Place::file(path), message);
            })
            .ok()
    }

    /// Refuses files that import themselves, by whatever way.
    pub(super) fn check_imports(&mut self) {
        let files = &self.model.files;
        let imports = files.iter().enumerate().flat_map(|(index, file)| {
            let imports = file.imports.iter();
            imports.map(move |import| (index, import.0 as usize))
        });
        for ring in rings(files.len(), imports) {
            let mut paths: Vec<_> = ring
                .iter()
                .map(|&file| self.model.files[file].path)
                .collect();
            paths.sort_unstable();
            let message = match &paths[..] {
                [_, other, ..] => format!("it imports itself, by way of `{other}`"),
                _ => "it imports itself".to_owned(),
            };
            self.error(Place::file(paths[0]), message);
        }
    }

    /// Makes the required fields by which messages require themselves optional, with a warning for each such ring.
    ///
    /// protoc accepts these messages, although no value of them is complete. Rust holds a required field in place, so
    /// their `Default`, with which each decode starts, would never return.
    pub(super) fn relax_required_rings(&mut self) {
        let messages = &self.model.messages;
        let edges = messages.iter().enumerate().flat_map(|(index, message)| {
            let fields = message.fields.iter().filter_map(required);
            fields.map(move |held| (index, held))
        });
        for ring in rings(messages.len(), edges) {
            self.warn_of_required_ring(&ring);
            let ring: HashSet<usize> = ring.into_iter().collect();
            for &member in &ring {
                for field in &mut self.model.messages[member].fields {
                    if required(field).is_some_and(|held| ring.contains(&held))
                        && let FieldKind::Singular(_, presence) = &mut field.kind
                    {
                        *presence = Presence::Explicit;
                    }
                }
            }
        }
    }

    fn warn_of_required_ring(&mut self, ring: &[usize]) {
        let members = ring.iter().map(|&index| &self.model.messages[index]);
        let generated = members.filter(|message| self.model[message.file].generate);
        let Some(first) = generated.min_by_key(|message| &message.full_name) else {
            return;
        };
        let (name, fields) = (
            first.name,
            match ring {
                [_] => "the field",
                _ => "each field",
            },
        );
        let message = format!(
            "message `{name}` requires itself, so no value of it is complete: {fields} that leads back to it is \
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
        FieldKind::Singular(Type::Message { id, .. }, Presence::Required) => Some(id.0 as usize),
        _ => None,
    }
}

/// The groups of nodes that can reach themselves along edges.
fn rings(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut edges = edges.peekable();
    if edges.peek().is_none() {
        return Vec::new();
    }
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(nodes, nodes);
    for _ in 0..nodes {
        graph.add_node(());
    }
    for (from, to) in edges {
        graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
    }
    let is_ring = |component: &Vec<NodeIndex>| {
        component.len() > 1 || graph.contains_edge(component[0], component[0])
    };
    let components = kosaraju_scc(&graph).into_iter().filter(is_ring);
    components
        .map(|component| component.into_iter().map(NodeIndex::index).collect())
        .collect()
}

/// A name that cannot be right, so that it does no harm where it is shown.
pub(super) fn shown(name: &str) -> String {
    let mut shown = String::new();
    for letter in name.chars().take(SHOWN) {
        let _ = write!(shown, "{}", letter.escape_debug());
    }
    if name.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Letters that an editor does not show, or that turn others around; a comment may not hold them.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
