//! The files of a request: their paths, imports, packages and editions.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Resolver;
use super::check::shown;
use super::declare::{Declared, Scope};
use super::features::{Edition, Features};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Encoded, File, FileId};
use crate::request::descriptor::FileOptions;
use crate::request::source_info::Path;
use crate::request::wire;
use crate::request::{Request, RequestFile};

impl<'a> Resolver<'a, '_> {
    pub(super) fn declare_files<'r>(&mut self, request: &'r Request<'a>) -> Vec<Declared<'a, 'r>> {
        let mut by_path = HashMap::with_capacity(request.files.len());
        for (index, file) in request.files.iter().enumerate() {
            let path = file.descriptor.name;
            if by_path.insert(path, FileId::new(index)).is_some() {
                self.error(
                    Place::file(shown(path)),
                    "the request holds this file twice",
                );
            }
        }
        let wanted: HashSet<_> = request.file_to_generate.iter().copied().collect();
        for path in wanted.iter().filter(|path| !by_path.contains_key(*path)) {
            self.error(
                Place::file(shown(path)),
                "code is wanted for this file, but the request does not hold it",
            );
        }
        let mut declared = Vec::with_capacity(request.files.len());
        for file in &request.files {
            let generate = wanted.contains(file.descriptor.name);
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
        let source = file.source_info.get(&Path::default().part(2));
        self.model.files.push(File {
            path,
            package,
            generate,
            imports: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: 0,
            bytes: Encoded(file.bytes),
            source,
        });
        if !self.check_path(path) {
            return None;
        }
        for import in &descriptor.dependency {
            match by_path.get(import) {
                Some(&import) => self.model[id].imports.push(import),
                None => {
                    let import = shown(import);
                    let message = format!("it imports `{import}`, which the request does not hold");
                    self.error(Place::file(path), message);
                }
            }
        }
        let is_sound = self.check_package(package, id, &source);
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
        // What is declared under a broken name would only repeat it.
        is_sound.then(|| {
            self.declare_items(&mut declared, Scope::file(&name, features));
            declared
        })
    }

    fn unknown_edition(&mut self, path: &str, found: &str) {
        let fault = Diagnostic::error(format!("{found} is not known here"))
            .at(Place::file(path))
            .help("rpcsmith reads proto2, proto3, and editions 2023, 2024 and 2026");
        self.diagnostics.push(fault);
    }
}
