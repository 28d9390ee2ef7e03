//! Views of the files that are written: one a package, and the tree of modules that they make.

use std::collections::HashMap;

use askama::Template;

use super::descriptors::{ByteLiteral, descriptor_set};
use super::ident::Ident;
use super::indent::Indented;
use super::items::Items;
use super::layout::Layout;
use super::limits;
use super::service_config::ConfigView;
use super::services::ServiceView;
use super::types::Scope;
use super::validate::ValidatorView;
use crate::diagnostics::Diagnostics;
use crate::model::{EnumId, FileId, MessageId, ServiceId};
use crate::options::{DescriptorSets, Messages};

/// A package and its files to generate.
#[derive(Debug)]
pub struct Package<'m> {
    /// `user.v1`; empty for none.
    pub name: &'m str,
    /// At least one.
    pub files: Vec<FileId>,
}

impl Package<'_> {
    /// `user.v1.rs`, as prost-build names it; the package `mod` steps aside for the tree of modules.
    pub fn file_name(&self) -> String {
        match self.name {
            "" => "_.rs".to_owned(),
            "mod" => "r#mod.rs".to_owned(),
            package => format!("{package}.rs"),
        }
    }

    /// Its modules, from the root.
    pub fn modules(&self) -> impl Iterator<Item = Ident> {
        self.name
            .split('.')
            .filter(|segment| !segment.is_empty())
            .map(Ident::snake)
    }
}

/// The code of a package.
#[derive(Debug, Template)]
#[template(path = "rust/package.rs")]
pub struct PackageView<'m> {
    /// The proto files that it comes from.
    pub sources: Vec<&'m str>,
    pub items: Items<'m>,
    pub validators: Vec<ValidatorView>,
    pub services: Vec<ServiceView<'m>>,
    pub service_config: Option<ConfigView>,
    pub descriptor_set: Option<ByteLiteral>,
}

impl<'m> PackageView<'m> {
    /// The code of a package, within the module that `scope` is.
    pub fn new(scope: Scope<'m>, package: &Package<'m>, diagnostics: &mut Diagnostics) -> Self {
        let files = &package.files;
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
            sources: files.iter().map(|&id| model[id].path).collect(),
            items: scope.items(&messages, &enums, &[], diagnostics),
            validators: ValidatorView::all(scope, files, diagnostics),
            services: scope.services(&services, diagnostics),
            service_config: ConfigView::new(context.options).filter(|_| !services.is_empty()),
            descriptor_set: has_set.then(|| ByteLiteral(descriptor_set(model, files))),
        }
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
    /// What includes the file of the package, if the module is one.
    pub include: Option<String>,
    pub modules: Vec<BranchView>,
    /// Where each of the modules stands.
    indices: HashMap<Ident, usize>,
}

/// A module of the tree.
#[derive(Debug)]
pub struct BranchView {
    pub ident: Ident,
    pub tree: Indented<TreeView>,
}

impl ModView {
    /// The tree that packages make.
    pub fn new(packages: &[Package<'_>]) -> Self {
        let mut tree = TreeView::default();
        for package in packages {
            let layout = Layout::nested(package.modules().count());
            let module = package.modules().fold(&mut tree, TreeView::child);
            module.include = Some(layout.include(&package.file_name()));
        }
        Self { tree }
    }
}

impl TreeView {
    fn child(&mut self, ident: Ident) -> &mut Self {
        let index = *self.indices.entry(ident).or_insert_with_key(|ident| {
            self.modules.push(BranchView {
                ident: ident.clone(),
                tree: Indented(Self::default()),
            });
            self.modules.len() - 1
        });
        &mut self.modules[index].tree.0
    }
}
