//! Rust: prost messages, tonic servers and clients.
//!
//! [`Context`] decides names and derives over the whole model. [`render`] turns it into views, in which every name, type
//! and width is final, and the templates under `templates/rust` print them, each item before the next is viewed.

mod byte_literal;
mod c_escape;
mod codec;
mod collisions;
mod comments;
mod derives;
mod docs;
mod enums;
mod externs;
pub(crate) mod ident;
mod imports;
mod indent;
mod items;
mod limits;
mod messages;
mod missing;
mod modules;
mod names;
mod outline;
mod packages;
mod renames;
mod service_config;
mod services;
pub(crate) mod syntax;
mod types;
mod unique;
mod validate;

use crate::diagnostics::Diagnostics;
use crate::options::Layout;
use crate::parallel;
use crate::response::GeneratedFile;
#[cfg(feature = "skeleton")]
pub use ident::Ident;
pub use missing::missing;
#[cfg(feature = "survey")]
pub use outline::{CheckOutline, MethodOutline};
pub use outline::{ServiceOutline, outline};
use packages::{ModView, Package};
pub use types::Context;
use types::Scope;

/// The extension of the files.
pub const EXTENSION: &str = "rs";

/// Renders the files. Faults and warnings go to `diagnostics`; if there is a fault, the files are incomplete.
pub fn render(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<GeneratedFile> {
    let packages = Package::all(context);
    collisions::check(context, &packages, diagnostics);
    let printed = parallel::map(context.model.size(), &packages, |package| {
        let mut diagnostics = Diagnostics::default();
        let scope = Scope::of_package(context, package.name);
        let content = packages::print(scope, package, &mut diagnostics);
        (content, diagnostics)
    });
    let mut files = Vec::with_capacity(packages.len() + 1);
    for (package, (content, found)) in packages.iter().zip(printed) {
        diagnostics.extend(found.into_warnings());
        files.push(GeneratedFile {
            name: package.file_name(),
            content,
        });
    }
    if context.options.layout == Layout::Package {
        let content = ModView::new(&packages).to_string();
        files.push(GeneratedFile {
            name: "mod.rs".to_owned(),
            content,
        });
    }
    files
}
