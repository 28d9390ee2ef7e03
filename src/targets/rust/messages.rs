//! Views of messages and oneofs.

mod derived;
mod type_name;

use askama::Template;

use super::codec::{
    HidingDebug, MessageCode, OneofCode, OneofField, OneofViewCode, RegularField, Used, ViewCode,
};
use super::comments::Comments;
use super::ident::Ident;
use super::indent::indented;
use super::names::{MessageNames, OneofNames};
use super::reflect::{MessageReflection, OneofReflection};
use super::storage::StorageView;
use super::syntax::Ty;
use super::types::{Scope, attributes};
use crate::model::{Field, FieldKind, FieldType, Message, MessageId, Presence};
use type_name::TypeNameView;

/// The struct of a message, and the module of its nested types.
#[derive(Debug, Template)]
#[template(path = "rust/message.rs", escape = "none")]
pub struct MessageView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub derives: String,
    /// The start of the declaration, if there are fields.
    pub head: String,
    pub ident: &'m Ident,
    pub fields: Vec<MemberView<'m>>,
    /// The field for fields that the schema does not have.
    pub storage: Option<StorageView>,
    /// The impls that prost's derive would add.
    pub code: Option<Box<MessageCode<'m>>>,
    /// `Debug` in place of that of prost's derive, which shows all fields.
    pub hiding: Option<HidingDebug>,
    pub type_name: Option<TypeNameView>,
    /// The impls for JSON.
    pub reflection: Option<Box<MessageReflection>>,
    /// The form that borrows.
    pub view: Option<Box<ViewCode<'m>>>,
    pub module: Option<ModuleView<'m>>,
}

/// A module of nested types.
#[derive(Debug)]
pub struct ModuleView<'m> {
    pub message: &'m str,
    pub ident: &'m Ident,
    /// The imports of the items, indented.
    pub imports: Option<String>,
    /// Whether the items name the runtime.
    pub calls_runtime: bool,
    /// The items, indented.
    pub items: String,
}

/// An enum with a variant for each field of a oneof.
#[derive(Debug, Template)]
#[template(path = "rust/oneof.rs", escape = "none")]
pub struct OneofView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub derives: String,
    /// The start of the declaration.
    pub head: String,
    pub variants: Vec<MemberView<'m>>,
    /// The impls that prost's derive would add.
    pub code: Option<OneofCode<'m>>,
    /// `Debug` in place of that of prost's derive, which shows all fields.
    pub hiding: Option<HidingDebug>,
    /// The impl for JSON.
    pub reflection: Option<OneofReflection>,
    /// The form that borrows.
    pub view: Option<OneofViewCode<'m>>,
}

/// A field of a struct or a variant of a oneof.
#[derive(Debug, Template)]
#[template(path = "rust/member.rs", escape = "none")]
pub struct MemberView<'m> {
    pub docs: Comments<'m>,
    pub deprecated: bool,
    /// The attribute for prost's derive.
    pub prost: Option<String>,
    pub attributes: Vec<String>,
    pub declaration: String,
}

impl MessageView<'_> {
    /// The modules of the runtime that its code names.
    pub fn used(&self) -> impl Iterator<Item = &Used> {
        let code = self.code.iter().map(|code| &code.used);
        let storage = self.storage.iter().map(|storage| &storage.used);
        let reflection = self.reflection.iter().map(|reflection| &reflection.used);
        let hiding = self.hiding.iter().map(|hiding| &hiding.used);
        let view = self.view.iter().map(|view| &view.used);
        code.chain(storage)
            .chain(reflection)
            .chain(hiding)
            .chain(view)
    }
}

impl OneofView<'_> {
    /// The modules of the runtime that its code names.
    fn used(&self) -> impl Iterator<Item = &Used> {
        let code = self.code.iter().map(|code| &code.used);
        let reflection = self.reflection.iter().map(|reflection| &reflection.used);
        let hiding = self.hiding.iter().map(|hiding| &hiding.used);
        let view = self.view.iter().map(|view| &view.used);
        code.chain(reflection).chain(hiding).chain(view)
    }
}

