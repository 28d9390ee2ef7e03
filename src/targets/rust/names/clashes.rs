//! Finds every clash of names before anything is rendered.

use foldhash::HashSet;

use super::ident::Ident;
use super::members::{AccessorNames, MessageNames};
use super::unique::{Element, Unique};
use super::{Names, TypeName, UNKNOWN_FIELDS};
use crate::diagnostics::Diagnostics;
use crate::model::{
    EnumId, ExtensionId, Field, FileId, Message, MessageId, Model, Package, Selection, Service,
    ServiceId,
};
use crate::parallel;

/// Finds clashes in the names of generated items.
#[derive(Clone, Copy)]
pub struct Clashes<'c> {
    pub model: &'c Model<'c>,
    pub names: &'c Names<'c>,
    pub selection: &'c Selection,
    /// Whether packages become modules of one tree.
    pub in_modules: bool,
    /// Whether a message has a field for fields that the schema does not have.
    pub stores: &'c (dyn Fn(&Message<'_>) -> bool + Sync),
    /// Whether an extension has a constant.
    pub extensions: &'c (dyn Fn(ExtensionId) -> bool + Sync),
    /// Whether a service has a trait for checks of its requests.
    pub validates: &'c (dyn Fn(&Service<'_>) -> bool + Sync),
}

/// Elements of one scope.
#[derive(Clone, Copy)]
struct DeclaredName<'d> {
    messages: &'d [MessageId],
    enums: &'d [EnumId],
    extensions: &'d [ExtensionId],
    /// The message that contains them. Its oneofs are types in the same scope.
    around: Option<MessageId>,
}

