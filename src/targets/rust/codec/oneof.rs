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
#[template(path = "rust/oneof_code.rs")]
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
            let (word, number) = (word(item), field.number.to_string());
            let wrap = ["Self::", variant.as_str()].concat();
            let pattern = [&*wrap, "(value)"].concat();
            let (tag, value) = (Line::Number(field.number), Line::text("value"));
            let args = [tag.clone(), value.clone(), buf.clone()];
            let write = Call::function([encode, "::required::", word], args);
            printer.arm(&mut writes, 12, &*pattern, &write);
            let length = Call::function([len, "::required::", word], [tag, value]);
            printer.arm(&mut lengths, 12, &*pattern, &length);
            let args = ["oneof", &wrap, "field"].map(Line::text);
            let read = Call::function([merge, "::variant::", word], args);
            match item {
                FieldType::Message { .. } => {
                    let args = ["value", "field"].map(Line::text);
                    let existing = Call::function([merge, "::existing::", word], args);
                    read_message(printer, &mut reads, &number, &wrap, [&existing, &read]);
                }
                _ => printer.arm(&mut reads, 12, &*number, &read),
            }
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

/// The arm that reads a message: into the current one of the oneof, or into a new one.
pub fn read_message(
    printer: Printer,
    out: &mut String,
    number: &str,
    variant: &str,
    [existing, read]: [&Call<'_>; 2],
) {
    push(out, &[blanks(12), number, " => match oneof {\n"]);
    printer.arm(out, 16, &*printer.some_variant(16, variant), existing);
    printer.arm(out, 16, "_", read);
    push(out, &[blanks(12), "},\n"]);
}
