//! Views of messages and oneofs.

use askama::Template;

use super::c_escape::unescaped;
use super::codec::{Held, MessageCode, OneofCode};
use super::comments::Comments;
use super::ident::Ident;
use super::indent::Indented;
use super::items::{Item, Items};
use super::layout::Ty;
use super::types::{Scope, attributes};
use super::unique::{Element, Unique};
use crate::diagnostics::Diagnostics;
use crate::model::{Field, FieldKind, Message, MessageId, Model, Presence, Scalar, Type};

/// A struct, and the module of what is declared in its message.
#[derive(Debug, Template)]
#[template(path = "rust/message.rs")]
pub struct MessageView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub derives: String,
    pub ident: Ident,
    pub fields: Vec<MemberView<'m>>,
    /// What prost's derive would add.
    pub code: Option<Box<MessageCode>>,
    pub module: Option<ModuleView<'m>>,
}

/// A module of nested types.
#[derive(Debug)]
pub struct ModuleView<'m> {
    pub message: String,
    pub ident: Ident,
    pub items: Indented<Items<'m>>,
}

/// An enum with a variant for each field of a oneof.
#[derive(Debug, Template)]
#[template(path = "rust/oneof.rs")]
pub struct OneofView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub derives: String,
    pub ident: Ident,
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
        let oneofs = oneof_idents(context.model, message);
        let ident = Ident::camel(message.name);
        let code = || Box::new(MessageCode::new(scope, id, &ident, &builder.held(&oneofs)));
        let code = scope.writes_code().then(code);
        let derives = context.analysis.message(id);
        Self {
            docs: scope.docs(&message.source, &message.full_name),
            attributes: scope
                .type_attributes(&context.options.message_attribute, &message.full_name),
            deprecated: message.deprecated && scope.marks_types(),
            derives: match &code {
                Some(code) => derives.list(&code.derives(), &[]),
                None => derives.list(&[], &["::prost::Message"]),
            },
            ident,
            code,
            fields: builder.fields(&oneofs, diagnostics),
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
                    items.push(within, Item::Oneof(view));
                }
                let ident = context.names.modules.ident(module).clone();
                ModuleView {
                    message: message.name.to_owned(),
                    ident,
                    items: Indented(items),
                }
            }),
        }
    }
}

/// The types of the oneofs of a message; one that meets a nested type gets a suffix, as with prost.
pub fn oneof_idents(model: &Model<'_>, message: &Message<'_>) -> Vec<Ident> {
    let nested = || {
        let messages = message.messages.iter().map(|&id| model[id].name);
        messages
            .chain(message.enums.iter().map(|&id| model[id].name))
            .map(Ident::camel)
    };
    let ident = |name: &str| {
        let ident = Ident::camel(name);
        if nested().any(|nested| nested == ident) {
            ident.with("OneOf")
        } else {
            ident
        }
    };
    let oneofs = message.oneofs.iter();
    oneofs.map(|oneof| ident(oneof.name)).collect()
}

/// Makes the members of one message, named in `scope`.
struct Builder<'m> {
    scope: Scope<'m>,
    id: MessageId,
    message: &'m Message<'m>,
}

