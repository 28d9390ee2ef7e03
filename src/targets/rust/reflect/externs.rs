//! Reports types of other code that may have no code for JSON.

use foldhash::{HashSet, HashSetExt};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{FieldType, FileId, MessageId, Source};
use crate::targets::rust::names::TypeName;
use crate::targets::rust::options::Messages;
use crate::targets::rust::types::Context;

/// Reports each type of other code in a field of a generated message, unless it is known to have JSON: a type of
/// `prost_types` or of the runtime, or one that the option `extern_json` names.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let options = context.options;
    if !options.reflects() || options.messages == Messages::External {
        return;
    }
    let mut seen = HashSet::new();
    for (r#type, file, source) in uses(context) {
        let Some((full_name, path)) = external(context, r#type) else {
            continue;
        };
        if !has_json(context, full_name, path) && seen.insert(full_name) {
            let place = context.model.place(file, source);
            diagnostics.push(error(options.json, full_name, path).at(place));
        }
    }
}

/// The types of fields of generated messages, and those of methods, with their places.
fn uses<'c, 'm>(
    context: &'c Context<'m>,
) -> impl Iterator<Item = (FieldType, FileId, &'c Source<'m>)> {
    let (model, selection) = (context.model, context.selection);
    let messages = model.messages.iter().enumerate();
    let messages = messages.filter(move |(index, message)| {
        let id = MessageId::new(*index);
        let is_local = matches!(context.names.message(id), TypeName::Local(..));
        is_local && !message.map_entry && selection.generates_message(model, id)
    });
    let fields = messages.flat_map(|(_, message)| {
        let fields = message.fields.iter();
        fields.map(|field| (field.kind.item(), message.file, &field.source))
    });
    let files = model.files.iter().filter(|file| file.generate);
    let services = files.flat_map(|file| &file.services);
    let services = services.filter(|&&id| selection.service(id));
    let methods = services.flat_map(|&id| {
        let service = &model[id];
        let methods = service.methods.iter();
        methods.flat_map(|method| {
            [method.input, method.output].map(|id| {
                let delimited = false;
                (
                    FieldType::Message { id, delimited },
                    service.file,
                    &method.source,
                )
            })
        })
    });
    let extensions = context.extensions().map(move |id| &model[id]);
    let extensions = extensions.map(|extension| {
        let field = &extension.field;
        (field.kind.item(), extension.file, &field.source)
    });
    fields.chain(extensions).chain(methods)
}

/// The full name of a type and its Rust path, if it is a type of other code.
fn external<'c>(context: &'c Context<'_>, r#type: FieldType) -> Option<(&'c str, &'c str)> {
    let (full_name, name) = match r#type {
        FieldType::Message { id, .. } => (&context.model[id].full_name, context.names.message(id)),
        FieldType::Enum(id) => (&context.model[id].full_name, context.names.r#enum(id)),
        FieldType::Scalar(_) => return None,
    };
    match name {
        TypeName::Extern(path) => Some((full_name, path)),
        TypeName::Local(..) => None,
    }
}

fn has_json(context: &Context<'_>, full_name: &str, path: &str) -> bool {
    let options = context.options;
    let is_in = |module: &str| {
        let rest = path.strip_prefix(module);
        rest.is_some_and(|rest| rest.starts_with("::"))
    };
    // Rust's types of wrappers and of `google.protobuf.Empty` have no path, or one in `prost`.
    let is_prost = !path.contains("::") || is_in("::prost") || is_in("::prost_types");
    let is_known = full_name.starts_with(".google.protobuf.") && is_prost;
    is_known || is_in(&options.runtime) || options.extern_json.get_best(full_name).is_some()
}

fn error(json: bool, full_name: &str, path: &str) -> Diagnostic {
    let name = &full_name[1..];
    let (option, format) = match json {
        true => ("json", "JSON"),
        false => ("text", "the text format"),
    };
    Diagnostic::error(format!(
        "option `{option}`: `{name}` is used here, but `{path}` of its `extern_path` may have no code for {format}"
    ))
    .help(format!(
        "generate its code with `{option}` as well, and say so: `extern_json={full_name}`"
    ))
}
