//! Resolves the names of types, extendees, inputs and outputs.

use std::collections::HashMap;

use super::lookup::{FileScope, Lookup, Scope, Wanted};
use super::pool::{FieldLink, FileLinks, Pool, Visible};
use super::{EnumRef, FieldRef, MessageRef, Ref, TypeRef};
use crate::ast::{
    Field, FieldIndex, File, FileIndex, ImportKind, MessageIndex, Name, ServiceIndex, Type,
};
use crate::fault::Fault;
use crate::lex::is_identifier;
use crate::source::Span;

/// The files that each file sees. `links` has the imports of each file, and is in the order in which files are linked.
pub(crate) fn visible(files: &[File], links: &mut [FileLinks]) {
    // Chains of public imports make long lists. This is faster than sets are.
    let mut reach = Reach {
        seen: vec![0; files.len()],
        walk: 0,
    };
    for index in 0..links.len() {
        let normal = files[index].imports.len();
        let imports = &links[index].imports;
        let (direct, for_options) = imports.split_at(normal.min(imports.len()));
        links[index].visible = Visible {
            files: reach.from(direct, files, links),
            for_options: reach.from(for_options, files, links),
        };
    }
}

/// Finds the files that imports reach.
struct Reach {
    /// The last walk that saw each file.
    seen: Vec<usize>,
    walk: usize,
}

impl Reach {
    /// The imports and what they import publicly, at any depth, sorted.
    fn from(
        &mut self,
        imports: &[Option<FileIndex>],
        files: &[File],
        links: &[FileLinks],
    ) -> Vec<FileIndex> {
        self.walk += 1;
        let mut found = Vec::with_capacity(imports.len());
        let mut queue: Vec<FileIndex> = imports.iter().copied().flatten().collect();
        while let Some(file) = queue.pop() {
            let seen = std::mem::replace(&mut self.seen[file.index()], self.walk);
            if seen == self.walk {
                continue;
            }
            found.push(file);
            let imports = files[file.index()].imports.iter();
            let public = imports
                .zip(&links[file.index()].imports)
                .filter(|(import, _)| import.kind == ImportKind::Public)
                .filter_map(|(_, file)| *file);
            queue.extend(public);
        }
        found.sort_unstable();
        found
    }
}

/// The fields and methods of a file, and its faults.
#[derive(Default)]
pub(crate) struct References {
    pub fields: Vec<FieldLink>,
    pub methods: Vec<Vec<[Option<MessageRef>; 2]>>,
    pub faults: Vec<Fault>,
}

/// Resolves the names of a file.
pub(crate) fn resolve(scope: &FileScope) -> References {
    let file = scope.pool.file(scope.file);
    let mut resolver = Resolver {
        scope,
        file,
        faults: Vec::new(),
    };
    let fields = FieldIndex::all(&file.fields).map(|index| resolver.field(index));
    let fields: Vec<FieldLink> = fields.collect();
    let methods = resolver.methods();
    resolver.numbers(&fields);
    References {
        fields,
        methods,
        faults: resolver.faults,
    }
}

struct Resolver<'r> {
    scope: &'r FileScope<'r>,
    file: &'r File,
    faults: Vec<Fault>,
}

