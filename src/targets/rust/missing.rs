//! Finds types that the generated code uses and that nothing generates.

use super::names::{TypeName, extern_path};
use super::options::{Layout, Messages};
use super::types::Context;
use crate::model::{self, FieldType, MissingFile};

/// Finds the files with types that are only imported, or excluded by `include`, and that no `extern_path` provides.
///
/// With the flat layout, or with messages of another generator, the user provides these types.
pub fn missing(context: &Context<'_>) -> Vec<MissingFile> {
    if context.options.layout == Layout::Flat || context.options.messages == Messages::External {
        return Vec::new();
    }
    let names = &context.names;
    let is_extern = |r#type| match r#type {
        FieldType::Message { id, .. } => matches!(names.message(id), TypeName::Extern(_)),
        FieldType::Enum(id) => matches!(names.r#enum(id), TypeName::Extern(_)),
        FieldType::Scalar(_) => true,
    };
    let missing = model::missing(
        context.model,
        context.selection,
        context.extensions(),
        is_extern,
    )
    .into_iter();
    let file = |missing: model::Missing<'_>| {
        let package = context.model[missing.file].package;
        missing.file(context.model, &extern_path(package, missing.full_name))
    };
    missing.map(file).collect()
}
