//! The functions that an implementation must have.

use super::TraitImpls;
use super::signature::Expected;
use crate::outline::ServiceOutline;
use crate::skeleton::State;
use crate::targets::rust::skeleton::stub::{self, Names, Part};

/// The functions of a trait, with their stubs for each of these names.
pub fn expected(outline: &ServiceOutline, part: Part, names: [&Names; 2]) -> Vec<Expected> {
    match part {
        Part::Service => {
            let methods = outline.methods.iter();
            let expected = methods.map(|method| {
                let stubs = names
                    .iter()
                    .map(|names| stub::method(outline, method, names, 0));
                Expected::method(method).with_stubs(stubs)
            });
            expected.collect()
        }
        Part::Checks => {
            let checks = outline.checks.iter();
            let expected = checks.map(|check| {
                let stubs = names.iter().map(|names| stub::check(check, names, 0));
                Expected::check(check).with_stubs(stubs)
            });
            expected.collect()
        }
    }
}

/// The types of requests that no function of a service takes yet, but that functions to be added will take.
///
/// `sync` adds their checks too. If a check is missing later, the user has deleted it and relies on the default of the
/// trait.
pub fn new_requests(outline: &ServiceOutline, impls: &TraitImpls) -> Vec<String> {
    let mut new = Vec::new();
    if impls.refusal.is_some() {
        return new;
    }
    for implementation in &impls.implementations {
        let methods = || outline.methods.iter().zip(&implementation.methods);
        let of = |input: &str, is_missing: bool| {
            methods().any(|(method, there)| {
                method.input == input && (there.state == State::Missing) == is_missing
            })
        };
        let inputs = outline.methods.iter().map(|method| &method.input);
        new.extend(
            inputs
                .filter(|input| of(input, true) && !of(input, false))
                .cloned(),
        );
    }
    new
}
