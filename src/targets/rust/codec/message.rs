//! What a message does.

use std::collections::BTreeSet;

use askama::Template;

use super::accessors::{AccessorView, accessors};
use super::{Runtime, first_number, functions, kind, literal};
use crate::model::{EnumId, Field, FieldKind, MessageId, Presence, Scalar, Type};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::{Arg, Call, Layout};
use crate::targets::rust::types::Scope;

/// The impls of a message.
#[derive(Debug, Template)]
#[template(path = "rust/message_code.rs")]
pub struct MessageCode {
    /// The modules of the runtime that it names.
    pub used: BTreeSet<&'static str>,
    /// Whether it names something deprecated.
    deprecated: bool,
    /// The head of the impl of `Message`.
    message: String,
    /// `let field = …;`
    field: String,
    writes: Vec<String>,
    reads: Vec<String>,
    length: String,
    default: Option<Body>,
    debug: Option<Body>,
    accessors: Vec<AccessorView>,
    ident: Ident,
}

/// An impl of one function.
#[derive(Debug)]
struct Body {
    head: String,
    lines: Vec<String>,
}

/// What is said of one field, or one oneof, in each of the functions.
struct Part {
    /// Its number, or the lowest of the oneof's.
    first: u32,
    pattern: String,
    write: Call,
    length: Call,
    read: Call,
}

/// A oneof as the message holds it.
#[derive(Debug)]
pub struct Held {
    /// The field.
    pub ident: Ident,
    /// The path of the enum.
    pub path: String,
    /// Its numbers, ascending.
    pub numbers: Vec<u32>,
}

impl MessageCode {
    /// The code of a message with fields by these names, and oneofs, named in `scope`.
    pub fn new(scope: Scope<'_>, id: MessageId, ident: &Ident, oneofs: &[Held]) -> Self {
        let message = &scope.context.model[id];
        let fields = message.fields.iter().filter(|field| field.oneof.is_none());
        let fields: Vec<_> = fields
            .map(|field| (field, Ident::snake(field.name)))
            .collect();
        let mut builder = Builder {
            layout: scope.layout(),
            scope,
            runtime: Runtime::new(scope),
        };
        let mut parts: Vec<_> = fields
            .iter()
            .filter_map(|(field, ident)| builder.field(field, ident))
            .collect();
        parts.extend(oneofs.iter().map(|oneof| builder.oneof(oneof)));
        parts.sort_by_key(|part| part.first);
        let layout = builder.layout;
        let field = match parts.is_empty() {
            true => String::new(),
            false => builder.incoming(ident),
        };
        let accessors = fields
            .iter()
            .flat_map(|(field, ident)| accessors(&mut builder.runtime, field, ident))
            .collect();
        Self {
            deprecated: fields.iter().any(|(field, _)| field.deprecated),
            message: layout.head("::prost::Message", ident.as_str()),
            field,
            writes: parts
                .iter()
                .map(|part| layout.statement(&part.write, ";"))
                .collect(),
            reads: parts
                .iter()
                .map(|part| layout.arm_of_call(&part.pattern, &part.read))
                .collect(),
            length: layout.sum(
                &parts
                    .into_iter()
                    .map(|part| part.length)
                    .collect::<Vec<_>>(),
            ),
            default: builder.default(ident, &fields, oneofs),
            debug: builder.debug(ident, &fields, oneofs),
            accessors,
            ident: ident.clone(),
            used: builder.runtime.used,
        }
    }

    /// The traits to be derived all the same.
    pub fn derives(&self) -> Vec<&'static str> {
        let debug = self.debug.is_none().then_some("Debug");
        let default = self.default.is_none().then_some("Default");
        debug.into_iter().chain(default).collect()
    }

    /// What is allowed in its own functions: as a library's, they need not all be called.
    fn allowed(&self) -> &'static str {
        match self.deprecated {
            true => "dead_code, deprecated",
            false => "dead_code",
        }
    }
}

struct Builder<'m> {
    scope: Scope<'m>,
    layout: Layout,
    runtime: Runtime<'m>,
}

