//! Functions that are named anew: one identifier each.

use std::ops::Range;
use std::str::FromStr;

use super::traits;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::skeleton::survey::{Found, Implementation, MethodState, State, Survey};

/// A function of an implementation to be named anew: `GetUser=FetchUser`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The service, where several have it: `user.v1.UserService`.
    pub service: Option<String>,
    /// The rpc or the function that the schema has no more.
    pub old: String,
    /// The rpc or the function that it has become.
    pub new: String,
}

impl FromStr for Rename {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (old, new) = text
            .split_once('=')
            .filter(|(old, new)| !old.is_empty() && !new.is_empty())
            .ok_or("it is written as Old=New or package.Service/Old=New")?;
        let (service, old) = match old.rsplit_once('/') {
            Some((service, old)) => (Some(service.to_owned()), old),
            None => (None, old),
        };
        Ok(Self {
            service,
            old: old.to_owned(),
            new: new.to_owned(),
        })
    }
}

/// An identifier that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// From 1.
    pub line: usize,
    /// The function before.
    pub old: String,
    /// The function after.
    pub new: String,
}

/// A rename and the function that it is about.
pub struct Renaming<'s> {
    implementation: &'s Implementation,
    /// The identifier in its file.
    pub range: Range<usize>,
    pub old: String,
    /// The function as it is written.
    pub new: String,
}

impl Renaming<'_> {
    pub fn is_of(&self, implementation: &Implementation) -> bool {
        std::ptr::eq(self.implementation, implementation)
    }
}

/// The functions that renames are about.
///
/// # Errors
/// If one is about none, or about several.
pub fn find<'s>(
    survey: &'s Survey,
    renames: &[Rename],
) -> Result<Vec<Renaming<'s>>, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut all: Vec<Renaming<'s>> = Vec::new();
    for rename in renames {
        let mut found: Vec<Renaming<'s>> = traits(survey)
            .filter(|(service, ..)| {
                let named = rename.service.as_ref();
                named.is_none_or(|name| *name == service.full_name)
            })
            .flat_map(|(.., found)| candidates(found, rename))
            .collect();
        let text = format!("--rename {}={}", rename.old, rename.new);
        match (found.pop(), found.len()) {
            (Some(one), 0) => {
                let again = |other: &Renaming<'_>| {
                    one.is_of(other.implementation)
                        && (one.range == other.range || one.new == other.new)
                };
                match all.iter().any(again) {
                    true => faults.push(Diagnostic::error(format!("`{text}` is given twice"))),
                    false => all.push(one),
                }
            }
            (Some(one), _) => {
                let place = |r: &Renaming<'_>| {
                    let i = r.implementation;
                    Place::file(format!("{}:{}:{}", i.file, i.line, i.column))
                };
                let mut fault = Diagnostic::error(format!("`{text}` fits several implementations"))
                    .help("name the service too: --rename package.Service/Old=New");
                for renaming in found.iter().chain([&one]) {
                    fault = fault.note(place(renaming), "this is one of them");
                }
                faults.push(fault);
            }
            (None, _) => faults.push(
                Diagnostic::error(format!("`{text}` fits no implementation")).help(
                    "Old is a function that the schema has no more, New an rpc that is missing",
                ),
            ),
        }
    }
    faults.end_stage()?;
    Ok(all)
}

/// Functions of a trait that a rename may be about.
fn candidates<'s>(found: &'s Found, rename: &Rename) -> Vec<Renaming<'s>> {
    let mut all = Vec::new();
    for implementation in &found.implementations {
        let is_new = |m: &&MethodState| {
            let named = m.name == rename.new || same(&m.ident, &rename.new);
            named && m.state == State::Missing
        };
        let Some(new) = implementation.methods.iter().find(is_new) else {
            continue;
        };
        let functions = &implementation.site.functions;
        let old = implementation.removed.iter().find(|removed| {
            same(&removed.ident, &rename.old) || is_rpc(&removed.ident, &rename.old)
        });
        let old = old.and_then(|old| functions.iter().find(|(name, _)| same(name, &old.ident)));
        if let Some((name, range)) = old {
            all.push(Renaming {
                implementation,
                range: range.clone(),
                old: name.clone(),
                new: new.ident.clone(),
            });
        }
    }
    all
}

/// Whether two identifiers are the same, with `r#` and without.
fn same(a: &str, b: &str) -> bool {
    let plain = |ident: &str| ident.strip_prefix("r#").unwrap_or(ident).to_owned();
    plain(a) == plain(b)
}

/// Whether a function is that of an rpc of a name.
fn is_rpc(ident: &str, rpc: &str) -> bool {
    same(ident, crate::targets::rust::Ident::snake(rpc).as_str())
}
