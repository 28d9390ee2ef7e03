//! What prost-build makes of a request.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::panic::{self, AssertUnwindSafe};

use anyhow::{Result, anyhow};
use prost_build::Module;
use prost_types::FileDescriptorProto;
use prost_types::compiler::CodeGeneratorRequest;

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
        for (wrong, right) in &repairs.literals {
            for source in theirs.sources.values_mut() {
                *source = source.replace(wrong, right);
            }
        }
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

    /// The types in modules of messages that are also those of packages, and their paths with an underscore for each
    /// module that has the name.
    pub fn renames(&mut self) -> Result<Renames> {
        let mut renames = Renames::new();
        for (module, source) in &self.sources {
            let below = if module.is_empty() {
                String::new()
            } else {
                format!("{module}::")
            };
            if !self
                .modules
                .iter()
                .any(|other| other != module && other.starts_with(&below))
            {
                continue;
            }
            for item in syn::parse_file(source)?.items {
                let syn::Item::Mod(message) = item else {
                    continue;
                };
                let path = child(module, &message.ident);
                if !self.modules.contains(&path) {
                    continue;
                }
                let mut free = child(module, message.ident.to_string().trim_start_matches("r#"));
                while self.modules.contains(&free) {
                    free.push('_');
                }
                let items = message.content.map(|(_, items)| items).unwrap_or_default();
                add_types(&path, &free, &items, &mut renames);
                self.classes.push(Class::RenamedModule);
            }
        }
        Ok(renames)
    }
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
