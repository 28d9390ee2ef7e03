//! Whether a type that is written is the one that a trait has.
//!
//! Only what is known to be another type differs: behind an alias, a macro, a type parameter or a name of unknown origin may
//! be the right one.

use std::collections::HashSet;

use syn::{GenericArgument, Path, PathArguments, Type, TypeParamBound};

use super::matching::segments;
use super::modules::{ModuleId, UsePath, plain};
use super::resolve::{Meaning, Meanings, resolve};
use super::walk::Crate;
use crate::skeleton::stub::Names;
use crate::targets::ServiceOutline;
use crate::targets::rust::syntax::Ty;

/// A type that a trait has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// `&T`
    Reference(Box<Want>),
    /// A type of a library around another.
    Around(Wrapper, Box<Want>),
    /// A message, as an outline names it: `user::v1::User`, `()`.
    Message(String),
}

/// A type of a library around another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    Request,
    Response,
    Streaming,
    BoxStream,
    Result,
}

/// Whether a type is the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Same,
    /// It cannot be told; the last names are the same.
    Alike,
    /// It cannot be told.
    Unknown,
    Different,
}

impl Wrapper {
    fn name(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Response => "Response",
            Self::Streaming => "Streaming",
            Self::BoxStream => "BoxStream",
            Self::Result => "Result",
        }
    }

    /// Whether it is what a path of another crate names.
    fn is(self, path: &[String], runtime: &str) -> bool {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let in_runtime = segments(runtime.trim_start_matches("::"));
        match (self, &*path) {
            (Self::Result, ["Result"] | ["std" | "core", "result", "Result"]) => true,
            (Self::BoxStream, [crate_name @ .., "server", "BoxStream"]) => {
                in_runtime.iter().eq(crate_name.iter())
            }
            (Self::BoxStream, _) => false,
            (Self::Streaming, ["tonic", "codec", "Streaming"]) => true,
            (_, ["tonic", name]) => *name == self.name(),
            _ => false,
        }
    }
}

impl Want {
    /// The type as a file writes it: `Request<GetUserRequest>`.
    pub fn text(&self, names: &Names) -> String {
        self.ty(names).flat()
    }

    fn ty(&self, names: &Names) -> Ty {
        match self {
            Self::Reference(inner) => Ty::path(format!("&{}", inner.text(names))),
            Self::Around(Wrapper::Result, inner) => names.result(inner.ty(names)),
            Self::Around(Wrapper::BoxStream, inner) => {
                Ty::generic(names.runtime("BoxStream"), [inner.ty(names)])
            }
            Self::Around(wrapper, inner) => {
                Ty::generic(names.tonic(wrapper.name()), [inner.ty(names)])
            }
            Self::Message(path) => names.message(path),
        }
    }
}

/// Where types are written.
pub struct Scope<'a> {
    pub found: &'a Crate,
    pub module: ModuleId,
    /// Type parameters, whose meaning nobody knows.
    pub parameters: HashSet<String>,
    pub runtime: &'a str,
    /// All services: where the packages are.
    pub services: &'a [ServiceOutline],
}

