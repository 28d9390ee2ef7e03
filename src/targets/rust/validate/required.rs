//! The trait for the required fields of a valid message: its methods return messages and oneofs without `Option`.

use askama::Template;

use super::code::{atom, call, method};
use crate::model::{Field, FieldKind, FieldType, MessageId, Presence};
use crate::options::Validators;
use crate::rules::{FieldRules, Ignore, MessageRules};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::{TypeName, valid_method};
use crate::targets::rust::syntax::{Expr, Parameter, Ty, lines};
use crate::targets::rust::types::Scope;

/// The trait, and its impl for the runtime's `Valid`.
#[derive(Debug, Template)]
#[template(path = "rust/required.rs", escape = "none")]
pub struct RequiredView<'m> {
    ident: &'m Ident,
    /// Whether the methods read something deprecated.
    deprecated: bool,
    /// The start of the trait.
    open: String,
    head: String,
    methods: Vec<MethodView<'m>>,
}

/// A method of the trait.
#[derive(Debug)]
struct MethodView<'m> {
    /// `field` or `oneof`.
    what: &'static str,
    name: &'m str,
    declaration: String,
    signature: String,
    /// Whole lines.
    body: String,
}

impl<'m> RequiredView<'m> {
    /// The trait of a message; `None` if no field that the rules require is an `Option`.
    pub fn new(scope: Scope<'m>, id: MessageId, ident: &'m Ident) -> Option<Self> {
        let context = scope.context;
        if context.common.validate == Validators::None {
            return None;
        }
        let builder = RequiredBuilder { scope, id };
        let rules = context.rules.of(id)?;
        let mut methods: Vec<_> = builder.fields(rules).collect();
        methods.extend(builder.oneofs(rules));
        if methods.is_empty() {
            return None;
        }
        let (printer, name) = (
            scope.printer(),
            context.names.valid_trait(scope.module, ident),
        );
        let valid = builder.valid("", Ty::path(ident.to_string()));
        let message = &context.model[id];
        let is_deprecated =
            |rules: &&_| is_required(rules) && message.fields[rules.field].deprecated;
        Some(Self {
            ident,
            deprecated: rules.fields.iter().any(|rules| is_deprecated(&rules)),
            open: printer.open("pub trait", name.as_str()),
            head: printer.implementation_for(name.as_str(), &valid),
            methods,
        })
    }
}

/// Whether a valid message has a value in the field.
fn is_required(rules: &FieldRules) -> bool {
    rules.required && rules.value.ignore != Ignore::Always
}

struct RequiredBuilder<'m> {
    scope: Scope<'m>,
    id: MessageId,
}

impl<'m> RequiredBuilder<'m> {
    /// The methods for fields that contain messages. Scalars and enums have getters without `Option` already.
    fn fields(&self, rules: &'m MessageRules) -> impl Iterator<Item = MethodView<'m>> {
        let context = self.scope.context;
        let (message, names) = (&context.model[self.id], context.names.members(self.id));
        let required = rules.fields.iter().filter(|rules| is_required(rules));
        required.filter_map(move |rules| {
            let (field, ident) = (&message.fields[rules.field], &names.fields[rules.field]);
            let (output, value) = self.field(field, ident)?;
            Some(self.method("field", field.name, ident, &output, &value))
        })
    }

    /// The methods for required oneofs.
    fn oneofs(&self, rules: &'m MessageRules) -> impl Iterator<Item = MethodView<'m>> {
        let context = self.scope.context;
        let (message, names) = (&context.model[self.id], context.names.members(self.id));
        rules.required_oneofs.iter().filter_map(move |&index| {
            let names = &names.oneofs[index];
            let mut members = message
                .fields
                .iter()
                .zip(&context.names.members(self.id).fields);
            let (_, variant) = members.find(|(field, _)| field.oneof == Some(index))?;
            let path = self.scope.oneof_path(self.id, &names.r#enum);
            let first = atom([&path, "::", variant.as_str()].concat());
            let value = method(place(&names.field), "as_ref", []);
            let value = call("Self::required_oneof", [value, first]);
            let output = Ty::path(["&", &path].concat());
            let name = message.oneofs[index].name;
            Some(self.method("oneof", name, &names.field, &output, &value))
        })
    }

    /// What the method for a field returns.
    fn field(&self, field: &Field<'_>, ident: &Ident) -> Option<(Ty, Expr)> {
        let FieldKind::Singular(FieldType::Message { id, .. }, presence) = field.kind else {
            return None;
        };
        let context = self.scope.context;
        let is_optional = presence == Presence::Explicit;
        if field.oneof.is_some() || !is_optional && !context.checks(id) {
            return None;
        }
        if let TypeName::Extern(path) = context.names.message(id)
            && let Some(found) = wrapped(path)
        {
            let (output, convert) = found?;
            let value = convert.map_or(place(ident), |convert| method(place(ident), convert, []));
            return Some((output, method(value, "unwrap_or_default", [])));
        }
        let value = match (is_optional, context.derivations.boxed(self.id, field)) {
            (true, true) => method(place(ident), "as_deref", []),
            (true, false) => method(place(ident), "as_ref", []),
            (false, _) => call("Some", [Expr::Unary("&", Box::new(place(ident)))]),
        };
        let ty = self.scope.message(id);
        Some(if context.checks(id) {
            (self.valid("&", ty), call("Self::required_valid", [value]))
        } else {
            (ty.named("&"), call("Self::required", [value]))
        })
    }

    fn method(
        &self,
        what: &'static str,
        name: &'m str,
        ident: &Ident,
        output: &Ty,
        value: &Expr,
    ) -> MethodView<'m> {
        let printer = self.scope.printer();
        let head = ["fn ", valid_method(ident).as_str()].concat();
        let signature = |end| {
            let this = [Parameter::Text("&self")];
            printer.signature(4, &head, &this, Some(output), end)
        };
        let [mut body] = lines(1);
        printer.statement(&mut body, 8, value, "");
        MethodView {
            what,
            name,
            declaration: signature(";"),
            signature: signature(" {"),
            body,
        }
    }

    /// The runtime's `Valid` of a message.
    fn valid(&self, borrow: &str, message: Ty) -> Ty {
        let runtime = &*self.scope.context.options.runtime;
        Ty::generic([borrow, runtime, "::validate::Valid"].concat(), [message])
    }
}

/// The field in a valid message.
fn place(ident: &Ident) -> Expr {
    Expr::Field(Box::new(atom("self")), ident.to_string())
}

/// For a message that is a scalar in Rust: the type that a method returns and the function that borrows it, or `None` if it has
/// no content.
fn wrapped(path: &str) -> Option<Option<(Ty, Option<&'static str>)>> {
    let wrapped = match path {
        "bool" | "f32" | "f64" | "i32" | "i64" | "u32" | "u64" => (Ty::path(path.to_owned()), None),
        "::prost::alloc::string::String" => (Ty::path("&str"), Some("as_deref")),
        "::prost::alloc::vec::Vec<u8>" => (Ty::path("&[u8]"), Some("as_deref")),
        "()" => return Some(None),
        _ => return None,
    };
    Some(Some(wrapped))
}
