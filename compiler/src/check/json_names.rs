//! Checks that the JSON names of the fields of a message differ.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::checker::Checker;
use super::numbers;
use crate::ast::{Field, MessageIndex};
use crate::fault::Fault;
use crate::features::JsonFormat;
use crate::json_name::default_json_name;

/// The fields of a message by their JSON names.
type Names<'f> = HashMap<Cow<'f, [u8]>, JsonField<'f>, foldhash::fast::FixedState>;

/// A field with the origin of its JSON name.
#[derive(Clone, Copy)]
struct JsonField<'f> {
    field: &'f Field,
    is_custom: bool,
}

pub(super) fn check(checker: &mut Checker) {
    let mut names = Names::default();
    for index in MessageIndex::all(&checker.file.messages) {
        let message = checker.file.message(index);
        let options = checker.own(message.options);
        if options.bool(numbers::message::LEGACY_JSON_CONFLICTS) != Some(true) {
            check_message(checker, index, false, &mut names);
            let fields = message.fields.iter();
            let mut fields = fields.map(|&field| checker.file.field(field));
            if fields.any(|field| field.json_name.is_some()) {
                check_message(checker, index, true, &mut names);
            }
        }
    }
}

/// Checks the default names, which field masks use, or the custom names instead where there are any.
fn check_message<'a>(
    checker: &mut Checker<'a>,
    index: MessageIndex,
    with_custom: bool,
    names: &mut Names<'a>,
) {
    names.clear();
    let legacy = checker.features.message(index).json_format == JsonFormat::LegacyBestEffort;
    let file = checker.file;
    for &field in &file.message(index).fields {
        let field = file.field(field);
        let default = default_json_name(&field.name.text);
        let custom = field.json_name.as_ref().map(|json| &*json.value);
        let custom = custom.filter(|&custom| with_custom && custom != &*default);
        let is_custom = custom.is_some();
        let name = custom.map_or(default, Cow::Borrowed);
        if is_custom && name.starts_with(b"[") && name.ends_with(b"]") {
            let name = String::from_utf8_lossy(&name);
            let text = format!("the JSON name `{name}` has the form of an extension");
            let fault = Fault::error(field.name.span, text);
            checker
                .faults
                .push(fault.help("a JSON name cannot be in brackets"));
            continue;
        }
        let this = JsonField { field, is_custom };
        let first = match names.entry(name) {
            hashbrown::hash_map::Entry::Vacant(entry) => {
                entry.insert(this);
                continue;
            }
            hashbrown::hash_map::Entry::Occupied(entry) => (*entry.get(), entry.key().clone()),
        };
        // The first pass reports conflicts of default names.
        if !with_custom || is_custom || first.0.is_custom {
            report(checker, this, first, legacy);
        }
    }
}

/// Reports that two fields have the same JSON name.
fn report(
    checker: &mut Checker,
    this: JsonField,
    (first, name): (JsonField, Cow<[u8]>),
    legacy: bool,
) {
    let text = format!(
        "the fields `{}` and `{}` have the same JSON name `{}`",
        first.field.name.text,
        this.field.name.text,
        String::from_utf8_lossy(&name)
    );
    let span = this.field.name.span;
    let fault = if legacy && !(first.is_custom && this.is_custom) {
        Fault::warning(span, text)
    } else {
        Fault::error(span, text)
    };
    // Default names must differ even where an option replaces them.
    let help = if first.is_custom || this.is_custom {
        "rename one of them, or change its option `json_name`"
    } else {
        "rename one of them"
    };
    checker.faults.push(fault.help(help));
}
