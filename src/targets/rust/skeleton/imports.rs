//! Prints `use` lines in the order and layout of rustfmt.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use crate::targets::rust::syntax::Printer;

/// The names that files use without an import. No import may have one of them.
pub const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Whether a type of an outline needs no path. Some well-known types are built-in types of Rust.
pub fn is_built_in(path: &str) -> bool {
    let built_in = [
        "()", "bool", "u32", "i32", "u64", "i64", "f32", "f64", "String", "Vec<u8>",
    ];
    built_in.contains(&path)
}

/// The path of an item for the tests of a crate: `::users::proto` for `crate::proto` of the library `users`.
pub fn in_tests(path: &str, library: &str) -> String {
    match path.strip_prefix("crate::") {
        Some(rest) => format!("::{library}::{rest}"),
        None => path.to_owned(),
    }
}

/// Prints the lines for the paths of items: first the standard library, then other crates, then this crate, with blank
/// lines between them.
pub fn lines<'p>(paths: impl IntoIterator<Item = &'p str>) -> String {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        modules.entry(module).or_default().push(name);
    }
    let mut groups = [Vec::new(), Vec::new(), Vec::new()];
    for (module, mut names) in modules {
        names.sort_by(|one, other| by_version(one, other));
        let last = match names[..] {
            [name] => name,
            _ => LIST,
        };
        let key: Vec<_> = module.split("::").chain([last]).collect();
        let line = Printer::nested(0).import(0, module, &names);
        let group = match key[0] {
            "std" => 0,
            "crate" => 2,
            _ => 1,
        };
        groups[group].push((key, line));
    }
    let groups = groups.into_iter().filter(|group| !group.is_empty());
    let groups = groups.map(|mut group| {
        group.sort_by(|(one, _), (other, _)| by_segments(one, other));
        let lines: Vec<_> = group.into_iter().map(|(_, line)| line).collect();
        lines.join("\n") + "\n"
    });
    groups.collect::<Vec<_>>().join("\n")
}

/// The sort key of several names in braces, which follow all single names.
const LIST: &str = "{}";

fn by_segments(one: &[&str], other: &[&str]) -> Ordering {
    for (one, other) in one.iter().zip(other) {
        let order = (*one == LIST)
            .cmp(&(*other == LIST))
            .then_with(|| by_version(one, other));
        if order.is_ne() {
            return order;
        }
    }
    one.len().cmp(&other.len())
}

/// The order of identifiers: underscores first, digits by their number, letters by their code.
///
/// Source: "Sorting" in the style guide of Rust, edition 2024.
pub fn by_version(one: &str, other: &str) -> Ordering {
    let chunks = |name: &str| {
        let mut letters = name.trim_start_matches("r#").chars().peekable();
        let mut chunks = Vec::new();
        while let Some(chunk) = Chunk::next(&mut letters) {
            chunks.push(chunk);
        }
        chunks
    };
    chunks(one).cmp(&chunks(other))
}

/// A part of an identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Chunk {
    Underscore,
    /// The number of digits without leading zeros, and the digits.
    Number(usize, String),
    Text(String),
}

impl Chunk {
    fn next(letters: &mut Peekable<Chars<'_>>) -> Option<Self> {
        let first = *letters.peek()?;
        if first == '_' {
            letters.next();
            return Some(Self::Underscore);
        }
        let is_digit = first.is_ascii_digit();
        let mut text = String::new();
        while let Some(letter) =
            letters.next_if(|letter| *letter != '_' && letter.is_ascii_digit() == is_digit)
        {
            text.push(letter);
        }
        let number = text.trim_start_matches('0');
        Some(if is_digit {
            Self::Number(number.len(), number.to_owned())
        } else {
            Self::Text(text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_in_the_order_of_the_style_guide() {
        let paths = [
            "crate::proto::user::v1::User",
            "crate::proto::user::v1::Team10",
            "crate::proto::user::v1::Team2",
            "crate::proto::user::v1::r#type",
            "crate::proto::user::v1::user_service_server::UserService",
            "crate::proto::user::Id",
            "http::StatusCode",
            "http::Request",
            "std::fmt",
        ];
        assert_eq!(
            lines(paths),
            "use std::fmt;\n\
             \n\
             use http::{Request, StatusCode};\n\
             \n\
             use crate::proto::user::Id;\n\
             use crate::proto::user::v1::user_service_server::UserService;\n\
             use crate::proto::user::v1::{Team2, Team10, User, r#type};\n"
        );
    }
}
