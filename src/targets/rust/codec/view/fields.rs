//! The fields of views: their types, and the calls that read and copy them.

use super::{ViewBuilder, ViewField, atom, call};
use crate::model::{Field, FieldKind, FieldType, Presence, Scalar};
use crate::targets::rust::codec::{RuntimeModule, functions, kind, word};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::UNKNOWN_FIELDS;
use crate::targets::rust::syntax::{Expr, Ty, lines};

impl<'m> ViewBuilder<'m> {
    /// The fields that are in no oneof.
    pub(super) fn plain(&self) -> impl Iterator<Item = (&'m Field<'m>, &'m Ident)> {
        let fields = self.message.fields.iter().zip(&self.names.fields);
        fields.filter(|(field, _)| field.oneof.is_none())
    }

    /// The members of a oneof with their variants.
    pub(super) fn members(
        &self,
        oneof: usize,
    ) -> impl Iterator<Item = (&'m Field<'m>, FieldType, &'m Ident)> {
        let fields = self.message.fields.iter().zip(&self.names.fields);
        fields.filter_map(move |(field, ident)| match field.kind {
            FieldKind::Singular(item, _) if field.oneof == Some(oneof) => {
                Some((field, item, ident))
            }
            _ => None,
        })
    }

    /// Whether a oneof borrows. If not, the view has the oneof of the message.
    pub(super) fn borrows_oneof(&self, oneof: usize) -> bool {
        let mut members = self.members(oneof);
        members.any(|(_, item, _)| self.borrows(item))
    }

    pub(super) fn borrows(&self, item: FieldType) -> bool {
        self.scope.context.views.borrows(item)
    }

    /// A single value.
    pub(super) fn value(&self, item: FieldType) -> Ty {
        match item {
            FieldType::Scalar(Scalar::String) => Ty::path("&'a str"),
            FieldType::Scalar(Scalar::Bytes) => Ty::path("&'a [u8]"),
            FieldType::Message { id, .. } if self.borrows(item) => self.scope.message_view(id),
            _ => self.scope.value(item, false),
        }
    }

    /// A single value of a field, which can be boxed.
    pub(super) fn singular(&self, field: &Field<'_>, item: FieldType) -> Ty {
        let ty = self.value(item);
        if self.scope.context.derivations.boxed(self.id, field) {
            self.scope.boxed(ty)
        } else {
            ty
        }
    }

    fn ty(&self, field: &Field<'_>) -> Ty {
        match field.kind {
            FieldKind::Singular(item, Presence::Explicit) => {
                self.scope.option(self.singular(field, item))
            }
            FieldKind::Singular(item, Presence::Implicit | Presence::Required) => {
                self.singular(field, item)
            }
            FieldKind::Repeated { item, .. } => self.scope.vec(self.value(item)),
            FieldKind::Map { key, value } => {
                let key = self.value(FieldType::Scalar(key));
                Ty::generic(self.view("Map"), [key, self.value(value)])
            }
        }
    }

