//! Views of the files that are written: one a package, and the tree of modules that they make.

use askama::Template;

use super::descriptors::{byte_literal, descriptor_set};
use super::ident::Ident;
use super::indent::Indented;
use super::items::Items;
use super::limits;
use super::services::ServiceView;
use super::types::Scope;
use crate::diagnostics::Diagnostics;
use crate::model::{EnumId, FileId, MessageId, ServiceId};
use crate::options::{DescriptorSets, Messages};

/// The code of a package.
#[derive(Debug, Template)]
#[template(path = "rust/package.rs")]
pub struct PackageView<'m> {
    pub file_name: String,
    /// The modules of the package, from the root.
    pub modules: Vec<Ident>,
    /// The proto files that it comes from.
    pub sources: Vec<String>,
    pub items: Items<'m>,
    pub services: Vec<ServiceView<'m>>,
    /// The literal of the descriptor set.
    pub descriptor_set: Option<String>,
}

impl<'m> PackageView<'m> {
    /// The code of the files of a package, within the module that `scope` is.
    pub fn new(
        scope: Scope<'m>,
        package: &str,
        files: &[FileId],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let context = scope.context;
        let model = context.model;
        if context.options.messages == Messages::Prost {
            diagnostics.extend(
                files
                    .iter()
                    .filter_map(|&id| limits::warning(model, &model[id])),
            );
        }
        let messages: Vec<MessageId> = files
            .iter()
            .flat_map(|&id| &model[id].messages)
            .copied()
            .collect();
        let enums: Vec<EnumId> = files
            .iter()
            .flat_map(|&id| &model[id].enums)
            .copied()
            .collect();
        let services = files.iter().flat_map(|&id| &model[id].services).copied();
        let services: Vec<ServiceId> = services
            .filter(|&id| context.selection.service(id))
            .collect();
        let has_set = match context.options.descriptor_set {
            DescriptorSets::Services => !services.is_empty(),
            DescriptorSets::All => true,
            DescriptorSets::None => false,
        };
        Self {
            file_name: file_name(package),
            modules: package
                .split('.')
                .filter(|segment| !segment.is_empty())
                .map(Ident::snake)
                .collect(),
            sources: files.iter().map(|&id| model[id].path.to_owned()).collect(),
            items: scope.items(&messages, &enums, &[], diagnostics),
            services: scope.services(&services, diagnostics),
            descriptor_set: has_set.then(|| byte_literal(&descriptor_set(model, files))),
        }
    }
}

/// `user.v1.rs`, as prost-build names it; the package `mod` steps aside for the tree of modules.
fn file_name(package: &str) -> String {
    match package {
        "" => "_.rs".to_owned(),
        "mod" => "r#mod.rs".to_owned(),
        package => format!("{package}.rs"),
    }
}

/// The file with the modules of all packages.
#[derive(Debug, Default, Template)]
#[template(path = "rust/mod.rs")]
pub struct ModView {
    pub tree: TreeView,
}

/// What a module of the tree holds.
#[derive(Debug, Default, Template)]
#[template(path = "rust/tree.rs")]
pub struct TreeView {
    /// The file of the package, if the module is one.
    pub file: Option<String>,
    pub modules: Vec<BranchView>,
}

/// A module of the tree.
#[derive(Debug)]
pub struct BranchView {
    pub ident: Ident,
    pub tree: Indented<TreeView>,
}

impl ModView {
    /// The tree that packages make.
    pub fn new(packages: &[PackageView]) -> Self {
        let mut tree = TreeView::default();
        for package in packages {
            let module = package
                .modules
                .iter()
                .fold(&mut tree, |tree, ident| tree.child(ident));
            module.file = Some(package.file_name.clone());
        }
        Self { tree }
    }
}

impl TreeView {
    fn child(&mut self, ident: &Ident) -> &mut Self {
        let found = self
            .modules
            .iter()
            .position(|module| module.ident == *ident);
        let index = found.unwrap_or(self.modules.len());
        if found.is_none() {
            self.modules.push(BranchView {
                ident: ident.clone(),
                tree: Indented(Self::default()),
            });
        }
        &mut self.modules[index].tree.0
    }
}
