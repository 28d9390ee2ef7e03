//! Getters and setters, the same as prost's derive adds: of enums, which fields hold as numbers, and of fields with
//! presence.

use super::{Module, Plain, Runtime, literal};
use crate::model::{FieldKind, Presence, Scalar, Type};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::{Arg, Call, Layout, Ty};
use crate::targets::rust::types::Scope;

/// A function of a message. Its body is whole lines.
#[derive(Debug)]
pub struct AccessorView {
    pub docs: String,
    pub signature: String,
    pub body: String,
}

/// Makes the functions of one field.
struct Builder<'b, 'm> {
    scope: Scope<'m>,
    runtime: &'b Runtime<'m>,
    ident: &'b Ident,
    /// The name without what makes a keyword an identifier.
    name: &'b str,
}

/// The functions for a field; most have none.
pub fn accessors(runtime: &Runtime<'_>, Plain { ident, field }: &Plain<'_>) -> Vec<AccessorView> {
    let builder = Builder {
        scope: runtime.scope,
        runtime,
        ident,
        name: ident.as_str().trim_start_matches("r#"),
    };
    match field.kind {
        FieldKind::Singular(Type::Enum(id), presence) => {
            let path = builder.scope.enum_path(id);
            builder.enumeration(&path, presence, field.default, Type::Enum(id))
        }
        FieldKind::Repeated {
            item: Type::Enum(id),
            ..
        } => {
            let path = builder.scope.enum_path(id);
            builder.repeated(&path)
        }
        FieldKind::Map {
            key,
            value: Type::Enum(id),
        } => {
            let path = builder.scope.enum_path(id);
            builder.map(key, &path)
        }
        FieldKind::Singular(Type::Scalar(scalar), Presence::Explicit) => {
            vec![builder.optional(scalar, field.default)]
        }
        _ => Vec::new(),
    }
}

/// The names of the functions for a field, each with what it is.
pub fn accessor_names(Plain { ident, field }: &Plain<'_>) -> Vec<(&'static str, String)> {
    let name = ident.as_str().trim_start_matches("r#");
    let getter = ("getter of field", ident.to_string());
    match field.kind {
        FieldKind::Singular(Type::Enum(_), _) => {
            vec![getter, ("setter of field", format!("set_{name}"))]
        }
        FieldKind::Repeated {
            item: Type::Enum(_),
            ..
        } => vec![getter, ("setter of field", format!("push_{name}"))],
        FieldKind::Map {
            value: Type::Enum(_),
            ..
        } => vec![
            ("getter of field", format!("get_{name}")),
            ("setter of field", format!("insert_{name}")),
        ],
        FieldKind::Singular(Type::Scalar(_), Presence::Explicit) => vec![getter],
        _ => Vec::new(),
    }
}

