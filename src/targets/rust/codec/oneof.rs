//! What a oneof does.

use askama::Template;

use super::{Module, Runtime, merge_result, word};
use crate::model::{Field, FieldKind, Type};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::{Arg, Call, Layout, MAX_WIDTH};
use crate::targets::rust::types::Scope;

/// The impls of a oneof. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/oneof_code.rs")]
pub struct OneofCode {
    /// The modules of the runtime that it names.
    pub used: Vec<&'static str>,
    /// Whether it names something deprecated.
    deprecated: bool,
    ident: Ident,
    /// The end of the signature of `merge`.
    result: &'static str,
    /// `let field = …;`
    field: String,
    writes: String,
    reads: String,
    lengths: String,
    /// The head of `Debug` and the arms of it, where derived it would show numbers of enums.
    debug: Option<(String, String)>,
}

impl OneofCode {
    /// The code of a oneof with these members, named in `scope`.
    pub fn new(scope: Scope<'_>, ident: &Ident, members: &[(&Field<'_>, Ident)]) -> Self {
        let runtime = Runtime::new(scope);
        let layout = scope.layout();
        let [encode, len, merge] = runtime.names([Module::Encode, Module::Len, Module::Merge]);
        let mut field = String::with_capacity(MAX_WIDTH);
        let [mut writes, mut reads, mut lengths] = Layout::lines(members.len());
        let name = Arg::text(["\"", ident.as_str(), "\""]);
        let [tag, wire_type, buf, ctx] = ["tag", "wire_type", "buf", "ctx"].map(Arg::text);
        let incoming = Call::new(
            [merge, "::Field::new"],
            [name, tag, wire_type, buf.clone(), ctx],
        );
        layout.let_call(&mut field, "field", &incoming);
        for (field, variant) in members {
            let FieldKind::Singular(item, _) = field.kind else {
                continue;
            };
            let (word, number) = (word(item), field.number.to_string());
            let wrap = ["Self::", variant.as_str()].concat();
            let pattern = [&*wrap, "(value)"].concat();
            let (tag, value) = (Arg::Number(field.number), Arg::text("value"));
            let args = [tag.clone(), value.clone(), buf.clone()];
            let write = Call::new([encode, "::required::", word], args);
            layout.arm_of_call(&mut writes, &*pattern, &write);
            let length = Call::new([len, "::required::", word], [tag, value]);
            layout.arm_of_call(&mut lengths, &*pattern, &length);
            let args = ["oneof", &wrap, "field"].map(Arg::text);
            let read = Call::new([merge, "::variant::", word], args);
            match item {
                Type::Message { .. } => {
                    let args = ["value", "field"].map(Arg::text);
                    let existing = Call::new([merge, "::existing::", word], args);
                    layout.arm_of_match(&mut reads, &number, "oneof", &wrap, &existing, &read);
                }
                _ => layout.arm_of_call(&mut reads, &*number, &read),
            }
        }
        Self {
            deprecated: members.iter().any(|(field, _)| field.deprecated),
            ident: ident.clone(),
            result: merge_result(layout),
            field,
            writes,
            reads,
            lengths,
            debug: debug(&runtime, ident, members),
            used: runtime.used(),
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

/// The head of `Debug`, and its arms.
fn debug(
    runtime: &Runtime<'_>,
    ident: &Ident,
    members: &[(&Field<'_>, Ident)],
) -> Option<(String, String)> {
    let enum_of = |field: &Field<'_>| match field.kind {
        FieldKind::Singular(Type::Enum(id), _) => Some(id),
        _ => None,
    };
    if !members.iter().any(|(field, _)| enum_of(field).is_some()) {
        return None;
    }
    let layout = runtime.scope.layout();
    let debug = runtime.name(Module::Debug);
    let [mut arms] = Layout::lines(members.len());
    for (field, variant) in members {
        let path = enum_of(field).map(|id| runtime.scope.enum_path(id));
        let value = match &path {
            Some(path) => Arg::Generic {
                function: ["&", debug, "::enumeration"].into(),
                ty: path,
                value: "value".into(),
            },
            None => Arg::text("value"),
        };
        let name = Arg::text(["\"", variant.as_str(), "\""]);
        let call = Call::new([debug, "::variant"], [Arg::text("f"), name, value]);
        let pattern = ["Self::", variant.as_str(), "(value)"];
        layout.arm_of_call(&mut arms, pattern, &call);
    }
    Some((layout.head("::core::fmt::Debug", ident.as_str()), arms))
}
