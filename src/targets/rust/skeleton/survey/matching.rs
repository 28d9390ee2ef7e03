//! Which implementation is of which trait: what the path of its trait means, beside what the schema calls for.

use super::modules::{ModuleId, UsePath, plain, written};
use super::resolve::{Meaning, Meanings, resolve};
use super::walk::{Crate, Site};
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::stub::{Names, Part};

/// A trait that is looked for.
#[derive(Clone, Debug)]
pub struct Wanted<'o> {
    pub outline: &'o ServiceOutline,
    pub part: Part,
    /// Its path from the module of all packages.
    path: Vec<String>,
    /// How many of its names are those of the package.
    in_package: usize,
    /// The stem of the file that it is generated into.
    stem: String,
    /// Whether the crate declares the module that it is in.
    is_declared: bool,
}

/// How well an implementation fits a trait; more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The trait has the name, and nothing speaks against it.
    Name,
    /// That many names from the end are the same: the module of the service as well.
    End(usize),
    /// The whole path is the same, wherever it starts.
    Whole,
    /// It is a trait of the crate's generated code.
    Exact,
}

/// An implementation that fits a trait.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Among the sites.
    pub site: usize,
    pub fit: Fit,
    /// Where the generated code is, as far as the path of the trait tells.
    pub names: Names,
    /// Whether it may as well be of another service.
    pub is_unsure: bool,
}

impl<'o> Wanted<'o> {
    pub fn new(found: &Crate, outline: &'o ServiceOutline, part: Part) -> Self {
        let name = match part {
            Part::Service => unraw(&outline.ident),
            Part::Checks => format!("{}Validation", unraw(&outline.ident)),
        };
        Self {
            part,
            ..Self::item(found, outline, &outline.server, Some(name))
        }
    }

    /// An item that is generated for a service, in a module of its package, or that module itself.
    pub fn item(
        found: &Crate,
        outline: &'o ServiceOutline,
        module: &str,
        name: Option<String>,
    ) -> Self {
        let mut path = segments(module);
        path.extend(name);
        let package = outline.full_name.rsplit_once('.');
        let stem = package.map_or("_", |(package, _)| package).to_owned();
        let is_declared = found.modules.iter().any(|module| {
            let file = module.generated.as_deref();
            file.is_some_and(|file| file == ROOT || file == stem)
        });
        let in_package = match &*outline.package {
            "" => 0,
            package => segments(package).len(),
        };
        Self {
            outline,
            part: Part::Service,
            path,
            in_package,
            stem,
            is_declared,
        }
    }

    /// How well the best of what a path means fits; `last` is the last name of the path. An item of another name does not
    /// fit.
    pub fn best_fit(&self, found: &Crate, meanings: &Meanings, last: Option<&str>) -> Option<Fit> {
        let fits = meanings.all.iter();
        let fits = fits.filter_map(|meaning| self.fit(found, meaning, meanings.is_open));
        let is_hidden = meanings.is_open && last == Some(self.name());
        fits.max().or(is_hidden.then_some(Fit::Name))
    }

    /// The name of the trait.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Its path from the module of its package.
    fn end(&self) -> &[String] {
        &self.path[self.in_package.min(self.path.len())..]
    }

    /// How well what a path means fits.
    fn fit(&self, found: &Crate, meaning: &Meaning, is_open: bool) -> Option<Fit> {
        match meaning {
            Meaning::Generated(module, path) => {
                let file = found.modules[*module].generated.as_deref();
                let whole = file == Some(ROOT) && *path == self.path;
                let own = file == Some(&self.stem) && path == self.end();
                (whole || own).then_some(Fit::Exact)
            }
            // The trait is in this crate; what is known to be elsewhere is another.
            Meaning::Foreign(_) if self.is_declared && !is_open => None,
            Meaning::Foreign(path) | Meaning::Hidden(_, path) => {
                let pairs = path.iter().rev().zip(self.path.iter().rev());
                match pairs.take_while(|(a, b)| a == b).count() {
                    0 => None,
                    1 => Some(Fit::Name),
                    same if same == self.path.len() => Some(Fit::Whole),
                    same => Some(Fit::End(same)),
                }
            }
            Meaning::Own | Meaning::Alias | Meaning::Module(_) => None,
        }
    }

    /// How text at an implementation names generated code, by what the path of its trait means.
    fn names(
        &self,
        found: &Crate,
        root: ModuleId,
        meaning: Option<&Meaning>,
        runtime: &str,
    ) -> Names {
        let generated = generated_root(found, root).unwrap_or_else(|| DEFAULT.to_owned());
        let default = Names::full(&generated, runtime);
        let (start, path) = match meaning {
            Some(Meaning::Generated(module, _)) => {
                let file = found.modules[*module].generated.as_deref();
                let path = path_of(found, root, *module);
                return if file == Some(ROOT) {
                    Names::full(&path, runtime)
                } else {
                    default.with_package(&self.outline.package, &path)
                };
            }
            Some(Meaning::Foreign(path)) => (String::new(), path),
            Some(Meaning::Hidden(of, path)) => (start_of(found, root, *of), path),
            _ => return default,
        };
        let Some(package) = path.strip_suffix(self.end()) else {
            return default;
        };
        let above = &self.path[..self.in_package];
        let join = |path: &[String]| {
            let path = path.iter().map(|name| format!("::{}", written(name)));
            format!("{start}{}", path.collect::<String>())
        };
        match package.strip_suffix(above) {
            Some(all) if !(all.is_empty() && start.is_empty()) => Names::full(&join(all), runtime),
            _ => default.with_package(&self.outline.package, &join(package)),
        }
    }
}