impl<'m> Builder<'m> {
    /// The fields of the struct, then its oneofs, in the order of prost.
    fn fields(&self, oneofs: &[Ident], diagnostics: &mut Diagnostics) -> Vec<MemberView<'m>> {
        let mut names = Unique::new(self.scope.context.model);
        let mut members = Vec::with_capacity(self.message.fields.len());
        for field in self
            .message
            .fields
            .iter()
            .filter(|field| field.oneof.is_none())
        {
            let ident = Ident::snake(field.name);
            names.take(&ident, self.element("field", field), diagnostics);
            members.push(self.field(field, &ident));
        }
        for (index, (r#type, element)) in self.oneof_elements(oneofs).into_iter().enumerate() {
            let ident = Ident::snake(element.name);
            names.take(&ident, element, diagnostics);
            members.push(self.oneof_field(index, &ident, &r#type));
        }
        members
    }

    fn oneof_elements(&self, idents: &[Ident]) -> Vec<(Ident, Element<'m>)> {
        let element = |index: usize| {
            let oneof = &self.message.oneofs[index];
            Element {
                what: "oneof",
                name: oneof.name,
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
        let path = format!("{}.{}", self.message.full_name, field.name);
        let boxed = self.scope.context.analysis.boxed(self.id, field);
        let as_bytes = options.bytes.get_best(&path).is_some();
        let as_btree = options.btree_map.get_best(&path).is_some();
        let (mut prost, ty) = match field.kind {
            FieldKind::Singular(item, presence) => self.singular(item, presence, boxed, as_bytes),
            FieldKind::Repeated { item, packed } => {
                let unpacked = !packed
                    && !matches!(
                        item,
                        Type::Message { .. } | Type::Scalar(Scalar::String | Scalar::Bytes)
                    );
                let mut prost = vec![self.prost_type(item, Some(as_bytes)), "repeated".to_owned()];
                prost.extend(unpacked.then(|| "packed = \"false\"".to_owned()));
                (prost, self.scope.vec(self.scope.value(item, as_bytes)))
            }
            FieldKind::Map { key, value } => self.map(key, value, as_btree, as_bytes),
        };
        prost.push(format!("tag = \"{}\"", field.number));
        prost.extend(
            field
                .default
                .map(|default| format!("default = \"{}\"", self.default(field, default))),
        );
        MemberView {
            docs: self.scope.docs(&field.source, &path),
            deprecated: field.deprecated,
            prost: self.attribute(&prost),
            attributes: attributes(&options.field_attribute, &path),
            declaration: self.scope.layout().field(ident.as_str(), &ty),
        }
    }

    fn singular(
        &self,
        item: Type,
        presence: Presence,
        boxed: bool,
        as_bytes: bool,
    ) -> (Vec<String>, Ty) {
        let mut prost = vec![self.prost_type(item, Some(as_bytes))];
        let mut ty = self.scope.value(item, as_bytes);
        if boxed {
            ty = self.scope.boxed(ty);
        }
        match presence {
            Presence::Implicit => {}
            Presence::Explicit => {
                prost.push("optional".to_owned());
                ty = self.scope.option(ty);
            }
            Presence::Required => prost.push("required".to_owned()),
        }
        prost.extend(boxed.then(|| "boxed".to_owned()));
        (prost, ty)
    }

    fn map(&self, key: Scalar, value: Type, as_btree: bool, as_bytes: bool) -> (Vec<String>, Ty) {
        let (attribute, head) = match as_btree {
            true => ("btree_map", "::prost::alloc::collections::BTreeMap"),
            false => ("map", "::std::collections::HashMap"),
        };
        let prost_value = match value {
            Type::Enum(id) => format!("enumeration({})", self.scope.enum_path(id)),
            value => self.prost_type(value, None),
        };
        let prost = format!(
            "{attribute} = \"{}, {prost_value}\"",
            self.prost_type(Type::Scalar(key), None)
        );
        let key = self.scope.value(Type::Scalar(key), false);
        (
            vec![prost],
            Ty::generic(head, [key, self.scope.value(value, as_bytes)]),
        )
    }

    fn attribute(&self, args: &[String]) -> Option<String> {
        let derived = !self.scope.writes_code();
        derived.then(|| self.scope.layout().attribute(4, "prost", args))
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
                ident: Ident::snake(oneof.name),
                path: self.oneof_path(r#type),
                numbers,
            }
        });
        held.collect()
    }

    fn oneof_field(&self, index: usize, ident: &Ident, r#type: &Ident) -> MemberView<'m> {
        let context = self.scope.context;
        let oneof = &self.message.oneofs[index];
        let path = format!("{}.{}", self.message.full_name, oneof.name);
        let r#type = self.oneof_path(r#type);
        let tags = self
            .oneof_members(index)
            .map(|field| field.number.to_string());
        let tags = tags.collect::<Vec<_>>().join(", ");
        let prost = [
            format!("oneof = \"{}\"", r#type),
            format!("tags = \"{tags}\""),
        ];
        MemberView {
            docs: self.scope.docs(&oneof.source, &path),
            deprecated: false,
            prost: self.attribute(&prost),
            attributes: attributes(&context.options.field_attribute, &path),
            declaration: self
                .scope
                .layout()
                .field(ident.as_str(), &self.scope.option(Ty::path(r#type))),
        }
    }

    fn oneofs(&self, idents: &[Ident], diagnostics: &mut Diagnostics) -> Vec<OneofView<'m>> {
        let context = self.scope.context;
        let mut views = Vec::with_capacity(idents.len());
        for (index, (oneof, ident)) in self.message.oneofs.iter().zip(idents).enumerate() {
            let path = format!("{}.{}", self.message.full_name, oneof.name);
            let mut names = Unique::new(context.model);
            let (mut variants, mut members) = (Vec::new(), Vec::new());
            for field in self.oneof_members(index) {
                let variant = Ident::camel(field.name);
                names.take(&variant, self.element("field", field), diagnostics);
                if let FieldKind::Singular(item, _) = field.kind {
                    variants.push(self.variant(field, item, &variant, &path));
                    members.push((field, variant));
                }
            }
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
                derives: match &code {
                    Some(code) => derives.list(&code.derives(), &[]),
                    None => derives.list(&[], &["::prost::Oneof"]),
                },
                code,
                ident: ident.clone(),
                variants,
            });
        }
        views
    }

    fn variant(&self, field: &Field<'m>, item: Type, ident: &Ident, oneof: &str) -> MemberView<'m> {
        let options = self.scope.context.options;
        let path = format!("{}.{}", self.message.full_name, field.name);
        let as_bytes = options.bytes.get_best(&path).is_some();
        let mut ty = self.scope.value(item, as_bytes);
        let boxed = self.scope.context.analysis.boxed(self.id, field);
        if boxed {
            ty = self.scope.boxed(ty);
        }
        let mut prost = vec![self.prost_type(item, as_bytes.then_some(true))];
        prost.push(format!("tag = \"{}\"", field.number));
        MemberView {
            docs: self.scope.docs(&field.source, &path),
            deprecated: field.deprecated,
            prost: self.attribute(&prost),
            attributes: attributes(&options.field_attribute, &format!("{oneof}.{}", field.name)),
            declaration: self.scope.layout().variant(ident.as_str(), &ty),
        }
    }

    fn oneof_members(&self, index: usize) -> impl Iterator<Item = &'m Field<'m>> {
        self.message
            .fields
            .iter()
            .filter(move |field| field.oneof == Some(index))
    }

    fn element<'e>(&self, what: &'static str, field: &'e Field<'e>) -> Element<'e> {
        Element {
            what,
            name: field.name,
            file: self.message.file,
            source: &field.source,
        }
    }

    /// The word for a type in prost's attribute; `as_bytes` names the type that holds bytes, where prost wants it.
    fn prost_type(&self, r#type: Type, as_bytes: Option<bool>) -> String {
        let word = match r#type {
            Type::Enum(id) => return format!("enumeration = \"{}\"", self.scope.enum_path(id)),
            Type::Message {
                delimited: true, ..
            } => "group",
            Type::Message { .. } => "message",
            Type::Scalar(Scalar::Bytes) => match as_bytes {
                None => "bytes",
                Some(true) => "bytes = \"bytes\"",
                Some(false) => "bytes = \"vec\"",
            },
            Type::Scalar(scalar) => scalar.name(),
        };
        word.to_owned()
    }

    /// A default as prost's attribute wants it, escaped for the string literal that it stands in.
    fn default(&self, field: &Field<'_>, default: &str) -> String {
        match field.kind {
            FieldKind::Singular(Type::Scalar(Scalar::Bytes), _) => {
                let literal = unescaped(default).escape_ascii().to_string();
                format!("b\\\"{}\\\"", literal.escape_default())
            }
            FieldKind::Singular(Type::Enum(id), _) => {
                let variant = self.scope.context.variant(id, default);
                variant.map_or_else(String::new, Ident::to_string)
            }
            _ => default.escape_default().to_string(),
        }
    }
}
