//! The lengths of names.
//!
//! The runtime of C++ keeps the sizes of names in 16 bits. For a field it does so with offsets into the full name, followed by
//! the names in lower case, in camel case and of JSON.

use crate::ast::{Field, File, Name};
use crate::fault::Fault;

const MAX: usize = u16::MAX as usize;

/// Checks that no name is too long.
pub(super) fn check(file: &File, faults: &mut Vec<Fault>) {
    let package = file
        .package
        .as_ref()
        .map_or(0, |package| package.text.len());
    // The lengths of the full names of messages. Outer messages come before inner ones.
    let mut messages: Vec<usize> = Vec::with_capacity(file.messages.len());
    for message in &file.messages {
        let scope = message.parent.map(|parent| messages[parent.index()]);
        let full = joined(scope.unwrap_or(package), &message.name);
        check_length(full, &message.name, faults);
        for oneof in &message.oneofs {
            check_length(joined(full, &oneof.name), &oneof.name, faults);
        }
        messages.push(full);
    }
    for field in &file.fields {
        let scope = field
            .parent
            .map_or(package, |parent| messages[parent.index()]);
        check_length(
            last_offset(field, joined(scope, &field.name)),
            &field.name,
            faults,
        );
    }
    for enum_ in &file.enums {
        let scope = enum_
            .parent
            .map_or(package, |parent| messages[parent.index()]);
        check_length(joined(scope, &enum_.name), &enum_.name, faults);
        for value in &enum_.values {
            check_length(joined(scope, &value.name), &value.name, faults);
        }
    }
    for service in &file.services {
        let full = joined(package, &service.name);
        check_length(full, &service.name, faults);
        for method in &service.methods {
            check_length(joined(full, &method.name), &method.name, faults);
        }
    }
}

/// The length of the full name of an element in a scope.
fn joined(scope: usize, name: &Name) -> usize {
    let dot = usize::from(scope != 0);
    scope.saturating_add(dot).saturating_add(name.text.len())
}

fn check_length(length: usize, name: &Name, faults: &mut Vec<Fault>) {
    if length > MAX {
        faults.push(
            Fault::error(name.span, "the name is too long").help(format!(
                "a name, with the names that it is in, has at most {MAX} bytes"
            )),
        );
    }
}

/// The largest offset for a field whose full name has the length `full`.
fn last_offset(field: &Field, full: usize) -> usize {
    let name = field.name.text.as_bytes();
    let custom = field.json_name.as_ref().map(|json| json.value.len());
    let bound = full
        .saturating_mul(4)
        .saturating_add(custom.unwrap_or_default());
    if bound < MAX - 4 {
        return full;
    }
    let without_underscores = name.iter().filter(|&&byte| byte != b'_').count();
    let upper = name.iter().any(u8::is_ascii_uppercase);
    let starts_lower = name.first().is_none_or(u8::is_ascii_lowercase);
    let names = if custom.is_some() || upper || !starts_lower {
        let json = custom.unwrap_or(without_underscores);
        name.len() + without_underscores + json + 4
    } else if without_underscores < name.len() {
        without_underscores + 2
    } else {
        0
    };
    full.saturating_add(names)
}
