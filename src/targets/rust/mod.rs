//! Rust: prost messages, tonic servers and clients.
//!
//! [`plan`] turns the model into views, in which every name, type and width is decided; the templates under
//! `templates/rust` print them.

mod c_escape;
mod comments;
mod derives;
mod descriptors;
mod docs;
mod enums;
mod externs;
mod ident;
mod imports;
mod indent;
mod items;
mod layout;
mod limits;
mod messages;
mod missing;
mod modules;
mod names;
mod packages;
mod patterns;
mod selection;
mod services;
mod types;
mod unique;

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::model::FileId;
use crate::options::Layout;
use crate::response::GeneratedFile;
use packages::{ModView, PackageView};
pub use types::Context;
use types::Scope;

/// The files of a run, ready to be printed.
#[derive(Debug)]
pub struct Plan<'m> {
    packages: Vec<PackageView<'m>>,
    tree: Option<ModView>,
}

/// Lays out all that will be printed; faults and warnings go to `diagnostics`.
pub fn plan<'m>(context: &'m Context<'m>, diagnostics: &mut Diagnostics) -> Plan<'m> {
    patterns::check(context.model, context.options, diagnostics);
    missing::check(context, diagnostics);
    let mut packages = Vec::new();
    for (package, files) in by_package(context) {
        let module = context.names.package(package);
        let scope = Scope {
            context,
            module,
            depth: 0,
            outside: false,
        };
        packages.push(PackageView::new(scope, package, &files, diagnostics));
    }
    let tree = (context.options.layout == Layout::Package).then(|| ModView::new(&packages));
    Plan { packages, tree }
}

/// The files to generate of each package, both in alphabetical order, whatever the order of the request.
fn by_package<'m>(context: &'m Context<'m>) -> BTreeMap<&'m str, Vec<FileId>> {
    let model = context.model;
    let mut packages = BTreeMap::<_, Vec<_>>::new();
    for (index, file) in model.files.iter().enumerate() {
        if file.generate && context.selection.touches(file) {
            packages
                .entry(file.package)
                .or_default()
                .push(FileId::new(index));
        }
    }
    packages
        .values_mut()
        .for_each(|files| files.sort_by_key(|&id| model[id].path));
    packages
}

impl<'m> Plan<'m> {
    /// Prints the files.
    pub fn render(&self) -> Vec<GeneratedFile> {
        let packages = self
            .packages
            .iter()
            .map(|package| (package.file_name.clone(), package.to_string()));
        let tree = self
            .tree
            .iter()
            .map(|tree| ("mod.rs".to_owned(), tree.to_string()));
        packages
            .chain(tree)
            .map(|(name, content)| GeneratedFile { name, content })
            .collect()
    }
}
