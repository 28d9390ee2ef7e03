//! Finds which `impl` implements which generated trait, by the meaning of the trait's path.

use super::modules::{ModuleId, UsePath, escaped, plain};
use super::resolve::{Meaning, Meanings, resolve};
use super::walk::{Crate, Site};
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::stub::{Names, Part};

/// An item that rpcsmith generates for a service, to look for in a crate: a trait, a server, a client, or the module of
/// the table of methods.
#[derive(Clone, Debug)]
pub struct GeneratedItem<'o> {
    pub outline: &'o ServiceOutline,
    pub part: Part,
    /// Its path in the module of all packages.
    path: Vec<String>,
    /// How many segments of `path` are the package.
    in_package: usize,
    /// The stem of its generated file.
    stem: String,
    /// Whether the crate declares the module of that file.
    is_declared: bool,
}

/// How well a path matches an item. Greater is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The name is the same, and nothing contradicts it.
    Name,
    /// So many segments at the end are the same, the module of the service included.
    End(usize),
    /// The whole path in the module of all packages is the same.
    Whole,
    /// The path leads to the item in the generated code of the crate.
    Exact,
}

/// An implementation that fits a trait.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its index in [`Crate::impls`].
    pub site: usize,
    pub fit: Fit,
    /// The names of generated code there, according to the path of the trait.
    pub names: Names,
    /// Whether it matches another service equally well.
    pub is_unsure: bool,
}

impl<'o> GeneratedItem<'o> {
    /// A trait of a service.
    pub fn new(krate: &Crate, outline: &'o ServiceOutline, part: Part) -> Self {
        let name = match part {
            Part::Service => unraw(&outline.ident),
            Part::Checks => format!("{}Validation", unraw(&outline.ident)),
        };
        Self {
            part,
            ..Self::item(krate, outline, &outline.server, Some(name))
        }
    }

    /// The server of a service.
    pub fn server(krate: &Crate, outline: &'o ServiceOutline) -> Self {
        let name = format!("{}Server", unraw(&outline.ident));
        Self::item(krate, outline, &outline.server, Some(name))
    }

    /// The module of the table of methods of a service.
    pub fn table(krate: &Crate, outline: &'o ServiceOutline) -> Self {
        Self::item(krate, outline, &outline.table, None)
    }

    /// The client of a service.
    pub fn client(krate: &Crate, outline: &'o ServiceOutline) -> Self {
        let name = format!("{}Client", unraw(&outline.ident));
        Self::item(krate, outline, &outline.client, Some(name))
    }

