//! Getters and setters, the same as those of prost's derive: for enums, which fields store as numbers, and for fields with
//! presence. Views have the getters.

use super::fields::RegularField;
use super::{Runtime, RuntimeModule, literal};
use crate::model::{FieldKind, FieldType, Presence, Scalar};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::AccessorNames;
use crate::targets::rust::syntax::{Call, Expr, Line, Parameter, Ty, lines};
use crate::targets::rust::types::Scope;

/// A function of a message. Its body is whole lines.
#[derive(Debug)]
pub struct AccessorView {
    pub docs: String,
    pub signature: String,
    pub body: String,
}

/// Builds the functions of one field.
struct AccessorBuilder<'b, 'm> {
    scope: Scope<'m>,
    runtime: &'b Runtime<'m>,
    ident: &'b Ident,
    names: AccessorNames,
    /// The name without `r#`.
    name: &'b str,
    /// Whether the functions are those of a view.
    in_view: bool,
}

/// The functions of a message for a field; most have none.
pub fn accessors(runtime: &Runtime<'_>, field: &RegularField<'_>) -> Vec<AccessorView> {
    let all = &runtime.scope.context.names;
    let names = AccessorNames::new(all, field.field, field.ident);
    names.map_or_else(Vec::new, |names| functions(runtime, field, names, false))
}

/// The getter of a view for a field; most have none.
pub fn view_getter(runtime: &Runtime<'_>, field: &RegularField<'_>) -> Option<AccessorView> {
    let all = &runtime.scope.context.names;
    let names = AccessorNames::of_view(all, field.field, field.ident)?;
    // The getter comes first. A view has no setters.
    functions(runtime, field, names, true).into_iter().next()
}

/// The getter and the setter.
fn functions(
    runtime: &Runtime<'_>,
    RegularField { ident, field }: &RegularField<'_>,
    names: AccessorNames,
    in_view: bool,
) -> Vec<AccessorView> {
    let all = &runtime.scope.context.names;
    let builder = AccessorBuilder {
        scope: runtime.scope,
        runtime,
        ident,
        names,
        name: ident.as_str().trim_start_matches("r#"),
        in_view,
    };
    match field.kind {
        FieldKind::Singular(item @ FieldType::Enum(id), _) if all.is_open(id) => {
            vec![builder.optional(item, field.default)]
        }
        FieldKind::Singular(FieldType::Enum(id), presence) => {
            let path = builder.scope.enum_path(id);
            builder.enumeration(&path, presence, field.default, FieldType::Enum(id))
        }
        FieldKind::Repeated {
            item: FieldType::Enum(id),
            ..
        } => {
            let path = builder.scope.enum_path(id);
            builder.repeated(&path)
        }
        FieldKind::Map {
            key,
            value: FieldType::Enum(id),
        } => {
            let path = builder.scope.enum_path(id);
            builder.map(key, &path)
        }
        FieldKind::Singular(item @ FieldType::Scalar(_), Presence::Explicit) => {
            vec![builder.optional(item, field.default)]
        }
        _ => Vec::new(),
    }
}

