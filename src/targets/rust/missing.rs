//! Types that the generated code would name although nobody makes them: refused, for `mod.rs` has no place for them.

use foldhash::{HashSet, HashSetExt};

use super::ident::Ident;
use super::names::TypeName;
use super::types::Context;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{FileId, MessageId, Source, Type};
use crate::options::{Layout, Messages};

/// Refuses types of files that are only imported, or left out by `include`, and that no `extern_path` leads to.
///
/// With the flat layout, or with messages of somebody else, the user has a place for them.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.extend(find(context).into_iter().map(|(_, fault)| fault));
}

/// The files that would have to be generated as well, by their paths; those with services are for the user to name.
#[cfg(feature = "build")]
pub fn files(context: &Context<'_>) -> Vec<String> {
    let model = context.model;
    let files = find(context).into_iter().map(|(id, _)| &model[id]);
    let files = files.filter(|file| !file.generate && file.services.is_empty());
    files.map(|file| file.path.to_owned()).collect()
}

/// The files of such types, each with the fault of its first.
fn find(context: &Context<'_>) -> Vec<(FileId, Diagnostic)> {
    if context.options.layout == Layout::Flat || context.options.messages == Messages::External {
        return Vec::new();
    }
    let mut missing = Missing {
        context,
        found: Vec::new(),
        told: HashSet::new(),
    };
    for (index, message) in context.model.messages.iter().enumerate() {
        let id = MessageId::new(index);
        if !message.map_entry && context.makes_message(id) {
            for field in &message.fields {
                missing.check(field.kind.item(), message.file, &field.source);
            }
        }
    }
    for file in context.model.files.iter().filter(|file| file.generate) {
        for &id in file
            .services
            .iter()
            .filter(|&&id| context.selection.service(id))
        {
            let service = &context.model[id];
            for method in &service.methods {
                for id in [method.input, method.output] {
                    missing.check(
                        Type::Message {
                            id,
                            delimited: false,
                        },
                        service.file,
                        &method.source,
                    );
                }
            }
        }
    }
    missing.found
}

struct Missing<'c> {
    context: &'c Context<'c>,
    found: Vec<(FileId, Diagnostic)>,
    /// The files that have been named; once each is enough.
    told: HashSet<FileId>,
}

impl Missing<'_> {
    fn check(&mut self, r#type: Type, file: FileId, source: &Source<'_>) {
        let Context { model, names, .. } = self.context;
        let (name, full_name, home, made) = match r#type {
            Type::Message { id, .. } => (
                names.message(id),
                &model[id].full_name,
                model[id].file,
                self.context.makes_message(id),
            ),
            Type::Enum(id) => (
                names.r#enum(id),
                &model[id].full_name,
                model[id].file,
                self.context.makes_enum(id),
            ),
            Type::Scalar(_) => return,
        };
        if made || matches!(name, TypeName::Extern(_)) || !self.told.insert(home) {
            return;
        }
        let full_name = &full_name[1..];
        let (path, package) = (model[home].path, model[home].package);
        let remedy = match (model[home].generate, package) {
            // The option has no name for what is in no package.
            (true, "") => "leave `include` out".to_owned(),
            (true, package) => format!("add `{package}` to `include`"),
            (false, _) => format!("generate `{path}` as well (with buf: `strategy: all`)"),
        };
        let fault = Diagnostic::error(format!(
            "`{full_name}` of `{path}` is named here, but no code is made for it"
        ))
        .at(model.place(file, source))
        .help(format!(
            "{remedy}, or say where its code is: `{}`",
            extern_path(package, full_name)
        ));
        self.found.push((home, fault));
    }
}

/// The option for code in another crate, laid out as the code here is: for the package of a type, or for the outermost
/// type if there is no package.
fn extern_path(package: &str, full_name: &str) -> String {
    if package.is_empty() {
        let outermost = full_name.split('.').next().unwrap_or(full_name);
        return format!(
            "extern_path=.{outermost}=::some_crate::{}",
            Ident::camel(outermost)
        );
    }
    let modules: Vec<_> = package
        .split('.')
        .map(|part| Ident::snake(part).to_string())
        .collect();
    format!(
        "extern_path=.{package}=::some_crate::{}",
        modules.join("::")
    )
}