/// The stem of the file of the module of all packages.
const ROOT: &str = "mod";
/// Where the generated code is where the crate does not say so.
pub const DEFAULT: &str = "crate::proto";

/// The module of all packages, as a path from a target.
pub fn generated_root(found: &Crate, root: ModuleId) -> Option<String> {
    let is_root = |id: &ModuleId| found.modules[*id].generated.as_deref() == Some(ROOT);
    let all = || (0..found.modules.len()).filter(is_root);
    let own = all().find(|&id| found.modules[id].root == root);
    let library = found.library.as_ref().map(|(_, root)| *root);
    let shared = || all().find(|&id| Some(found.modules[id].root) == library);
    own.or_else(shared).map(|id| path_of(found, root, id))
}

/// The path of a module from a target.
fn path_of(found: &Crate, root: ModuleId, module: ModuleId) -> String {
    let module = &found.modules[module];
    let names = module
        .path
        .iter()
        .map(|name| format!("::{}", written(name)));
    start_of(found, root, module.root) + &names.collect::<String>()
}

/// What a path from one target into another starts with.
fn start_of(found: &Crate, root: ModuleId, other: ModuleId) -> String {
    match &found.library {
        Some((name, library)) if *library == other && root != other => format!("::{name}"),
        _ => "crate".to_owned(),
    }
}

/// For every trait that is wanted, the implementations that fit it best.
pub fn candidates(found: &Crate, wanted: &[Wanted<'_>], runtime: &str) -> Vec<Vec<Candidate>> {
    let mut all: Vec<Vec<Candidate>> = wanted.iter().map(|_| Vec::new()).collect();
    for (index, site) in found.impls.iter().enumerate() {
        let meanings = trait_of(found, site);
        let fits: Vec<_> = wanted
            .iter()
            .map(|wanted| best(found, wanted, site, &meanings))
            .collect();
        let most = fits.iter().flatten().map(|(fit, _)| *fit).max();
        let of_most = |fit: &&Option<(Fit, &Meaning)>| fit.map(|(fit, _)| fit) == most;
        let is_unsure = fits.iter().filter(of_most).count() > 1;
        for ((wanted, fit), list) in wanted.iter().zip(&fits).zip(&mut all) {
            if let Some((fit, meaning)) = fit
                && Some(*fit) == most
            {
                let root = found.modules[site.module].root;
                list.push(Candidate {
                    site: index,
                    fit: *fit,
                    names: wanted.names(found, root, Some(meaning), runtime),
                    is_unsure,
                });
            }
        }
    }
    all.into_iter().map(surest).collect()
}

/// How text in the library names generated code.
pub fn default_names(found: &Crate, wanted: &Wanted<'_>, runtime: &str) -> Names {
    wanted.names(found, 0, None, runtime)
}

/// Those whose trait is known, if there are any.
fn surest(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let is_sure = |candidate: &Candidate| candidate.fit > Fit::Name && !candidate.is_unsure;
    if candidates.iter().any(is_sure) {
        candidates.into_iter().filter(is_sure).collect()
    } else {
        candidates
    }
}

/// What the path of a trait means.
fn trait_of(found: &Crate, site: &Site) -> Meanings {
    let Some((path, _)) = &site.item.trait_ else {
        return Meanings::default();
    };
    let path = UsePath::of(path);
    resolve(found, site.module, &path)
}

/// The meaning that fits best.
fn best<'m>(
    found: &Crate,
    wanted: &Wanted<'_>,
    site: &Site,
    meanings: &'m Meanings,
) -> Option<(Fit, &'m Meaning)> {
    let fits = meanings.all.iter().filter_map(|meaning| {
        let fit = wanted.fit(found, meaning, meanings.is_open)?;
        (fit > Fit::Name || wanted.is_like(site)).then_some((fit, meaning))
    });
    fits.max_by_key(|(fit, _)| *fit)
}

impl Wanted<'_> {
    /// Whether an implementation has a function of the trait, or nothing.
    fn is_like(&self, site: &Site) -> bool {
        let mut functions = site.item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) => Some(plain(&function.sig.ident)),
            _ => None,
        });
        let methods = self.outline.methods.iter().map(|method| &method.ident);
        let checks = self.outline.checks.iter().map(|check| &check.ident);
        let names: Vec<String> = match self.part {
            Part::Service => methods.map(|ident| unraw(ident)).collect(),
            Part::Checks => checks.map(|ident| unraw(ident)).collect(),
        };
        site.item.items.is_empty() || functions.any(|function| names.contains(&function))
    }
}

/// The names of a path of an outline, without `r#`.
pub fn segments(path: &str) -> Vec<String> {
    path.split("::").map(unraw).collect()
}

/// A name of an outline without `r#`.
pub fn unraw(ident: &str) -> String {
    ident.strip_prefix("r#").unwrap_or(ident).to_owned()
}
