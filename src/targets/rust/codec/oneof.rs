//! What a oneof does.

use std::collections::BTreeSet;

use askama::Template;

use super::{Runtime, word};
use crate::model::{Field, FieldKind, Type};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::{Arg, Call};
use crate::targets::rust::types::Scope;

/// The impls of a oneof.
#[derive(Debug, Template)]
#[template(path = "rust/oneof_code.rs")]
pub struct OneofCode {
    /// The modules of the runtime that it names.
    pub used: BTreeSet<&'static str>,
    /// Whether it names something deprecated.
    deprecated: bool,
    ident: Ident,
    /// `let field = …;`
    field: String,
    writes: Vec<String>,
    reads: Vec<String>,
    lengths: Vec<String>,
    /// The head of `Debug` and the arms of it, where derived it would show numbers of enums.
    debug: Option<(String, Vec<String>)>,
}

impl OneofCode {
    /// The code of a oneof with these members, named in `scope`.
    pub fn new(scope: Scope<'_>, ident: &Ident, members: &[(&Field<'_>, Ident)]) -> Self {
        let mut runtime = Runtime::new(scope);
        let layout = scope.layout();
        let (mut writes, mut reads, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        for (field, variant) in members {
            let FieldKind::Singular(item, _) = field.kind else {
                continue;
            };
            let (word, number) = (word(item), field.number.to_string());
            let pattern = format!("Self::{variant}(value)");
            let mut function =
                |module, label: &str| format!("{}::{label}::{word}", runtime.name(module));
            let args = [&*number, "value", "buf"].map(Arg::text);
            let write = Call::new(function("encode", "required"), args);
            writes.push(layout.arm_of_call(&pattern, &write));
            let args = [&*number, "value"].map(Arg::text);
            let length = Call::new(function("len", "required"), args);
            lengths.push(layout.arm_of_call(&pattern, &length));
            let wrap = format!("Self::{variant}");
            let args = ["oneof", &wrap, "field"].map(Arg::text);
            let read = Call::new(function("merge", "variant"), args);
            reads.push(match item {
                Type::Message { .. } => {
                    let args = ["value", "field"].map(Arg::text);
                    let existing = Call::new(function("merge", "existing"), args);
                    layout.arm_of_match(&number, "oneof", &wrap, &existing, &read)
                }
                _ => layout.arm_of_call(&number, &read),
            });
        }
        let name = format!("\"{ident}\"");
        let args = [&*name, "tag", "wire_type", "buf", "ctx"].map(Arg::text);
        let field = Call::new(format!("{}::Field::new", runtime.name("merge")), args);
        Self {
            deprecated: members.iter().any(|(field, _)| field.deprecated),
            ident: ident.clone(),
            field: layout.let_call("field", &field),
            writes,
            reads,
            lengths,
            debug: debug(&mut runtime, ident, members),
            used: runtime.used,
        }
    }

    /// The traits to be derived all the same.
    pub fn derives(&self) -> Vec<&'static str> {
        self.debug
            .is_none()
            .then_some("Debug")
            .into_iter()
            .collect()
    }
}

fn debug(
    runtime: &mut Runtime<'_>,
    ident: &Ident,
    members: &[(&Field<'_>, Ident)],
) -> Option<(String, Vec<String>)> {
    let is_enum = |field: &Field<'_>| matches!(field.kind, FieldKind::Singular(Type::Enum(_), _));
    if !members.iter().any(|(field, _)| is_enum(field)) {
        return None;
    }
    let scope = runtime.scope;
    let arm = |(field, variant): &(&Field<'_>, Ident)| {
        let value = match field.kind {
            FieldKind::Singular(Type::Enum(id), _) => Arg::Generic {
                function: format!("&{}::enumeration", runtime.name("debug")),
                ty: scope.enum_path(id),
                value: "value".to_owned(),
            },
            _ => Arg::text("value"),
        };
        let args = [Arg::text("f"), Arg::text(format!("\"{variant}\"")), value];
        let call = Call::new(format!("{}::variant", runtime.name("debug")), args);
        scope
            .layout()
            .arm_of_call(&format!("Self::{variant}(value)"), &call)
    };
    let arms = members.iter().map(arm).collect();
    Some((
        scope.layout().head("::core::fmt::Debug", ident.as_str()),
        arms,
    ))
}
