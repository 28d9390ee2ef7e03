//! Checks the option `rename` against the schema.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::externs::Externs;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Enum, EnumValue, Message, Model};
use crate::options::nearest;
use crate::targets::rust::options::RustOptions;

/// Reports renames of elements that the schema lacks or that another crate generates, and contradictions.
pub fn check(model: &Model<'_>, options: &RustOptions, diagnostics: &mut Diagnostics) {
    if options.rename.is_empty() {
        return;
    }
    let mut wanted = HashMap::with_capacity(options.rename.len());
    for (path, name) in &options.rename {
        let first = *wanted.entry(&**path).or_insert(&**name);
        if first != name {
            let fault = format!("`{path}` has two new names, `{first}` and `{name}`");
            diagnostics.push(fault_of(&fault, "give it one".to_owned()));
        }
    }
    let externs = Externs::new(options);
    let mut found = HashSet::with_capacity(wanted.len());
    each_element(model, |path, element| {
        if !wanted.contains_key(path) {
            return;
        }
        found.insert(path.to_owned());
        if let Some((message, help)) = element.fault(path, &externs, options) {
            diagnostics.push(fault_of(&message, help));
        }
    });
    let unknown = options.rename.iter().map(|(path, _)| path);
    for path in unknown.filter(|path| !found.contains(*path)) {
        let help = match near(model, path) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the full path of a package, message, enum, field, oneof, value, extension, service or method, for \
                     example `.pkg.Message.field`"
                .to_owned(),
        };
        diagnostics.push(fault_of(&format!("there is no `{path}`"), help));
    }
}

fn fault_of(message: &str, help: String) -> Diagnostic {
    Diagnostic::error(format!("option `rename`: {message}")).help(help)
}

/// The element of a path.
enum RenamedElement<'m> {
    /// A type, or a member of it.
    Of(&'m str),
    /// Another name for the value of this name.
    Alias(&'m str),
    /// An extension.
    Extension,
    /// A package, a service, or a method.
    Always,
}

impl RenamedElement<'_> {
    /// The error, if a new name has no effect, and the remedy.
    fn fault(
        &self,
        path: &str,
        externs: &Externs<'_>,
        options: &RustOptions,
    ) -> Option<(String, String)> {
        match *self {
            Self::Extension if !options.extensions => Some((
                format!("`{path}` is an extension, and `extensions=true` is not set"),
                "set `extensions=true`, or leave it out".to_owned(),
            )),
            Self::Alias(value) => Some((
                format!("`{path}` is an alias of `{value}`, and both have one variant"),
                format!("give `{value}` another name"),
            )),
            Self::Of(r#type) => externs.fixed(r#type).map(|rust| {
                (
                    format!(
                        "rpcsmith does not generate the name of `{path}`: its code is at `{rust}`"
                    ),
                    "leave it out".to_owned(),
                )
            }),
            Self::Extension | Self::Always => None,
        }
    }
}

fn each_element<'m>(model: &'m Model<'_>, mut each: impl FnMut(&str, RenamedElement<'m>)) {
    for package in packages(model) {
        each(&package, RenamedElement::Always);
    }
    for message in model.messages.iter().filter(|message| !message.map_entry) {
        let Message { full_name, .. } = message;
        each(full_name, RenamedElement::Of(full_name));
        let fields = message.fields.iter().map(|field| field.name);
        let oneofs = message.oneofs.iter().map(|oneof| oneof.name);
        fields.chain(oneofs).for_each(|name| {
            each(
                &format!("{full_name}.{name}"),
                RenamedElement::Of(full_name),
            )
        });
    }
    for Enum {
        full_name, values, ..
    } in &model.enums
    {
        each(full_name, RenamedElement::Of(full_name));
        let mut first = HashMap::with_capacity(values.len());
        for EnumValue { name, number, .. } in values {
            let of = *first.entry(number).or_insert(*name);
            let element = if of == *name {
                RenamedElement::Of(full_name)
            } else {
                RenamedElement::Alias(of)
            };
            each(&format!("{full_name}.{name}"), element);
        }
    }
    for extension in &model.extensions {
        each(&extension.full_name, RenamedElement::Extension);
    }
    for service in &model.services {
        each(&service.full_name, RenamedElement::Always);
        for method in &service.methods {
            each(
                &format!("{}.{}", service.full_name, method.name),
                RenamedElement::Always,
            );
        }
    }
}

/// The packages of files to generate, and those around them.
fn packages(model: &Model<'_>) -> BTreeSet<String> {
    let files = model.files.iter().filter(|file| file.generate);
    let around = |package: &str| -> Vec<String> {
        let path = format!(".{package}");
        let ends = path.match_indices('.').map(|(end, _)| end).skip(1);
        ends.chain([path.len()])
            .map(|end| path[..end].to_owned())
            .collect()
    };
    let packages = files.filter(|file| !file.package.is_empty());
    packages.flat_map(|file| around(file.package)).collect()
}

/// The most similar path, among those with the same last name or the same prefix.
fn near(model: &Model<'_>, path: &str) -> Option<String> {
    let (owner, last) = path.rsplit_once('.')?;
    let mut candidates = Vec::new();
    each_element(model, |candidate, _| {
        let (near_owner, near_last) = candidate.rsplit_once('.').unwrap_or_default();
        if near_owner == owner || near_last.eq_ignore_ascii_case(last) {
            candidates.push(candidate.to_owned());
        }
    });
    nearest(path, candidates.iter().map(String::as_str)).map(str::to_owned)
}
