//! Converts protobuf names to Rust identifiers. [`super::names`] decides which pattern applies.

use std::borrow::{Borrow, Cow};
use std::fmt;

use askama::{FastWritable, Values};
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// A Rust identifier. Keywords are raw or have a suffix.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(String);

impl Ident {
    /// `getUser` → `get_user`: fields, methods and modules.
    pub(super) fn snake(name: &str) -> Self {
        Self::escaped(snake_case(&worded(name)))
    }

    /// `user_status` → `UserStatus`: types and variants.
    pub(super) fn camel(name: &str) -> Self {
        Self::escaped(camel_case(&worded(name)))
    }

    /// `GetUser` → `GET_USER`: constants.
    pub(super) fn shouty(name: &str) -> Self {
        Self::escaped(shouty_case(&worded(name)))
    }

    /// `GRPCInfo` → `g_r_p_c_info`: the modules of services, the same as those of tonic-build.
    pub(super) fn service_module(service: &Self, suffix: &str) -> Self {
        let mut module = String::with_capacity(service.0.len() + 16);
        for (index, letter) in service.0.char_indices() {
            if index > 0 && letter.is_uppercase() {
                module.push('_');
            }
            module.push(letter.to_ascii_lowercase());
        }
        Self(module + "_" + suffix)
    }

    /// This identifier with more text at its end.
    #[must_use]
    pub fn with(&self, suffix: &str) -> Self {
        // With a suffix, a keyword is an ordinary identifier.
        let bare = self.0.strip_prefix("r#").unwrap_or(&self.0);
        Self([bare, suffix].concat())
    }

    /// This identifier with more text at its start.
    #[must_use]
    pub fn after(&self, prefix: &str) -> Self {
        let bare = self.0.strip_prefix("r#").unwrap_or(&self.0);
        Self([prefix, bare].concat())
    }

    /// This identifier without the underscore of a keyword.
    #[must_use]
    pub fn without_underscore(&self) -> Self {
        Self(self.0.trim_end_matches('_').to_owned())
    }

    /// A variant without the name of its enum, if an identifier is left over.
    #[must_use]
    pub fn without_prefix(&self, prefix: &Self) -> Self {
        match self.0.strip_prefix(&prefix.0) {
            Some(rest) if rest.starts_with(char::is_uppercase) => Self::escaped(rest.to_owned()),
            _ => self.clone(),
        }
    }

    /// This identifier for an enum. The constructor of a newtype must not shadow a variant of the prelude, which generated code
    /// uses.
    #[must_use]
    pub fn of_enum(self, is_newtype: bool) -> Self {
        match is_newtype && Self::is_prelude_variant(&self.0) {
            true => Self(self.0 + "_"),
            false => self,
        }
    }

    /// Whether a name is that of a variant of the prelude.
    pub(super) fn is_prelude_variant(name: &str) -> bool {
        matches!(name, "Err" | "None" | "Ok" | "Some")
    }

    /// The type or trait that a type of this name shadows, if generated code uses it.
    pub fn shadowed(&self) -> Option<&'static str> {
        let mut names = PRELUDE.iter().chain(IMPORTED);
        names.find(|name| **name == self.0).copied()
    }

    /// The text in source code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn escaped(ident: String) -> Self {
        match &*ident {
            // Keywords that cannot be raw identifiers; rustc lists them.
            "_" | "super" | "self" | "Self" | "extern" | "crate" => Self(ident + "_"),
            _ if is_keyword(&ident) => Self(["r#", &*ident].concat()),
            _ if ident.starts_with(char::is_numeric) => Self(["_", &*ident].concat()),
            _ => Self(ident),
        }
    }
}

impl Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Ident {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(out.write_str(&self.0)?)
    }
}

/// The types and traits of the prelude that generated code uses.
const PRELUDE: &[&str] = &[
    "Box", "Default", "From", "Option", "Result", "String", "Vec",
];

/// The types of the runtime that messages import.
const IMPORTED: &[&str] = &["Extendable", "Extension", "UnknownFields"];

/// The identifier of a name of underscores only, which has no words.
fn worded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|letter| letter != b'_') {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("underscore{}", name.len()))
    }
}

/// heck's snake case.
fn snake_case(name: &str) -> String {
    if !name.is_ascii() {
        return name.to_snake_case();
    }
    let mut snake = separated(name);
    snake.make_ascii_lowercase();
    snake
}

/// heck's shouty snake case.
fn shouty_case(name: &str) -> String {
    if !name.is_ascii() {
        return name.to_shouty_snake_case();
    }
    let mut shouty = separated(name);
    shouty.make_ascii_uppercase();
    shouty
}

