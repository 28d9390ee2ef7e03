//! Reads a crate, and finds the methods of each service that it implements, and their places.
//!
//! | module | task |
//! |---|---|
//! | [`walk`] | reads the files of the crate, from its targets through its modules |
//! | [`resolve`] | finds what a path in them means |
//! | [`matching`] | finds which `impl` belongs to which service |
//! | [`read`] | compares an `impl` with the methods of its service |
//! | [`refusals`] | explains where nothing can be added |
//! | [`registration`] | finds the services that servers and command-line clients register |
//! | [`clients`] | finds how tests create their client |

mod attributes;
pub mod clients;
mod expected;
mod files;
mod imported;
mod matching;
mod mentions;
mod modules;
pub mod read;
mod refusals;
mod registration;
mod resolve;
mod signature;
pub mod source;
mod targets;
mod types;
mod walk;

use std::collections::{BTreeMap, HashMap};
use std::mem;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::diagnostics::{Diagnostic, Place};
use crate::outline::ServiceOutline;
use clients::TestFile;
use expected::{expected, new_requests};
use files::real;
use imported::ImportedNames;
use matching::{Candidate, GeneratedItem};
use read::Site;
use source::{Places, Source, with_deep_stack};
use targets::targets;
use types::KnownNames;
use walk::{Crate, walk};

use super::imports::in_tests;
use super::stub::Part;
use crate::skeleton::{MethodState, Removed, State};

/// A crate to analyze.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The folder of the crate's `Cargo.toml`.
    pub root: &'a Path,
    /// The folder of the generated code, relative to `root` or absolute. Nothing in it is read. If it is not known, the
    /// header of a file decides whether it is generated.
    pub generated: Option<&'a Path>,
    /// The path of the runtime, from the option `runtime`: `::rpcsmith_runtime`.
    pub runtime: &'a str,
}

/// The implementations of all services in a crate.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The services, in the order of the outlines.
    pub services: Vec<ServiceAnalysis>,
    /// The module whose file is the generated `mod.rs`: `crate::proto`. `None` if the crate does not declare it.
    pub generated_module: Option<String>,
    /// The name of the library in paths: `users`. `None` if there is no library.
    pub library: Option<String>,
    /// The folder of the crate, without symbolic links.
    pub root: PathBuf,
    /// The files with implementations, by name.
    pub sources: BTreeMap<String, Source>,
    /// The files of tests, if they were read.
    pub tests: Vec<TestFile>,
    /// All files that were read, except tests.
    pub read: Vec<PathBuf>,
}

/// The implementations of one service in a crate.
#[derive(Clone, Debug)]
pub struct ServiceAnalysis {
    /// The service in the schema.
    pub outline: ServiceOutline,
    /// The implementations of its trait.
    pub service: TraitImpls,
    /// The implementations of its trait for checks of requests. `None` if there is no such trait.
    pub checks: Option<TraitImpls>,
    /// Whether code of the crate names the server of the service, which it needs to serve it.
    pub is_registered: bool,
    /// Whether code of the crate names the table of its methods, which command-line clients need.
    pub is_in_cli: bool,
}

/// Changes what an analysis reads.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Texts that replace those of files on disk, by path without symbolic links.
    pub texts: HashMap<PathBuf, String>,
    /// Whether to read tests.
    pub tests: bool,
}

/// The implementations of a trait.
#[derive(Clone, Debug, Default)]
pub struct TraitImpls {
    /// Usually one. If there are several, nothing can be added to an incomplete one.
    pub implementations: Vec<Implementation>,
    /// Why nothing can be added, if functions are missing or may be missing.
    pub refusal: Option<Refusal>,
}

/// Why nothing is added to an implementation, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// The reason, in one line without a full stop: `the implementation contains a macro, …`.
    pub reason: String,
    /// Code to paste there: the missing functions, or the whole implementation. Ends with a newline.
    pub stub: String,
}

/// An `impl` of the trait of a service.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// The line of the word `impl`, from 1.
    pub line: usize,
    /// The column of the word `impl`, in bytes, from 1.
    pub column: usize,
    /// The type, as the file writes it: `UserServiceImpl`.
    pub implementor: String,
    /// The state of each method, in the order of the outline.
    pub methods: Vec<MethodState>,
    /// Functions that the trait no longer has, in the order of the file.
    pub removed: Vec<Removed>,
    /// Its place in the file, in bytes.
    pub site: Site,
}

impl Implementation {
    /// Whether a function of the trait is missing.
    pub fn is_incomplete(&self) -> bool {
        self.methods.iter().any(|m| m.state == State::Missing)
    }
}

impl TraitImpls {
    /// Whether the trait has no implementation, and no file is unclear.
    pub fn is_nowhere(&self) -> bool {
        self.implementations.is_empty() && self.refusal.is_none()
    }
}

/// Reads a crate, from its targets through its modules.
///
/// # Errors
/// If there is no crate at `target.root`: its `Cargo.toml` cannot be read, or has no library and no binary.
pub fn analyze(
    target: &Target<'_>,
    services: Vec<ServiceOutline>,
) -> Result<Analysis, Vec<Diagnostic>> {
    analyze_with(target, services, &ReadOptions::default())
}

