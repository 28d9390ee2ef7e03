//! A crate as it is: for every service, what is implemented where.
//!
//! [`walk`] reads the files, [`resolve`] tells what a path in them means, [`matching`] which implementation is of which
//! service, [`read`] what it has of it, and [`refusals`] where nothing can be added.

mod attributes;
pub mod clients;
mod expected;
mod files;
mod matching;
mod mentions;
mod modules;
pub mod read;
mod refusals;
mod resolve;
mod short;
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
use matching::{Candidate, Wanted};
use read::Site;
use short::Imports;
use source::{Places, Source, with_deep_stack};
use targets::targets;
use types::KnownNames;
use walk::{Crate, walk};

use super::stub::Part;
use crate::skeleton::{MethodState, Removed, State};

/// What to survey.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The folder of the crate's `Cargo.toml`.
    pub root: &'a Path,
    /// The folder of the generated code, relative to `root` or absolute. Nothing in it is read. If it is not known, files
    /// are taken for generated that begin as generated ones do.
    pub generated: Option<&'a Path>,
    /// The path of the runtime, as the option `runtime` says: `::rpcsmith_runtime`.
    pub runtime: &'a str,
}

/// A crate as it is.
#[derive(Clone, Debug)]
pub struct Survey {
    /// In the order of the outlines.
    pub services: Vec<Surveyed>,
    /// The module whose file is the generated `mod.rs`: `crate::proto`; none if the crate declares none.
    pub generated_module: Option<String>,
    /// The library, as paths begin with it: `users`; none if there is no library.
    pub library: Option<String>,
    /// The folder of the crate, without links.
    pub root: PathBuf,
    /// The files that hold implementations, by their names.
    pub sources: BTreeMap<String, Source>,
    /// The files of tests, if they were read.
    pub tests: Vec<TestFile>,
    /// All files that were looked at, but for tests.
    pub looked_at: Vec<PathBuf>,
}

/// A service and what the crate has of it.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// The service as the schema has it.
    pub outline: ServiceOutline,
    /// The implementation of its trait.
    pub service: Found,
    /// The implementation of its trait for checks of requests; none if there is no such trait.
    pub checks: Option<Found>,
    /// Whether code names its server, as what serves it does.
    pub is_served: bool,
    /// Whether code names its table of methods, as clients for the command line do.
    pub is_listed: bool,
}

/// What to read beside a crate as it is on disk.
#[derive(Clone, Debug, Default)]
pub struct Also {
    /// What files hold instead, by their paths without links.
    pub texts: HashMap<PathBuf, String>,
    /// Whether tests are read.
    pub tests: bool,
}

/// Where a trait is implemented.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// None: it is implemented nowhere. One: the usual. Several: nothing can be added, but each is known.
    pub implementations: Vec<Implementation>,
    /// Why nothing can be added though something is missing, or may be.
    pub refusal: Option<Refusal>,
}

/// Why nothing is added to an implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// In one line without a full stop: `the implementation holds a macro, …`.
    pub reason: String,
    /// What a person may paste there: the missing functions, or the whole implementation; ends a line.
    pub stub: String,
}

/// An `impl` of the trait of a service.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// Of the word `impl`, from 1.
    pub line: usize,
    /// Of the word `impl`, in bytes, from 1.
    pub column: usize,
    /// What it is implemented for, as it is written there: `UserServiceImpl`.
    pub implementor: String,
    /// One of each method of the outline, in its order.
    pub methods: Vec<MethodState>,
    /// Functions that the trait has no more, in the order of the file.
    pub removed: Vec<Removed>,
    /// Where it is in its file, in bytes.
    pub site: Site,
}

impl Implementation {
    /// Whether a function of the trait is missing.
    pub fn is_incomplete(&self) -> bool {
        self.methods.iter().any(|m| m.state == State::Missing)
    }
}

impl Found {
    /// Whether there is no implementation, and none that cannot be read.
    pub fn is_nowhere(&self) -> bool {
        self.implementations.is_empty() && self.refusal.is_none()
    }
}

/// Reads a crate from its targets through its modules.
///
/// # Errors
/// If there is no crate at `target.root`: its `Cargo.toml` cannot be read or names no library and no binary.
pub fn survey(
    target: &Target<'_>,
    services: Vec<ServiceOutline>,
) -> Result<Survey, Vec<Diagnostic>> {
    survey_as(target, services, &Also::default())
}

