//! Compares a type of a function with the type that its trait requires, by names and kinds.
//!
//! The meaning of names is left to rustc. This module finds only types that are wrong under every meaning: a stream where
//! the rpc has one message, another wrapper, or the name of another message of the services. `status` reports them before
//! the crate compiles, and `sync --rename` uses the names to suggest the new rpc of a removed function.

use std::collections::HashSet;

use syn::{GenericArgument, Path, PathArguments, Type, TypeParamBound};

use super::matching::unraw;
use super::modules::plain;
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::stub::Names;
use crate::targets::rust::syntax::Ty;

/// A type in the signature of a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedType {
    /// `&T`
    Reference(Box<ExpectedType>),
    /// A type of a library with an argument.
    Wrapped(Wrapper, Box<ExpectedType>),
    /// A message, by its path in outlines: `user::v1::User`, `()`.
    Message(String),
}

/// A type of a library with an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    Request,
    Response,
    Streaming,
    BoxStream,
    Result,
}

/// Whether a type is the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeMatch {
    /// All names are the same.
    Same,
    /// Only rustc can decide: the type has another name, such as that of an alias.
    Unknown,
    /// The type has another kind, or the name of another message.
    Different,
}

impl Wrapper {
    const ALL: [Self; 5] = [
        Self::Request,
        Self::Response,
        Self::Streaming,
        Self::BoxStream,
        Self::Result,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Response => "Response",
            Self::Streaming => "Streaming",
            Self::BoxStream => "BoxStream",
            Self::Result => "Result",
        }
    }
}

impl ExpectedType {
    /// The type as a file writes it: `Request<GetUserRequest>`.
    pub fn text(&self, names: &Names) -> String {
        self.ty(names).flat()
    }

    fn ty(&self, names: &Names) -> Ty {
        match self {
            Self::Reference(inner) => Ty::path(format!("&{}", inner.text(names))),
            Self::Wrapped(Wrapper::Result, inner) => names.result(inner.ty(names)),
            Self::Wrapped(Wrapper::BoxStream, inner) => {
                Ty::generic(names.server("BoxStream"), [inner.ty(names)])
            }
            Self::Wrapped(wrapper, inner) => {
                Ty::generic(names.runtime(wrapper.name()), [inner.ty(names)])
            }
            Self::Message(path) => names.message(path),
        }
    }
}

/// The names that have a known meaning: those of the messages of all services, and of the wrappers.
pub struct KnownNames(HashSet<String>);

impl KnownNames {
    pub fn new(services: &[ServiceOutline]) -> Self {
        let methods = services.iter().flat_map(|service| &service.methods);
        let messages = methods.flat_map(|method| [&method.input, &method.output]);
        let wrappers = Wrapper::ALL.map(|wrapper| wrapper.name().to_owned());
        Self(
            messages
                .map(|path| last_name(path))
                .chain(wrappers)
                .collect(),
        )
    }

    /// Compares a type with the expected one.
    pub fn compare(&self, expected: &ExpectedType, ty: &Type) -> TypeMatch {
        match (expected, bare(ty)) {
            (ExpectedType::Reference(expected), Type::Reference(ty)) => {
                self.compare(expected, &ty.elem)
            }
            (ExpectedType::Message(path), Type::Tuple(tuple)) if path == "()" => {
                if tuple.elems.is_empty() {
                    TypeMatch::Same
                } else {
                    TypeMatch::Different
                }
            }
            (_, Type::Path(path)) if path.qself.is_none() => {
                self.compare_path(expected, &path.path)
            }
            (
                _,
                Type::Path(_)
                | Type::Macro(_)
                | Type::ImplTrait(_)
                | Type::Infer(_)
                | Type::Verbatim(_),
            ) => TypeMatch::Unknown,
            _ => TypeMatch::Different,
        }
    }

    fn compare_path(&self, expected: &ExpectedType, path: &Path) -> TypeMatch {
        let Some(name) = path.segments.last().map(|last| plain(&last.ident)) else {
            return TypeMatch::Unknown;
        };
        match expected {
            ExpectedType::Wrapped(wrapper, inner) if name == wrapper.name() => {
                let argument = argument(path);
                argument.map_or(TypeMatch::Unknown, |argument| self.compare(inner, argument))
            }
            ExpectedType::Message(message) if name == last_name(message) => TypeMatch::Same,
            _ if self.0.contains(&name) => TypeMatch::Different,
            _ => TypeMatch::Unknown,
        }
    }
}

/// The last name of a path of an outline: `User` of `user::v1::User`, `Vec` of `::prost::alloc::vec::Vec<u8>`.
fn last_name(path: &str) -> String {
    let path = path.split('<').next().unwrap_or(path);
    unraw(path.rsplit("::").next().unwrap_or(path))
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

/// The output of the future in a return type: `impl Future<Output = …>` or `Pin<Box<dyn Future<Output = …>>>`.
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
