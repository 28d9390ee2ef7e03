//! The stages, one after the other.

use std::collections::HashSet;

use crate::ast::{File, FileIndex, ImportKind, OptionsIndex};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::encode::{self, Retention};
use crate::fault::{Fault, Severity};
use crate::features::{self, FileFeatures};
use crate::link::{self, FileScope, Pool};
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
    /// The encoded `FileDescriptorProto`, without options of source retention.
    pub descriptor: Vec<u8>,
    /// The descriptor with all options, if it differs.
    pub with_source_options: Option<Vec<u8>>,
    /// Whether it is a bundled file, which no resolver provided.
    pub bundled: bool,
}

impl Compiled {
    /// The files and all that they import, imports first.
    #[must_use]
    pub fn files(&self) -> &[CompiledFile] {
        &self.files
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
    let loaded = load::load(files, resolver);
    let inputs: HashSet<&str> = files.iter().copied().collect();
    let mut compilation = Compilation::link(loaded);
    compilation.interpret(&inputs);
    compilation.finish()
}

/// A compilation after linking.
struct Compilation<'s> {
    pool: Pool,
    sources: Vec<Source<'s>>,
    faults: Vec<Vec<Fault>>,
    missing: Vec<(String, Fault)>,
    hidden: Option<FileIndex>,
    /// The files that names referred to, by file.
    used: Vec<HashSet<FileIndex>>,
    encoded: Vec<Option<CompiledFile>>,
}

impl<'s> Compilation<'s> {
    /// Declares the symbols of all files and resolves their names.
    fn link(loaded: Loaded<'s>) -> Self {
        let Loaded {
            files,
            sources,
            mut links,
            mut faults,
            hidden,
            missing,
        } = loaded;
        let parsed = healthy(&links, &faults);
        let checked = parallel::map(&files, |index, file| {
            if parsed[index] {
                check::declarations(file)
            } else {
                Vec::new()
            }
        });
        let (symbols, declared) = link::declare(&files, hidden);
        for (index, (declared, checked)) in declared.into_iter().zip(checked).enumerate() {
            if parsed[index] {
                faults[index].extend(declared.into_iter().chain(checked));
            }
        }
        link::visible(&files, &mut links);
        let mut pool = Pool {
            files,
            symbols,
            links,
            extensions: link::Extensions::default(),
        };
        let used = pool.resolve(&parsed, &mut faults);
        Self {
            encoded: Vec::new(),
            pool,
            sources,
            faults,
            missing,
            hidden,
            used,
        }
    }

    /// Interprets options, resolves features, checks both and encodes the files.
    fn interpret(&mut self, inputs: &HashSet<&str>) {
        let pool = &self.pool;
        let mut faults = std::mem::take(&mut self.faults);
        let linked = healthy(&pool.links, &faults);
        let indexes: Vec<FileIndex> = pool.indexes().collect();

        let first = stage(&indexes, &linked, |file, faults| {
            let scope = FileScope::new(pool, file);
            let interpreted = options::interpret_built_in(&scope, faults);
            (interpreted, scope.used.into_inner())
        });
        let mut built_in: Vec<Interpreted> = Vec::with_capacity(indexes.len());
        for (index, (result, found)) in first.into_iter().enumerate() {
            let (options, used) = result.unwrap_or_default();
            built_in.push(options);
            self.used[index].extend(used);
            faults[index].extend(found);
        }
        let resolved = stage(&indexes, &linked, |file, faults| {
            features::resolve(pool, file, &built_in[file.index()].values, faults)
        });
        let mut features: Vec<FileFeatures> = Vec::with_capacity(indexes.len());
        for (index, (result, found)) in resolved.into_iter().enumerate() {
            features.push(result.unwrap_or_default());
            faults[index].extend(found);
        }
        let featured = healthy(&pool.links, &faults);
        let custom = stage(&indexes, &featured, |file, faults| {
            let scope = FileScope::new(pool, file);
            let options = options::interpret_custom(&scope, &built_in, &features, faults);
            (options, scope.used.into_inner())
        });
        let mut interpreted: Vec<Interpreted> = Vec::with_capacity(indexes.len());
        for (index, (result, found)) in custom.into_iter().enumerate() {
            let (options, used) = result.unwrap_or_default();
            interpreted.push(options);
            self.used[index].extend(used);
            faults[index].extend(found);
        }
        drop(built_in);
        let complete = healthy(&pool.links, &faults);
        let values: Vec<_> = interpreted.iter().map(|options| &*options.values).collect();
        let checked = stage(&indexes, &complete, |file, faults| {
            faults.extend(check::options(pool, file, &values, &features));
            if inputs.contains(&*pool.file(file).name) && !has_error(faults) {
                faults.extend(unused_imports(pool, file, &self.used[file.index()]));
            }
        });
        for (faults, (_, found)) in faults.iter_mut().zip(checked) {
            faults.extend(found);
        }
        if faults.iter().any(|faults| has_error(faults)) || !self.missing.is_empty() {
            self.faults = faults;
            return;
        }
        let encoded = parallel::map(&indexes, |index, &file| {
            let scope = FileScope::new(pool, file);
            let options = options::encode(&scope, &interpreted, &features);
            let encode =
                |retention| encode::file(pool, file, &interpreted[index], &options, retention);
            CompiledFile {
                name: pool.file(file).name.to_string(),
                descriptor: encode(Retention::Runtime),
                with_source_options: (!options.stripped.is_empty())
                    .then(|| encode(Retention::Source)),
                bundled: self.sources[index].bundled,
            }
        });
        self.encoded = encoded.into_iter().map(Some).collect();
        self.faults = faults;
    }