impl<'m> MessageView<'m> {
    /// The struct of a message, named in `scope`.
    pub fn new(scope: Scope<'m>, id: MessageId, ident: &'m Ident) -> Self {
        let context = scope.context;
        let message = &context.model[id];
        let builder = MessageBuilder::new(scope, id);
        let fields = builder.regular_fields();
        let storage = StorageView::new(scope, message, ident);
        let oneofs = builder.oneof_fields();
        let code = || MessageCode::new(scope, ident, &fields, &oneofs, storage.is_some());
        let code = scope.writes_code().then(|| Box::new(code()));
        let derives = context.derivations.message(id);
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
            type_name: TypeNameView::new(scope, message, ident),
            hiding: HidingDebug::of_message(scope, ident, &fields, &oneofs),
            reflection: MessageReflection::new(scope, id, ident).map(Box::new),
            view: ViewCode::new(scope, id, ident).map(Box::new),
            ident,
            code,
            fields: builder.fields(&fields),
            storage,
            module: context.names.message_module(id).map(|module| {
                let within = scope.within(module);
                let mut items = within.items(&message.messages, &message.enums);
                for view in MessageBuilder::new(within, id).oneofs() {
                    items.print(&view, view.used());
                }
                items.extensions(&message.extensions);
                ModuleView {
                    message: message.name,
                    ident: context.names.modules.ident(module),
                    imports: items.imports().map(|imports| indented(&(imports + "\n"))),
                    calls_runtime: items.calls_runtime,
                    items: indented(&items.text),
                }
            }),
        }
    }
}

/// How options and recursive messages change the type of a field.
#[derive(Clone, Copy)]
struct FieldStorage {
    boxed: bool,
    as_bytes: bool,
    as_btree: bool,
}

/// Builds the members of one message, named in `scope`.
struct MessageBuilder<'m> {
    scope: Scope<'m>,
    id: MessageId,
    message: &'m Message<'m>,
    names: &'m MessageNames,
}

impl<'m> MessageBuilder<'m> {
    fn new(scope: Scope<'m>, id: MessageId) -> Self {
        Self {
            scope,
            id,
            message: &scope.context.model[id],
            names: scope.context.names.members(id),
        }
    }

    /// The fields with their names.
    fn named(&self) -> impl Iterator<Item = (&'m Field<'m>, &'m Ident)> {
        self.message.fields.iter().zip(&self.names.fields)
    }

