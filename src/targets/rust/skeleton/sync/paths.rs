//! The paths in a file of Rust, with the names that imports give to crates.

use std::collections::HashMap;
use std::mem;
use std::path::Path;

use proc_macro2::{Span, TokenStream, TokenTree};

use crate::output;
use crate::targets::rust::skeleton::analysis::source::{Position, parse, with_deep_stack};

/// A path in tokens: `rpcsmith::options::Layout`, and the place of its last name in braces, or else of its first name.
pub(super) type NamedPath<P> = (P, Vec<String>);

/// A crate: its name in code, and the name that paths get.
pub(super) type Crate<'c> = (&'c str, &'c str);

/// All paths in a file of Rust that names one of these crates, with their places. A file that is missing or does not parse
/// has none: cargo reports it.
///
/// After `use tonic as t`, the path of `t::Status` is `tonic::Status`. The name of a crate alone is a path only in an import.
pub(super) fn paths_in_file(path: &Path, crates: &[Crate<'_>]) -> Vec<NamedPath<Position>> {
    paths_in_text(&output::read_text(path).unwrap_or_default(), crates)
}

/// All paths in a text, as [`paths_in_file`].
pub(super) fn paths_in_text(text: &str, crates: &[Crate<'_>]) -> Vec<NamedPath<Position>> {
    if !crates.iter().any(|(name, _)| text.contains(name)) {
        return Vec::new();
    }
    let paths = with_deep_stack(|| {
        let Ok(parsed) = parse(text) else {
            return Vec::new();
        };
        let mut found = Found::default();
        collect(parsed.tokens, &[], false, &mut found);
        let paths = found.resolved(crates).into_iter();
        paths
            .map(|(span, path)| (parsed.places.position(parsed.places.start(span)), path))
            .collect()
    });
    paths.unwrap_or_default()
}

/// The paths in tokens.
#[derive(Default)]
struct Found {
    paths: Vec<FoundPath>,
}

struct FoundPath {
    span: Span,
    path: Vec<String>,
    is_import: bool,
    /// The name after `as` of an import.
    alias: Option<String>,
}

impl Found {
    /// The paths, with the crates that their aliases mean.
    fn resolved(self, crates: &[Crate<'_>]) -> Vec<NamedPath<Span>> {
        let crates: HashMap<&str, &str> = crates.iter().copied().collect();
        let crate_of = |path: &[String]| match path {
            [name] => crates.get(name.as_str()).copied(),
            _ => None,
        };
        let paths = self.paths.iter();
        let aliases: HashMap<String, &str> = paths
            .filter_map(|found| Some((found.alias.clone()?, crate_of(&found.path)?)))
            .collect();
        let paths = self.paths.into_iter();
        let paths = paths.filter(|found| found.is_import || crate_of(&found.path).is_none());
        paths
            .map(|FoundPath { span, mut path, .. }| {
                let name = match path.as_slice() {
                    [first, _, ..] if aliases.contains_key(first) => aliases.get(first),
                    [first, ..] => crates.get(first.as_str()),
                    [] => None,
                };
                if let (Some(name), Some(first)) = (name, path.first_mut()) {
                    (*name).clone_into(first);
                }
                (span, path)
            })
            .collect()
    }
}

/// Keywords that can precede a path with a leading `::`.
const BEFORE_PATHS: [&str; 12] = [
    "as", "break", "dyn", "else", "for", "if", "impl", "in", "match", "mut", "return", "use",
];

/// Collects all paths in tokens. `prefix` is the path before the braces of an import.
fn collect(tokens: TokenStream, prefix: &[String], mut is_import: bool, found: &mut Found) {
    let tokens = Vec::from_iter(tokens);
    let mut rest = &*tokens;
    let mut after_extern = false;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let was_extern = mem::take(&mut after_extern);
        match token {
            TokenTree::Group(group) => collect(group.stream(), &[], is_import, found),
            TokenTree::Ident(name) if name == "use" => is_import = true,
            TokenTree::Ident(name) if name == "extern" => after_extern = true,
            TokenTree::Ident(name) if was_extern && name == "crate" => is_import = true,
            TokenTree::Ident(name) if is_import && name == "as" => {
                if let Some((TokenTree::Ident(alias), after)) = rest.split_first() {
                    rest = after;
                    if let Some(last) = found.paths.last_mut() {
                        last.alias = Some(alias.to_string());
                    }
                }
            }
            // In `return ::a::b`, the path starts after the keyword.
            TokenTree::Ident(name) if BEFORE_PATHS.contains(&&*name.to_string()) => {}
            TokenTree::Ident(name) => {
                rest = collect_path(name, rest, prefix, is_import, found);
            }
            // `use<T>` of `impl Trait + use<T>` is no import.
            TokenTree::Punct(mark) if matches!(mark.as_char(), ';' | '<') => is_import = false,
            _ => {}
        }
    }
}

/// Collects the path that starts with a name, or the paths in its braces. Returns the tokens after it.
fn collect_path<'t>(
    name: &proc_macro2::Ident,
    mut rest: &'t [TokenTree],
    prefix: &[String],
    is_import: bool,
    found: &mut Found,
) -> &'t [TokenTree] {
    let mut path = prefix.to_vec();
    // `use path::{self}` imports the path.
    if prefix.is_empty() || name != "self" {
        path.push(name.to_string());
    }
    while let [one, other, next, after @ ..] = rest
        && is_colon(one)
        && is_colon(other)
    {
        rest = after;
        match next {
            TokenTree::Ident(name) => path.push(name.to_string()),
            TokenTree::Group(group) => {
                collect(group.stream(), &mem::take(&mut path), is_import, found);
            }
            _ => break,
        }
    }
    if !path.is_empty() {
        found.paths.push(FoundPath {
            span: name.span(),
            path,
            is_import,
            alias: None,
        });
    }
    rest
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_of_a_crate_mean_the_crate() {
        for (code, expected) in [
            (
                "use tonic as t;\nfn f() -> t::Status { t::transport::Server::builder() }",
                vec![
                    "1:5 tonic",
                    "2:11 tonic::Status",
                    "2:23 tonic::transport::Server::builder",
                ],
            ),
            (
                "use tonic::{self as t, Code as C};\nuse t::{Status};",
                vec!["1:13 tonic", "1:24 tonic::Code", "2:9 tonic::Status"],
            ),
            (
                "extern crate tonic as t;\n#[t::async_trait] impl A for B {}",
                vec!["1:14 tonic", "2:3 tonic::async_trait"],
            ),
            (
                "use {tonic as t, other::a};\nfn f() { m!(t::Code::Ok) }",
                vec!["1:6 tonic", "2:13 tonic::Code::Ok"],
            ),
            (
                "pub use ::tonic as t;\nmod m { use super::t; }",
                vec!["1:11 tonic"],
            ),
            (
                "extern crate tonic;\nuse tonic;",
                vec!["1:14 tonic", "2:5 tonic"],
            ),
            // The crate is not meant.
            (
                "mod tonic; fn f() { let tonic = 1; tonic as u32; u32::MAX; t::Status; }",
                vec![],
            ),
            (
                "fn f() -> impl Sized + use<T> { tonic as u8; tonic }",
                vec![],
            ),
            ("use a::tonic as t; fn f() { t::Status }", vec![]),
            ("use other as t; fn tonic() { t::Status }", vec![]),
        ] {
            let paths = paths_in_text(code, &[("tonic", "tonic")]).into_iter();
            let paths = paths.filter(|(_, path)| path.first().is_some_and(|name| name == "tonic"));
            let paths =
                paths.map(|(at, path)| format!("{}:{} {}", at.line, at.column, path.join("::")));
            assert_eq!(paths.collect::<Vec<_>>(), expected, "{code}");
        }
    }

    #[test]
    fn paths_of_a_renamed_crate_get_its_name() {
        let code = "use grpc::{Code, Status as S};\nuse grpc as g;\nfn f(_: g::Request) -> ::grpc::Result { S }";
        let paths = paths_in_text(code, &[("grpc", "tonic")]).into_iter();
        let paths =
            paths.map(|(at, path)| format!("{}:{} {}", at.line, at.column, path.join("::")));
        let expected = [
            "1:12 tonic::Code",
            "1:18 tonic::Status",
            "2:5 tonic",
            "3:9 tonic::Request",
            "3:26 tonic::Result",
        ];
        let found: Vec<_> = paths.filter(|path| path.contains("tonic")).collect();
        assert_eq!(found, expected);
    }
}
