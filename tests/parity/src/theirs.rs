//! Runs prost-build on a request, with repairs for what it does not support.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::panic::{self, AssertUnwindSafe};

use anyhow::{Result, anyhow};
use prost_build::Module;
use prost_types::FileDescriptorProto;
use prost_types::compiler::CodeGeneratorRequest;
use syn::Ident;

use crate::classes::Class;
use crate::options::Options;
use crate::repairs::Repairs;
use crate::scope::{Renames, child};

/// The sources of all packages by module, and the differences that they do not show.
#[derive(Debug, Default)]
pub struct Theirs {
    pub sources: BTreeMap<String, String>,
    /// The modules of packages that prost-build does not support.
    pub unsupported: BTreeSet<String>,
    /// The modules of all packages, and their parents.
    pub modules: HashSet<String>,
    /// A class for each difference that the sources do not show because of a repair.
    pub classes: Vec<Class>,
}

impl Theirs {
    /// Runs prost-build on the files to generate that it supports.
    pub fn new(request: CodeGeneratorRequest, options: &Options) -> Result<Self> {
        let mut theirs = Self::default();
        let generate: HashSet<_> = request.file_to_generate.into_iter().collect();
        let mut files = request.proto_file;
        for file in &mut files {
            // Comments are not compared, and prost-build panics if the location of an element is missing.
            file.source_code_info = None;
            theirs.add_modules(file);
            if file.syntax() == "editions" {
                theirs.mark_unsupported(file, generate.contains(file.name()));
            }
        }
        let compared = |file: &FileDescriptorProto| {
            generate.contains(file.name()) && !theirs.unsupported.contains(&module(file))
        };
        let mut repairs = Repairs::default();
        repairs.apply(&mut files, &compared);
        let places = files.iter().filter(|file| compared(file));
        let places: Vec<_> = places.map(|file| (key(file), module(file))).collect();
        let requests = files.into_iter();
        let requests = requests.map(|file| (key(&file), file)).collect();
        let run = AssertUnwindSafe(|| options.config().generate(requests));
        let mut sources =
            panic::catch_unwind(run).map_err(|_| anyhow!("prost-build panicked"))??;
        for (key, module) in places {
            let source = sources.remove(&key).unwrap_or_default();
            theirs.sources.entry(module).or_default().push_str(&source);
        }
        theirs.classes.append(&mut repairs.classes);
        let sources = theirs.sources.values_mut();
        sources.for_each(|source| repairs.finish(source));
        Ok(theirs)
    }

    fn add_modules(&mut self, file: &FileDescriptorProto) {
        let mut path = String::new();
        for part in Module::from_protobuf_package_name(file.package()).parts() {
            path = child(&path, part);
            self.modules.insert(path.clone());
        }
    }

    /// Excludes a package from the comparison. The file becomes a proto3 file, so that prost-build can still process files
    /// that import it.
    fn mark_unsupported(&mut self, file: &mut FileDescriptorProto, generate: bool) {
        file.syntax = Some("proto3".to_owned());
        if generate {
            self.unsupported.insert(module(file));
            self.classes.push(Class::Edition);
        }
    }

    /// The types in message modules whose name is also a package module, with the paths that rpcsmith gives them: an
    /// underscore is appended for each package module that has the name.
    pub fn renames(&mut self) -> Result<Renames> {
        let mut renames = Renames::new();
        for (parent, source) in &self.sources {
            let below = |module: &String| is_below(module, parent);
            if !self.modules.iter().any(below) {
                continue;
            }
            for item in syn::parse_file(source)?.items {
                let syn::Item::Mod(message) = item else {
                    continue;
                };
                let module = child(parent, &message.ident);
                if self.modules.contains(&module) {
                    let items = message.content.map(|(_, items)| items).unwrap_or_default();
                    let mut moved = Renames::new();
                    add_types(
                        &module,
                        &self.unused_module(parent, &message.ident),
                        &items,
                        &mut moved,
                    );
                    self.check(&module, &moved)?;
                    renames.extend(moved);
                    self.classes.push(Class::RenamedModule);
                }
            }
        }
        Ok(renames)
    }

    /// The module of a message whose first choice is a package module.
    fn unused_module(&self, parent: &str, message: &Ident) -> String {
        let name = message.to_string();
        let mut free = child(parent, name.trim_start_matches("r#")) + "_";
        while self.modules.contains(&free) {
            free.push('_');
        }
        free
    }

    /// Rejects types that also exist in the package with the same module.
    fn check(&self, module: &str, moved: &Renames) -> Result<()> {
        let source = self.sources.get(module).map_or("", String::as_str);
        let mut own = Renames::new();
        add_types(module, module, &syn::parse_file(source)?.items, &mut own);
        match own.into_keys().find(|path| moved.contains_key(path)) {
            Some(path) => Err(Ambiguous(path).into()),
            None => Ok(()),
        }
    }
}

/// Two types have the same path in prost-build's output, so they cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous(pub String);

impl fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "prost-build gives two types the path {}", self.0)
    }
}

impl std::error::Error for Ambiguous {}

fn is_below(module: &str, parent: &str) -> bool {
    let rest = module.strip_prefix(parent);
    rest.is_some_and(|rest| parent.is_empty() || rest.starts_with("::"))
}

/// Adds the types of a module and of its nested modules.
fn add_types(module: &str, renamed: &str, items: &[syn::Item], renames: &mut Renames) {
    for item in items {
        let name = match item {
            syn::Item::Struct(item) => &item.ident,
            syn::Item::Enum(item) => &item.ident,
            syn::Item::Mod(nested) => &nested.ident,
            _ => continue,
        };
        let (path, renamed) = (child(module, name), child(renamed, name));
        if let syn::Item::Mod(nested) = item {
            let items = nested.content.as_ref().map_or(&[][..], |(_, items)| items);
            add_types(&path, &renamed, items, renames);
        } else {
            renames.insert(path, renamed);
        }
    }
}

/// The module that prost-build uses for the source of a file; one for each file keeps the sources separate.
fn key(file: &FileDescriptorProto) -> Module {
    Module::from_parts([file.name()])
}

/// The module of a file's package.
fn module(file: &FileDescriptorProto) -> String {
    let module = Module::from_protobuf_package_name(file.package());
    module.parts().collect::<Vec<_>>().join("::")
}
