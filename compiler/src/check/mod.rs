//! The checks of declarations, options and features.
//!
//! protoc checks a file in phases, and skips those that follow a phase with an error. The order here is the same, so that one
//! mistake is not reported many times.

mod checker;
mod declarations;
mod enums;
mod exports;
mod extensions;
mod feature_support;
mod field_features;
mod fields;
mod files;
mod inputs;
mod json_names;
mod lifetimes;
mod limits;
mod maps;
mod naming;
mod numbers;
mod proto3;
mod targets;
mod visibility;

pub(crate) use declarations::declarations;
pub(crate) use exports::check_exports;

use crate::ast::FileIndex;
use crate::fault::Fault;
use crate::features::FileFeatures;
use crate::link::Pool;
use crate::value::Message;
use checker::Checker;

/// Checks what needs options and features. Runs on each file that has no fault so far; those that it imports have none either.
/// `options` has all options of each file, by [`crate::ast::OptionsIndex`]. An input is a file that the caller of the compiler
/// named: some checks, and warnings of features, are for inputs only.
pub(crate) fn options(
    pool: &Pool,
    file: FileIndex,
    options: &[&[Message]],
    features: &[FileFeatures],
    is_input: bool,
) -> Vec<Fault> {
    let mut checker = Checker::new(pool, file, options, features);
    let phases = [
        |checker: &mut Checker, _| {
            files::check(checker);
            json_names::check(checker);
            extensions::check_ranges(checker);
            fields::check(checker);
            enums::check(checker);
        },
        |checker: &mut Checker, _| naming::check(checker),
        |checker: &mut Checker, _| limits::check(checker),
        |checker: &mut Checker, _| visibility::check(checker),
        lifetimes::check,
        |checker: &mut Checker, is_input| {
            if is_input {
                inputs::check(checker);
            }
        },
    ];
    for phase in phases {
        phase(&mut checker, is_input);
        if checker.has_error() {
            break;
        }
    }
    checker.faults
}