impl Builder<'_, '_> {
    fn enumeration(
        &self,
        path: &str,
        presence: Presence,
        default: Option<&str>,
        r#type: Type,
    ) -> Vec<AccessorView> {
        let name = self.name;
        let (unset, function, value) = match presence {
            Presence::Explicit => ("unset or ", "optional", "Some(value as i32)"),
            _ => ("", "enumeration", "value as i32"),
        };
        let default = literal::default(self.scope, r#type, default);
        let field = Arg::field("self", self.ident.as_str());
        let place = ["self.", self.ident.as_str()].concat();
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
                signature: self.getter(self.ident.as_str(), &[], &Ty::path(path.to_owned())),
                body: self.call(function, [field, expression(&default)]),
            },
            AccessorView {
                docs: ["Sets `", name, "` to the provided enum value."].concat(),
                signature: self.setter(
                    &["set_", name].concat(),
                    &[&["value: ", path].concat()],
                    None,
                ),
                body: self.scope.layout().assignment(&place, value),
            },
        ]
    }

    fn repeated(&self, path: &str) -> Vec<AccessorView> {
        let name = self.name;
        let known = format!("{}::Known", self.runtime.name(Module::Get));
        let known = Ty::generic(known, [Ty::path("'_"), Ty::path(path.to_owned())]);
        let field = Arg::field("&self", self.ident.as_str());
        let place = ["self.", self.ident.as_str()].concat();
        vec![
            AccessorView {
                docs: format!(
                    "Returns an iterator which yields the valid enum values contained in `{name}`."
                ),
                signature: self.getter(self.ident.as_str(), &[], &known),
                body: self.call("repeated", [field]),
            },
            AccessorView {
                docs: format!("Appends the provided enum value to `{name}`."),
                signature: self.setter(&format!("push_{name}"), &[&format!("value: {path}")], None),
                body: self.scope.layout().chained(&place, "push(value as i32)"),
            },
        ]
    }

    fn map(&self, key: Scalar, path: &str) -> Vec<AccessorView> {
        let name = self.name;
        let owned = self.scope.value(Type::Scalar(key), false).flat();
        let (borrowed, argument) = match key {
            Scalar::String => ("&str", "key"),
            _ => (&*owned, "&key"),
        };
        let key_owned = format!("key: {owned}");
        let output = Ty::generic("::core::option::Option", [Ty::path(path.to_owned())]);
        let field = |this| Arg::field(this, self.ident.as_str());
        let (get, insert) = (format!("get_{name}"), format!("insert_{name}"));
        let value = Arg::text("value as i32");
        vec![
            AccessorView {
                docs: format!(
                    "Returns the enum value for the corresponding key in `{name}`, or `None` if the entry does not \
                     exist or it is not a valid enum value."
                ),
                signature: self.getter(&get, &[&format!("key: {borrowed}")], &output),
                body: self.call("entry", [field("&self"), Arg::text(argument)]),
            },
            AccessorView {
                docs: format!("Inserts a key value pair into `{name}`."),
                signature: self.setter(
                    &insert,
                    &[&key_owned, &format!("value: {path}")],
                    Some(&output),
                ),
                body: self.call("insert", [field("&mut self"), Arg::text("key"), value]),
            },
        ]
    }

    fn optional(&self, scalar: Scalar, default: Option<&str>) -> AccessorView {
        let name = self.name;
        let (output, function, this) = match scalar {
            Scalar::String => (Ty::path("&str"), "text", "&self"),
            Scalar::Bytes => (Ty::path("&[u8]"), "bytes", "&self"),
            _ => (
                self.scope.value(Type::Scalar(scalar), false),
                "value",
                "self",
            ),
        };
        let default = literal::default(self.scope, Type::Scalar(scalar), default);
        let field = Arg::field(this, self.ident.as_str());
        AccessorView {
            docs: [
                "Returns the value of `",
                name,
                "`, or the default value if `",
                name,
                "` is unset.",
            ]
            .concat(),
            signature: self.getter(self.ident.as_str(), &[], &output),
            body: self.call(function, [field, expression(&default)]),
        }
    }

    fn getter(&self, name: &str, parameters: &[&str], output: &Ty) -> String {
        self.function(name, "&self", parameters, Some(output))
    }

    fn setter(&self, name: &str, parameters: &[&str], output: Option<&Ty>) -> String {
        self.function(name, "&mut self", parameters, output)
    }

    fn function(&self, name: &str, this: &str, parameters: &[&str], output: Option<&Ty>) -> String {
        let parameters = [&[this], parameters].concat();
        let head = ["pub fn ", name].concat();
        self.scope.layout().signature(&head, &parameters, output)
    }

    fn call<const N: usize>(&self, function: &str, args: [Arg<'_>; N]) -> String {
        let [mut text] = Layout::lines(1);
        let call = Call::new([self.runtime.name(Module::Get), "::", function], args);
        self.scope.layout().statement(&mut text, &call, "");
        text
    }
}

/// A default as an argument.
fn expression(default: &str) -> Arg<'_> {
    match default.strip_suffix("::default()") {
        Some(ty) => Arg::Default(ty),
        None => Arg::text(default),
    }
}
