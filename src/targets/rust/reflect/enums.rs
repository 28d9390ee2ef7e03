//! The traits of an enum.

use askama::Template;

use super::Reflection;
use super::serde::SerdeView;
use crate::model::EnumId;
use crate::targets::rust::codec::Used;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line};
use crate::targets::rust::types::Scope;

/// The impls of an enum.
#[derive(Debug, Template)]
#[template(path = "rust/enum_reflection.rs", escape = "none")]
pub struct EnumReflection {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    head: String,
    /// The signature of the function that returns the descriptor.
    signature: String,
    /// The static with the values.
    values: String,
    descriptor: String,
    /// The head of the impl for an open enum.
    open: Option<String>,
    serde: Option<SerdeView>,
}

impl EnumReflection {
    /// The impls of an enum, if options ask for them.
    pub fn new(scope: Scope<'_>, id: EnumId, ident: &Ident) -> Option<Self> {
        let options = scope.context.options;
        if !options.reflects() {
            return None;
        }
        let r#enum = &scope.context.model[id];
        let reflection = Reflection::new(scope);
        let new = reflection.path("EnumValueDescriptor::new");
        let numbers = r#enum.values.iter().map(|value| value.number.to_string());
        let numbers: Vec<_> = numbers.collect();
        let items = r#enum.values.iter().zip(&numbers).map(|(value, number)| {
            let name = Line::text(["\"", value.name, "\""]);
            Call::function(&*new, [name, Line::text(&**number)])
        });
        let values = items.collect::<Vec<_>>();
        let args = vec![
            Line::text(["\"", &r#enum.full_name[1..], "\""]),
            Line::text("VALUES"),
            Line::text(if r#enum.closed { "true" } else { "false" }),
        ];
        Some(Self {
            gate: options.gate_reflect(),
            head: reflection.implementation("DescribedEnum", ident.as_str()),
            signature: reflection.descriptor_signature("EnumDescriptor"),
            values: reflection.list("VALUES", "EnumValueDescriptor", &values),
            descriptor: reflection.descriptor("EnumDescriptor", "new", args),
            open: scope
                .context
                .names
                .is_open(id)
                .then(|| reflection.implementation("OpenEnum", ident.as_str())),
            serde: options.json.then(|| SerdeView::of_enum(&reflection, ident)),
            used: reflection.runtime.used(),
        })
    }
}
