//! The stages, one after the other.

use std::collections::HashSet;

use crate::ast::{FileIndex, ImportKind};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::encode::{self, Retention};
use crate::fault::{Fault, Severity};
use crate::features::{self, FileFeatures};
use crate::link::{self, FileScope, FileSet, Pool, References};
use crate::load::{self, Loaded, Source};
use crate::options::{self, Interpreted};
use crate::parallel;
use crate::resolver::Resolver;
use crate::source::Lines;

/// The result of [`compile`].
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    files: Vec<CompiledFile>,
    warnings: Vec<Diagnostic>,
}

/// A compiled file.
#[derive(Clone, Debug)]
pub struct CompiledFile {
    /// The name by which files import it.
    pub name: String,
    /// The encoded `FileDescriptorProto`, as in a descriptor set: without options of source retention.
    pub descriptor: Vec<u8>,
    /// The descriptor that protoc sends to a plugin for an import, if it differs: with all options, as they were written. `None`
    /// for the files that [`compile`] was called with.
    pub as_import: Option<Vec<u8>>,
    /// Whether it is a bundled file, which no resolver provided.
    pub bundled: bool,
}

impl Compiled {
    /// The files and all that they import, imports first.
    #[must_use]
    pub fn files(&self) -> &[CompiledFile] {
        &self.files
    }

    /// The files, without the rest.
    #[must_use]
    pub fn into_files(self) -> Vec<CompiledFile> {
        self.files
    }

    /// The warnings.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The encoded `FileDescriptorSet` of all files, as `protoc --include_imports --include_source_info` writes it.
    #[must_use]
    pub fn file_descriptor_set(&self) -> Vec<u8> {
        encode::set(self.files.iter().map(|file| &*file.descriptor))
    }
}

/// Compiles files and all that they import. `files` has the names by which other files would import them.
///
/// # Errors
/// The faults of all files, in the order of the files and their lines.
pub fn compile(files: &[&str], resolver: &dyn Resolver) -> Result<Compiled, Vec<Diagnostic>> {
    let inputs: HashSet<&str> = files.iter().copied().collect();
    let mut compilation = Compilation::declare(load::load(files, resolver));
    compilation.link();
    let (options, features) = compilation.interpret();
    compilation.check(&inputs, &options, &features);
    compilation.finish(&inputs, &options, &features)
}

/// A compilation after loading. Each stage adds to the faults.
struct Compilation<'s> {
    files: Vec<FileIndex>,
    pool: Pool,
    sources: Vec<Source<'s>>,
    /// The faults of each file.
    faults: Vec<Vec<Fault>>,
    /// Faults of `import option`, which do not affect the names of a file.
    unknown_options: Vec<(FileIndex, Fault)>,
    missing: Vec<(String, Fault)>,
    hidden: Option<FileIndex>,
    /// Whether each file, and all that it imports, could be parsed.
    parsed: Vec<bool>,
    /// The files that names of each file referred to.
    used: Vec<FileSet>,
}

impl<'s> Compilation<'s> {
    /// Checks single declarations, and declares the symbols of all files.
    fn declare(loaded: Loaded<'s>) -> Self {
        let Loaded {
            files,
            sources,
            mut links,
            mut faults,
            unknown,
            hidden,
            missing,
        } = loaded;
        let parsed = healthy(&links, &faults);
        let checked = parallel::map(&files, |index, file| {
            parsed[index].then(|| check::declarations(file))
        });
        let (symbols, declared) = link::declare(&files, hidden);
        for (faults, (declared, checked)) in
            faults.iter_mut().zip(declared.into_iter().zip(checked))
        {
            if let Some(checked) = checked {
                faults.extend(declared.into_iter().chain(checked));
            }
        }
        let mut own = parsed;
        for (file, fault) in unknown.imports {
            faults[file.index()].push(fault);
            own[file.index()] = false;
        }
        let parsed = with_imports(&links, own.into_iter());
        link::visible(&files, &mut links);
        Self {
            files: FileIndex::all(&files).collect(),
            used: vec![FileSet::default(); files.len()],
            pool: Pool {
                files,
                symbols,
                links,
            },
            sources,
            faults,
            unknown_options: unknown.options,
            missing,
            hidden,
            parsed,
        }
    }

