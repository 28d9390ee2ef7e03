//! The code of a oneof.

use askama::Template;

use super::debug::DebugCode;
use super::{Runtime, RuntimeModule, Used, merge_result, word};
use crate::model::{Field, FieldKind, FieldType};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line, MAX_WIDTH, Printer, blanks, lines, push};
use crate::targets::rust::types::Scope;

/// The impls of a oneof. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/oneof_code.rs", escape = "none")]
pub struct OneofCode<'m> {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// Whether it names something deprecated.
    deprecated: bool,
    ident: &'m Ident,
    /// The end of the signature of `merge`.
    result: &'static str,
    /// `let field = …;`
    field: String,
    writes: String,
    reads: String,
    lengths: String,
    debug: Option<DebugCode>,
}

impl<'m> OneofCode<'m> {
    /// The code of a oneof with these members, named in `scope`.
    pub fn new(scope: Scope<'_>, ident: &'m Ident, members: &[(&Field<'_>, &Ident)]) -> Self {
        let runtime = Runtime::new(scope);
        let printer = scope.printer();
        let [encode, len, merge] = runtime.names([
            RuntimeModule::Encode,
            RuntimeModule::Len,
            RuntimeModule::Merge,
        ]);
        let mut field = String::with_capacity(MAX_WIDTH);
        let [mut writes, mut reads, mut lengths] = lines(members.len());
        let name = Line::text(["\"", ident.as_str(), "\""]);
        let [tag, wire_type, buf, ctx] = ["tag", "wire_type", "buf", "ctx"].map(Line::text);
        let incoming = Call::function(
            [merge, "::Field::new"],
            [name, tag, wire_type, buf.clone(), ctx],
        );
        printer.assign(&mut field, 8, "let field =", &incoming, ";\n");
        for (field, variant) in members {
            let FieldKind::Singular(item, _) = field.kind else {
                continue;
            };
            let word = word(item);
            let wrap = ["Self::", variant.as_str()].concat();
            let pattern = [&*wrap, "(value)"].concat();
            let (tag, value) = (Line::Number(field.number), Line::text("value"));
            let args = [tag.clone(), value.clone(), buf.clone()];
            let write = Call::function([encode, "::required::", word], args);
            printer.arm(&mut writes, 12, &*pattern, &write);
            let length = Call::function([len, "::required::", word], [tag, value]);
            printer.arm(&mut lengths, 12, &*pattern, &length);
            read_member(printer, &mut reads, field, &wrap, [merge, "field"]);
        }
        Self {
            deprecated: members.iter().any(|(field, _)| field.deprecated),
            ident,
            result: merge_result(printer),
            field,
            writes,
            reads,
            lengths,
            debug: DebugCode::of_oneof(&runtime, ident, members),
            used: runtime.used(),
        }
    }

    /// The traits that are still derived.
    pub fn derives(&self) -> Vec<&'static str> {
        self.debug
            .is_none()
            .then_some("Debug")
            .into_iter()
            .collect()
    }
}

/// The arm that reads a member with functions of a module of the runtime, from a received field. It reads a message into the
/// current one of the oneof, or into a new one.
pub fn read_member(
    printer: Printer,
    out: &mut String,
    field: &Field<'_>,
    variant: &str,
    [module, received]: [&str; 2],
) {
    let item = field.kind.item();
    let (word, number) = (word(item), field.number.to_string());
    let args = ["oneof", variant, received].map(Line::text);
    let read = Call::function([module, "::variant::", word], args);
    let FieldType::Message { .. } = item else {
        printer.arm(out, 12, &*number, &read);
        return;
    };
    let args = ["value", received].map(Line::text);
    let existing = Call::function([module, "::existing::", word], args);
    push(out, &[blanks(12), &number, " => match oneof {\n"]);
    printer.arm(out, 16, &*printer.some_variant(16, variant), &existing);
    printer.arm(out, 16, "_", &read);
    push(out, &[blanks(12), "},\n"]);
}