/// Reads a crate, and what else is asked for.
///
/// # Errors
/// As [`survey`].
pub fn survey_as(
    target: &Target<'_>,
    services: Vec<ServiceOutline>,
    also: &Also,
) -> Result<Survey, Vec<Diagnostic>> {
    let root = real(target.root);
    let targets = targets(&root).map_err(|fault| vec![*fault])?;
    let generated = target
        .generated
        .map(|generated| real(&root.join(generated)));
    // Where generated code is among a person's own, its folder tells nothing.
    let mut roots = targets.roots.iter().map(|path| real(path));
    let generated = generated.filter(|folder| !roots.any(|path| path.starts_with(folder)));
    let surveyed = with_deep_stack(|| {
        let mut found = walk(&root, generated.as_deref(), &targets, also);
        let tests = clients::files(&found, &services);
        let (sources, services) = surveyed(&found, services, target.runtime);
        Survey {
            services,
            generated_module: matching::generated_root(&found, 0),
            library: targets.library.clone(),
            root: root.clone(),
            sources,
            tests,
            looked_at: mem::take(&mut found.looked_at),
        }
    });
    surveyed.map_err(|error| {
        let fault = Diagnostic::error(format!("the crate cannot be read: {error}"));
        vec![fault.at(Place::file(root.to_string_lossy()))]
    })
}

fn surveyed(
    found: &Crate,
    services: Vec<ServiceOutline>,
    runtime: &str,
) -> (BTreeMap<String, Source>, Vec<Surveyed>) {
    let wanted: Vec<Wanted<'_>> = services
        .iter()
        .flat_map(|outline| {
            let checks = (!outline.checks.is_empty()).then_some(Part::Checks);
            [Some(Part::Service), checks]
                .into_iter()
                .flatten()
                .map(|part| Wanted::new(found, outline, part))
        })
        .collect();
    let candidates = matching::candidates(found, &wanted, runtime);
    let reader = Reader {
        found,
        services: &services,
        runtime,
        known: KnownNames::new(&services),
    };
    let mut sources = BTreeMap::new();
    // Of the service whose checks come next.
    let mut new = Vec::new();
    let mut places = wanted.iter().zip(candidates).map(|(wanted, candidates)| {
        let place = reader.found(wanted, &candidates, &new);
        new = new_requests(wanted.outline, &place);
        for candidate in &candidates {
            let source = &found.sources[found.impls[candidate.site].source];
            sources.insert(source.file.clone(), Source::clone(source));
        }
        (wanted.part, place)
    });
    let mut places = places.by_ref().peekable();
    let mut all = Vec::with_capacity(services.len());
    let wanted_as = |of: for<'o> fn(&Crate, &'o ServiceOutline) -> Wanted<'o>| {
        let wanted: Vec<_> = services.iter().map(|outline| of(found, outline)).collect();
        mentions::named(found, &wanted)
    };
    let named = wanted_as(mentions::server);
    let named = named.into_iter().zip(wanted_as(mentions::table));
    for (outline, (is_served, is_listed)) in services.iter().zip(named) {
        let service = places.next().map(|(_, place)| place).unwrap_or_default();
        let checks = places.next_if(|(part, _)| *part == Part::Checks);
        all.push(Surveyed {
            outline: outline.clone(),
            service,
            checks: checks.map(|(_, place)| place),
            is_served,
            is_listed,
        });
    }
    drop(places);
    (sources, all)
}

/// Reads implementations.
struct Reader<'a> {
    found: &'a Crate,
    services: &'a [ServiceOutline],
    runtime: &'a str,
    known: KnownNames,
}

impl Reader<'_> {
    /// What there is of a trait, and what stands against adding to it.
    fn found(&self, wanted: &Wanted<'_>, candidates: &[Candidate], new: &[String]) -> Found {
        let known = candidates.iter().filter(|candidate| !candidate.is_unsure);
        let implementations: Vec<Implementation> = known
            .map(|candidate| self.implementation(wanted, candidate, new))
            .collect();
        let refusal = self.refusal(wanted, candidates, &implementations);
        Found {
            implementations,
            refusal,
        }
    }

    /// `new` are the types of requests whose checks come in.
    fn implementation(
        &self,
        wanted: &Wanted<'_>,
        candidate: &Candidate,
        new: &[String],
    ) -> Implementation {
        let site = &self.found.impls[candidate.site];
        let source: &Rc<Source> = &self.found.sources[site.source];
        let places = Places {
            text: &source.text,
            prefix: site.prefix,
        };
        let parameters = read::type_parameters(&site.item.generics);
        let (outline, part) = (wanted.outline, wanted.part);
        let imports = Imports::new(self.found, self.services, site.module, &parameters);
        let names = candidate.names.clone().with_imports(
            outline,
            part,
            |used| imports.short(used),
            imports.has_result(),
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
