//! What is expected of an implementation.

use super::Found;
use super::signature::Expected;
use crate::outline::ServiceOutline;
use crate::skeleton::State;
use crate::targets::rust::skeleton::stub::{self, Names, Part};

/// The functions of a trait, and what stubs of them are in a file with these names.
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

/// The types of requests that no function of a service takes yet, and that functions which come in will take.
///
/// Their checks come in as well. A check that is absent later has been deleted by a person, who is content with what the
/// trait does.
pub fn new_requests(outline: &ServiceOutline, found: &Found) -> Vec<String> {
    let mut new = Vec::new();
    if found.refusal.is_some() {
        return new;
    }
    for implementation in &found.implementations {
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