    /// The declarations of all fields.
    pub(super) fn fields(&self, stores: bool) -> Vec<ViewField> {
        let declare = |deprecated, name: &str, ty: &Ty| ViewField {
            deprecated,
            declaration: self.printer.field(4, name, ty),
        };
        let plain = self.plain();
        let mut fields: Vec<_> = plain
            .map(|(field, ident)| declare(field.deprecated, ident.as_str(), &self.ty(field)))
            .collect();
        for (index, names) in self.names.oneofs.iter().enumerate() {
            let ty = if self.borrows_oneof(index) {
                self.scope.oneof_view(self.id, &names.r#enum)
            } else {
                Ty::path(self.scope.oneof_path(self.id, &names.r#enum))
            };
            fields.push(declare(false, names.field.as_str(), &self.scope.option(ty)));
        }
        fields.extend(stores.then(|| {
            let ty = self.runtime.name(RuntimeModule::UnknownFields).to_owned();
            declare(false, UNKNOWN_FIELDS, &Ty::path(ty))
        }));
        fields
    }

    /// The arms that read the fields, in the order of their numbers.
    pub(super) fn reads(&self) -> String {
        let plain = self.plain();
        let mut arms: Vec<_> = plain
            .map(|(field, ident)| {
                let call = self.read(field, ident);
                (field.number, field.number.to_string(), call)
            })
            .collect();
        for index in 0..self.names.oneofs.len() {
            let members = self.members(index);
            let mut numbers: Vec<_> = members.map(|(field, ..)| field.number).collect();
            numbers.sort_unstable();
            let first = numbers.first().copied().unwrap_or_default();
            let pattern = self.printer.numbers(12, &numbers);
            arms.push((first, pattern, self.read_oneof(index)));
        }
        arms.sort_by_key(|arm| arm.0);
        let [mut text] = lines(arms.len());
        for (_, pattern, call) in &arms {
            self.printer.arm(&mut text, 12, &**pattern, call);
        }
        text
    }

    fn read(&self, field: &Field<'_>, ident: &Ident) -> Expr {
        let mut args = self.target(ident);
        if let FieldKind::Map { key, value } = field.kind {
            let kinds = [FieldType::Scalar(key), value].map(|item| atom(self.kind(item)));
            args.extend([Expr::Tuple(kinds.into()), atom("field")]);
            return call(self.view("map"), args);
        }
        let item = field.kind.item();
        if !self.borrows(item) {
            let (_, [label, word]) = functions(field);
            args.push(atom(OWNED));
            return call(self.merge(&[label, word].concat()), args);
        }
        let label = match field.kind {
            FieldKind::Singular(_, Presence::Explicit) => "optional::",
            FieldKind::Repeated { .. } => "repeated::",
            _ => "",
        };
        args.push(atom("field"));
        call(self.view(&[label, word(item)].concat()), args)
    }

    fn read_oneof(&self, index: usize) -> Expr {
        let names = &self.names.oneofs[index];
        let mut args = self.target(&names.field);
        if self.borrows_oneof(index) {
            args.push(atom("field"));
            return call(self.view("oneof"), args);
        }
        let path = self.scope.oneof_path(self.id, &names.r#enum);
        args.extend([atom(path + "::merge"), atom(OWNED)]);
        call(self.merge("::oneof"), args)
    }

    /// The place and the name of a field, for a function that reads it.
    fn target(&self, ident: &Ident) -> Vec<Expr> {
        let ident = ident.as_str();
        let place = ["&mut self.", ident].concat();
        vec![atom(place), atom(["\"", ident, "\""].concat())]
    }

    /// An item of the runtime's module `merge`, after `::`.
    fn merge(&self, item: &str) -> String {
        [self.runtime.name(RuntimeModule::Merge), item].concat()
    }

    /// The kind of a key or value of a map.
    fn kind(&self, item: FieldType) -> String {
        match item {
            FieldType::Scalar(Scalar::String) => self.view("kind::String"),
            FieldType::Scalar(Scalar::Bytes) => self.view("kind::Bytes"),
            FieldType::Message { .. } if self.borrows(item) => self.view("kind::Message"),
            _ => {
                let same = self.view("kind::Same");
                [&*same, "(", &kind(&self.runtime, item), ")"].concat()
            }
        }
    }

    /// A field of the message, from that of the view.
    pub(super) fn owned(&self, (field, ident): (&Field<'_>, &Ident)) -> (String, Expr) {
        let place = ident.as_str();
        let function = |item| if self.borrows(item) { "own" } else { "same" };
        let FieldKind::Map { key, value } = field.kind else {
            return self.owned_by(function(field.kind.item()), place);
        };
        let functions = [FieldType::Scalar(key), value];
        let functions = functions.map(|item| atom(self.view(function(item))));
        let map = Box::new(Expr::Field(Box::new(atom("self")), place.to_owned()));
        let entries = Expr::Method(map, "to_map".to_owned(), functions.into());
        (place.to_owned(), entries)
    }

    pub(super) fn owned_by(&self, function: &str, place: &str) -> (String, Expr) {
        let value = atom(["&self.", place].concat());
        (place.to_owned(), call(self.view(function), vec![value]))
    }
}

/// The field for a function that copies the value.
pub(super) const OWNED: &str = "field.owned()";