    /// The fields that are in no oneof.
    fn regular_fields(&self) -> Vec<RegularField<'m>> {
        self.named()
            .filter(|(field, _)| field.oneof.is_none())
            .map(|(field, ident)| RegularField { ident, field })
            .collect()
    }

    /// The fields of the struct, then its oneofs, in the order of prost.
    fn fields(&self, fields: &[RegularField<'m>]) -> Vec<MemberView<'m>> {
        let mut members = Vec::with_capacity(fields.len() + self.names.oneofs.len());
        for RegularField { ident, field } in fields {
            members.push(self.field(field, ident));
        }
        for (index, names) in self.names.oneofs.iter().enumerate() {
            members.push(self.oneof_field(index, names));
        }
        members
    }

    fn field(&self, field: &Field<'m>, ident: &Ident) -> MemberView<'m> {
        let options = self.scope.context.options;
        let path = self.scope.path(&self.message.full_name, field.name);
        let storage = FieldStorage {
            boxed: self.scope.context.derivations.boxed(self.id, field),
            as_bytes: options.bytes.get_best(&path).is_some(),
            as_btree: options.btree_map.get_best(&path).is_some(),
        };
        let ty = self.field_type(field.kind, storage);
        MemberView {
            docs: self.scope.docs(&field.source, &path),
            deprecated: field.deprecated,
            prost: self.attribute(1, || self.field_words(field, storage)),
            attributes: attributes(&options.field_attribute, &path),
            declaration: self.scope.printer().field(4, ident.as_str(), &ty),
        }
    }

    fn field_type(&self, kind: FieldKind, storage: FieldStorage) -> Ty {
        let scope = self.scope;
        match kind {
            FieldKind::Singular(item, presence) => {
                let mut ty = scope.value(item, storage.as_bytes);
                if storage.boxed {
                    ty = scope.boxed(ty);
                }
                match presence {
                    Presence::Explicit => scope.option(ty),
                    Presence::Implicit | Presence::Required => ty,
                }
            }
            FieldKind::Repeated { item, .. } => scope.vec(scope.value(item, storage.as_bytes)),
            FieldKind::Map { key, value } => {
                let key = scope.value(FieldType::Scalar(key), false);
                let head = if storage.as_btree {
                    "::prost::alloc::collections::BTreeMap"
                } else {
                    "::std::collections::HashMap"
                };
                Ty::generic(head, [key, scope.value(value, storage.as_bytes)])
            }
        }
    }

    /// The attribute of a member for prost's derive, if messages use it. `after` is the number of columns that rustfmt keeps
    /// free after it.
    fn attribute(&self, after: usize, words: impl FnOnce() -> Vec<String>) -> Option<String> {
        let derived = !self.scope.writes_code();
        derived.then(|| self.scope.printer().attribute(4, "prost", &words(), after))
    }

    /// The fields that contain oneofs, for the code of the message.
    fn oneof_fields(&self) -> Vec<OneofField<'m>> {
        let oneofs = self.names.oneofs.iter().enumerate();
        let fields = oneofs.map(|(index, names)| {
            let members = self.oneof_members(index);
            let mut numbers: Vec<_> = members.map(|(field, _)| field.number).collect();
            numbers.sort_unstable();
            OneofField {
                ident: &names.field,
                path: self.scope.oneof_path(self.id, &names.r#enum),
                numbers,
            }
        });
        fields.collect()
    }

    fn oneof_field(&self, index: usize, names: &OneofNames) -> MemberView<'m> {
        let context = self.scope.context;
        let oneof = &self.message.oneofs[index];
        let path = self.scope.path(&self.message.full_name, oneof.name);
        let r#type = self.scope.oneof_path(self.id, &names.r#enum);
        MemberView {
            docs: self.scope.docs(&oneof.source, &path),
            deprecated: false,
            prost: self.attribute(1, || self.oneof_words(index, &r#type)),
            attributes: attributes(&context.options.field_attribute, &path),
            declaration: self.scope.printer().field(
                4,
                names.field.as_str(),
                &self.scope.option(Ty::path(r#type)),
            ),
        }
    }

    fn oneofs(&self) -> impl Iterator<Item = OneofView<'m>> {
        let names = self.names.oneofs.iter().enumerate();
        names.map(|(index, names)| self.oneof(index, &names.r#enum))
    }

    fn oneof(&self, index: usize, ident: &'m Ident) -> OneofView<'m> {
        let context = self.scope.context;
        let oneof = &self.message.oneofs[index];
        let path = self.scope.path(&self.message.full_name, oneof.name);
        let (mut variants, mut members) = (Vec::new(), Vec::new());
        for (field, variant) in self.oneof_members(index) {
            if let FieldKind::Singular(item, _) = field.kind {
                variants.push(self.variant(field, item, variant, &path));
                members.push((field, variant));
            }
        }
        let code = self
            .scope
            .writes_code()
            .then(|| OneofCode::new(self.scope, ident, &members));
        let derives = context.derivations.oneof(self.id, index);
        OneofView {
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
            hiding: HidingDebug::of_oneof(self.scope, ident, &members),
            reflection: OneofReflection::new(self.scope, self.id, index, ident),
            view: OneofViewCode::new(self.scope, self.id, index, ident),
            variants,
        }
    }

    fn variant(
        &self,
        field: &Field<'m>,
        item: FieldType,
        ident: &Ident,
        oneof: &str,
    ) -> MemberView<'m> {
        let options = self.scope.context.options;
        let path = self.scope.path(&self.message.full_name, field.name);
        let as_bytes = options.bytes.get_best(&path).is_some();
        let mut ty = self.scope.value(item, as_bytes);
        if self.scope.context.derivations.boxed(self.id, field) {
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

    /// The members of a oneof with their variants.
    fn oneof_members(&self, index: usize) -> impl Iterator<Item = (&'m Field<'m>, &'m Ident)> {
        self.named()
            .filter(move |(field, _)| field.oneof == Some(index))
    }
}
