//! What prost-build makes of a request.

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

/// The sources of all packages by their modules, and what is to know of them.
#[derive(Debug, Default)]
pub struct Theirs {
    pub sources: BTreeMap<String, String>,
    /// The modules of packages that prost-build cannot read.
    pub unread: BTreeSet<String>,
    /// The modules of all packages, and those around them.
    pub modules: HashSet<String>,
    /// A class for each difference that the sources show no more.
    pub classes: Vec<Class>,
}

impl Theirs {
    /// Runs prost-build on the files to generate, as far as it can read them.
    pub fn new(request: CodeGeneratorRequest, options: &Options) -> Result<Self> {
        let mut theirs = Self::default();
        let generate: HashSet<_> = request.file_to_generate.into_iter().collect();
        let mut files = request.proto_file;
        for file in &mut files {
            // Nothing is compared of comments, and prost-build panics where one of an element is missing.
            file.source_code_info = None;
            theirs.add_modules(file);
            if file.syntax() == "editions" {
                theirs.unread(file, generate.contains(file.name()));
            }
        }
        let compared = |file: &FileDescriptorProto| {
            generate.contains(file.name()) && !theirs.unread.contains(&module(file))
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
        let mut around = String::new();
        for part in Module::from_protobuf_package_name(file.package()).parts() {
            around = child(&around, part);
            self.modules.insert(around.clone());
        }
    }

    /// Leaves out a package, and has prost-build read the file for those that import it.
    fn unread(&mut self, file: &mut FileDescriptorProto, generate: bool) {
        file.syntax = Some("proto3".to_owned());
        if generate {
            self.unread.insert(module(file));
            self.classes.push(Class::Edition);
        }
    }

    /// The types in modules of messages that are also modules of packages, and their paths with an underscore for each
    /// module that has the name.
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
                        &self.free(parent, &message.ident),
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

    /// The module that a message has if a package has its first choice.
    fn free(&self, parent: &str, message: &Ident) -> String {
        let name = message.to_string();
        let mut free = child(parent, name.trim_start_matches("r#")) + "_";
        while self.modules.contains(&free) {
            free.push('_');
        }
        free
    }

    /// Refuses types that the package of the same module has too.
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

/// Two types have one path in prost-build's output, so there is nothing to compare.
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

/// Adds the types of a module and of those in it.
fn add_types(module: &str, renamed: &str, items: &[syn::Item], renames: &mut Renames) {
    for item in items {
        let name = match item {
            syn::Item::Struct(item) => &item.ident,
            syn::Item::Enum(item) => &item.ident,
            syn::Item::Mod(below) => &below.ident,
            _ => continue,
        };
        let (path, renamed) = (child(module, name), child(renamed, name));
        if let syn::Item::Mod(below) = item {
            let items = below.content.as_ref().map_or(&[][..], |(_, items)| items);
            add_types(&path, &renamed, items, renames);
        } else {
            renames.insert(path, renamed);
        }
    }
}

/// What prost-build is told to call the source of a file, so that it keeps files apart.
fn key(file: &FileDescriptorProto) -> Module {
    Module::from_parts([file.name()])
}

/// The module of a file's package.
fn module(file: &FileDescriptorProto) -> String {
    let module = Module::from_protobuf_package_name(file.package());
    module.parts().collect::<Vec<_>>().join("::")
}