impl<'c> Clashes<'c> {
    /// Reports packages, and elements of each package, that would have the same name in Rust.
    pub fn find(self, packages: &[Package<'_>], diagnostics: &mut Diagnostics) {
        self.packages(packages, diagnostics);
        let found = parallel::map(self.model.size(), packages, |package| {
            let mut diagnostics = Diagnostics::default();
            self.package(&package.files, &mut diagnostics);
            diagnostics
        });
        for found in found {
            diagnostics.extend(found.into_warnings());
        }
    }

    fn package(self, files: &[FileId], diagnostics: &mut Diagnostics) {
        let files = || files.iter().map(|&id| &self.model[id]);
        let messages: Vec<_> = files().flat_map(|file| &file.messages).copied().collect();
        let enums: Vec<_> = files().flat_map(|file| &file.enums).copied().collect();
        let extensions: Vec<_> = files().flat_map(|file| &file.extensions).copied().collect();
        let declared = DeclaredName {
            messages: &messages,
            enums: &enums,
            extensions: &extensions,
            around: None,
        };
        self.types(declared, diagnostics);
        let services = files().flat_map(|file| &file.services).copied();
        self.services(
            services.filter(|&id| self.selection.service(id)),
            diagnostics,
        );
    }

    fn types(self, declared: DeclaredName<'_>, diagnostics: &mut Diagnostics) {
        let count = declared.messages.len() + declared.enums.len();
        let mut names = self.unique(count, Ident::camel);
        let messages = declared.messages.iter().copied();
        for id in messages.filter(|&id| self.selection.message(id)) {
            if let TypeName::Local(_, ident) = self.names.message(id) {
                names.take(ident.as_str(), Element::message(&self.model[id]));
                self.message(id, diagnostics);
            }
        }
        let enums = declared.enums.iter().copied();
        for id in enums.filter(|&id| self.selection.r#enum(id)) {
            if let TypeName::Local(_, ident) = self.names.r#enum(id) {
                names.take(ident.as_str(), Element::r#enum(&self.model[id]));
                self.r#enum(id, diagnostics);
            }
        }
        if let Some(id) = declared.around {
            let message = &self.model[id];
            for (index, oneof) in self.names.members(id).oneofs.iter().enumerate() {
                names.take(oneof.r#enum.as_str(), Element::oneof(message, index));
            }
        }
        names.finish(diagnostics);
        let mut names = self.unique(0, Ident::shouty);
        let extensions = declared.extensions.iter().copied();
        for id in extensions.filter(|&id| (self.extensions)(id)) {
            let ident = self.names.extension(id);
            names.take(ident.as_str(), Element::extension(&self.model[id]));
        }
        names.finish(diagnostics);
    }

    fn message(self, id: MessageId, diagnostics: &mut Diagnostics) {
        let (message, members) = (&self.model[id], self.names.members(id));
        let mut names = self.unique(message.fields.len() + message.oneofs.len(), Ident::snake);
        if (self.stores)(message) {
            let element = Element {
                what: "the field for unknown fields of",
                ..Element::message(message)
            };
            names.take(UNKNOWN_FIELDS, element);
        }
        for (field, ident) in plain(message, members) {
            names.take(ident.as_str(), Element::field("field", message, field));
        }
        for (index, oneof) in members.oneofs.iter().enumerate() {
            names.take(oneof.field.as_str(), Element::oneof(message, index));
        }
        names.finish(diagnostics);
        self.accessors(message, members, diagnostics);
        if self.names.message_module(id).is_some() {
            let declared = DeclaredName {
                messages: &message.messages,
                enums: &message.enums,
                extensions: &message.extensions,
                around: Some(id),
            };
            self.types(declared, diagnostics);
        }
        for index in 0..message.oneofs.len() {
            let mut names = self.unique(message.fields.len(), Ident::camel);
            let fields = message.fields.iter().zip(&members.fields);
            for (field, ident) in fields.filter(|(field, _)| field.oneof == Some(index)) {
                names.take(ident.as_str(), Element::field("field", message, field));
            }
            names.finish(diagnostics);
        }
    }

    /// Functions of two fields, such as the setter of `x` and the getter of `set_x`.
    fn accessors(
        self,
        message: &Message<'_>,
        members: &MessageNames,
        diagnostics: &mut Diagnostics,
    ) {
        let mut names = self.unique(0, Ident::snake);
        let mut idents = HashSet::default();
        // Fields with one name are already reported, so the first is enough.
        for (field, ident) in plain(message, members).filter(|(_, ident)| idents.insert(*ident)) {
            if let Some(AccessorNames { getter, setter }) =
                AccessorNames::new(self.names, field, ident)
            {
                names.take(getter, Element::field("getter of field", message, field));
                if let Some(setter) = setter {
                    names.take(setter, Element::field("setter of field", message, field));
                }
            }
        }
        names.finish_by_elements(diagnostics);
    }

    fn r#enum(self, id: EnumId, diagnostics: &mut Diagnostics) {
        let r#enum = &self.model[id];
        let mut names = self.unique(r#enum.values.len(), Ident::camel);
        let mut numbers = HashSet::default();
        let values = r#enum.values.iter().zip(self.names.variants(id));
        for (value, ident) in values.filter(|(value, _)| numbers.insert(value.number)) {
            let element = Element {
                what: "value",
                name: value.name,
                owner: &r#enum.full_name,
                file: r#enum.file,
                source: &value.source,
            };
            names.take(ident.as_str(), element);
        }
        names.finish(diagnostics);
    }

    fn services(self, ids: impl Iterator<Item = ServiceId>, diagnostics: &mut Diagnostics) {
        let mut names = self.unique(0, Ident::camel);
        for id in ids {
            let service = &self.model[id];
            let element = Element {
                what: "service",
                name: service.name,
                owner: Element::owner_of(&service.full_name),
                file: service.file,
                source: &service.source,
            };
            names.take(self.names.service(id).ident.as_str(), element);
            self.methods(id, diagnostics);
            if (self.validates)(service) {
                self.checks(id, diagnostics);
            }
        }
        names.finish(diagnostics);
    }

    fn methods(self, id: ServiceId, diagnostics: &mut Diagnostics) {
        let service = &self.model[id];
        let mut names = self.unique(service.methods.len(), Ident::snake);
        let functions = &self.names.service(id).functions;
        for (method, functions) in service.methods.iter().zip(functions) {
            let element = Element {
                what: "method",
                name: method.name,
                owner: &service.full_name,
                file: service.file,
                source: &method.source,
            };
            names.take(functions.function.as_str(), element);
        }
        names.finish(diagnostics);
    }

    /// Reports request messages whose functions have one name in Rust.
    fn checks(self, id: ServiceId, diagnostics: &mut Diagnostics) {
        let mut names = self.unique(0, Ident::snake);
        let mut types = HashSet::default();
        for (id, function) in &self.names.service(id).checks {
            if !types.insert(self.names.message(*id)) {
                // The clash of their types is already reported.
                continue;
            }
            let message = &self.model[*id];
            let element = Element {
                what: "request",
                name: &message.full_name[1..],
                owner: "",
                file: message.file,
                source: &message.source,
            };
            names.take(function.as_str(), element);
        }
        names.finish_by_types(diagnostics);
    }

    fn unique(self, count: usize, case: fn(&str) -> Ident) -> Unique<'c> {
        Unique::new(self.model, &self.names.renames, count, case)
    }
}

/// The fields of a message that are in no oneof.
fn plain<'m>(
    message: &'m Message<'m>,
    names: &'m MessageNames,
) -> impl Iterator<Item = (&'m Field<'m>, &'m Ident)> {
    let fields = message.fields.iter().zip(&names.fields);
    fields.filter(|(field, _)| field.oneof.is_none())
}
