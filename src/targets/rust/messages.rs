//! Views of messages and oneofs.

mod derived;
mod type_name;

use std::collections::BTreeSet;

use askama::Template;

use super::codec::{Held, MessageCode, OneofCode, Plain, accessor_names};
use super::comments::Comments;
use super::ident::Ident;
use super::indent::indented;
use super::syntax::Ty;
use super::types::{Scope, attributes};
use super::unique::{Element, Unique};
use crate::diagnostics::Diagnostics;
use crate::model::{Field, FieldKind, Message, MessageId, Presence, Type};
use type_name::TypeNameView;

/// A struct, and the module of what is declared in its message.
#[derive(Debug, Template)]
#[template(path = "rust/message.rs")]
pub struct MessageView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub derives: String,
    /// The start of the declaration, if there are fields.
    pub head: String,
    pub ident: Ident,
    pub fields: Vec<MemberView<'m>>,
    /// What prost's derive would add.
    pub code: Option<Box<MessageCode>>,
    pub type_name: Option<TypeNameView>,
    pub module: Option<ModuleView<'m>>,
}

/// A module of nested types.
#[derive(Debug)]
pub struct ModuleView<'m> {
    pub message: &'m str,
    pub ident: &'m Ident,
    /// The import of what the items name, indented.
    pub imports: Option<String>,
    /// The items, indented.
    pub items: String,
}

/// An enum with a variant for each field of a oneof.
#[derive(Debug, Template)]
#[template(path = "rust/oneof.rs")]
pub struct OneofView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub derives: String,
    /// The start of the declaration.
    pub head: String,
    pub variants: Vec<MemberView<'m>>,
    /// What prost's derive would add.
    pub code: Option<OneofCode>,
}

/// A field of a struct or a variant of a oneof.
#[derive(Debug, Template)]
#[template(path = "rust/member.rs")]
pub struct MemberView<'m> {
    pub docs: Comments<'m>,
    pub deprecated: bool,
    /// The attribute for prost's derive.
    pub prost: Option<String>,
    pub attributes: Vec<String>,
    pub declaration: String,
}

impl<'m> MessageView<'m> {
    /// The struct of a message, named in `scope`.
    pub fn new(scope: Scope<'m>, id: MessageId, diagnostics: &mut Diagnostics) -> Self {
        let context = scope.context;
        let message = &context.model[id];
        let builder = Builder { scope, id, message };
        let fields = builder.plain();
        let oneofs = context.names.oneofs(context.model, message);
        let ident = context.names.message_ident(message);
        let code = || MessageCode::new(scope, &ident, &fields, &builder.held(&oneofs));
        let code = scope.writes_code().then(|| Box::new(code()));
        let derives = context.analysis.message(id);
        Self {
            docs: scope.docs(&message.source, &message.full_name),
            attributes: scope
                .type_attributes(&context.options.message_attribute, &message.full_name),
            deprecated: message.deprecated && scope.marks_types(),
            derives: scope.printer().derive(&match &code {
                Some(code) => derives.list(&code.derives(), &[]),
                None => derives.list(&[], &["::prost::Message"]),
            }),
            head: scope.printer().open("pub struct", ident.as_str()),
            type_name: TypeNameView::new(scope, message, &ident),
            ident,
            code,
            fields: builder.fields(&fields, &oneofs, diagnostics),
            module: context.names.message_module(id).map(|module| {
                let within = scope.within(module);
                let builder = Builder {
                    scope: within,
                    id,
                    message,
                };
                let names = builder.oneof_elements(&oneofs);
                let mut items =
                    within.items(&message.messages, &message.enums, &names, diagnostics);
                for view in builder.oneofs(&oneofs, diagnostics) {
                    items.print(&view, view.code.as_ref().map_or(&[], |code| &code.used));
                }
                ModuleView {
                    message: message.name,
                    ident: context.names.modules.ident(module),
                    imports: items.imports().map(|imports| indented(&(imports + "\n"))),
                    items: indented(&items.text),
                }
            }),
        }
    }
}

/// What options and rings of messages make of a field's type.
#[derive(Clone, Copy)]
struct HowHeld {
    boxed: bool,
    as_bytes: bool,
    as_btree: bool,
}

/// Makes the members of one message, named in `scope`.
struct Builder<'m> {
    scope: Scope<'m>,
    id: MessageId,
    message: &'m Message<'m>,
}