    /// Resolves the names of all files that could be parsed.
    fn link(&mut self) {
        let parsed = self.parsed.clone();
        let references = self.run(&parsed, |scope, faults| {
            let mut references = link::resolve(scope);
            faults.append(&mut references.faults);
            references
        });
        for (links, references) in self.pool.links.iter_mut().zip(references) {
            let References {
                fields, methods, ..
            } = references;
            links.fields = fields;
            links.methods = methods;
        }
        link::check_extensions(&self.pool, &mut self.faults);
    }

    /// Interprets the options of all files, and resolves their features.
    ///
    /// Features are options that do not begin with an extension, and the encoding of other options depends on features.
    fn interpret(&mut self) -> (Vec<Interpreted>, Vec<FileFeatures>) {
        for (file, fault) in std::mem::take(&mut self.unknown_options) {
            self.faults[file.index()].push(fault);
        }
        let built_in = self.stage(options::interpret_built_in);
        let features = self.stage(|scope, faults| {
            let options = &built_in[scope.file.index()].values;
            features::resolve(scope.pool, scope.file, options, faults)
        });
        // This needs the features of imports, and nothing else of the file.
        let imports = self.with_healthy_imports();
        self.run(&imports, |scope, faults| {
            faults.extend(check::check_exports(scope.pool, scope.file, &features));
        });
        let options = self
            .stage(|scope, faults| options::interpret_custom(scope, &built_in, &features, faults));
        (options, features)
    }

    /// Checks what needs options and features. Only the files to compile have warnings about imports.
    fn check(
        &mut self,
        inputs: &HashSet<&str>,
        options: &[Interpreted],
        features: &[FileFeatures],
    ) {
        let values: Vec<_> = options.iter().map(|of_file| &*of_file.values).collect();
        self.stage(|scope, faults| {
            let (pool, file) = (scope.pool, scope.file);
            let is_input = inputs.contains(&*pool.file(file).name);
            faults.extend(check::options(pool, file, &values, features, is_input));
            if is_input {
                faults.extend(options::missing_fields(scope, options, features));
            }
        });
        let used = std::mem::take(&mut self.used);
        self.used = vec![FileSet::default(); used.len()];
        self.stage(|scope, faults| {
            if inputs.contains(&*scope.pool.file(scope.file).name) {
                let used = &used[scope.file.index()];
                faults.extend(unused_imports(scope.pool, scope.file, used));
            }
        });
    }

    /// Encodes the files, or returns the faults of all.
    fn finish(
        self,
        inputs: &HashSet<&str>,
        options: &[Interpreted],
        features: &[FileFeatures],
    ) -> Result<Compiled, Vec<Diagnostic>> {
        let warnings = self.diagnostics();
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        if warnings.iter().any(is_error) {
            return Err(warnings);
        }
        let files = parallel::map(&self.files, |index, &file| {
            let scope = FileScope::new(&self.pool, file);
            let name = &*self.pool.file(file).name;
            let is_import = !inputs.contains(name);
            let encoded = options::encode(&scope, options, features, is_import);
            let encode =
                |retention| encode::file(&self.pool, file, &options[index], &encoded, retention);
            let differs = is_import && encoded.differ();
            CompiledFile {
                name: name.to_owned(),
                descriptor: encode(Retention::Runtime),
                as_import: differs.then(|| encode(Retention::Source)),
                bundled: self.sources[index].bundled,
            }
        });
        let visible = files.into_iter().zip(&self.files);
        let visible = visible.filter(|&(_, &file)| Some(file) != self.hidden);
        Ok(Compiled {
            files: visible.map(|(file, _)| file).collect(),
            warnings,
        })
    }

