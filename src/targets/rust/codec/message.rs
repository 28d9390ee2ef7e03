//! The code of a message.

use askama::Template;

use super::accessors::{AccessorView, accessors};
use super::debug::DebugCode;
use super::fields::{OneofField, RegularField};
use super::{Runtime, RuntimeModule, Used, first_number, functions, kind, literal, merge_result};
use crate::model::{Field, FieldKind, FieldType, Presence, Scalar};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::UNKNOWN_FIELDS;
use crate::targets::rust::syntax::{Call, Line, MAX_WIDTH, Printer, lines};
use crate::targets::rust::types::Scope;

/// The impls of a message. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/message_code.rs", escape = "none")]
pub struct MessageCode<'m> {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// Whether it names something deprecated.
    deprecated: bool,
    /// The head of the impl of `Message`.
    message: String,
    /// The end of the signature of `merge_field`.
    result: &'static str,
    /// `let field = …;`
    field: String,
    writes: String,
    reads: String,
    /// What happens to a field with another number.
    rest: &'static str,
    length: String,
    default: Option<ImplBody>,
    debug: Option<DebugCode>,
    accessors: Vec<AccessorView>,
    ident: &'m Ident,
}

/// An impl of one function.
#[derive(Debug)]
struct ImplBody {
    head: String,
    lines: String,
}

/// The lines of a field or a oneof in each of the functions.
struct FieldCode<'p> {
    /// The field number, or the lowest one of the oneof.
    first: u32,
    pattern: String,
    write: Call<'p>,
    length: Call<'p>,
    read: Call<'p>,
}

impl<'m> MessageCode<'m> {
    /// The code of a message of these fields and oneofs, named in `scope`. It `stores` fields that the schema does not have, or
    /// skips them.
    pub fn new(
        scope: Scope<'_>,
        ident: &'m Ident,
        fields: &[RegularField<'_>],
        oneofs: &[OneofField<'_>],
        stores: bool,
    ) -> Self {
        let printer = scope.printer();
        let builder = CodeBuilder {
            scope,
            printer,
            runtime: &Runtime::new(scope),
            stores,
        };
        let mut parts: Vec<_> = fields.iter().map(|field| builder.field(field)).collect();
        parts.extend(oneofs.iter().map(|oneof| builder.oneof(oneof)));
        parts.sort_by_key(|part| part.first);
        let mut field = String::with_capacity(MAX_WIDTH);
        let [mut writes, mut reads, mut length] = lines(parts.len());
        if stores || !parts.is_empty() {
            builder.incoming(&mut field, ident);
        }
        for part in &parts {
            printer.statement(&mut writes, 8, &part.write, ";");
            printer.arm(&mut reads, 12, &*part.pattern, &part.read);
        }
        let mut lengths: Vec<_> = parts.into_iter().map(|part| part.length).collect();
        if stores {
            let write = Call::method(STORED, "encode", [Line::text("buf")]);
            printer.statement(&mut writes, 8, &write, ";");
            lengths.push(Call::method(STORED, "encoded_len", []));
        }
        printer.sum(&mut length, 8, &lengths);
        Self {
            deprecated: fields.iter().any(|plain| plain.field.deprecated),
            message: printer.implementation(0, "", "::prost::Message", ident.as_str()),
            result: merge_result(printer),
            field,
            writes,
            reads,
            rest: if stores {
                "self.unknown_fields.merge(field)"
            } else {
                "field.skip()"
            },
            length,
            default: builder.default(ident, fields, oneofs),
            debug: DebugCode::of_message(builder.runtime, ident, fields, oneofs, stores),
            accessors: fields
                .iter()
                .flat_map(|plain| accessors(builder.runtime, plain))
                .collect(),
            ident,
            used: builder.runtime.used(),
        }
    }

    /// The traits that are still derived.
    pub fn derives(&self) -> Vec<&'static str> {
        let debug = self.debug.is_none().then_some("Debug");
        let default = self.default.is_none().then_some("Default");
        debug.into_iter().chain(default).collect()
    }

    /// The allowed lints of its accessors, which can be unused.
    fn allowed(&self) -> &'static str {
        if self.deprecated {
            "dead_code, deprecated"
        } else {
            "dead_code"
        }
    }
}

struct CodeBuilder<'b> {
    scope: Scope<'b>,
    printer: Printer,
    runtime: &'b Runtime<'b>,
    stores: bool,
}

/// The fields that the schema does not have.
const STORED: &str = "self.unknown_fields";

