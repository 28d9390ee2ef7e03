//! The field of a message that stores fields that its schema does not have, and extensions, which are stored like them.

use askama::Template;

use super::codec::{Runtime, RuntimeModule, Used};
use super::ident::Ident;
use super::names::UNKNOWN_FIELDS;
use super::stored::{stores_extensions, stores_fields};
use super::syntax::Ty;
use super::types::Scope;
use crate::model::Message;

/// The field `unknown_fields` of a message, and the impl for extensions.
#[derive(Debug, Template)]
#[template(path = "rust/storage.rs", escape = "none")]
pub struct StorageView {
    pub docs: &'static str,
    /// The declaration of the field.
    pub field: String,
    /// The types of the runtime that it names.
    pub used: Used,
    /// The head of the impl for extensions, if the message has any.
    pub head: Option<String>,
    /// The name of the type of the field.
    unknown_fields: String,
}

impl StorageView {
    /// The field of a message, if it has one.
    pub fn new(scope: Scope<'_>, message: &Message<'_>, ident: &Ident) -> Option<Self> {
        let options = scope.context.options;
        if !stores_fields(options, message) {
            return None;
        }
        let (runtime, printer) = (Runtime::new(scope), scope.printer());
        let unknown_fields = runtime.name(RuntimeModule::UnknownFields).to_owned();
        let extendable = stores_extensions(options, message);
        Some(Self {
            docs: if extendable {
                "The extensions, and the fields that the schema does not have."
            } else {
                "The fields that the schema does not have."
            },
            field: printer.field(4, UNKNOWN_FIELDS, &Ty::path(unknown_fields.clone())),
            head: extendable.then(|| {
                let extendable = runtime.name(RuntimeModule::Extendable);
                printer.implementation(0, "", extendable, ident.as_str())
            }),
            unknown_fields,
            used: runtime.used(),
        })
    }
}
