//! Packages that meet in Rust although they differ in protobuf: in one module, where one would hide the other, or in
//! one file where a disk ignores case.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::ident::Ident;
use super::options::Layout;
use super::packages::Package;
use super::types::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// Refuses packages of one module, unless the user lays modules out, and warns of files that differ only in case.
pub fn check(context: &Context<'_>, packages: &[Package<'_>], diagnostics: &mut Diagnostics) {
    let (mut by_module, mut by_file) = (HashMap::new(), HashMap::new());
    for package in packages {
        if context.options.layout == Layout::Package {
            match by_module.entry(context.names.package(package.name)) {
                Entry::Vacant(entry) => drop(entry.insert(package)),
                Entry::Occupied(entry) => {
                    diagnostics.push(same_module(context, package, entry.get(), packages));
                    continue;
                }
            }
        }
        match by_file.entry(package.name.to_ascii_lowercase()) {
            Entry::Vacant(entry) => drop(entry.insert(package)),
            Entry::Occupied(entry) => diagnostics.push(same_file(context, package, entry.get())),
        }
    }
}

fn same_module(
    context: &Context<'_>,
    package: &Package<'_>,
    first: &Package<'_>,
    packages: &[Package<'_>],
) -> Diagnostic {
    let modules: Vec<_> = package.modules.iter().map(Ident::to_string).collect();
    let message = format!(
        "package `{}` and package `{}` are both `{}` in Rust",
        package.name,
        first.name,
        modules.join("::")
    );
    Diagnostic::error(message)
        .at(place(context, package))
        .note(
            place(context, first),
            format!("package `{}` is here", first.name),
        )
        .help(format!(
            "rename one of them, generate them apart, or give it another name in Rust alone: `rename=.{}={}`",
            package.name,
            free_name(package, packages)
        ))
}

/// A name for the last module of a package that no package beside it has.
fn free_name(package: &Package<'_>, packages: &[Package<'_>]) -> String {
    let Some((last, around)) = package.modules.split_last() else {
        return String::new();
    };
    let base = last.as_str().trim_start_matches("r#").trim_end_matches('_');
    let is_taken = |name: &str| {
        let mut beside = packages
            .iter()
            .filter_map(|other| other.modules.get(..=around.len()));
        beside.any(|modules| modules.split_last() == Some((&Ident::snake(name), around)))
    };
    let names = (2..).map(|count| format!("{base}{count}"));
    names
        .into_iter()
        .find(|name| !is_taken(name))
        .unwrap_or_default()
}

fn same_file(context: &Context<'_>, package: &Package<'_>, first: &Package<'_>) -> Diagnostic {
    let (name, other) = (package.file_name(), first.file_name());
    Diagnostic::warning(format!(
        "`{name}` and `{other}` are one file on disks that ignore case"
    ))
    .at(place(context, package))
    .note(
        place(context, first),
        format!("package `{}` is here", first.name),
    )
}

/// The package statement of the first file.
fn place(context: &Context<'_>, package: &Package<'_>) -> Place {
    let file = package.files[0];
    context.model.place(file, &context.model[file].source)
}
