//! Rust: prost messages, servers and clients of gRPC services.
//!
//! [`Context`] decides names and derives over the whole model. `render` turns it into views, in which every name, type
//! and width is final, and the templates under `templates/rust` print them, each item before the next is viewed.

mod byte_literal;
mod codec;
mod comments;
mod derives;
mod docs;
mod enums;
mod imports;
mod indent;
mod items;
mod limits;
mod messages;
mod missing;
mod names;
pub mod options;
mod outline;
mod packages;
mod reflect;
mod service_config;
mod services;
#[cfg(feature = "analysis")]
// The command uses all of it; the option `implementation` uses only the analysis.
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]
pub mod skeleton;
mod storage;
mod stored;
pub(crate) mod syntax;
mod types;
mod validate;
mod views;

#[cfg(feature = "analysis")]
use std::path::Path;

use super::{Plan, Schema, Target};
#[cfg(feature = "analysis")]
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Diagnostics;
use crate::model::MissingFile;
use crate::options::Options;
use crate::outline::ServiceOutline;
use crate::parallel;
use crate::response::GeneratedFile;
#[cfg(feature = "analysis")]
use crate::skeleton::Review;
#[cfg(feature = "cli")]
use crate::skeleton::{Finding, Project, Rename, Scaffold, Status};
use names::ident;
pub use options::RustOptions;
use options::{Layout, Messages};
use packages::{ModView, PackageFile};
use reflect::check_externs;
use types::{Context, Scope};

/// The target, configured.
#[derive(Debug)]
pub struct Rust {
    options: RustOptions,
}

impl Rust {
    /// Reads its own options.
    pub fn new(options: &Options) -> Self {
        Self {
            options: RustOptions::new(options),
        }
    }
}

impl Target for Rust {
    fn extension(&self) -> &'static str {
        "rs"
    }

    fn generates_messages(&self) -> bool {
        self.options.messages == Messages::Prost
    }

    fn generates_well_known_types(&self) -> bool {
        self.options.compile_well_known_types
    }

    fn index_file(&self) -> Option<&'static str> {
        (self.options.layout == Layout::Package).then_some(MOD_RS)
    }

    fn plan<'m>(&'m self, schema: Schema<'m>, diagnostics: &mut Diagnostics) -> Box<dyn Plan + 'm> {
        let context = Context::new(schema, &self.options, diagnostics);
        check_externs(&context, diagnostics);
        Box::new(context)
    }

    #[cfg(feature = "analysis")]
    fn review(
        &self,
        root: &Path,
        out: Option<&Path>,
        services: Vec<ServiceOutline>,
    ) -> Result<Review, Vec<Diagnostic>> {
        let target = skeleton::analysis::Target {
            root,
            generated: out,
            runtime: &self.options.runtime,
        };
        let analysis = skeleton::analysis::analyze(&target, services)?;
        Ok(Review {
            findings: skeleton::findings::findings(&analysis, root),
            read: analysis.read,
        })
    }

    #[cfg(feature = "cli")]
    fn scaffold(&self) -> &dyn Scaffold {
        &skeleton::new_crate::CrateScaffold
    }

    #[cfg(feature = "cli")]
    fn status(&self, project: Project<'_>) -> Result<Status, Vec<Diagnostic>> {
        skeleton::sync::status(project, &self.options)
    }

    #[cfg(feature = "cli")]
    fn sync<'a>(
        &'a self,
        project: Project<'a>,
        renames: &[Rename],
    ) -> Result<crate::skeleton::Plan<'a>, Vec<Diagnostic>> {
        skeleton::sync::plan(project, &self.options, renames)
    }

    #[cfg(feature = "cli")]
    fn replaced_uses(&self, root: &Path) -> Result<Vec<Finding>, Vec<Diagnostic>> {
        skeleton::sync::tonic_uses::findings(root)
    }
}

impl Plan for Context<'_> {
    fn missing(&self) -> Vec<MissingFile> {
        missing::missing(self)
    }

    fn render(&self, diagnostics: &mut Diagnostics) -> Vec<GeneratedFile> {
        render(self, diagnostics)
    }

    fn outline(&self) -> Vec<ServiceOutline> {
        outline::outline(self)
    }
}

/// The file with the tree of modules.
const MOD_RS: &str = "mod.rs";

fn render(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<GeneratedFile> {
    let packages = PackageFile::all(context);
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
        let content = ModView::new(context, &packages).to_string();
        files.push(GeneratedFile {
            name: MOD_RS.to_owned(),
            content,
        });
    }
    files
}
