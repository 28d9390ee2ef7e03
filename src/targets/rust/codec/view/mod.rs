//! The views of messages, which borrow from encoded data.

mod fields;
mod oneof;

use askama::Template;

pub use oneof::OneofViewCode;

use super::accessors::{AccessorView, view_getter};
use super::fields::RegularField;
use super::message::initial;
use super::{Runtime, RuntimeModule, Used, literal};
use crate::model::{FieldKind, FieldType, Message, MessageId, Presence, Scalar};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::{MessageNames, UNKNOWN_FIELDS};
use crate::targets::rust::stored::stores_fields;
use crate::targets::rust::syntax::{Expr, Line, Parameter, Printer, Statement, Ty, lines};
use crate::targets::rust::types::Scope;

/// The view of a message, and its impls. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/view.rs", escape = "none")]
pub struct ViewCode<'m> {
    /// The modules of the runtime that it names.
    pub used: Used,
    message: &'m Ident,
    /// Whether it names something deprecated.
    deprecated: bool,
    open: String,
    fields: Vec<ViewField>,
    /// The head of its own functions, and these.
    own: String,
    decode: Function,
    to_message: Function,
    getters: Vec<AccessorView>,
    /// The impl of the runtime's `View`: its head, the name of the message, and the function that reads a field.
    view: String,
    name: String,
    merge: String,
    reads: String,
    /// What happens to a field with another number.
    rest: &'static str,
    /// The conversions into the message: that of the runtime, and that of the standard library.
    conversions: [ImplCode; 2],
    default: Option<ImplCode>,
    debug: DebugImpl,
}

/// A field of a view.
#[derive(Debug)]
struct ViewField {
    deprecated: bool,
    declaration: String,
}

/// A function. Its body is whole lines.
#[derive(Debug)]
struct Function {
    signature: String,
    body: String,
}

/// An impl of one function.
#[derive(Debug)]
struct ImplCode {
    head: String,
    function: Function,
}

/// An impl of `Debug`, whose signature is always the same.
#[derive(Debug)]
struct DebugImpl {
    head: String,
    body: String,
}

/// Builds the views of one message and its oneofs.
struct ViewBuilder<'m> {
    scope: Scope<'m>,
    printer: Printer,
    runtime: Runtime<'m>,
    id: MessageId,
    message: &'m Message<'m>,
    names: &'m MessageNames,
}

impl<'m> ViewCode<'m> {
    /// The view of a message, named in `scope`, if options ask for it.
    pub fn new(scope: Scope<'m>, id: MessageId, ident: &'m Ident) -> Option<Self> {
        let context = scope.context;
        if !context.views.has(id) {
            return None;
        }
        let builder = ViewBuilder::new(scope, id);
        let (printer, message) = (builder.printer, builder.message);
        let name = context.names.view_type(scope.module, ident);
        let [with, of_any] = ["<'a>", "<'_>"].map(|lifetime| [name.as_str(), lifetime].concat());
        let stores = stores_fields(context.options, message);
        let mut plain = message.fields.iter().filter(|field| field.oneof.is_none());
        let [mut constant] = lines(1);
        let quoted = Line::text(["\"", ident.as_str(), "\""]);
        printer.assign(&mut constant, 4, "const NAME: &'static str =", &quoted, ";");
        Some(Self {
            message: ident,
            deprecated: plain.any(|field| field.deprecated),
            open: printer.open("pub struct", &with),
            fields: builder.fields(stores),
            own: printer.open("impl<'a>", &with),
            decode: builder.decode(),
            to_message: builder.to_message(ident),
            getters: builder.getters(),
            view: printer.implementation(0, "'a", &[&builder.view("View"), "<'a>"].concat(), &with),
            name: constant,
            merge: builder.merge_signature("&mut self", "merge_field"),
            reads: builder.reads(),
            rest: if stores {
                "self.unknown_fields.merge(field.owned())"
            } else {
                "field.skip()"
            },
            conversions: [
                builder.own(ident, &of_any, stores),
                builder.from(ident, &of_any),
            ],
            default: builder.default(&of_any, stores),
            debug: builder.debug(ident.as_str(), &of_any),
            used: builder.runtime.used(),
        })
    }
}

impl<'m> ViewBuilder<'m> {
    fn new(scope: Scope<'m>, id: MessageId) -> Self {
        Self {
            scope,
            printer: scope.printer(),
            runtime: Runtime::new(scope),
            id,
            message: &scope.context.model[id],
            names: scope.context.names.members(id),
        }
    }

    /// An item of the runtime's module `view`.
    fn view(&self, item: &str) -> String {
        [self.runtime.name(RuntimeModule::View), "::", item].concat()
    }

    fn decode(&self) -> Function {
        let data = Ty::path("&'a [u8]");
        let output = self.result("Self");
        let data = [Parameter::Typed("data", &data)];
        let head = "pub fn decode";
        Function {
            signature: self.printer.signature(4, head, &data, Some(&output), " {"),
            body: self.call("decode", "data"),
        }
    }

    fn to_message(&self, ident: &Ident) -> Function {
        let (this, output) = ([Parameter::Text("&self")], Ty::path(ident.to_string()));
        let head = "pub fn to_message";
        Function {
            signature: self.printer.signature(4, head, &this, Some(&output), " {"),
            body: self.call("own", "self"),
        }
    }

    fn getters(&self) -> Vec<AccessorView> {
        let fields = self.plain();
        let fields = fields.map(|(field, ident)| RegularField { ident, field });
        fields
            .filter_map(|field| view_getter(&self.runtime, &field))
            .collect()
    }