impl Scope<'_> {
    /// Whether a type is the wanted one.
    pub fn verdict(&self, want: &Want, ty: &Type) -> Verdict {
        let ty = bare(ty);
        match (want, ty) {
            (Want::Reference(want), Type::Reference(ty)) => self.verdict(want, &ty.elem),
            (Want::Message(path), Type::Tuple(tuple)) if path == "()" => {
                match tuple.elems.is_empty() {
                    true => Verdict::Same,
                    false => Verdict::Different,
                }
            }
            (_, Type::Path(path)) if path.qself.is_none() => self.of_path(want, &path.path),
            (
                _,
                Type::Path(_)
                | Type::Macro(_)
                | Type::ImplTrait(_)
                | Type::Infer(_)
                | Type::Verbatim(_),
            ) => Verdict::Unknown,
            (Want::Message(path), _) if !is_known(path) => Verdict::Unknown,
            _ => Verdict::Different,
        }
    }

    /// What a path means here.
    pub fn meanings(&self, path: &Path) -> Meanings {
        let path = UsePath::of(path);
        match self.parameters.contains(&path.segments[0]) {
            true => Meanings {
                all: Vec::new(),
                is_open: true,
            },
            false => resolve(self.found, self.module, &path),
        }
    }

    fn of_path(&self, want: &Want, path: &Path) -> Verdict {
        let meanings = self.meanings(path);
        match want {
            Want::Reference(_) => self.of_other(&meanings),
            Want::Around(wrapper, inner) => {
                let is = |meaning: &Meaning| match meaning {
                    Meaning::Foreign(path) => {
                        wrapper.is(path, self.runtime) || {
                            *wrapper == Wrapper::Result && *path == ["tonic", "Result"]
                        }
                    }
                    _ => false,
                };
                match (meanings.all.iter().any(is), argument(path)) {
                    (true, Some(argument)) if !meanings.is_open => self.verdict(inner, argument),
                    (true, _) => Verdict::Unknown,
                    _ => self.of_other(&meanings),
                }
            }
            Want::Message(wanted) => {
                let verdicts = meanings
                    .all
                    .iter()
                    .map(|meaning| self.of_message(wanted, meaning));
                let verdicts: Vec<Verdict> = verdicts.collect();
                if verdicts.contains(&Verdict::Same) {
                    return Verdict::Same;
                }
                let different = verdicts
                    .iter()
                    .all(|verdict| *verdict == Verdict::Different);
                let last = path.segments.last().map(|part| plain(&part.ident));
                match different && !meanings.is_open && !verdicts.is_empty() {
                    true => Verdict::Different,
                    false if last.as_deref() == wanted.rsplit("::").next() => Verdict::Alike,
                    false => Verdict::Unknown,
                }
            }
        }
    }

    /// What is not the wanted type of a library: another that is known, or one that is not.
    fn of_other(&self, meanings: &Meanings) -> Verdict {
        let is_known = |meaning: &Meaning| match meaning {
            Meaning::Generated(..) | Meaning::Own => true,
            Meaning::Foreign(path) => is_well_known(path, self.runtime),
            Meaning::Alias | Meaning::Hidden(..) | Meaning::Module(_) => false,
        };
        match !meanings.is_open && !meanings.all.is_empty() && meanings.all.iter().all(is_known) {
            true => Verdict::Different,
            false => Verdict::Unknown,
        }
    }

    fn of_message(&self, wanted: &str, meaning: &Meaning) -> Verdict {
        let is_own = is_generated(wanted);
        let path: Vec<String> = segments(wanted.trim_start_matches("::"));
        match meaning {
            Meaning::Generated(module, rest) => {
                match in_packages(self.found, self.services, *module, rest) {
                    Some(whole) if is_own && whole == path => Verdict::Same,
                    Some(_) if is_known(wanted) || self.is_foreign(wanted) => Verdict::Different,
                    // An outline may name one of these by a path from the crate.
                    _ => Verdict::Unknown,
                }
            }
            Meaning::Foreign(found) if wanted.starts_with("::") && *found == path => Verdict::Same,
            Meaning::Foreign(found) if wanted == "String" => match &**found {
                [name] if name == "String" => Verdict::Same,
                _ => Verdict::Unknown,
            },
            Meaning::Foreign(found) if is_known(wanted) && is_well_known(found, self.runtime) => {
                Verdict::Different
            }
            Meaning::Foreign(found) | Meaning::Hidden(_, found) if is_own => {
                match found.ends_with(&path) {
                    true => Verdict::Same,
                    false if self.is_other(found, &path) => Verdict::Different,
                    false => Verdict::Unknown,
                }
            }
            Meaning::Own if is_known(wanted) => Verdict::Different,
            _ => Verdict::Unknown,
        }
    }

    /// Whether the path of an outline leads to another crate.
    fn is_foreign(&self, path: &str) -> bool {
        let library = self.found.library.as_ref().map(|(name, _)| &**name);
        path.strip_prefix("::")
            .is_some_and(|path| path.split("::").next() != library)
    }

    /// Whether a path ends in that of another message that is known, of a package that has a name.
    fn is_other(&self, found: &[String], wanted: &[String]) -> bool {
        let methods = self.services.iter().flat_map(|service| &service.methods);
        let known = methods.flat_map(|method| [&method.input, &method.output]);
        known
            .filter(|path| is_generated(path) && path.contains("::"))
            .map(|path| segments(path))
            .any(|path| path != wanted && found.ends_with(&path))
    }
}

/// The path of an item from the module of all packages, given one from a module of generated code.
pub fn in_packages(
    found: &Crate,
    services: &[ServiceOutline],
    module: ModuleId,
    rest: &[String],
) -> Option<Vec<String>> {
    let file = found.modules[module].generated.as_deref()?;
    if file == "mod" {
        return Some(rest.to_vec());
    }
    let of_file = |service: &&ServiceOutline| {
        let package = service.full_name.rsplit_once('.');
        package.map_or("_", |(package, _)| package) == file
    };
    let service = services.iter().find(of_file)?;
    let mut whole = match &*service.package {
        "" => Vec::new(),
        package => segments(package),
    };
    whole.extend_from_slice(rest);
    Some(whole)
}

/// Whether the path of an outline leads into the generated code.
fn is_generated(path: &str) -> bool {
    let elsewhere = path.starts_with("::") || path.starts_with("crate::") || path.starts_with('(');
    !(elsewhere || path == "String" || path.starts_with("Vec<"))
}

/// Whether the path of an outline is no other name of a type.
fn is_known(path: &str) -> bool {
    path == "()" || is_generated(path)
}

/// Whether a type of another crate is known to be none but itself.
fn is_well_known(path: &[String], runtime: &str) -> bool {
    use Wrapper::{BoxStream, Request, Response, Result, Streaming};
    let wrappers = [Request, Response, Streaming, BoxStream, Result];
    let path_of = |text: &str| path.iter().map(String::as_str).eq(text.split("::"));
    wrappers.iter().any(|wrapper| wrapper.is(path, runtime))
        || ["Box", "Option", "String", "Vec", "tonic::Status"]
            .into_iter()
            .any(path_of)
}

/// A type without parentheses.
pub fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Paren(inner) => &inner.elem,
            Type::Group(inner) => &inner.elem,
            _ => return ty,
        };
    }
}

/// The first type among the arguments of a path.
pub fn argument(path: &Path) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// What the future of a return type gives: `impl Future<Output = …>` or `Pin<Box<dyn Future<Output = …>>>`.
pub fn future_output(ty: &Type) -> Option<&Type> {
    let bounds = match bare(ty) {
        Type::ImplTrait(ty) => &ty.bounds,
        Type::TraitObject(ty) => &ty.bounds,
        Type::Path(ty) => {
            let last = ty.path.segments.last()?;
            let is_pointer = last.ident == "Pin" || last.ident == "Box";
            return future_output(argument(&ty.path).filter(|_| is_pointer)?);
        }
        _ => return None,
    };
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound
            .path
            .segments
            .last()
            .filter(|last| last.ident == "Future")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
    })
}
