//! Types that generated code uses and that no generated file declares.

use foldhash::{HashSet, HashSetExt};

use super::{ExtensionId, FieldType, FileId, MessageId, Model, Selection, Source};
use crate::diagnostics::{Diagnostic, Place};

/// A file that is not generated, with a type that generated code uses. Each file comes once.
#[derive(Debug)]
pub struct Missing<'m> {
    pub file: FileId,
    /// The full name of the type: `user.v1.User`.
    pub full_name: &'m str,
    /// The location of the field or method that uses the type.
    pub place: Place,
}

/// A further file to generate: entry points can add it to the request.
#[derive(Clone, Debug)]
pub struct MissingFile {
    /// Its path; `None` if the request lists it and `include` excludes it, or if it has services: users list these
    /// themselves.
    #[cfg_attr(not(feature = "build"), allow(dead_code))]
    pub path: Option<String>,
    /// The error if the entry point does not add it.
    pub fault: Diagnostic,
}

impl Missing<'_> {
    /// The file and its error; `option` is the target's option for types that exist in other code.
    pub fn file(&self, model: &Model<'_>, option: &str) -> MissingFile {
        let file = &model[self.file];
        let (name, path) = (self.full_name, file.path);
        let remedy = match (file.generate, file.package) {
            // `include` has no value for files without a package.
            (true, "") => "leave `include` out".to_owned(),
            (true, package) => format!("add `{package}` to `include`"),
            (false, _) => format!("generate `{path}` as well (with buf: `strategy: all`)"),
        };
        let fault = format!("`{name}` of `{path}` is named here, but no code is made for it");
        MissingFile {
            path: (!file.generate && file.services.is_empty()).then(|| path.to_owned()),
            fault: Diagnostic::error(fault)
                .at(self.place.clone())
                .help(format!("{remedy}, or say where its code is: `{option}`")),
        }
    }
}

/// Finds the types that generated fields, `extensions` and methods use, except those that this run generates or that other code
/// `provides`.
pub fn missing<'m>(
    model: &'m Model<'m>,
    selection: &Selection,
    extensions: impl Iterator<Item = ExtensionId>,
    provides: impl Fn(FieldType) -> bool,
) -> Vec<Missing<'m>> {
    let mut search = MissingSearch {
        model,
        selection,
        provides,
        found: Vec::new(),
        seen: HashSet::new(),
    };
    for (index, message) in model.messages.iter().enumerate() {
        if !message.map_entry && selection.generates_message(model, MessageId::new(index)) {
            for field in &message.fields {
                search.check(field.kind.item(), message.file, &field.source);
            }
        }
    }
    for extension in extensions.map(|id| &model[id]) {
        let field = &extension.field;
        for r#type in [FieldType::message(extension.extendee), field.kind.item()] {
            search.check(r#type, extension.file, &field.source);
        }
    }
    let files = model.files.iter().filter(|file| file.generate);
    let services = files.flat_map(|file| &file.services);
    for &id in services.filter(|&&id| selection.service(id)) {
        let service = &model[id];
        for method in &service.methods {
            for id in [method.input, method.output] {
                search.check(FieldType::message(id), service.file, &method.source);
            }
        }
    }
    search.found
}

struct MissingSearch<'m, 's, P> {
    model: &'m Model<'m>,
    selection: &'s Selection,
    provides: P,
    found: Vec<Missing<'m>>,
    /// The files in `found`.
    seen: HashSet<FileId>,
}

impl<P: Fn(FieldType) -> bool> MissingSearch<'_, '_, P> {
    /// Checks a type that `file` uses at `source`.
    fn check(&mut self, r#type: FieldType, file: FileId, source: &Source<'_>) {
        let (model, selection) = (self.model, self.selection);
        let (full_name, home, is_generated) = match r#type {
            FieldType::Message { id, .. } => {
                let message = &model[id];
                let is_generated = selection.generates_message(model, id);
                (&message.full_name, message.file, is_generated)
            }
            FieldType::Enum(id) => {
                let is_generated = selection.generates_enum(model, id);
                (&model[id].full_name, model[id].file, is_generated)
            }
            FieldType::Scalar(_) => return,
        };
        if is_generated || (self.provides)(r#type) || !self.seen.insert(home) {
            return;
        }
        self.found.push(Missing {
            file: home,
            full_name: &full_name[1..],
            place: model.place(file, source),
        });
    }
}
