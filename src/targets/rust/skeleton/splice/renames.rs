//! Renames functions, by one identifier each.

use std::ops::Range;

use super::traits;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::outline::ServiceOutline;
use crate::skeleton::Rename;
use crate::skeleton::text::lines_of;
use crate::skeleton::{MethodState, Removed};
use crate::targets::rust::skeleton::analysis::{Analysis, Implementation, TraitImpls};

/// A rename and its function.
pub struct Renaming<'s> {
    service: &'s ServiceOutline,
    implementation: &'s Implementation,
    /// The identifier in its file.
    pub range: Range<usize>,
    pub old: String,
    /// The new name, as code writes it.
    pub new: String,
    /// The unchanged stub that the function replaces.
    pub stub: Option<Range<usize>>,
}

impl Renaming<'_> {
    /// Whether it renames a function of this implementation.
    pub fn is_of(&self, implementation: &Implementation) -> bool {
        std::ptr::eq(self.implementation, implementation)
    }

    /// Whether another one has the same function or new name.
    fn meets(&self, other: &Self) -> bool {
        self.is_of(other.implementation) && (self.range == other.range || self.new == other.new)
    }
}

/// Finds the functions to rename, in each implementation of the service, and of the checks of its requests.
///
/// # Errors
/// If a rename matches no function, or functions of several services.
pub fn find<'s>(
    analysis: &'s Analysis,
    renames: &[Rename],
) -> Result<Vec<Renaming<'s>>, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut all: Vec<Renaming<'s>> = Vec::new();
    for rename in renames {
        let found: Vec<Renaming<'s>> = traits(analysis)
            .filter(|(service, ..)| {
                let named = rename.service.as_ref();
                named.is_none_or(|name| *name == service.full_name)
            })
            .flat_map(|(service, _, found)| candidates(analysis, service, found, rename))
            .collect();
        let text = format!("--rename {}={}", rename.old, rename.new);
        let mut services: Vec<&str> = found.iter().map(|r| &*r.service.full_name).collect();
        services.dedup();
        match &*services {
            [] => faults.push(fits_none(analysis, rename, &text)),
            [_] => {
                if all
                    .iter()
                    .any(|one| found.iter().any(|other| one.meets(other)))
                {
                    faults.push(Diagnostic::error(format!("`{text}` is given twice")))
                } else {
                    all.extend(found)
                }
            }
            several => faults.push(fits_several(&found, rename, &text, several)),
        }
    }
    faults.end_stage()?;
    let checks: Vec<Renaming<'s>> = all.iter().filter_map(|r| check_of(analysis, r)).collect();
    for check in checks {
        if !all.iter().any(|one| one.meets(&check)) {
            all.push(check);
        }
    }
    Ok(all)
}

fn fits_none(analysis: &Analysis, rename: &Rename, text: &str) -> Diagnostic {
    let fault = Diagnostic::error(format!("`{text}` matches no function"));
    // The user may have implemented the new function already.
    let all = traits(analysis).flat_map(|(.., found)| &found.implementations);
    let is_old = |removed: &Removed| is_of(&removed.ident, &rename.old);
    let all = all.filter(|implementation| implementation.removed.iter().any(is_old));
    let mut written = all.flat_map(|implementation| {
        let methods = implementation.methods.iter();
        let methods = methods.filter(|method| is_named(method, &rename.new) && !method.is_free());
        methods.map(move |method| (implementation, method))
    });
    match written.next() {
        Some((implementation, method)) => fault.help(format!(
            "{}:{} has `{}` already, and it is not an unchanged stub: delete it first",
            implementation.file, method.line, method.ident
        )),
        None => fault
            .help("Old is a function that the schema no longer has, and New is an rpc without an implementation"),
    }
}

fn fits_several(
    found: &[Renaming<'_>],
    rename: &Rename,
    text: &str,
    services: &[&str],
) -> Diagnostic {
    let ways = services.iter().map(|service| {
        let Rename { old, new, .. } = rename;
        format!("`--rename {service}/{old}={new}`")
    });
    let ways: Vec<_> = ways.collect();
    let fault = Diagnostic::error(format!("`{text}` matches functions of several services"));
    let fault = fault.help(format!("name the service too: {}", ways.join(" or ")));
    found.iter().fold(fault, |fault, renaming| {
        let i = renaming.implementation;
        let place = Place::file(format!("{}:{}:{}", i.file, i.line, i.column));
        fault.note(place, "this is one of them")
    })
}

/// The functions of a trait that a rename matches.
fn candidates<'s>(
    analysis: &'s Analysis,
    service: &'s ServiceOutline,
    found: &'s TraitImpls,
    rename: &Rename,
) -> Vec<Renaming<'s>> {
    let all = found.implementations.iter().filter_map(|implementation| {
        let mut methods = implementation.methods.iter();
        let new = methods.find(|method| is_named(method, &rename.new) && method.is_free())?;
        let mut old = implementation.removed.iter();
        let old = old.find(|removed| is_of(&removed.ident, &rename.old))?;
        renaming(analysis, service, implementation, &old.ident, new)
    });
    all.collect()
}

/// The check to rename together with a method, if the message of the method has another name too.
fn check_of<'s>(analysis: &'s Analysis, renaming: &Renaming<'s>) -> Option<Renaming<'s>> {
    let service = renaming.service;
    let rpc = service
        .methods
        .iter()
        .find(|rpc| rpc.ident == renaming.new)?;
    let check = service
        .checks
        .iter()
        .find(|check| check.input == rpc.input)?;
    let removed = renaming.implementation.removed.iter();
    let message = removed
        .into_iter()
        .find(|removed| same(&removed.ident, &renaming.old))
        .and_then(|removed| removed.message.as_deref())?;
    let mut all = analysis.services.iter();
    let analyzed = all.find(|analyzed| analyzed.outline.full_name == service.full_name)?;
    let [implementation] = &*analyzed.checks.as_ref()?.implementations else {
        return None;
    };
    let mut methods = implementation.methods.iter();
    let new = methods.find(|method| method.ident == check.ident && method.is_free())?;
    let mut old = implementation.removed.iter();
    let old = old.find(|removed| removed.message.as_deref() == Some(message))?;
    self::renaming(analysis, service, implementation, &old.ident, new)
}

fn renaming<'s>(
    analysis: &'s Analysis,
    service: &'s ServiceOutline,
    implementation: &'s Implementation,
    old: &str,
    new: &MethodState,
) -> Option<Renaming<'s>> {
    let text = &analysis.sources.get(&implementation.file)?.text;
    let mut functions = implementation.site.functions.iter();
    let function = functions.find(|function| same(&function.name, old))?;
    Some(Renaming {
        service,
        implementation,
        range: function.ident.clone(),
        old: function.name.clone(),
        new: new.ident.clone(),
        stub: new
            .unchanged_stub
            .clone()
            .map(|range| lines_of(text, range)),
    })
}

/// Whether a method has the name of an rpc or of a function.
fn is_named(method: &MethodState, name: &str) -> bool {
    method.name == name || same(&method.ident, name)
}

/// Whether two identifiers are the same, apart from `r#`.
fn same(a: &str, b: &str) -> bool {
    let plain = |ident: &str| ident.strip_prefix("r#").unwrap_or(ident).to_owned();
    plain(a) == plain(b)
}

/// Whether a function has a name, or belongs to an rpc with that name.
fn is_of(ident: &str, name: &str) -> bool {
    same(ident, name)
        || same(
            ident,
            crate::targets::rust::names::function_or_variable(name).as_str(),
        )
}