impl Resolver<'_> {
    fn field(&mut self, index: FieldIndex) -> FieldLink {
        let field = self.file.field(index);
        let scope = field.parent.map_or(Scope::Package, Scope::Message);
        let mut link = FieldLink {
            type_: field.type_.unwrap_or(Type::Message),
            target: None,
            extendee: None,
        };
        if let Some(extendee) = &field.extendee {
            link.extendee = self.message(scope, extendee, Wanted::Any);
            let Some(extendee) = link.extendee else {
                return link;
            };
            self.extension_number(extendee, field);
        }
        match (&field.type_name, field.map_entry) {
            (_, Some(index)) => {
                let file = self.scope.file;
                link.target = Some(TypeRef::Message(Ref { file, index }));
            }
            (Some(name), None) => self.named_type(scope, field, name, &mut link),
            (None, None) => {}
        }
        link
    }

    fn named_type(&mut self, scope: Scope, field: &Field, name: &Name, link: &mut FieldLink) {
        let found = self.scope.lookup(scope, &name.text, Wanted::Type);
        match (found, field.type_) {
            (Lookup::Message(message), _) => {
                link.target = Some(TypeRef::Message(message));
                if let Some(default) = &field.default {
                    self.faults.push(
                        Fault::error(default.span, "a message field cannot have a default value")
                            .help("leave the option `default` out"),
                    );
                }
            }
            (Lookup::Enum(enum_), None) => {
                link.target = Some(TypeRef::Enum(enum_));
                link.type_ = Type::Enum;
                self.default(field, enum_);
            }
            (Lookup::Enum(_), Some(_)) => {
                let text = format!("`{}` is not a message", name.text);
                self.faults.push(Fault::error(field.type_span, text));
            }
            (Lookup::Field(_) | Lookup::Other, _) => {
                let text = format!("`{}` is not a type", name.text);
                self.faults.push(Fault::error(field.type_span, text));
            }
            (unknown, _) => self.unknown(&unknown, name, field.type_span),
        }
    }

    /// The default value of an enum field is the name of a value.
    fn default(&mut self, field: &Field, enum_: EnumRef) {
        let Some(default) = &field.default else {
            return;
        };
        let pool = self.scope.pool;
        let text = String::from_utf8_lossy(&default.value);
        if pool.value_by_name(enum_, &text).is_some() {
            return;
        }
        let name = pool.enum_name(enum_);
        let fault = if is_identifier(&default.value) {
            Fault::error(default.span, format!("enum `{name}` has no value `{text}`"))
        } else {
            Fault::error(
                default.span,
                "the default value of an enum field is the name of a value",
            )
        };
        let values = pool.enum_(enum_).values.first();
        self.faults.push(match values {
            Some(value) => fault.help(format!(
                "write a value of `{name}`, such as `{}`",
                value.name.text
            )),
            None => fault,
        });
    }

    fn methods(&mut self) -> Vec<Vec<[Option<MessageRef>; 2]>> {
        let mut services = Vec::with_capacity(self.file.services.len());
        for index in ServiceIndex::all(&self.file.services) {
            let scope = Scope::Service(index);
            let methods = self.file.service(index).methods.iter().map(|method| {
                [&method.input, &method.output].map(|name| self.message(scope, name, Wanted::Any))
            });
            services.push(methods.collect());
        }
        services
    }

    /// The message that a name refers to, or a fault.
    fn message(&mut self, scope: Scope, name: &Name, wanted: Wanted) -> Option<MessageRef> {
        match self.scope.lookup(scope, &name.text, wanted) {
            Lookup::Message(message) => return Some(message),
            Lookup::Enum(_) | Lookup::Field(_) | Lookup::Other => {
                let text = format!("`{}` is not a message", name.text);
                self.faults.push(Fault::error(name.span, text));
            }
            unknown => self.unknown(&unknown, name, name.span),
        }
        None
    }

    fn unknown(&mut self, lookup: &Lookup, name: &Name, span: Span) {
        let text = &name.text;
        let fault = match lookup {
            Lookup::Captured(resolved) => Fault::error(
                span,
                format!("`{text}` means `{resolved}` here, which is not declared"),
            )
            .help(format!(
                "write `.{text}` if the name begins with a package: an inner scope has its first part"
            )),
            Lookup::NotImported(full_name, file) => {
                let file = &self.scope.pool.file(*file).name;
                Fault::error(
                    span,
                    format!("`{full_name}` is declared in `{file}`, which is not imported"),
                )
                .help(format!("add `import \"{file}\";`"))
            }
            _ => Fault::error(span, format!("`{text}` is not declared"))
                .help("check the spelling, and whether its file is imported"),
        };
        self.faults.push(fault);
    }

    fn extension_number(&mut self, extendee: MessageRef, field: &Field) {
        let pool = self.scope.pool;
        let ranges = &pool.message(extendee).extension_ranges;
        let within = ranges
            .iter()
            .any(|range| range.start <= field.number && field.number < range.end);
        if !within {
            let name = pool.message_name(extendee);
            let number = field.number;
            let text = format!("`{name}` has no extension range with the number {number}");
            let fault = Fault::error(field.number_span, text);
            self.faults.push(match ranges.first() {
                Some(range) => fault.help(format!(
                    "take a number from {} to {}",
                    range.start,
                    range.end - 1
                )),
                None => fault.help(format!("declare one in `{name}`: `extensions {number};`")),
            });
        }
    }

    /// Reports numbers that two fields of a message have, or two extensions in this file.
    fn numbers(&mut self, fields: &[FieldLink]) {
        let mut seen: HashMap<(MessageRef, i32), &Field, foldhash::fast::FixedState> =
            HashMap::default();
        let mut free: HashMap<MessageRef, i64, foldhash::fast::FixedState> = HashMap::default();
        let file = self.scope.file;
        for index in in_order(self.file) {
            let (field, Some(link)) = (self.file.field(index), fields.get(index.index())) else {
                continue;
            };
            let resolved = field.type_name.is_none() || link.target.is_some();
            let message = match (&field.extendee, field.parent) {
                (Some(_), _) => link.extendee,
                (None, Some(index)) => Some(Ref { file, index }),
                (None, None) => None,
            };
            let Some(message) = message.filter(|_| resolved) else {
                continue;
            };
            if let Some(other) = seen.insert((message, field.number), field) {
                let name = self.scope.pool.message_name(message);
                let text = format!(
                    "the number {} of `{name}` is already used by `{}`",
                    field.number, other.name.text
                );
                let fault = Fault::error(field.number_span, text);
                self.faults.push(if field.extendee.is_some() {
                    fault.help("take another number")
                } else {
                    let free = *free
                        .entry(message)
                        .or_insert_with(|| self.free_number(message));
                    fault.help(format!("take {free}, which is free"))
                });
                seen.insert((message, field.number), other);
            }
        }
    }

    /// The lowest number that neither a field nor a range of a message has.
    fn free_number(&self, message: MessageRef) -> i64 {
        let declared = self.scope.pool.message(message);
        let file = self.scope.pool.file(message.file);
        let fields = declared.fields.iter().map(|&index| {
            let number = i64::from(file.field(index).number);
            (number, number)
        });
        let extensions = declared.extension_ranges.iter();
        let extensions = extensions.map(|range| (i64::from(range.start), i64::from(range.end) - 1));
        let reserved = declared.reserved_ranges.iter();
        let reserved = reserved.map(|range| (i64::from(range.start), i64::from(range.end) - 1));
        let mut taken: Vec<(i64, i64)> = fields.chain(extensions).chain(reserved).collect();
        taken.sort_unstable();
        taken.iter().fold(1, |free, &(start, end)| {
            if start <= free && free <= end {
                end + 1
            } else {
                free
            }
        })
    }
}

