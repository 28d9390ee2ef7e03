//! Identifiers: how a protobuf name is written in Rust. [`super::names`] tells which pattern applies where.

use std::borrow::{Borrow, Cow};
use std::fmt;

use askama::{FastWritable, Values};
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// A Rust identifier, raw or suffixed where a keyword is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(String);

impl Ident {
    /// `getUser` → `get_user`: fields, methods and modules.
    pub fn snake(name: &str) -> Self {
        Self::escaped(snake_case(&worded(name)))
    }

    /// `user_status` → `UserStatus`: types and variants.
    pub fn camel(name: &str) -> Self {
        Self::escaped(camel_case(&worded(name)))
    }

    /// `GetUser` → `GET_USER`: constants.
    pub fn shouty(name: &str) -> Self {
        Self::escaped(worded(name).to_shouty_snake_case())
    }

    /// `GRPCInfo` → `g_r_p_c_info`: the modules of services, word for word as tonic-build makes them.
    pub fn service_module(service: &Self, suffix: &str) -> Self {
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
        // What made the bare name raw is no keyword any more.
        Self(format!("{}{suffix}", self.0.trim_start_matches("r#")))
    }

    /// A variant without the name of its enum, if an identifier is left over.
    #[must_use]
    pub fn without_prefix(&self, prefix: &Self) -> Self {
        match self.0.strip_prefix(&prefix.0) {
            Some(rest) if rest.starts_with(char::is_uppercase) => Self::escaped(rest.to_owned()),
            _ => self.clone(),
        }
    }

    /// The text as it stands in the source.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn escaped(ident: String) -> Self {
        match &*ident {
            // Words that no raw identifier can hold; rustc names them.
            "_" | "super" | "self" | "Self" | "extern" | "crate" => Self(ident + "_"),
            _ if is_keyword(&ident) => Self(format!("r#{ident}")),
            _ if ident.starts_with(|letter: char| letter.is_numeric()) => Self(format!("_{ident}")),
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

/// A name of underscores only has no word to make an identifier of, so it is told in words.
fn worded(name: &str) -> Cow<'_, str> {
    match name.contains(|letter| letter != '_') {
        true => Cow::Borrowed(name),
        false => Cow::Owned(format!("underscore{}", name.len())),
    }
}

/// heck's snake case. A field's name in the usual style is in it already, which is cheaper to see than to make.
fn snake_case(name: &str) -> String {
    let usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    match name.bytes().all(usual)
        && !name.starts_with('_')
        && !name.ends_with('_')
        && !name.contains("__")
    {
        true => name.to_owned(),
        false => name.to_snake_case(),
    }
}

/// heck's upper camel case, with short ways for the usual style of types and for that of enum values.
fn camel_case(name: &str) -> String {
    let is_upper = |byte: &u8| byte.is_ascii_uppercase();
    let bytes = name.as_bytes();
    let letters_of_a_type =
        bytes.iter().all(u8::is_ascii_alphabetic) && bytes.first().is_some_and(is_upper);
    if letters_of_a_type && !bytes.windows(2).any(|pair| pair.iter().all(is_upper)) {
        return name.to_owned();
    }
    if bytes
        .iter()
        .all(|byte| is_upper(byte) || byte.is_ascii_digit() || *byte == b'_')
    {
        return capitalized(name);
    }
    name.to_upper_camel_case()
}

/// `ENUM_VALUE_1` → `EnumValue1`.
fn capitalized(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next());
        camel.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    }
    camel
}

/// Whether a word can only be a raw identifier.
fn is_keyword(word: &str) -> bool {
    // Most words are seen to be none without a search.
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
    fn the_short_ways_lead_where_heck_does() {
        let mut names = vec![String::new()];
        for _ in 0..7 {
            let longer = names
                .iter()
                .flat_map(|name| ['a', 'B', '1', '_'].map(|letter| format!("{name}{letter}")));
            names = longer.collect();
            for name in &names {
                assert_eq!(snake_case(name), name.to_snake_case());
                assert_eq!(camel_case(name), name.to_upper_camel_case());
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