    /// The files, or the faults of all files.
    fn finish(self) -> Result<Compiled, Vec<Diagnostic>> {
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        let missing = self.missing.iter();
        let empty = Lines::new(&[]);
        diagnostics.extend(missing.map(|(name, fault)| Diagnostic::new(fault, name, &empty)));
        for ((mut faults, source), file) in self
            .faults
            .into_iter()
            .zip(&self.sources)
            .zip(&self.pool.files)
        {
            if faults.is_empty() {
                continue;
            }
            faults.sort_by_key(|fault| fault.span.map_or(0, |span| span.start));
            faults.dedup();
            let lines = Lines::new(&source.text);
            let of_file = faults.iter();
            diagnostics.extend(of_file.map(|fault| Diagnostic::new(fault, &file.name, &lines)));
        }
        if diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
        {
            return Err(diagnostics);
        }
        let hidden = self.hidden.map(FileIndex::index);
        let files = self.encoded.into_iter().enumerate();
        let files = files.filter(|&(index, _)| Some(index) != hidden);
        Ok(Compiled {
            files: files.filter_map(|(_, file)| file).collect(),
            warnings: diagnostics,
        })
    }
}

impl Pool {
    /// The indexes of all files.
    fn indexes(&self) -> impl Iterator<Item = FileIndex> {
        (0..self.files.len()).map(|index| FileIndex(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// Resolves the names of all files that are parsed. Returns the files that they refer to.
    fn resolve(&mut self, parsed: &[bool], faults: &mut [Vec<Fault>]) -> Vec<HashSet<FileIndex>> {
        let indexes: Vec<FileIndex> = self.indexes().collect();
        let pool = &*self;
        let resolved = parallel::map(&indexes, |index, &file| {
            let scope = FileScope::new(pool, file);
            let references = parsed[index].then(|| link::resolve(&scope));
            (references, scope.used.into_inner())
        });
        let mut all = Vec::with_capacity(indexes.len());
        for (index, (references, used)) in resolved.into_iter().enumerate() {
            if let Some(references) = references {
                self.links[index].fields = references.fields;
                self.links[index].methods = references.methods;
                faults[index].extend(references.faults);
            }
            all.push(used);
        }
        self.extensions = link::extensions(self, faults);
        all
    }
}

/// Runs a stage on the files that are fit for it. Returns the result and the faults of each file.
fn stage<R: Send>(
    files: &[FileIndex],
    fit: &[bool],
    run: impl Fn(FileIndex, &mut Vec<Fault>) -> R + Sync,
) -> Vec<(Option<R>, Vec<Fault>)> {
    parallel::map(files, |index, &file| {
        let mut faults = Vec::new();
        let result = fit[index].then(|| run(file, &mut faults));
        (result, faults)
    })
}

fn has_error(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// Whether a file and all that it imports have no errors: a later stage would report what follows from them.
fn healthy(links: &[link::FileLinks], faults: &[Vec<Fault>]) -> Vec<bool> {
    let mut healthy: Vec<bool> = Vec::with_capacity(faults.len());
    for (links, faults) in links.iter().zip(faults) {
        // Imports come before importers.
        let of = |index: &FileIndex| healthy.get(index.index()).copied().unwrap_or_default();
        let imports = links.imports.iter().flatten().all(of);
        healthy.push(imports && !has_error(faults));
    }
    healthy
}

/// Warns of imports that no name needs. An import of a file with public imports may be for those.
fn unused_imports(pool: &Pool, file: FileIndex, used: &HashSet<FileIndex>) -> Vec<Fault> {
    let declared: &File = pool.file(file);
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
