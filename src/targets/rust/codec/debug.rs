//! `Debug` of messages and oneofs, where a derived one would differ: it shows the names of enum values, and hides the fields
//! with the option `debug_redact`.

use askama::Template;

use super::fields::{OneofField, RegularField};
use super::{Runtime, RuntimeModule, Used};
use crate::model::{EnumId, Field, FieldType};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::UNKNOWN_FIELDS;
use crate::targets::rust::syntax::{Call, Line, Printer, lines};
use crate::targets::rust::types::Scope;

/// The impl of `Debug`. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/debug.rs", escape = "none")]
pub struct DebugCode {
    /// Whether it names something deprecated.
    deprecated: bool,
    head: String,
    lines: String,
}

impl DebugCode {
    /// `Debug` of a message, if the derived one would differ from prost's: for the values of enums, and for names with `r#`; if
    /// it hides a field; and if it shows fields that the schema does not have, which most messages lack.
    pub fn of_message(
        runtime: &Runtime<'_>,
        ident: &Ident,
        fields: &[RegularField<'_>],
        oneofs: &[OneofField<'_>],
        stores: bool,
    ) -> Option<Self> {
        let is_raw = |ident: &Ident| ident.as_str().starts_with("r#");
        let special = fields.iter().any(|plain| {
            enum_of(runtime, plain.field).is_some() || plain.field.redacted || is_raw(plain.ident)
        });
        if !special && !stores && !oneofs.iter().any(|oneof| is_raw(oneof.ident)) {
            return None;
        }
        let printer = runtime.scope.printer();
        let name = Line::text(["\"", ident.as_str(), "\""]);
        let start = Call::method("f", "debug_struct", [name]);
        let [mut text] = lines(2 + fields.len() + oneofs.len());
        printer.assign(&mut text, 8, "let mut message =", &start, ";\n");
        for RegularField { ident, field } in fields {
            let held = Line::field("&", ident.as_str());
            match enum_of(runtime, field) {
                _ if field.redacted => shown(printer, &mut text, ident, redacted(runtime)),
                None => shown(printer, &mut text, ident, held),
                Some(id) => {
                    let path = runtime.scope.enum_path(id);
                    let debug = runtime.name(RuntimeModule::Debug);
                    let value = Call::generic([debug, "::enumeration"], &path, [held]);
                    shown(printer, &mut text, ident, value.into());
                }
            }
        }
        for OneofField { ident, .. } in oneofs {
            shown(printer, &mut text, ident, Line::field("&", ident.as_str()));
        }
        if stores {
            let debug = runtime.name(RuntimeModule::Debug);
            let args = [Line::text("&mut message"), Line::field("&", UNKNOWN_FIELDS)];
            let call = Call::function([debug, "::unknown_fields"], args);
            printer.statement(&mut text, 8, &call, ";");
        }
        text.push_str("        message.finish()\n");
        Some(Self {
            deprecated: fields.iter().any(|plain| plain.field.deprecated),
            head: printer.implementation(0, "", "::core::fmt::Debug", ident.as_str()),
            lines: text,
        })
    }

    /// `Debug` of a oneof, if the derived one would print numbers of enums, or a value to hide.
    pub fn of_oneof(
        runtime: &Runtime<'_>,
        ident: &Ident,
        members: &[(&Field<'_>, &Ident)],
    ) -> Option<Self> {
        let is_special = |field: &Field<'_>| enum_of(runtime, field).is_some() || field.redacted;
        if !members.iter().any(|(field, _)| is_special(field)) {
            return None;
        }
        let printer = runtime.scope.printer();
        let debug = runtime.name(RuntimeModule::Debug);
        let [mut text] = lines(2 + members.len());
        text.push_str("        match self {\n");
        for (field, variant) in members {
            let path = enum_of(runtime, field).map(|id| runtime.scope.enum_path(id));
            let value = match &path {
                _ if field.redacted => redacted(runtime),
                Some(path) => {
                    Call::generic([debug, "::enumeration"], path, [Line::text("value")]).into()
                }
                None => Line::text("value"),
            };
            let bound = if field.redacted { "(_)" } else { "(value)" };
            let name = Line::text(["\"", variant.as_str(), "\""]);
            let call = Call::function([debug, "::variant"], [Line::text("f"), name, value]);
            let pattern = ["Self::", variant.as_str(), bound];
            printer.arm(&mut text, 12, pattern, &call);
        }
        text.push_str("        }\n");
        Some(Self {
            deprecated: members.iter().any(|(field, _)| field.deprecated),
            head: printer.implementation(0, "", "::core::fmt::Debug", ident.as_str()),
            lines: text,
        })
    }
}

/// `Debug` of a message or oneof that derives prost's traits and has a field to hide.
#[derive(Debug)]
pub struct HidingDebug {
    pub code: DebugCode,
    /// The modules of the runtime that it names.
    pub used: Used,
}

impl HidingDebug {
    pub fn of_message(
        scope: Scope<'_>,
        ident: &Ident,
        fields: &[RegularField<'_>],
        oneofs: &[OneofField<'_>],
    ) -> Option<Self> {
        let hides = fields.iter().any(|plain| plain.field.redacted);
        Self::derived(scope, hides, |runtime| {
            DebugCode::of_message(runtime, ident, fields, oneofs, false)
        })
    }

    pub fn of_oneof(
        scope: Scope<'_>,
        ident: &Ident,
        members: &[(&Field<'_>, &Ident)],
    ) -> Option<Self> {
        let hides = members.iter().any(|(field, _)| field.redacted);
        Self::derived(scope, hides, |runtime| {
            DebugCode::of_oneof(runtime, ident, members)
        })
    }

    fn derived(
        scope: Scope<'_>,
        hides: bool,
        code: impl FnOnce(&Runtime<'_>) -> Option<DebugCode>,
    ) -> Option<Self> {
        if scope.writes_code() || !hides {
            return None;
        }
        let runtime = Runtime::new(scope);
        Some(Self {
            code: code(&runtime)?,
            used: runtime.used(),
        })
    }
}

/// `&debug::Redacted`.
fn redacted<'r>(runtime: &'r Runtime<'_>) -> Line<'r> {
    Line::text(["&", runtime.name(RuntimeModule::Debug), "::Redacted"])
}

fn shown(printer: Printer, out: &mut String, ident: &Ident, value: Line<'_>) {
    let name = Line::text(["\"", ident.as_str(), "\""]);
    let call = Call::method("message", "field", [name, value]);
    printer.statement(out, 8, &call, ";");
}

/// The enum of a field that stores its numbers.
fn enum_of(runtime: &Runtime<'_>, field: &Field<'_>) -> Option<EnumId> {
    match field.kind.item() {
        FieldType::Enum(id) => Some(id).filter(|&id| !runtime.scope.context.names.is_open(id)),
        FieldType::Scalar(_) | FieldType::Message { .. } => None,
    }
}
