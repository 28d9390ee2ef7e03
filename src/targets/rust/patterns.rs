//! Patterns of options that match nothing: most likely a slip of the pen, so the user is told.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::Model;
use crate::options::{self, Options, PathMap};

/// Warns of each pattern that no element of the request has.
pub fn check(model: &Model<'_>, options: &Options, diagnostics: &mut Diagnostics) {
    let mut unmatched = unmatched(options);
    if unmatched.is_empty() {
        return;
    }
    each_path(model, |path| {
        unmatched.retain(|(_, pattern)| !options::matches(pattern, path))
    });
    for (option, pattern) in unmatched {
        let warning =
            Diagnostic::warning(format!("option `{option}`: `{pattern}` matches nothing"));
        diagnostics.push(
            warning.help("paths are written as in the proto files: `.package.Message.field`"),
        );
    }
}

/// All patterns, by the options that they belong to.
fn unmatched(options: &Options) -> Vec<(&'static str, &str)> {
    fn of<'o, T>(
        option: &'static str,
        map: &'o PathMap<T>,
    ) -> impl Iterator<Item = (&'static str, &'o str)> {
        map.iter().map(move |(pattern, _)| (option, pattern))
    }
    let externs = options
        .extern_path
        .iter()
        .map(|(proto, _)| ("extern_path", &**proto));
    of("bytes", &options.bytes)
        .chain(of("btree_map", &options.btree_map))
        .chain(of("boxed", &options.boxed))
        .chain(of("type_attribute", &options.type_attribute))
        .chain(of("field_attribute", &options.field_attribute))
        .chain(of("message_attribute", &options.message_attribute))
        .chain(of("enum_attribute", &options.enum_attribute))
        .chain(of("server_attribute", &options.server_attribute))
        .chain(of("client_attribute", &options.client_attribute))
        .chain(of("disable_comments", &options.disable_comments))
        .chain(of("type_name_domain", &options.type_name_domain))
        .chain(externs)
        .collect()
}

/// The paths of all elements that an option can be about.
fn each_path(model: &Model<'_>, mut each: impl FnMut(&str)) {
    for message in model.messages.iter().filter(|message| !message.map_entry) {
        each(&message.full_name);
        for field in &message.fields {
            each(&format!("{}.{}", message.full_name, field.name));
            if let Some(oneof) = field.oneof {
                each(&format!(
                    "{}.{}.{}",
                    message.full_name, message.oneofs[oneof].name, field.name
                ));
            }
        }
        message
            .oneofs
            .iter()
            .for_each(|oneof| each(&format!("{}.{}", message.full_name, oneof.name)));
    }
    for r#enum in &model.enums {
        each(&r#enum.full_name);
        r#enum
            .values
            .iter()
            .for_each(|value| each(&format!("{}.{}", r#enum.full_name, value.name)));
    }
    for service in &model.services {
        each(&service.full_name);
        service
            .methods
            .iter()
            .for_each(|method| each(&format!("{}.{}", service.full_name, method.name)));
    }
}