    /// The signature of a function that reads a field.
    fn merge_signature(&self, place: &str, name: &str) -> String {
        let ty = Ty::generic(self.view("Field"), [Ty::path("'_"), Ty::path("'a")]);
        let parameters = [Parameter::Text(place), Parameter::Typed("field", &ty)];
        let output = self.result("()");
        let head = ["fn ", name].concat();
        self.printer
            .signature(4, &head, &parameters, Some(&output), " {")
    }

    /// The impl that makes the message of a view.
    fn own(&self, ident: &Ident, view: &str, stores: bool) -> ImplCode {
        let mut fields: Vec<_> = self.plain().map(|it| self.owned(it)).collect();
        for (index, names) in self.names.oneofs.iter().enumerate() {
            let function = if self.borrows_oneof(index) {
                "own"
            } else {
                "same"
            };
            fields.push(self.owned_by(function, names.field.as_str()));
        }
        fields.extend(stores.then(|| self.owned_by("same", UNKNOWN_FIELDS)));
        let message = Expr::Struct {
            path: ident.to_string(),
            fields,
            rest: None,
        };
        self.own_impl(ident.as_str(), view, message)
    }

    /// The impl that makes a type of a view: a message or a oneof.
    fn own_impl(&self, ty: &str, view: &str, value: Expr) -> ImplCode {
        let (this, output) = ([Parameter::Text("&self")], Ty::path(ty.to_owned()));
        let target = [&*self.view("Own"), "<", ty, ">"].concat();
        ImplCode {
            head: self.printer.implementation(0, "", &target, view),
            function: Function {
                signature: self
                    .printer
                    .signature(4, "fn own", &this, Some(&output), " {"),
                body: self.printer.body(&[Statement::Value(value)], 8),
            },
        }
    }

    fn from(&self, ident: &Ident, view: &str) -> ImplCode {
        let source = Ty::path(["&", view].concat());
        let target = self.scope.from(source.clone()).flat();
        let (parameter, output) = ([Parameter::Typed("view", &source)], Ty::path("Self"));
        let message = Expr::Method(Box::new(atom("view")), "to_message".to_owned(), vec![]);
        ImplCode {
            head: self.printer.implementation(0, "", &target, ident.as_str()),
            function: Function {
                signature: self
                    .printer
                    .signature(4, "fn from", &parameter, Some(&output), " {"),
                body: self.printer.body(&[Statement::Value(message)], 8),
            },
        }
    }

    /// `Default`, if the initial value of a field differs from the default of its Rust type.
    fn default(&self, view: &str, stores: bool) -> Option<ImplCode> {
        const OTHERS: &str = "::core::default::Default::default()";
        let initial = |field| match field {
            (field, _) if matches!(self.item_of(field), Some(Scalar::String | Scalar::Bytes)) => {
                let default = field.default?;
                let FieldKind::Singular(item, Presence::Implicit | Presence::Required) = field.kind
                else {
                    return None;
                };
                Some(literal::default(self.scope, item, Some(default)))
            }
            (field, _) => initial(self.scope, field),
        };
        let values: Vec<_> = self.plain().map(initial).collect();
        if values.iter().all(Option::is_none) {
            return None;
        }
        let value = |name: &str, value: Option<String>| {
            let value = value.unwrap_or_else(|| OTHERS.to_owned());
            (name.to_owned(), atom(value))
        };
        let fields = self.plain().zip(values);
        let mut fields: Vec<_> = fields
            .map(|((_, ident), initial)| value(ident.as_str(), initial))
            .collect();
        let oneofs = self.names.oneofs.iter();
        fields.extend(oneofs.map(|names| value(names.field.as_str(), None)));
        fields.extend(stores.then(|| value(UNKNOWN_FIELDS, None)));
        let this = Expr::Struct {
            path: "Self".to_owned(),
            fields,
            rest: None,
        };
        Some(ImplCode {
            head: self
                .printer
                .implementation(0, "", "::core::default::Default", view),
            function: Function {
                signature: "    fn default() -> Self {".to_owned(),
                body: self.printer.body(&[Statement::Value(this)], 8),
            },
        })
    }

    /// `Debug`, which is that of the owned type.
    fn debug(&self, owned: &str, view: &str) -> DebugImpl {
        let [mut body] = lines(1);
        let function = Expr::Generic(self.view("debug"), Ty::path(owned.to_owned()));
        let call = Expr::Call(Box::new(function), vec![atom("self"), atom("f")]);
        self.printer.statement(&mut body, 8, &call, "");
        DebugImpl {
            head: self
                .printer
                .implementation(0, "", "::core::fmt::Debug", view),
            body,
        }
    }

    /// A line that calls a function of the runtime.
    fn call(&self, function: &str, arg: &str) -> String {
        let [mut body] = lines(1);
        let call = call(self.view(function), vec![atom(arg)]);
        self.printer.statement(&mut body, 8, &call, "");
        body
    }

    fn result(&self, value: &'static str) -> Ty {
        let error = Ty::path("::prost::DecodeError");
        self.scope.result([Ty::path(value), error])
    }

    /// The scalar type of a field that has one.
    fn item_of(&self, field: &crate::model::Field<'_>) -> Option<Scalar> {
        match field.kind.item() {
            FieldType::Scalar(scalar) => Some(scalar),
            FieldType::Enum(_) | FieldType::Message { .. } => None,
        }
    }
}

fn atom(text: impl Into<String>) -> Expr {
    Expr::Atom(text.into())
}

fn call(function: impl Into<String>, args: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(atom(function)), args)
}