/// heck's upper camel case.
fn camel_case(name: &str) -> String {
    if !name.is_ascii() {
        return name.to_upper_camel_case();
    }
    let mut camel = String::with_capacity(name.len());
    each_word(name, |word| {
        let start = camel.len();
        camel.push_str(word);
        camel[start..].make_ascii_lowercase();
        camel[start..=start].make_ascii_uppercase();
    });
    camel
}

/// The words of an ASCII name with underscores between them.
fn separated(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    each_word(name, |word| {
        if !words.is_empty() {
            words.push('_');
        }
        words.push_str(word);
    });
    words
}

/// Finds the words of an ASCII name, as heck does more slowly for all scripts. No word is empty.
///
/// A word ends where a capital follows a small letter, and before the last capital of several that a small letter
/// follows: `HTTPServer2Go` → `HTTP`, `Server2`, `Go`.
fn each_word<'n>(name: &'n str, mut each: impl FnMut(&'n str)) {
    /// The case of the last letter of a word that has one.
    #[derive(Clone, Copy, PartialEq)]
    enum Case {
        None,
        Lower,
        Upper,
    }
    for part in name.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let (mut start, mut before) = (0, Case::None);
        for (index, pair) in part.as_bytes().windows(2).enumerate() {
            let case = match pair[0] {
                b'a'..=b'z' => Case::Lower,
                b'A'..=b'Z' => Case::Upper,
                _ => before,
            };
            let end = if case == Case::Lower && pair[1].is_ascii_uppercase() {
                index + 1
            } else if before == Case::Upper
                && pair[0].is_ascii_uppercase()
                && pair[1].is_ascii_lowercase()
            {
                index
            } else {
                before = case;
                continue;
            };
            each(&part[start..end]);
            (start, before) = (end, Case::None);
        }
        if !part.is_empty() {
            each(&part[start..]);
        }
    }
}

/// Whether a word must be a raw identifier.
fn is_keyword(word: &str) -> bool {
    // A quick check rules out most words.
    word.len() <= LONGEST_KEYWORD
        && word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && KEYWORDS.binary_search(&word).is_ok()
}

const LONGEST_KEYWORD: usize = "abstract".len();

/// Strict and reserved keywords of all editions that can be raw identifiers, in the order of the alphabet.
///
/// Source: <https://doc.rust-lang.org/reference/keywords.html>.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn snake(name: &str) -> String {
        Ident::snake(name).to_string()
    }

    #[test]
    fn words_are_those_of_heck() {
        let mut names = vec![String::new()];
        for _ in 0..7 {
            let longer = names
                .iter()
                .flat_map(|name| ['a', 'B', '1', '_'].map(|letter| format!("{name}{letter}")));
            names = longer.collect();
            for name in &names {
                assert_eq!(snake_case(name), name.to_snake_case());
                assert_eq!(camel_case(name), name.to_upper_camel_case());
                assert_eq!(shouty_case(name), name.to_shouty_snake_case());
            }
        }
    }

    #[test]
    fn keywords_are_raw_or_suffixed() {
        assert_eq!(snake("Type"), "r#type");
        assert_eq!(snake("gen"), "r#gen");
        assert_eq!(snake("Self"), "self_");
        assert_eq!(snake("extern"), "extern_");
        assert_eq!(Ident::camel("self").to_string(), "Self_");
        assert!(KEYWORDS.iter().all(|word| is_keyword(word)));
    }

    #[test]
    fn names_without_a_word_are_identifiers_still() {
        assert_eq!(snake("_1"), "_1");
        assert_eq!(snake("__"), "underscore2");
        assert_eq!(Ident::camel("_").to_string(), "Underscore1");
    }

    #[test]
    fn prefixes_are_stripped_only_before_a_word() {
        let strip = |name: &str| {
            Ident::camel(name)
                .without_prefix(&Ident::camel("Foo"))
                .to_string()
        };
        assert_eq!(strip("FOO_BAR"), "Bar");
        assert_eq!(strip("FOOBAR"), "Foobar");
        assert_eq!(strip("FOO_1"), "Foo1");
        assert_eq!(strip("FOO"), "Foo");
        assert_eq!(strip("FOO_SELF"), "Self_");
    }

    #[test]
    fn service_modules_are_those_of_tonic() {
        let module = |name: &str| Ident::service_module(&Ident::camel(name), "server").to_string();
        assert_eq!(module("UserService"), "user_service_server");
        assert_eq!(module("GRPCInfoService"), "grpc_info_service_server");
        assert_eq!(module("V1Api"), "v1_api_server");
    }
}
