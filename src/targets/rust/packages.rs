//! Views of the files: one for each package, and the module tree over them.

use std::collections::HashMap;

use askama::Template;

use super::byte_literal::ByteLiteral;
use super::ident::Ident;
use super::indent::Indented;
use super::names::file_name;
use super::options::DescriptorSets;
use super::reflect::{RegisterAllView, RegisterView};
use super::service_config::ConfigView;
use super::syntax::Printer;
use super::types::{Context, Scope};
use super::validate::ValidatorView;
use crate::diagnostics::Diagnostics;
use crate::model::{self, EnumId, ExtensionId, FileId, MessageId, ServiceId, descriptor_set};

/// The version of the runtime that the code calls: before 1.0.0, a minor version may change what generated code calls.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION_MAJOR"),
    ".",
    env!("CARGO_PKG_VERSION_MINOR")
);

/// A package with its files to generate and its place in the module tree.
#[derive(Debug)]
pub struct PackageFile<'m> {
    /// `user.v1`; empty for files without a package.
    pub name: &'m str,
    /// Its modules, from the root.
    pub modules: Vec<Ident>,
    /// At least one.
    pub files: Vec<FileId>,
}

impl<'m> PackageFile<'m> {
    /// All packages to generate, in alphabetical order.
    pub fn all(context: &Context<'m>) -> Vec<Self> {
        let packages = model::packages(context.model, context.selection).into_iter();
        packages
            .map(|model::Package { name, files }| Self {
                name,
                modules: context.names.package_modules(name),
                files,
            })
            .collect()
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        file_name(self.name)
    }
}

/// The head of a package's file.
#[derive(Debug, Template)]
#[template(path = "rust/head.rs", escape = "none")]
struct HeadView<'m> {
    /// The proto files of the package.
    sources: Vec<&'m str>,
    /// The imports of the items.
    imports: Option<String>,
    /// The path of the runtime, if the code calls it.
    runtime: Option<&'m str>,
    /// The version of the runtime.
    version: &'static str,
    has_items: bool,
}

/// The end of a package's file.
#[derive(Debug, Template)]
#[template(path = "rust/descriptor_set.rs", escape = "none")]
struct DescriptorSetView {
    set: ByteLiteral,
}

/// Prints the code of a package, within the module that `scope` is.
pub fn print(scope: Scope<'_>, package: &PackageFile<'_>, diagnostics: &mut Diagnostics) -> String {
    let files = &package.files;
    let context = scope.context;
    let model = context.model;
    let messages: Vec<MessageId> = declared(files, |id| &model[id].messages);
    let enums: Vec<EnumId> = declared(files, |id| &model[id].enums);
    let mut services: Vec<ServiceId> = declared(files, |id| &model[id].services);
    services.retain(|&id| context.selection.service(id));
    let extensions: Vec<ExtensionId> = declared(files, |id| &model[id].extensions);
    let mut items = scope.items(&messages, &enums);
    items.extensions(&extensions);
    if let Some(register) = RegisterView::new(scope, files) {
        items.print(&register, [&register.used]);
    }
    let validators = ValidatorView::all(scope, files, diagnostics);
    let calls_runtime = items.calls_runtime || !validators.is_empty() || !services.is_empty();
    let head = HeadView {
        sources: files.iter().map(|&id| model[id].path).collect(),
        imports: items.imports(),
        runtime: calls_runtime.then_some(&*context.options.runtime),
        version: VERSION,
        has_items: !items.text.is_empty(),
    };
    let mut text = items.text;
    text.insert_str(0, &head.to_string());
    for validator in validators {
        add(&mut text, &validator);
    }
    scope.services(&services, |service| add(&mut text, service));
    if let Some(config) = ConfigView::new(context).filter(|_| !services.is_empty()) {
        add(&mut text, &config);
    }
    let has_set = match context.options.descriptor_set {
        DescriptorSets::Services => !services.is_empty(),
        DescriptorSets::All => true,
        DescriptorSets::None => false,
    };
    if has_set {
        let set = ByteLiteral(descriptor_set(model, files));
        add(&mut text, &DescriptorSetView { set });
    }
    text
}

/// The declarations of one kind in files, in the order of the files.
fn declared<'m, T: Copy + 'm>(files: &[FileId], of: impl Fn(FileId) -> &'m Vec<T>) -> Vec<T> {
    files.iter().flat_map(|&id| of(id)).copied().collect()
}

/// Prints an item after a blank line.
fn add(text: &mut String, view: &impl Template) {
    text.push('\n');
    // Writing to a `String` never fails.
    let _ = view.render_into(text);
}

/// The file with the modules of all packages.
#[derive(Debug, Default, Template)]
#[template(path = "rust/mod.rs", escape = "none")]
pub struct ModView {
    pub tree: TreeView,
    /// The function that adds the messages of all packages to a registry.
    pub register: Option<RegisterAllView>,
}

/// The content of a module of the tree.
#[derive(Debug, Default, Template)]
#[template(path = "rust/tree.rs", escape = "none")]
pub struct TreeView {
    /// The line that includes the file of the package, if the module is one.
    pub include: Option<String>,
    pub modules: Vec<BranchView>,
    /// The index of each module.
    indices: HashMap<Ident, usize>,
}

/// A module of the tree.
#[derive(Debug)]
pub struct BranchView {
    pub ident: Ident,
    pub tree: Indented<TreeView>,
}

impl ModView {
    /// The tree of packages.
    pub fn new(context: &Context<'_>, packages: &[PackageFile<'_>]) -> Self {
        let mut tree = TreeView::default();
        for package in packages {
            let printer = Printer::nested(package.modules.len());
            let idents = package.modules.iter().cloned();
            let module = idents.fold(&mut tree, TreeView::child);
            module.include = Some(printer.include(&package.file_name()));
        }
        let packages = packages
            .iter()
            .map(|package| (&*package.modules, &*package.files));
        Self {
            tree,
            register: RegisterAllView::new(context, packages),
        }
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