/// Reads a crate with options.
///
/// # Errors
/// As [`analyze`].
pub fn analyze_with(
    target: &Target<'_>,
    services: Vec<ServiceOutline>,
    options: &ReadOptions,
) -> Result<Analysis, Vec<Diagnostic>> {
    let root = real(target.root);
    let targets = targets(&root).map_err(|error| vec![*error])?;
    let generated = target
        .generated
        .map(|generated| real(&root.join(generated)));
    // A folder that also contains code of the user does not identify generated files.
    let mut roots = targets.roots.iter().map(|path| real(path));
    let generated = generated.filter(|folder| !roots.any(|path| path.starts_with(folder)));
    let analysis = with_deep_stack(|| {
        let mut krate = walk(&root, generated.as_deref(), &targets, options);
        let library = targets.library.as_deref().unwrap_or_default();
        let runtime = in_tests(target.runtime, library);
        let tests = clients::files(&krate, &services, &runtime);
        let (sources, services) = analyze_services(&krate, services, target.runtime);
        Analysis {
            services,
            generated_module: matching::generated_root(&krate, 0),
            library: targets.library.clone(),
            root: root.clone(),
            sources,
            tests,
            read: mem::take(&mut krate.read),
        }
    });
    analysis.map_err(|error| {
        let error = Diagnostic::error(format!("the crate cannot be read: {error}"));
        vec![error.at(Place::file(root.to_string_lossy()))]
    })
}

fn analyze_services(
    krate: &Crate,
    services: Vec<ServiceOutline>,
    runtime: &str,
) -> (BTreeMap<String, Source>, Vec<ServiceAnalysis>) {
    let wanted: Vec<GeneratedItem<'_>> = services
        .iter()
        .flat_map(|outline| {
            let checks = (!outline.checks.is_empty()).then_some(Part::Checks);
            [Some(Part::Service), checks]
                .into_iter()
                .flatten()
                .map(|part| GeneratedItem::new(krate, outline, part))
        })
        .collect();
    let candidates = matching::candidates(krate, &wanted, runtime);
    let reader = Reader {
        krate,
        services: &services,
        runtime,
        known: KnownNames::new(&services),
    };
    let mut sources = BTreeMap::new();
    // The new requests of the service, for its checks, which follow it.
    let mut new = Vec::new();
    let mut traits = wanted.iter().zip(candidates).map(|(wanted, candidates)| {
        let impls = reader.impls(wanted, &candidates, &new);
        new = new_requests(wanted.outline, &impls);
        for candidate in &candidates {
            let source = &krate.sources[krate.impls[candidate.site].source];
            sources.insert(source.file.clone(), Source::clone(source));
        }
        (wanted.part, impls)
    });
    let mut traits = traits.by_ref().peekable();
    let mut all = Vec::with_capacity(services.len());
    let registered = registration::servers(krate, &services).into_iter();
    let registered = registered.zip(registration::command_lines(krate, &services));
    for (outline, (is_registered, is_in_cli)) in services.iter().zip(registered) {
        let service = traits.next().map(|(_, impls)| impls).unwrap_or_default();
        let checks = traits.next_if(|(part, _)| *part == Part::Checks);
        all.push(ServiceAnalysis {
            outline: outline.clone(),
            service,
            checks: checks.map(|(_, impls)| impls),
            is_registered,
            is_in_cli,
        });
    }
    drop(traits);
    (sources, all)
}

/// Reads implementations.
struct Reader<'a> {
    krate: &'a Crate,
    services: &'a [ServiceOutline],
    runtime: &'a str,
    known: KnownNames,
}

impl Reader<'_> {
    /// Reads the implementations of a trait. `new` has the types of requests whose checks are to be added.
    fn impls(
        &self,
        wanted: &GeneratedItem<'_>,
        candidates: &[Candidate],
        new: &[String],
    ) -> TraitImpls {
        let known = candidates.iter().filter(|candidate| !candidate.is_unsure);
        let implementations: Vec<Implementation> = known
            .map(|candidate| self.implementation(wanted, candidate, new))
            .collect();
        let refusal = self.refusal(wanted, candidates, &implementations);
        TraitImpls {
            implementations,
            refusal,
        }
    }

    fn implementation(
        &self,
        wanted: &GeneratedItem<'_>,
        candidate: &Candidate,
        new: &[String],
    ) -> Implementation {
        let site = &self.krate.impls[candidate.site];
        let source: &Rc<Source> = &self.krate.sources[site.source];
        let places = Places {
            text: &source.text,
            prefix: site.prefix,
        };
        let parameters = read::type_parameters(&site.item.generics);
        let (outline, part) = (wanted.outline, wanted.part);
        let imported = ImportedNames::new(self.krate, self.services, site.module, &parameters);
        let names = candidate.names.clone().with_imports(
            outline,
            part,
            |used| imported.short(used),
            imported.has_result(),
        );
        let is_missing = |ident: &str| {
            let mut checks = outline.checks.iter();
            part == Part::Service
                || checks.any(|c| c.ident == ident && c.has_rules && new.contains(&c.input))
        };
        read::Reading {
            known: &self.known,
            places,
            file: &source.file,
            item: &site.item,
        }
        .implementation(
            &expected(outline, part, [&names, &candidate.names]),
            names.clone(),
            is_missing,
        )
    }
}