impl Builder<'_> {
    fn function(&mut self, module: &'static str, name: &str) -> String {
        format!("{}::{name}", self.runtime.name(module))
    }

    fn field(&mut self, field: &Field<'_>, ident: &Ident) -> Option<Part> {
        let place = format!("self.{ident}");
        let tag = || Arg::text(field.number.to_string());
        let held = || Arg::text(format!("&{place}"));
        let (written, read, kinds) = match functions(field) {
            Some((written, read)) => (written, read, None),
            None => {
                let map = || "map".to_owned();
                (map(), map(), Some(self.kinds(field)?))
            }
        };
        let write = [
            Some(tag()),
            kinds.clone(),
            Some(held()),
            Some(Arg::text("buf")),
        ];
        let length = [Some(tag()), kinds.clone(), Some(held())];
        let read_into = [
            Some(Arg::text(format!("&mut {place}"))),
            Some(Arg::text(format!("\"{ident}\""))),
            kinds,
            Some(Arg::text("field")),
        ];
        Some(Part {
            first: field.number,
            pattern: field.number.to_string(),
            write: Call::new(
                self.function("encode", &written),
                write.into_iter().flatten(),
            ),
            length: Call::new(self.function("len", &written), length.into_iter().flatten()),
            read: Call::new(
                self.function("merge", &read),
                read_into.into_iter().flatten(),
            ),
        })
    }

    fn kinds(&mut self, field: &Field<'_>) -> Option<Arg> {
        let FieldKind::Map { key, value } = field.kind else {
            return None;
        };
        let items = [Type::Scalar(key), value].map(|item| kind(self.scope, item));
        let items = items.map(|item| self.function("kind", &item)).to_vec();
        Some(Arg::Tuple(items))
    }

    fn oneof(&mut self, oneof: &Held) -> Part {
        let Held {
            ident,
            path,
            numbers,
        } = oneof;
        let place = format!("&self.{ident}");
        let write = [
            Arg::text(&place),
            Arg::text(format!("{path}::encode")),
            Arg::text("buf"),
        ];
        let length = [Arg::text(&place), Arg::text(format!("{path}::encoded_len"))];
        let read = [
            Arg::text(format!("&mut self.{ident}")),
            Arg::text(format!("\"{ident}\"")),
            Arg::text(format!("{path}::merge")),
            Arg::text("field"),
        ];
        Part {
            first: numbers.first().copied().unwrap_or_default(),
            pattern: self.layout.numbers(numbers),
            write: Call::new(self.function("encode", "oneof"), write),
            length: Call::new(self.function("len", "oneof"), length),
            read: Call::new(self.function("merge", "oneof"), read),
        }
    }

    fn incoming(&mut self, ident: &Ident) -> String {
        let name = format!("\"{ident}\"");
        let args = [&*name, "tag", "wire_type", "buf", "ctx"].map(Arg::text);
        let call = Call::new(self.function("merge", "Field::new"), args);
        self.layout.let_call("field", &call)
    }

    /// `Default`, where a field begins with something else than the default of its Rust type.
    fn default(
        &self,
        ident: &Ident,
        fields: &[(&Field<'_>, Ident)],
        oneofs: &[Held],
    ) -> Option<Body> {
        let values: Vec<_> = fields
            .iter()
            .map(|(field, _)| self.initial(field))
            .collect();
        if values.iter().all(Option::is_none) {
            return None;
        }
        const OTHERS: &str = "::core::default::Default::default()";
        let values = values
            .iter()
            .map(|value| value.as_deref().unwrap_or(OTHERS));
        let idents = fields.iter().map(|(_, ident)| ident);
        let oneofs = oneofs.iter().map(|oneof| (&oneof.ident, OTHERS));
        let all = idents.zip(values).chain(oneofs);
        Some(Body {
            head: self.layout.head("::core::default::Default", ident.as_str()),
            lines: all
                .map(|(ident, value)| self.layout.initializer(ident.as_str(), value))
                .collect(),
        })
    }

    /// What a field without presence begins with, if that is not the default of its Rust type.
    fn initial(&self, field: &Field<'_>) -> Option<String> {
        let FieldKind::Singular(r#type, Presence::Implicit | Presence::Required) = field.kind
        else {
            return None;
        };
        let literal = || literal::default(self.scope, r#type, field.default);
        match (r#type, field.default) {
            (Type::Enum(id), None) if first_number(self.scope, id) == 0 => None,
            (Type::Enum(_), _) => Some(format!("{} as i32", literal())),
            (_, None) => None,
            (Type::Scalar(Scalar::String), _) => Some(format!("{}.into()", literal())),
            (Type::Scalar(Scalar::Bytes), _) => Some(format!("{}.as_slice().into()", literal())),
            _ => Some(literal()),
        }
    }

    /// `Debug`, where derived it would show something else than prost's: numbers of enums, or keywords without `r#`.
    fn debug(
        &mut self,
        ident: &Ident,
        fields: &[(&Field<'_>, Ident)],
        oneofs: &[Held],
    ) -> Option<Body> {
        let is_raw = |ident: &Ident| ident.as_str().starts_with("r#");
        let special = fields
            .iter()
            .any(|(field, ident)| enum_of(field).is_some() || is_raw(ident));
        if !special && !oneofs.iter().any(|oneof| is_raw(&oneof.ident)) {
            return None;
        }
        let start = Call::new("f.debug_struct", [Arg::text(format!("\"{ident}\""))]);
        let mut lines = vec![self.layout.let_call("mut message", &start)];
        for (field, ident) in fields {
            let place = format!("&self.{ident}");
            let shown = match enum_of(field) {
                None => Arg::text(place),
                Some(id) => Arg::Generic {
                    function: format!("&{}", self.function("debug", "enumeration")),
                    ty: self.scope.enum_path(id),
                    value: place,
                },
            };
            lines.push(self.shown(ident, shown));
        }
        for Held { ident, .. } in oneofs {
            lines.push(self.shown(ident, Arg::text(format!("&self.{ident}"))));
        }
        Some(Body {
            head: self.layout.head("::core::fmt::Debug", ident.as_str()),
            lines,
        })
    }

    fn shown(&self, ident: &Ident, value: Arg) -> String {
        let name = Arg::text(format!("\"{ident}\""));
        self.layout
            .statement(&Call::new("message.field", [name, value]), ";")
    }
}

/// The enum whose numbers a field holds.
fn enum_of(field: &Field<'_>) -> Option<EnumId> {
    match field.kind {
        FieldKind::Singular(Type::Enum(id), _)
        | FieldKind::Repeated {
            item: Type::Enum(id),
            ..
        }
        | FieldKind::Map {
            value: Type::Enum(id),
            ..
        } => Some(id),
        _ => None,
    }
}
