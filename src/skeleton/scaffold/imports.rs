//! What a file names, in short, and the `use` lines for it.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use crate::targets::rust::layout::Layout;

/// Names that files use without an import, or that would be misread.
const PRELUDE: &[&str] = &[
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

/// The names of a file. Of two items with the same name, the first has it for its own.
#[derive(Clone, Debug)]
pub struct Imports {
    /// Where the generated code is: `crate::proto`.
    generated: String,
    /// Each name with the path of its item; none if it is the file's own.
    names: BTreeMap<String, Option<String>>,
    /// Whether nothing can be imported.
    whole: bool,
}

impl Imports {
    /// A file that knows generated code by this path, and has items of its own.
    pub fn new(generated: &str, own: &[&str]) -> Self {
        let names = PRELUDE.iter().chain(own);
        Self {
            generated: generated.to_owned(),
            names: names.map(|name| ((*name).to_owned(), None)).collect(),
            whole: false,
        }
    }

    /// Text that comes into a file whose imports stay as they are: every path is whole.
    pub fn whole(generated: &str) -> Self {
        Self {
            whole: true,
            ..Self::new(generated, &[])
        }
    }

    /// Takes an item by its path, `tonic::Request`, and tells what to call it.
    pub fn item(&mut self, path: &str) -> String {
        let Some((_, name)) = path.rsplit_once("::") else {
            return path.to_owned();
        };
        if self.whole {
            return match path.starts_with("crate::") {
                true => path.to_owned(),
                false => format!("::{path}"),
            };
        }
        let known = self.names.entry(name.to_owned());
        match known.or_insert_with(|| Some(path.to_owned())) {
            Some(known) if known == path => name.to_owned(),
            _ if path.starts_with("crate::") => path.to_owned(),
            _ => format!("::{path}"),
        }
    }

    /// Takes an item of the generated code by its path there.
    pub fn generated(&mut self, path: &str) -> String {
        let path = format!("{}::{path}", self.generated);
        self.item(&path)
    }

    /// Takes a type by its path in an outline.
    pub fn ty(&mut self, path: &str) -> String {
        if let Some(path) = path.strip_prefix("::") {
            return self.item(path);
        }
        let (root, _) = self.generated.split_once("::").unwrap_or_default();
        if let Some(path) = path.strip_prefix("crate::") {
            let path = format!("{root}::{path}");
            return self.item(&path);
        }
        match path {
            "()" | "bool" | "u32" | "i32" | "u64" | "i64" | "f32" | "f64" | "String"
            | "Vec<u8>" => path.to_owned(),
            path => self.generated(path),
        }
    }

    /// The `use` lines as rustfmt orders them: those of the standard library, of other crates, of this one,
    /// with blank lines between.
    pub fn lines(&self) -> String {
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in self.names.values().flatten() {
            let (module, name) = path.rsplit_once("::").unwrap_or_default();
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
            let line = Layout::nested(0).import(module, &names);
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
}

/// Stands for several names in braces, which come after any one name.
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
    /// Its digits without zeros before them, by their count and themselves.
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
        Some(match is_digit {
            true => Self::Number(number.len(), number.to_owned()),
            false => Self::Text(text),
        })
    }
}
