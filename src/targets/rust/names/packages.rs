//! Reports packages that differ in protobuf but not in Rust: they have one module, or one file on disks that ignore case.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::clashes::Clashes;
use super::ident::Ident;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::model::Package;

impl Clashes<'_> {
    /// Reports packages of one module, unless the user declares the modules, and warns of files that differ only in
    /// case.
    pub(super) fn packages(self, packages: &[Package<'_>], diagnostics: &mut Diagnostics) {
        let (mut by_module, mut by_file) = (HashMap::new(), HashMap::new());
        for package in packages {
            if self.in_modules {
                match by_module.entry(self.names.package(package.name)) {
                    Entry::Vacant(entry) => drop(entry.insert(package)),
                    Entry::Occupied(entry) => {
                        diagnostics.push(self.same_module(package, entry.get(), packages));
                        continue;
                    }
                }
            }
            match by_file.entry(package.name.to_ascii_lowercase()) {
                Entry::Vacant(entry) => drop(entry.insert(package)),
                Entry::Occupied(entry) => diagnostics.push(self.same_file(package, entry.get())),
            }
        }
    }

    fn same_module(
        self,
        package: &Package<'_>,
        first: &Package<'_>,
        packages: &[Package<'_>],
    ) -> Diagnostic {
        let modules = self.names.package_modules(package.name);
        let path: Vec<_> = modules.iter().map(Ident::to_string).collect();
        let message = format!(
            "package `{}` and package `{}` are both `{}` in Rust",
            package.name,
            first.name,
            path.join("::")
        );
        Diagnostic::error(message)
            .at(self.place(package))
            .note(
                self.place(first),
                format!("package `{}` is here", first.name),
            )
            .help(format!(
                "rename one of them, generate them apart, or give it another name in Rust alone: `rename=.{}={}`",
                package.name,
                self.free_name(&modules, packages)
            ))
    }

    /// A free name for the last module of a package.
    fn free_name(self, modules: &[Ident], packages: &[Package<'_>]) -> String {
        let Some((last, around)) = modules.split_last() else {
            return String::new();
        };
        let base = last.as_str().trim_start_matches("r#").trim_end_matches('_');
        let others = packages.iter();
        let others: Vec<_> = others
            .map(|other| self.names.package_modules(other.name))
            .collect();
        let is_taken = |name: &str| {
            let mut beside = others
                .iter()
                .filter_map(|modules| modules.get(..=around.len()));
            beside.any(|modules| modules.split_last() == Some((&Ident::snake(name), around)))
        };
        let names = (2..).map(|count| format!("{base}{count}"));
        names
            .into_iter()
            .find(|name| !is_taken(name))
            .unwrap_or_default()
    }

    fn same_file(self, package: &Package<'_>, first: &Package<'_>) -> Diagnostic {
        let (name, other) = (file_name(package.name), file_name(first.name));
        Diagnostic::warning(format!(
            "`{name}` and `{other}` are one file on disks that ignore case"
        ))
        .at(self.place(package))
        .note(
            self.place(first),
            format!("package `{}` is here", first.name),
        )
    }

    /// The package statement of the first file.
    fn place(self, package: &Package<'_>) -> Place {
        let file = package.files[0];
        self.model.place(file, &self.model[file].source)
    }
}

/// The file of a package, as prost-build names it: `user.v1.rs`. The package `mod` leaves `mod.rs` to the tree of
/// modules.
pub fn file_name(package: &str) -> String {
    match package {
        "" => "_.rs".to_owned(),
        "mod" => "r#mod.rs".to_owned(),
        package => format!("{package}.rs"),
    }
}