/// All fields in the order in which protoc gives them their numbers: the fields of inner messages before those of outer ones,
/// and extensions outside of messages last.
fn in_order(file: &File) -> Vec<FieldIndex> {
    let mut ordered = Vec::with_capacity(file.fields.len());
    let mut open: Vec<(MessageIndex, usize)> = Vec::new();
    for &top in &file.top_messages {
        open.push((top, 0));
        while let Some((index, next)) = open.last_mut() {
            let message = file.message(*index);
            match message.messages.get(*next) {
                Some(&inner) => {
                    *next += 1;
                    open.push((inner, 0));
                }
                None => {
                    ordered.extend(message.fields.iter().chain(&message.extensions));
                    open.pop();
                }
            }
        }
    }
    ordered.extend(&file.top_extensions);
    ordered
}

/// Warns of extensions in two files that have one number. protoc does the same; within a file, it is an error.
pub(crate) fn check_extensions(pool: &Pool, faults: &mut [Vec<Fault>]) {
    let mut extensions: HashMap<(MessageRef, i32), FieldRef, foldhash::fast::FixedState> =
        HashMap::default();
    let files = pool.files.iter().zip(&pool.links);
    for (file_index, (file, links)) in FileIndex::all(&pool.files).zip(files) {
        for index in in_order(file) {
            let (field, Some(link)) = (file.field(index), links.fields.get(index.index())) else {
                continue;
            };
            let resolved = field.type_name.is_none() || link.target.is_some();
            let Some(extendee) = link.extendee.filter(|_| resolved) else {
                continue;
            };
            let this = FieldRef {
                file: file_index,
                index,
            };
            let other = *extensions.entry((extendee, field.number)).or_insert(this);
            if other.file != file_index {
                let text = format!(
                    "extension number {} of `{}` is also that of `{}` in `{}`",
                    field.number,
                    pool.message_name(extendee),
                    pool.field_name(other),
                    pool.file(other.file).name,
                );
                faults[file_index.index()].push(Fault::warning(field.number_span, text));
            }
        }
    }
}
