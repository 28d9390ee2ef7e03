//! Declares the files of a request: their paths, imports, packages and editions.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Resolver;
use super::check::excerpt;
use super::declare::{DeclarationScope, Declared};
use super::features::{Edition, Features};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Encoded, File, FileId};
use crate::request::descriptor::FileOptions;
use crate::request::source_info::ElementPath;
use crate::request::wire;
use crate::request::{Request, RequestFile};

impl<'a> Resolver<'a, '_> {
    pub(super) fn declare_files<'r>(&mut self, request: &'r Request<'a>) -> Vec<Declared<'a, 'r>> {
        let mut by_path = HashMap::with_capacity(request.files.len());
        for (index, file) in request.files.iter().enumerate() {
            let path = file.descriptor.name;
            if by_path.insert(path, FileId::new(index)).is_some() {
                self.error(
                    Place::file(excerpt(path)),
                    "the request contains this file twice",
                );
            }
        }
        let to_generate: HashSet<_> = request.file_to_generate.iter().copied().collect();
        for path in to_generate
            .iter()
            .filter(|path| !by_path.contains_key(*path))
        {
            self.error(
                Place::file(excerpt(path)),
                "`file_to_generate` names this file, but the request does not contain it",
            );
        }
        let mut declared = Vec::with_capacity(request.files.len());
        for file in &request.files {
            let generate = to_generate.contains(file.descriptor.name);
            declared.extend(self.declare_file(file, generate, &by_path));
        }
        self.check_imports();
        declared
    }

    fn declare_file<'r>(
        &mut self,
        file: &'r RequestFile<'a>,
        generate: bool,
        by_path: &HashMap<&str, FileId>,
    ) -> Option<Declared<'a, 'r>> {
        let descriptor = &file.descriptor;
        let path = descriptor.name;
        let package = descriptor.package;
        let id = FileId::new(self.model.files.len());
        let source = file.source_info.get(&ElementPath::default().part(2));
        self.model.files.push(File {
            path,
            package,
            generate,
            imports: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: Vec::new(),
            bytes: Encoded(file.bytes),
            source,
        });
        if !self.check_path(path) {
            return None;
        }
        self.add_imports(id, file, by_path);
        let is_valid = self.check_package(package, id, &source);
        let options: FileOptions = self.decoded(wire::decode(descriptor.options), path)?;
        let edition = match Edition::of(descriptor) {
            Ok(edition) => edition,
            Err(found) => {
                self.unknown_edition(path, &found);
                return None;
            }
        };
        let features = Features::defaults(edition).with(&options.features);
        let mut declared = Declared {
            id,
            file,
            edition,
            features,
            messages: Vec::new(),
            services: Vec::new(),
        };
        let name = match package {
            "" => String::new(),
            package => format!(".{package}"),
        };
        // Every declaration in an invalid package would repeat the error.
        is_valid.then(|| {
            self.declare_items(&mut declared, DeclarationScope::file(&name, features));
            declared
        })
    }

    /// Links a file to its imports, and reports those that the request lacks.
    fn add_imports(&mut self, id: FileId, file: &RequestFile<'_>, by_path: &HashMap<&str, FileId>) {
        for import in &file.descriptor.dependency {
            match by_path.get(import) {
                Some(&import) => self.model[id].imports.push(import),
                None => {
                    let import = excerpt(import);
                    let message =
                        format!("the file imports `{import}`, which is not in the request");
                    self.error(Place::file(file.descriptor.name), message);
                }
            }
        }
    }

    fn unknown_edition(&mut self, path: &str, found: &str) {
        let fault = Diagnostic::error(format!("unsupported {found}"))
            .at(Place::file(path))
            .help("rpcsmith supports proto2, proto3, and editions 2023, 2024 and 2026");
        self.diagnostics.push(fault);
    }
}
