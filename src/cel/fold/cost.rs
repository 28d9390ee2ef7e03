//! Estimates the cost of a call with constant arguments before it is computed.

use crate::cel::function::Function;
use crate::cel::value::Value;

/// Returns the maximum number of bytes in the result of a call, or the number of pairs that it compares.
pub fn cost(function: Function, arguments: &[&Value]) -> usize {
    use Function as F;
    use Value::{Int, List, String};
    match (function, arguments) {
        (F::Replace, [String(text), String(old), String(new)]) => {
            replaced(text, old, new, usize::MAX)
        }
        (F::ReplaceCount, [String(text), String(old), String(new), Int(limit)]) => replaced(
            text,
            old,
            new,
            usize::try_from(*limit).unwrap_or(usize::MAX),
        ),
        (F::JoinWith, [List(parts), String(separator)]) => {
            let parts_size: usize = parts.iter().map(Value::size).sum();
            parts_size.saturating_add(parts.len().saturating_mul(separator.len()))
        }
        (F::Split | F::SplitCount, [String(text), ..]) => {
            text.len().saturating_mul(size_of::<Value>())
        }
        (F::Unique, [List(items)]) => items.len().saturating_mul(items.len()) / 2,
        (
            F::ConcatStrings
            | F::ConcatBytes
            | F::ConcatLists
            | F::Join
            | F::Format
            | F::Quote
            | F::Reverse
            | F::LowerAscii
            | F::UpperAscii
            | F::BytesFromString
            | F::StringFromBytes
            | F::Trim
            | F::Substring
            | F::SubstringFrom
            | F::CharAt,
            arguments,
        ) => arguments.iter().map(|value| value.size()).sum(),
        _ => 0,
    }
}

/// Returns the length of a text after the replacement of a part.
fn replaced(text: &str, old: &str, new: &str, limit: usize) -> usize {
    let found = match old {
        "" => text.chars().count() + 1,
        old => text.matches(old).count(),
    };
    let found = found.min(limit);
    (text.len() - found * old.len()).saturating_add(found.saturating_mul(new.len()))
}