impl<'b> CodeBuilder<'b> {
    fn field(&self, plain: &'b RegularField<'_>) -> FieldCode<'b> {
        let RegularField { ident, field } = plain;
        let place = ident.as_str();
        let [encode, len, merge] = self.runtime.names([
            RuntimeModule::Encode,
            RuntimeModule::Len,
            RuntimeModule::Merge,
        ]);
        let (written, read) = functions(field);
        let number = Line::Number(field.number);
        let held = Line::field("&", place);
        let mut write = vec![number.clone(), held.clone(), Line::text("buf")];
        let mut length = vec![number, held];
        let mut read_into = vec![
            Line::field("&mut ", place),
            Line::text(["\"", place, "\""]),
            Line::text("field"),
        ];
        if let FieldKind::Map { key, value } = field.kind {
            let kinds = [FieldType::Scalar(key), value].map(|item| kind(self.runtime, item));
            let kinds = Line::Pair(kinds);
            write.insert(1, kinds.clone());
            length.insert(1, kinds.clone());
            read_into.insert(2, kinds);
        }
        FieldCode {
            first: field.number,
            pattern: field.number.to_string(),
            write: Call::function([encode, written[0], written[1]], write),
            length: Call::function([len, written[0], written[1]], length),
            read: Call::function([merge, read[0], read[1]], read_into),
        }
    }

    fn oneof(&self, oneof: &'b OneofField<'_>) -> FieldCode<'b> {
        let OneofField {
            ident,
            path,
            numbers,
        } = oneof;
        let place = ident.as_str();
        let [encode, len, merge] = self.runtime.names([
            RuntimeModule::Encode,
            RuntimeModule::Len,
            RuntimeModule::Merge,
        ]);
        let held = Line::field("&", place);
        let write = [
            held.clone(),
            Line::text([path, "::encode"]),
            Line::text("buf"),
        ];
        let length = [held, Line::text([path, "::encoded_len"])];
        let read = [
            Line::field("&mut ", place),
            Line::text(["\"", place, "\""]),
            Line::text([path, "::merge"]),
            Line::text("field"),
        ];
        FieldCode {
            first: numbers.first().copied().unwrap_or_default(),
            pattern: self.printer.numbers(12, numbers),
            write: Call::function([encode, "::oneof"], write),
            length: Call::function([len, "::oneof"], length),
            read: Call::function([merge, "::oneof"], read),
        }
    }

    fn incoming(&self, out: &mut String, ident: &Ident) {
        let args = ["tag", "wire_type", "buf", "ctx"].map(Line::text);
        let mut all = vec![Line::text(["\"", ident.as_str(), "\""])];
        all.extend(args);
        let call = Call::function(
            [self.runtime.name(RuntimeModule::Merge), "::Field::new"],
            all,
        );
        self.printer.assign(out, 8, "let field =", &call, ";\n");
    }

    /// `Default`, if the initial value of a field differs from the default of its Rust type.
    fn default(
        &self,
        ident: &Ident,
        fields: &[RegularField<'_>],
        oneofs: &[OneofField<'_>],
    ) -> Option<ImplBody> {
        const OTHERS: &str = "::core::default::Default::default()";
        let values: Vec<_> = fields
            .iter()
            .map(|plain| initial(self.scope, plain.field))
            .collect();
        if values.iter().all(Option::is_none) {
            return None;
        }
        let mut lines = String::new();
        let mut assign = |name: &str, value: &str| {
            let start = [name, ":"];
            self.printer
                .assign(&mut lines, 12, start, &Line::text(value), ",\n");
        };
        for (plain, value) in fields.iter().zip(&values) {
            assign(plain.ident.as_str(), value.as_deref().unwrap_or(OTHERS));
        }
        for oneof in oneofs {
            assign(oneof.ident.as_str(), OTHERS);
        }
        if self.stores {
            assign(UNKNOWN_FIELDS, OTHERS);
        }
        Some(ImplBody {
            head: self
                .printer
                .implementation(0, "", "::core::default::Default", ident.as_str()),
            lines,
        })
    }
}

/// The initial value of a field without presence, if it differs from the default of its Rust type.
pub fn initial(scope: Scope<'_>, field: &Field<'_>) -> Option<String> {
    let FieldKind::Singular(r#type, Presence::Implicit | Presence::Required) = field.kind else {
        return None;
    };
    let literal = || literal::default(scope, r#type, field.default);
    match (r#type, field.default) {
        (FieldType::Enum(id), Some(_)) if scope.context.names.is_open(id) => Some(literal()),
        (FieldType::Enum(id), None)
            if scope.context.names.is_open(id) || first_number(scope, id) == 0 =>
        {
            None
        }
        (FieldType::Enum(_), _) => Some(format!("{} as i32", literal())),
        (_, None) => None,
        (FieldType::Scalar(Scalar::String), _) => Some(format!("{}.into()", literal())),
        (FieldType::Scalar(Scalar::Bytes), _) => Some(format!("{}.as_slice().into()", literal())),
        _ => Some(literal()),
    }
}