impl<'m> Builder<'m> {
    /// The fields that are in no oneof.
    fn plain(&self) -> Vec<Plain<'m>> {
        let fields = self.message.fields.iter();
        fields
            .filter(|field| field.oneof.is_none())
            .map(|field| Plain {
                ident: self.ident(field.name),
                field,
            })
            .collect()
    }

    /// The field of the struct for a field or a oneof.
    fn ident(&self, name: &str) -> Ident {
        self.scope.context.names.field(self.message, name)
    }

    /// The fields of the struct, then its oneofs, in the order of prost.
    fn fields(
        &self,
        fields: &[Plain<'m>],
        oneofs: &[Ident],
        diagnostics: &mut Diagnostics,
    ) -> Vec<MemberView<'m>> {
        let mut names = Unique::new(
            self.scope.context,
            fields.len() + oneofs.len(),
            Ident::snake,
        );
        let mut members = Vec::with_capacity(fields.len() + oneofs.len());
        for Plain { ident, field } in fields {
            names.take(ident.as_str(), self.element("field", field));
            members.push(self.field(field, ident));
        }
        for (index, (r#type, element)) in self.oneof_elements(oneofs).into_iter().enumerate() {
            let ident = self.ident(element.name);
            names.take(ident.to_string(), element);
            members.push(self.oneof_field(index, &ident, &r#type));
        }
        names.finish(diagnostics);
        self.check_accessors(fields, diagnostics);
        members
    }

    /// Refuses functions of two fields that meet, such as the setter of `x` and the getter of `set_x`.
    fn check_accessors(&self, fields: &[Plain<'m>], diagnostics: &mut Diagnostics) {
        let mut names = Unique::new(self.scope.context, 0, Ident::snake);
        let mut idents = BTreeSet::new();
        // Of fields with one name, which are refused already, the first is enough.
        for plain in fields.iter().filter(|plain| idents.insert(&plain.ident)) {
            for (what, name) in accessor_names(plain) {
                names.take(name, self.element(what, plain.field));
            }
        }
        names.finish_by_elements(diagnostics);
    }

    fn oneof_elements(&self, idents: &[Ident]) -> Vec<(Ident, Element<'m>)> {
        let element = |index: usize| {
            let oneof = &self.message.oneofs[index];
            Element {
                what: "oneof",
                name: oneof.name,
                owner: &self.message.full_name,
                file: self.message.file,
                source: &oneof.source,
            }
        };
        idents
            .iter()
            .cloned()
            .enumerate()
            .map(|(index, ident)| (ident, element(index)))
            .collect()
    }

    fn field(&self, field: &Field<'m>, ident: &Ident) -> MemberView<'m> {
        let options = self.scope.context.options;
        let path = self.scope.path(&self.message.full_name, field.name);
        let held = HowHeld {
            boxed: self.scope.context.analysis.boxed(self.id, field),
            as_bytes: options.bytes.get_best(&path).is_some(),
            as_btree: options.btree_map.get_best(&path).is_some(),
        };
        let ty = self.field_type(field.kind, held);
        MemberView {
            docs: self.scope.docs(&field.source, &path),
            deprecated: field.deprecated,
            prost: self.attribute(1, || self.field_words(field, held)),
            attributes: attributes(&options.field_attribute, &path),
            declaration: self.scope.printer().field(4, ident.as_str(), &ty),
        }
    }

    fn field_type(&self, kind: FieldKind, held: HowHeld) -> Ty {
        let scope = self.scope;
        match kind {
            FieldKind::Singular(item, presence) => {
                let mut ty = scope.value(item, held.as_bytes);
                if held.boxed {
                    ty = scope.boxed(ty);
                }
                match presence {
                    Presence::Explicit => scope.option(ty),
                    Presence::Implicit | Presence::Required => ty,
                }
            }
            FieldKind::Repeated { item, .. } => scope.vec(scope.value(item, held.as_bytes)),
            FieldKind::Map { key, value } => {
                let key = scope.value(Type::Scalar(key), false);
                let head = match held.as_btree {
                    true => "::prost::alloc::collections::BTreeMap",
                    false => "::std::collections::HashMap",
                };
                Ty::generic(head, [key, scope.value(value, held.as_bytes)])
            }
        }
    }

    /// The attribute of a member for prost's derive, where there is one. rustfmt leaves as many columns `after` it.
    fn attribute(&self, after: usize, words: impl FnOnce() -> Vec<String>) -> Option<String> {
        let derived = !self.scope.writes_code();
        derived.then(|| self.scope.printer().attribute(4, "prost", &words(), after))
    }

    /// The path of the enum of a oneof.
    fn oneof_path(&self, r#type: &Ident) -> String {
        let names = &self.scope.context.names;
        let module = names.message_module(self.id).unwrap_or(self.scope.module);
        names.modules.path(self.scope.module, module, r#type)
    }

    /// The oneofs as the code of the message needs them.
    fn held(&self, idents: &[Ident]) -> Vec<Held> {
        let oneofs = self.message.oneofs.iter().zip(idents).enumerate();
        let held = oneofs.map(|(index, (oneof, r#type))| {
            let mut numbers: Vec<_> = self
                .oneof_members(index)
                .map(|field| field.number)
                .collect();
            numbers.sort_unstable();
            Held {
                ident: self.ident(oneof.name),
                path: self.oneof_path(r#type),
                numbers,
            }
        });
        held.collect()
    }

    fn oneof_field(&self, index: usize, ident: &Ident, r#type: &Ident) -> MemberView<'m> {
        let context = self.scope.context;
        let oneof = &self.message.oneofs[index];
        let path = self.scope.path(&self.message.full_name, oneof.name);
        let r#type = self.oneof_path(r#type);
        MemberView {
            docs: self.scope.docs(&oneof.source, &path),
            deprecated: false,
            prost: self.attribute(1, || self.oneof_words(index, &r#type)),
            attributes: attributes(&context.options.field_attribute, &path),
            declaration: self.scope.printer().field(
                4,
                ident.as_str(),
                &self.scope.option(Ty::path(r#type)),
            ),
        }
    }

    fn oneofs(&self, idents: &[Ident], diagnostics: &mut Diagnostics) -> Vec<OneofView<'m>> {
        let context = self.scope.context;
        let mut views = Vec::with_capacity(idents.len());
        for (index, (oneof, ident)) in self.message.oneofs.iter().zip(idents).enumerate() {
            let path = self.scope.path(&self.message.full_name, oneof.name);
            let mut names = Unique::new(context, self.message.fields.len(), Ident::camel);
            let (mut variants, mut members) = (Vec::new(), Vec::new());
            for field in self.oneof_members(index) {
                let variant = context.names.variant(self.message, field);
                names.take(variant.to_string(), self.element("field", field));
                if let FieldKind::Singular(item, _) = field.kind {
                    variants.push(self.variant(field, item, &variant, &path));
                    members.push((field, variant));
                }
            }
            names.finish(diagnostics);
            let code = self
                .scope
                .writes_code()
                .then(|| OneofCode::new(self.scope, ident, &members));
            let derives = context.analysis.oneof(self.id, index);
            views.push(OneofView {
                docs: self.scope.docs(&oneof.source, &path),
                attributes: self
                    .scope
                    .type_attributes(&context.options.enum_attribute, &path),
                derives: self.scope.printer().derive(&match &code {
                    Some(code) => derives.list(&code.derives(), &[]),
                    None => derives.list(&[], &["::prost::Oneof"]),
                }),
                head: self.scope.printer().open("pub enum", ident.as_str()),
                code,
                variants,
            });
        }
        views
    }

    fn variant(&self, field: &Field<'m>, item: Type, ident: &Ident, oneof: &str) -> MemberView<'m> {
        let options = self.scope.context.options;
        let path = self.scope.path(&self.message.full_name, field.name);
        let as_bytes = options.bytes.get_best(&path).is_some();
        let mut ty = self.scope.value(item, as_bytes);
        if self.scope.context.analysis.boxed(self.id, field) {
            ty = self.scope.boxed(ty);
        }
        let path_in_oneof = self.scope.path(oneof, field.name);
        MemberView {
            docs: self.scope.docs(&field.source, &path),
            deprecated: field.deprecated,
            prost: self.attribute(0, || self.variant_words(field, item, as_bytes)),
            attributes: attributes(&options.field_attribute, &path_in_oneof),
            declaration: self.scope.printer().variant(4, ident.as_str(), &ty),
        }
    }

    fn oneof_members(&self, index: usize) -> impl Iterator<Item = &'m Field<'m>> {
        self.message
            .fields
            .iter()
            .filter(move |field| field.oneof == Some(index))
    }

    fn element(&self, what: &'static str, field: &'m Field<'m>) -> Element<'m> {
        Element {
            what,
            name: field.name,
            owner: &self.message.full_name,
            file: self.message.file,
            source: &field.source,
        }
    }
}