    /// Runs a stage on each file that has no errors and imports no file that has any: the stage would report what follows
    /// from them.
    fn stage<R: Default + Send>(
        &mut self,
        run: impl Fn(&FileScope, &mut Vec<Fault>) -> R + Sync,
    ) -> Vec<R> {
        self.run(&healthy(&self.pool.links, &self.faults), run)
    }

    /// Whether each file could be parsed, and imports no file that has errors.
    fn with_healthy_imports(&self) -> Vec<bool> {
        let healthy = healthy(&self.pool.links, &self.faults);
        let files = self.parsed.iter().zip(&self.pool.links);
        let files = files.map(|(&parsed, links)| {
            parsed
                && links
                    .imports
                    .iter()
                    .flatten()
                    .all(|import| healthy[import.index()])
        });
        files.collect()
    }

    /// Runs a stage on each file that is fit for it. The result of another file is empty.
    fn run<R: Default + Send>(
        &mut self,
        fit: &[bool],
        run: impl Fn(&FileScope, &mut Vec<Fault>) -> R + Sync,
    ) -> Vec<R> {
        let pool = &self.pool;
        let done = parallel::map(&self.files, |index, &file| {
            let scope = FileScope::new(pool, file);
            let mut faults = Vec::new();
            let result = fit[index].then(|| run(&scope, &mut faults));
            (result.unwrap_or_default(), faults, scope.used.into_inner())
        });
        let mut results = Vec::with_capacity(done.len());
        for (index, (result, faults, used)) in done.into_iter().enumerate() {
            self.faults[index].extend(faults);
            self.used[index].extend(used);
            results.push(result);
        }
        results
    }

    /// All faults, in the order of the files and their places.
    fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut empty = Lines::new(&[]);
        let missing = self.missing.iter();
        let mut diagnostics: Vec<Diagnostic> = missing
            .map(|(name, fault)| Diagnostic::new(fault, name, &mut empty))
            .collect();
        let sources = self.pool.files.iter().zip(&self.sources);
        for (faults, (file, source)) in self.faults.iter().zip(sources) {
            if faults.is_empty() {
                continue;
            }
            let mut faults: Vec<&Fault> = faults.iter().collect();
            faults.sort_by_key(|fault| fault.span.map_or(0, |span| span.start));
            faults.dedup();
            let mut lines = Lines::new(&source.text);
            let of_file = faults.iter();
            diagnostics.extend(of_file.map(|fault| Diagnostic::new(fault, &file.name, &mut lines)));
        }
        diagnostics
    }
}

fn has_error(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// Whether each file, and all that it imports, has no errors.
fn healthy(links: &[link::FileLinks], faults: &[Vec<Fault>]) -> Vec<bool> {
    with_imports(links, faults.iter().map(|faults| !has_error(faults)))
}

/// Whether each file, and all that it imports, is fit. `own` says it for each file alone.
fn with_imports(links: &[link::FileLinks], own: impl Iterator<Item = bool>) -> Vec<bool> {
    let mut fit: Vec<bool> = Vec::with_capacity(links.len());
    for (links, own) in links.iter().zip(own) {
        // Imports come before importers.
        let of = |index: &FileIndex| fit.get(index.index()).copied().unwrap_or_default();
        let imports = links.imports.iter().flatten().all(of);
        fit.push(imports && own);
    }
    fit
}

/// Warns of imports that no name needs. An import of a file with public imports may be for those.
fn unused_imports(pool: &Pool, file: FileIndex, used: &FileSet) -> Vec<Fault> {
    let declared = pool.file(file);
    let all = declared.imports.iter().chain(&declared.option_imports);
    let links = pool.links[file.index()].imports.iter();
    let unused = all.zip(links).filter_map(|(import, link)| {
        let imported = (*link)?;
        let reexports = pool.file(imported).imports.iter();
        let unused = import.kind != ImportKind::Public
            && !used.contains(&imported)
            && !reexports
                .into_iter()
                .any(|import| import.kind == ImportKind::Public);
        unused.then(|| {
            let text = format!("the import `{}` is unused", import.name);
            Fault::warning(import.span, text).help("leave it out")
        })
    });
    unused.collect()
}
