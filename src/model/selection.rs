//! The part of the schema to generate code for: the option `include`.

use std::collections::HashSet;

use super::{EnumId, ExtensionId, FieldType, File, MessageId, Model, Service, ServiceId};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// The elements to generate, within the files to generate.
#[derive(Debug)]
pub struct Selection {
    /// `None` for all.
    chosen: Option<Chosen>,
    /// Whether this run generates messages and enums. If not, another generator does.
    with_messages: bool,
}

#[derive(Debug, Default)]
struct Chosen {
    messages: HashSet<MessageId>,
    enums: HashSet<EnumId>,
    services: HashSet<ServiceId>,
    extensions: HashSet<ExtensionId>,
}

impl Selection {
    /// Reads the values of `include`, each a package or a service; without values everything is selected.
    ///
    /// A package selects its declarations and those of the packages below it, a service the messages that it uses.
    /// `with_messages` is false if another generator writes the messages and enums. A value without matches is an error
    /// in `diagnostics`.
    pub fn new(
        model: &Model<'_>,
        include: &[String],
        with_messages: bool,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        if include.is_empty() {
            return Self {
                chosen: None,
                with_messages,
            };
        }
        let mut chosen = Chosen::default();
        for pattern in include {
            let pattern = pattern.trim_start_matches('.');
            if !chosen.add(model, pattern) {
                diagnostics.push(unmatched(model, pattern));
            }
        }
        Self {
            chosen: Some(chosen),
            with_messages,
        }
    }

    pub fn message(&self, id: MessageId) -> bool {
        self.with_messages
            && self
                .chosen
                .as_ref()
                .is_none_or(|chosen| chosen.messages.contains(&id))
    }

    pub fn r#enum(&self, id: EnumId) -> bool {
        self.with_messages
            && self
                .chosen
                .as_ref()
                .is_none_or(|chosen| chosen.enums.contains(&id))
    }

    pub fn service(&self, id: ServiceId) -> bool {
        self.chosen
            .as_ref()
            .is_none_or(|chosen| chosen.services.contains(&id))
    }

    pub fn extension(&self, id: ExtensionId) -> bool {
        self.with_messages
            && self
                .chosen
                .as_ref()
                .is_none_or(|chosen| chosen.extensions.contains(&id))
    }

    /// Whether this run generates a message.
    pub fn generates_message(&self, model: &Model<'_>, id: MessageId) -> bool {
        model[model[id].file].generate && self.message(id)
    }

    /// Whether this run generates an enum.
    pub fn generates_enum(&self, model: &Model<'_>, id: EnumId) -> bool {
        model[model[id].file].generate && self.r#enum(id)
    }

    /// Whether any element of a file is selected.
    pub fn touches(&self, file: &File<'_>) -> bool {
        let Some(chosen) = &self.chosen else {
            return true;
        };
        let has_type = file
            .messages
            .iter()
            .any(|&id| chosen.messages.contains(&id))
            || file.enums.iter().any(|&id| chosen.enums.contains(&id))
            || file
                .extensions
                .iter()
                .any(|id| chosen.extensions.contains(id));
        self.with_messages && has_type
            || file.services.iter().any(|id| chosen.services.contains(id))
    }
}

impl Chosen {
    /// Selects the elements that the pattern matches, and returns whether there are any.
    fn add(&mut self, model: &Model<'_>, pattern: &str) -> bool {
        let mut found = false;
        for file in model.files.iter().filter(|file| file.generate) {
            if within(file.package, pattern) {
                found = true;
                self.services.extend(&file.services);
                self.enums.extend(&file.enums);
                self.extensions.extend(&file.extensions);
                file.messages
                    .iter()
                    .for_each(|&id| self.add_nested(model, id));
            }
            for &id in file
                .services
                .iter()
                .filter(|&&id| model[id].full_name[1..] == *pattern)
            {
                found = true;
                self.services.insert(id);
                self.add_reachable(model, &model[id]);
            }
        }
        found
    }

    fn add_nested(&mut self, model: &Model<'_>, id: MessageId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            self.messages.insert(id);
            self.enums.extend(&model[id].enums);
            self.extensions.extend(&model[id].extensions);
            open.extend(&model[id].messages);
        }
    }

    /// Selects the messages of a service, those that their fields use, and the messages that contain these.
    fn add_reachable(&mut self, model: &Model<'_>, service: &Service<'_>) {
        let mut open: Vec<_> = service
            .methods
            .iter()
            .flat_map(|method| [method.input, method.output])
            .collect();
        while let Some(id) = open.pop() {
            if !self.messages.insert(id) {
                continue;
            }
            open.extend(model[id].parent);
            for field in &model[id].fields {
                match field.kind.item() {
                    FieldType::Message { id, .. } => open.push(id),
                    FieldType::Enum(id) => {
                        self.enums.insert(id);
                        open.extend(model[id].parent);
                    }
                    FieldType::Scalar(_) => {}
                }
            }
        }
    }
}

/// Longer patterns are rarely typing errors, and comparing them takes long.
const MAX_MISSPELLED: usize = 250;

/// Whether a package is that of the pattern or below it.
fn within(package: &str, pattern: &str) -> bool {
    package
        .strip_prefix(pattern)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn unmatched(model: &Model<'_>, pattern: &str) -> Diagnostic {
    let files = model.files.iter().filter(|file| file.generate);
    let packages = files.clone().map(|file| file.package);
    let services = files
        .flat_map(|file| &file.services)
        .map(|&id| &model[id].full_name[1..]);
    let nearest = packages
        .chain(services)
        .filter(|_| pattern.len() <= MAX_MISSPELLED)
        .min_by_key(|name| strsim::damerau_levenshtein(name, pattern));
    let fault = Diagnostic::error(format!(
        "`include={pattern}` names no package and no service of the files to generate"
    ));
    match nearest {
        Some(nearest) if !nearest.is_empty() => fault.help(format!("the nearest is `{nearest}`")),
        _ => fault,
    }
}
