//! Warnings about patterns of options that match nothing, which are most likely misspelled.

use super::{Options, matches};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::Model;

/// Warns about each pattern that matches no element of the request, for the options of all targets.
pub fn check(model: &Model<'_>, options: &Options, diagnostics: &mut Diagnostics) {
    let mut unmatched: Vec<_> = options.patterns.iter().collect();
    if unmatched.is_empty() {
        return;
    }
    each_path(model, |path| {
        unmatched.retain(|(_, pattern)| !matches(pattern, path))
    });
    for (option, pattern) in unmatched {
        let warning =
            Diagnostic::warning(format!("option `{option}`: `{pattern}` matches nothing"));
        diagnostics.push(
            warning.help("paths are written as in the proto files: `.package.Message.field`"),
        );
    }
}

/// Calls `each` with the path of each element that a pattern can match.
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
    for extension in &model.extensions {
        each(&extension.full_name);
    }
    for service in &model.services {
        each(&service.full_name);
        service
            .methods
            .iter()
            .for_each(|method| each(&format!("{}.{}", service.full_name, method.name)));
    }
}
