//! Checks the values and reserved names of enums.

use hashbrown::HashSet;

use super::messages::display;
use super::ranges::{MAX_FAULTS, Range, Ranges};
use crate::ast::Enum;
use crate::fault::Fault;

/// Checks an enum.
pub(super) fn check(enum_: &Enum, faults: &mut Vec<Fault>) {
    if enum_.values.is_empty() {
        let text = format!("the enum `{}` has no value", enum_.name.text);
        faults.push(Fault::error(enum_.name.span, text));
    }
    for range in &enum_.reserved_ranges {
        if range.start > range.end {
            let text = format!(
                "the reserved range {} to {} ends before it starts",
                range.start, range.end
            );
            faults.push(Fault::error(range.span, text));
        }
    }
    let ranges = Ranges::new(enum_.reserved_ranges.iter().map(|range| Range {
        start: range.start.into(),
        end: i64::from(range.end) + 1,
        span: range.span,
    }));
    for (range, later) in ranges.overlaps() {
        let text = format!(
            "the reserved ranges {} and {} overlap",
            display(&range),
            display(&later)
        );
        faults.push(Fault::error(range.span, text));
    }
    check_values(enum_, &ranges, faults);
}

fn check_values(enum_: &Enum, ranges: &Ranges, faults: &mut Vec<Fault>) {
    let mut names = HashSet::with_hasher(foldhash::fast::FixedState::default());
    for name in &enum_.reserved_names {
        if !names.insert(&**name) {
            let text = String::from_utf8_lossy(name);
            let text = format!("the name `{text}` is reserved twice");
            faults.push(Fault::error(enum_.name.span, text));
        }
        if name.len() > usize::from(u16::MAX) {
            faults.push(Fault::error(enum_.name.span, "a reserved name is too long"));
        }
    }
    let limit = faults.len() + MAX_FAULTS;
    for value in &enum_.values {
        if faults.len() >= limit {
            return;
        }
        let name = &value.name.text;
        if let Some(range) = ranges.containing(value.number.into()) {
            let text = format!(
                "the number {} of the value `{name}` is reserved",
                value.number
            );
            faults.push(Fault::error(range.span, text));
        }
        if !names.is_empty() && names.contains(name.as_bytes()) {
            let text = format!("the value name `{name}` is reserved");
            faults.push(Fault::error(value.name.span, text));
        }
    }
}