impl AccessorBuilder<'_, '_> {
    fn enumeration(
        &self,
        path: &str,
        presence: Presence,
        default: Option<&str>,
        r#type: FieldType,
    ) -> Vec<AccessorView> {
        let name = self.name;
        let (unset, function, value) = match presence {
            Presence::Explicit => ("unset or ", "optional", "Some(value as i32)"),
            _ => ("", "enumeration", "value as i32"),
        };
        let default = literal::default(self.scope, r#type, default);
        let field = Line::field("", self.ident.as_str());
        vec![
            AccessorView {
                docs: [
                    "Returns the enum value of `",
                    name,
                    "`, or the default if the field is ",
                    unset,
                    "set to an invalid enum value.",
                ]
                .concat(),
                signature: self.getter(&[], &Ty::path(path.to_owned())),
                body: self.call(function, [field, expression(&default)]),
            },
            AccessorView {
                docs: ["Sets `", name, "` to the provided enum value."].concat(),
                signature: self.setter(&[&["value: ", path].concat()], None),
                body: self.assignment(value),
            },
        ]
    }

    fn repeated(&self, path: &str) -> Vec<AccessorView> {
        let name = self.name;
        let known = format!("{}::Known", self.runtime.name(RuntimeModule::Get));
        let known = Ty::generic(known, [Ty::path("'_"), Ty::path(path.to_owned())]);
        let field = Line::field("&", self.ident.as_str());
        vec![
            AccessorView {
                docs: format!(
                    "Returns an iterator which yields the valid enum values contained in `{name}`."
                ),
                signature: self.getter(&[], &known),
                body: self.call("repeated", [field]),
            },
            AccessorView {
                docs: format!("Appends the provided enum value to `{name}`."),
                signature: self.setter(&[&format!("value: {path}")], None),
                body: self.push("value as i32"),
            },
        ]
    }

    fn map(&self, key: Scalar, path: &str) -> Vec<AccessorView> {
        let name = self.name;
        let owned = self.scope.value(FieldType::Scalar(key), false).flat();
        let (borrowed, argument) = match key {
            Scalar::String => ("&str", "key"),
            _ => (&*owned, "&key"),
        };
        let entry = if self.in_view { "view_entry" } else { "entry" };
        let key_owned = format!("key: {owned}");
        let output = Ty::generic("::core::option::Option", [Ty::path(path.to_owned())]);
        let field = |borrow| Line::field(borrow, self.ident.as_str());
        let value = Line::text("value as i32");
        vec![
            AccessorView {
                docs: format!(
                    "Returns the enum value for the corresponding key in `{name}`, or `None` if the entry does not \
                     exist or it is not a valid enum value."
                ),
                signature: self.getter(&[&format!("key: {borrowed}")], &output),
                body: self.call(entry, [field("&"), Line::text(argument)]),
            },
            AccessorView {
                docs: format!("Inserts a key value pair into `{name}`."),
                signature: self.setter(&[&key_owned, &format!("value: {path}")], Some(&output)),
                body: self.call("insert", [field("&mut "), Line::text("key"), value]),
            },
        ]
    }

    fn optional(&self, item: FieldType, default: Option<&str>) -> AccessorView {
        let name = self.name;
        let (output, function, borrow) = match item {
            FieldType::Scalar(Scalar::String) if self.in_view => (Ty::path("&'a str"), "value", ""),
            FieldType::Scalar(Scalar::Bytes) if self.in_view => (Ty::path("&'a [u8]"), "value", ""),
            FieldType::Scalar(Scalar::String) => (Ty::path("&str"), "text", "&"),
            FieldType::Scalar(Scalar::Bytes) => (Ty::path("&[u8]"), "bytes", "&"),
            _ => (self.scope.value(item, false), "value", ""),
        };
        let default = literal::default(self.scope, item, default);
        let field = Line::field(borrow, self.ident.as_str());
        AccessorView {
            docs: [
                "Returns the value of `",
                name,
                "`, or the default value if `",
                name,
                "` is unset.",
            ]
            .concat(),
            signature: self.getter(&[], &output),
            body: self.call(function, [field, expression(&default)]),
        }
    }

    fn getter(&self, parameters: &[&str], output: &Ty) -> String {
        self.function(&self.names.getter, "&self", parameters, Some(output))
    }

    fn setter(&self, parameters: &[&str], output: Option<&Ty>) -> String {
        let name = self.names.setter.as_deref().unwrap_or_default();
        self.function(name, "&mut self", parameters, output)
    }

    fn function(&self, name: &str, this: &str, parameters: &[&str], output: Option<&Ty>) -> String {
        let this = std::iter::once(Parameter::Text(this));
        let others = parameters.iter().map(|text| Parameter::Text(text));
        let parameters: Vec<_> = this.chain(others).collect();
        let head = ["pub fn ", name].concat();
        let printer = self.scope.printer();
        printer.signature(4, &head, &parameters, output, " {")
    }

    fn call<const N: usize>(&self, function: &str, args: [Line<'_>; N]) -> String {
        let [mut text] = lines(1);
        let call = Call::function(
            [self.runtime.name(RuntimeModule::Get), "::", function],
            args,
        );
        self.scope.printer().statement(&mut text, 8, &call, "");
        text
    }

    /// `self.field = value;`
    fn assignment(&self, value: &str) -> String {
        let [mut text] = lines(1);
        let start = ["self.", self.ident.as_str(), " ="];
        let printer = self.scope.printer();
        printer.assign(&mut text, 8, start, &Line::text(value), ";\n");
        text
    }

    /// `self.field.push(value);`
    fn push(&self, value: &str) -> String {
        let [mut text] = lines(1);
        let [this, value] = ["self", value].map(|text| Expr::Atom(text.to_owned()));
        let field = Expr::Field(Box::new(this), self.ident.to_string());
        let push = Expr::Method(Box::new(field), "push".to_owned(), vec![value]);
        self.scope.printer().statement(&mut text, 8, &push, ";");
        text
    }
}

/// A default as an argument.
fn expression(default: &str) -> Line<'_> {
    match default.strip_suffix("::default()") {
        Some(ty) => Call::function([ty, "::default"], []).into(),
        None => Line::text(default),
    }
}