    /// An item in a module of the service's package, or that module itself.
    fn item(
        krate: &Crate,
        outline: &'o ServiceOutline,
        module: &str,
        name: Option<String>,
    ) -> Self {
        let mut path = segments(module);
        path.extend(name);
        let package = outline.full_name.rsplit_once('.');
        let stem = package.map_or("_", |(package, _)| package).to_owned();
        let is_declared = krate.modules.iter().any(|module| {
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

    /// Returns how well the best meaning of a path fits. `last` is the last segment of the path. An item with another name
    /// does not fit.
    pub fn best_fit(&self, krate: &Crate, meanings: &Meanings, last: Option<&str>) -> Option<Fit> {
        let fits = meanings.all.iter();
        let fits = fits.filter_map(|meaning| self.fit(krate, meaning, meanings.is_open));
        let is_hidden = meanings.is_open && last == Some(self.name());
        fits.max().or(is_hidden.then_some(Fit::Name))
    }

    /// The name of the item.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Its path in the module of its package.
    fn end(&self) -> &[String] {
        &self.path[self.in_package.min(self.path.len())..]
    }

    /// Returns how well a meaning fits.
    fn fit(&self, krate: &Crate, meaning: &Meaning, is_open: bool) -> Option<Fit> {
        match meaning {
            Meaning::Generated(module, path) => {
                let file = krate.modules[*module].generated.as_deref();
                let whole = file == Some(ROOT) && *path == self.path;
                let own = file == Some(&self.stem) && path == self.end();
                (whole || own).then_some(Fit::Exact)
            }
            // The item is in this crate: a path to another crate names another item.
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

    /// Returns the names of generated code for text at an implementation, according to the meaning of its trait's path.
    fn names(
        &self,
        krate: &Crate,
        root: ModuleId,
        meaning: Option<&Meaning>,
        runtime: &str,
    ) -> Names {
        let generated = generated_root(krate, root).unwrap_or_else(|| DEFAULT.to_owned());
        let default = Names::full(&generated, runtime);
        let (start, path) = match meaning {
            Some(Meaning::Generated(module, _)) => {
                let file = krate.modules[*module].generated.as_deref();
                let path = path_of(krate, root, *module);
                return if file == Some(ROOT) {
                    Names::full(&path, runtime)
                } else {
                    default.with_package(&self.outline.package, &path)
                };
            }
            Some(Meaning::Foreign(path)) => (String::new(), path),
            Some(Meaning::Hidden(of, path)) => (start_of(krate, root, *of), path),
            _ => return default,
        };
        let Some(package) = path.strip_suffix(self.end()) else {
            return default;
        };
        let above = &self.path[..self.in_package];
        let join = |path: &[String]| {
            let path = path.iter().map(|name| format!("::{}", escaped(name)));
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
/// The module of the generated code, if the crate does not declare it.
const DEFAULT: &str = "crate::proto";

/// The path of the module of all packages, from a target.
pub fn generated_root(krate: &Crate, root: ModuleId) -> Option<String> {
    let is_root = |id: &ModuleId| krate.modules[*id].generated.as_deref() == Some(ROOT);
    let all = || (0..krate.modules.len()).filter(is_root);
    let own = all().find(|&id| krate.modules[id].root == root);
    let library = krate.library.as_ref().map(|(_, root)| *root);
    let shared = || all().find(|&id| Some(krate.modules[id].root) == library);
    own.or_else(shared).map(|id| path_of(krate, root, id))
}

/// The path of a module from a target.
fn path_of(krate: &Crate, root: ModuleId, module: ModuleId) -> String {
    let module = &krate.modules[module];
    let names = module
        .path
        .iter()
        .map(|name| format!("::{}", escaped(name)));
    start_of(krate, root, module.root) + &names.collect::<String>()
}

/// The first segment of a path from one target into another.
fn start_of(krate: &Crate, root: ModuleId, other: ModuleId) -> String {
    match &krate.library {
        Some((name, library)) if *library == other && root != other => format!("::{name}"),
        _ => "crate".to_owned(),
    }
}

/// Returns the implementations that fit each wanted trait best.
pub fn candidates(
    krate: &Crate,
    wanted: &[GeneratedItem<'_>],
    runtime: &str,
) -> Vec<Vec<Candidate>> {
    let mut all: Vec<Vec<Candidate>> = wanted.iter().map(|_| Vec::new()).collect();
    for (index, site) in krate.impls.iter().enumerate() {
        let meanings = trait_of(krate, site);
        let fits: Vec<_> = wanted
            .iter()
            .map(|wanted| best(krate, wanted, site, &meanings))
            .collect();
        let most = fits.iter().flatten().map(|(fit, _)| *fit).max();
        let of_most = |fit: &&Option<(Fit, &Meaning)>| fit.map(|(fit, _)| fit) == most;
        let is_unsure = fits.iter().filter(of_most).count() > 1;
        for ((wanted, fit), list) in wanted.iter().zip(&fits).zip(&mut all) {
            if let Some((fit, meaning)) = fit
                && Some(*fit) == most
            {
                let root = krate.modules[site.module].root;
                list.push(Candidate {
                    site: index,
                    fit: *fit,
                    names: wanted.names(krate, root, Some(meaning), runtime),
                    is_unsure,
                });
            }
        }
    }
    all.into_iter().map(surest).collect()
}

/// Returns the names of generated code for text in the library.
pub fn default_names(krate: &Crate, wanted: &GeneratedItem<'_>, runtime: &str) -> Names {
    wanted.names(krate, 0, None, runtime)
}

/// Returns the candidates whose trait is certain, if there are any, or all.
fn surest(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let is_sure = |candidate: &Candidate| candidate.fit > Fit::Name && !candidate.is_unsure;
    if candidates.iter().any(is_sure) {
        candidates.into_iter().filter(is_sure).collect()
    } else {
        candidates
    }
}

/// Returns the meanings of the path of a trait.
fn trait_of(krate: &Crate, site: &Site) -> Meanings {
    let Some((path, _)) = &site.item.trait_ else {
        return Meanings::default();
    };
    let path = UsePath::of(path);
    resolve(krate, site.module, &path)
}

/// Returns the meaning that fits best.
fn best<'m>(
    krate: &Crate,
    wanted: &GeneratedItem<'_>,
    site: &Site,
    meanings: &'m Meanings,
) -> Option<(Fit, &'m Meaning)> {
    let fits = meanings.all.iter().filter_map(|meaning| {
        let fit = wanted.fit(krate, meaning, meanings.is_open)?;
        (fit > Fit::Name || wanted.is_like(site)).then_some((fit, meaning))
    });
    fits.max_by_key(|(fit, _)| *fit)
}

impl GeneratedItem<'_> {
    /// Whether an implementation has a function of the trait, or no items.
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

/// The segments of a path of an outline, without `r#`.
pub fn segments(path: &str) -> Vec<String> {
    path.split("::").map(unraw).collect()
}

/// A name of an outline without `r#`.
pub fn unraw(ident: &str) -> String {
    ident.strip_prefix("r#").unwrap_or(ident).to_owned()
}
