//! Checks that a file refers only to messages and enums that their files export.
//!
//! Source: `SymbolVisibility` and `VisibilityFeature` in `google/protobuf/descriptor.proto`.

use crate::ast::{FileIndex, Visibility};
use crate::fault::Fault;
use crate::features::{FileFeatures, SymbolVisibility};
use crate::link::{Pool, TypeRef};
use crate::source::Span;

/// Reports references of a file to types that are local to other files. `features` has the features of each file.
pub(crate) fn check_exports(pool: &Pool, file: FileIndex, features: &[FileFeatures]) -> Vec<Fault> {
    let (declared, links) = (pool.file(file), &pool.links[file.index()]);
    let mut faults = Vec::new();
    let mut check = |target: TypeRef, span: Span| {
        if !is_visible(pool, file, features, target) {
            faults.push(fault(pool, target, span));
        }
    };
    for (field, link) in declared.fields.iter().zip(&links.fields) {
        if let (Some(extendee), Some(name)) = (link.extendee, &field.extendee) {
            check(TypeRef::Message(extendee), name.span);
        }
        if let Some(target) = link.target {
            check(target, field.type_span);
        }
    }
    for (service, links) in declared.services.iter().zip(&links.methods) {
        for (method, &[input, output]) in service.methods.iter().zip(links) {
            for (message, name) in [(input, &method.input), (output, &method.output)] {
                if let Some(message) = message {
                    check(TypeRef::Message(message), name.span);
                }
            }
        }
    }
    faults
}

fn is_visible(pool: &Pool, file: FileIndex, features: &[FileFeatures], target: TypeRef) -> bool {
    let (home, keyword, nested) = match target {
        TypeRef::Message(message) => {
            let declared = pool.message(message);
            (message.file, declared.visibility, declared.parent.is_some())
        }
        TypeRef::Enum(enum_) => {
            let declared = pool.enum_(enum_);
            (enum_.file, declared.visibility, declared.parent.is_some())
        }
    };
    if home == file {
        return true;
    }
    let Some(features) = features.get(home.index()) else {
        return true;
    };
    let default = match target {
        TypeRef::Message(message) => features.message(message.index),
        TypeRef::Enum(enum_) => features.enum_(enum_.index),
    }
    .default_symbol_visibility;
    match (keyword, default) {
        (Some(keyword), _) => keyword == Visibility::Export,
        (None, SymbolVisibility::ExportAll) => true,
        (None, SymbolVisibility::ExportTopLevel) => !nested,
        (None, SymbolVisibility::LocalAll | SymbolVisibility::Strict) => false,
    }
}

fn fault(pool: &Pool, target: TypeRef, span: Span) -> Fault {
    let (name, file, keyword) = match target {
        TypeRef::Message(message) => {
            let keyword = pool.message(message).visibility;
            (pool.message_name(message), message.file, keyword)
        }
        TypeRef::Enum(enum_) => (
            pool.enum_name(enum_),
            enum_.file,
            pool.enum_(enum_).visibility,
        ),
    };
    let file = &pool.file(file).name;
    let fault = Fault::error(span, format!("`{name}` is local to `{file}`"));
    fault.help(match keyword {
        Some(_) => "write `export` in place of `local` there",
        None => {
            "write `export` before its declaration there: the file exports no such type by default"
        }
    })
}
