//! A crate as it is: for every service, what is implemented where.
//!
//! [`walk`] reads the files, [`resolve`] tells what a path in them means, [`matching`] which implementation is of which
//! service, [`read`] what it has of it, and [`refusals`] where nothing can be added.

mod attributes;
mod matching;
mod modules;
pub mod read;
mod refusals;
mod resolve;
mod signature;
pub mod source;
mod targets;
mod types;
mod walk;

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::diagnostics::{Diagnostic, Place};
use crate::targets::rust::ServiceOutline;
use matching::{Candidate, Wanted};
use read::Site;
use signature::Expected;
use source::{Places, Source, with_deep_stack};
use targets::targets;
use types::Scope;
use walk::{Crate, real, walk};

use super::stub::Part;

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
    /// The folder of the crate, without links.
    pub root: PathBuf,
    /// The files that hold implementations, by their names.
    pub sources: BTreeMap<String, Source>,
    /// All files that were looked at.
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

/// What an implementation has of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodState {
    /// The rpc, `GetUser`; of checks, the full name of the message.
    pub name: String,
    /// The function: `get_user`.
    pub ident: String,
    /// What is there.
    pub state: State,
    /// Of the function's name, from 1; where it is missing, of the impl.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// What is there of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is written.
    Implemented,
    /// It is there, and ends in saying that it is not implemented.
    Stub,
    /// The implementation has no such function.
    Missing,
    /// The function is there and does not fit the trait.
    SignatureDiffers(Vec<Difference>),
}

/// In what a function does not fit the trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `request`, `response`, `receiver`, `parameters`.
    pub part: &'static str,
    /// As the trait has it: `Request<user::v1::GetUserRequest>`.
    pub expected: String,
    /// As it is written.
    pub found: String,
    /// Of what is written, from 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// A function of an implementation that the trait has no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The function's name.
    pub ident: String,
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// Of its name, from 1.
    pub line: usize,
    /// Of its name, in bytes, from 1.
    pub column: usize,
    /// The function that it seems to have become: a missing one, the only one that takes and gives the same.
    pub renamed_to: Option<String>,
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
    let root = real(target.root);
    let targets = targets(&root).map_err(|fault| vec![*fault])?;
    let generated = target
        .generated
        .map(|generated| real(&root.join(generated)));
    // Where generated code is among a person's own, its folder tells nothing.
    let mut roots = targets.roots.iter().map(|path| real(path));
    let generated = generated.filter(|folder| !roots.any(|path| path.starts_with(folder)));
    let surveyed = with_deep_stack(|| {
        let mut found = walk(&root, generated.as_deref(), &targets);
        let (sources, services) = surveyed(&found, services, target.runtime);
        Survey {
            services,
            generated_module: matching::generated_root(&found, 0),
            root: root.clone(),
            sources,
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
    };
    let mut sources = BTreeMap::new();
    let mut places = wanted.iter().zip(candidates).map(|(wanted, candidates)| {
        let place = reader.found(wanted, &candidates);
        for candidate in &candidates {
            let source = &found.sources[found.impls[candidate.site].source];
            sources.insert(source.file.clone(), Source::clone(source));
        }
        (wanted.part, place)
    });
    let mut places = places.by_ref().peekable();
    let mut all = Vec::with_capacity(services.len());
    for outline in &services {
        let service = places.next().map(|(_, place)| place).unwrap_or_default();
        let checks = places.next_if(|(part, _)| *part == Part::Checks);
        all.push(Surveyed {
            outline: outline.clone(),
            service,
            checks: checks.map(|(_, place)| place),
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
}

impl Reader<'_> {
    /// What there is of a trait, and what stands against adding to it.
    fn found(&self, wanted: &Wanted<'_>, candidates: &[Candidate]) -> Found {
        let known = candidates.iter().filter(|candidate| !candidate.is_unsure);
        let implementations: Vec<Implementation> = known
            .map(|candidate| self.implementation(wanted, candidate))
            .collect();
        let refusal = self.refusal(wanted, candidates, &implementations);
        Found {
            implementations,
            refusal,
        }
    }

    fn implementation(&self, wanted: &Wanted<'_>, candidate: &Candidate) -> Implementation {
        let site = &self.found.impls[candidate.site];
        let source: &Rc<Source> = &self.found.sources[site.source];
        let places = Places {
            text: &source.text,
            prefix: site.prefix,
        };
        let scope = Scope {
            found: self.found,
            module: site.module,
            parameters: read::type_parameters(&site.item.generics),
            runtime: self.runtime,
            services: self.services,
        };
        read::Reading {
            scope: &scope,
            places,
            file: &source.file,
            item: &site.item,
        }
        .implementation(
            &expected(wanted.outline, wanted.part),
            &format!("{}/", wanted.outline.full_name),
            candidate.names.clone(),
        )
    }
}

/// The functions of a trait.
fn expected(outline: &ServiceOutline, part: Part) -> Vec<Expected> {
    match part {
        Part::Service => outline.methods.iter().map(Expected::method).collect(),
        Part::Checks => outline.checks.iter().map(Expected::check).collect(),
    }
}
