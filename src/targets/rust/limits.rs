//! Warns about parts of a file that prost does not support.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Place};
use crate::model::{ExtensionId, FieldType, File, MessageId, Model, Scalar};

/// The warning for a file, if it has such parts. With an option, its `extensions` are supported.
pub fn warning(model: &Model<'_>, file: &File<'_>, extensions: bool) -> Option<Diagnostic> {
    let mut found = LimitFound::default();
    found.count_extensions(model, &file.extensions);
    file.messages
        .iter()
        .for_each(|&id| found.look_at(model, id));
    let mut limits = Vec::new();
    if !found.closed_enums.is_empty() {
        let enums: Vec<_> = found.closed_enums.into_iter().collect();
        limits.push(format!(
            "unknown values of closed enums ({}) stay in their fields",
            enums.join(", ")
        ));
    }
    if found.unchecked_strings {
        limits.push("strings that are not UTF-8 are refused".to_owned());
    }
    match found.extensions {
        _ if extensions => {}
        0 => {}
        1 => limits.push("an extension is skipped".to_owned()),
        extensions => limits.push(format!("{extensions} extensions are skipped")),
    }
    let message = format!(
        "prost cannot express all of this file: {}",
        limits.join("; ")
    );
    (!limits.is_empty()).then(|| Diagnostic::warning(message).at(Place::file(file.path)))
}

#[derive(Default)]
struct LimitFound<'m> {
    closed_enums: BTreeSet<&'m str>,
    unchecked_strings: bool,
    /// The number of extensions that are not rules.
    extensions: usize,
}

impl<'m> LimitFound<'m> {
    fn look_at(&mut self, model: &'m Model<'_>, id: MessageId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            open.extend(&model[id].messages);
            self.count_extensions(model, &model[id].extensions);
            for field in &model[id].fields {
                match field.kind.item() {
                    FieldType::Enum(id) if model[id].closed => {
                        self.closed_enums.insert(&model[id].full_name[1..]);
                    }
                    FieldType::Scalar(Scalar::String) => {
                        self.unchecked_strings |= !field.verify_utf8
                    }
                    _ => {}
                }
            }
        }
    }

    fn count_extensions(&mut self, model: &Model<'_>, ids: &[ExtensionId]) {
        let extendees = ids.iter().map(|&id| &model[model[id].extendee]);
        self.extensions += extendees.filter(|message| !message.has_rules()).count();
    }
}
