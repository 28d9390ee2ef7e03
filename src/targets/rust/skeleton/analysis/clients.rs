//! Finds how the tests of a service create their client: by a function `client`, which new tests call.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};
use syn::{ReturnType, Safety, Type};

use super::imported::ImportedNames;
use super::matching::{GeneratedItem, generated_root};
use super::modules::UsePath;
use super::resolve::resolve;
use super::source::Places;
use super::types::{argument, bare, future_output};
use super::walk::{Crate, TestTarget};
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::stub::Used;

/// A file of tests.
#[derive(Clone, Debug)]
pub struct TestFile {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// Its function `client`, or why a test cannot call it.
    pub client: Result<TestClient, String>,
}

/// A function `client` of a file of tests.
#[derive(Clone, Debug)]
pub struct TestClient {
    /// The full name of the service whose client it returns.
    pub service: String,
    pub call: ClientCall,
    /// The names that the file has for full paths.
    pub names: BTreeMap<String, String>,
}

/// How a test calls the function `client`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientCall {
    pub is_awaited: bool,
    pub result: ClientResult,
}

/// The result of the function `client`, and how tests get the client from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ClientResult {
    /// The client.
    #[default]
    Client,
    /// A `Result`, which tests unwrap.
    Unwrapped,
    /// A `Result`, whose error tests return. The text is the return type of the tests.
    Returned(String),
}

/// The files of tests of a crate.
///
/// `runtime` is the path of the runtime in tests: `::rpcsmith_runtime`.
pub fn files(krate: &Crate, services: &[ServiceOutline], runtime: &str) -> Vec<TestFile> {
    let wanted: Vec<GeneratedItem<'_>> = services
        .iter()
        .map(|outline| GeneratedItem::client(krate, outline))
        .collect();
    let targets = krate.tests.iter();
    let files = targets.map(|target| TestFile {
        file: target.source.file.clone(),
        client: target.client(krate, services, &wanted, runtime),
    });
    files.collect()
}

impl TestTarget {
    fn client(
        &self,
        krate: &Crate,
        services: &[ServiceOutline],
        wanted: &[GeneratedItem<'_>],
        runtime: &str,
    ) -> Result<TestClient, String> {
        let mut functions = self.functions.iter();
        let function = functions.find(|function| function.sig.ident == "client");
        let function = function.ok_or("it has no function `client`")?;
        let signature = &function.sig;
        if !signature.inputs.is_empty() || !signature.generics.params.is_empty() {
            return Err("its function `client` takes arguments".to_owned());
        }
        if matches!(signature.safety, Safety::Unsafe(_)) {
            return Err("its function `client` is unsafe".to_owned());
        }
        let nothing = "its function `client` returns nothing";
        let ReturnType::Type(_, ty) = &signature.output else {
            return Err(nothing.to_owned());
        };
        let (is_future, ty) = match future_output(ty) {
            Some(output) => (true, output),
            None => (false, &**ty),
        };
        let (is_result, ty) = match bare(ty) {
            Type::Path(path)
                if path
                    .path
                    .segments
                    .last()
                    .is_some_and(|s| s.ident == "Result") =>
            {
                (true, argument(&path.path).ok_or(nothing)?)
            }
            ty => (false, ty),
        };
        let service = self.service(krate, wanted, ty);
        let service = service.ok_or("its function `client` returns no client of the service")?;
        let is_awaited = is_future || signature.asyncness.is_some();
        let result = if is_result {
            self.result()
        } else {
            ClientResult::Client
        };
        Ok(TestClient {
            service: service.full_name.clone(),
            call: ClientCall { is_awaited, result },
            names: self.names(krate, services, service, runtime),
        })
    }

    /// Returns the service whose client this type is.
    fn service<'o>(
        &self,
        krate: &Crate,
        wanted: &[GeneratedItem<'o>],
        ty: &Type,
    ) -> Option<&'o ServiceOutline> {
        let Type::Path(path) = bare(ty) else {
            return None;
        };
        let path = UsePath::of(&path.path);
        let meanings = resolve(krate, self.module, &path);
        let last = path.segments.last().map(String::as_str);
        let fits = wanted.iter().filter_map(|wanted| {
            let fit = wanted.best_fit(krate, &meanings, last)?;
            Some((fit, wanted.outline))
        });
        let mut fits: Vec<_> = fits.collect();
        fits.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        match &*fits {
            [(_, service)] => Some(*service),
            [(best, service), (next, _), ..] if best > next => Some(*service),
            _ => None,
        }
    }

    /// Returns what the other tests do with a `Result`.
    fn result(&self) -> ClientResult {
        let places = Places {
            text: &self.source.text,
            prefix: self.prefix,
        };
        let tests = self
            .functions
            .iter()
            .filter(|function| function.sig.ident != "client");
        for test in tests {
            let open = test.block.brace_token.span;
            let body = places
                .text
                .get(places.start(open.open())..places.end(open.close()));
            let tokens = body.and_then(|body| TokenStream::from_str(body).ok());
            match tokens.map(is_tried).unwrap_or_default() {
                Some(true) => {
                    let ReturnType::Type(arrow, _) = &test.sig.output else {
                        continue;
                    };
                    let ty = places.end(arrow.spans[1])..places.start(open.open());
                    return ClientResult::Returned(places.flat(ty));
                }
                Some(false) => return ClientResult::Unwrapped,
                None => {}
            }
        }
        ClientResult::Unwrapped
    }

    /// Returns the names that the file has for the paths that tests use.
    fn names(
        &self,
        krate: &Crate,
        services: &[ServiceOutline],
        service: &ServiceOutline,
        runtime: &str,
    ) -> BTreeMap<String, String> {
        let no_parameters = HashSet::new();
        let imported = ImportedNames::new(krate, services, self.module, &no_parameters);
        let generated = generated_root(krate, self.module).unwrap_or_default();
        let inputs = service.methods.iter().map(|method| &*method.input);
        let mut used: Vec<Used<'_>> = inputs
            .map(|input| {
                if input.starts_with("::") {
                    Used {
                        path: input.to_owned(),
                        outline: None,
                    }
                } else {
                    Used {
                        path: format!("{generated}::{input}"),
                        outline: Some(input),
                    }
                }
            })
            .collect();
        used.push(Used {
            path: format!("{runtime}::Code"),
            outline: None,
        });
        let names = used.into_iter();
        names
            .filter_map(|used| Some((used.path.clone(), imported.short(&used)?)))
            .collect()
    }
}

/// Whether tokens apply `?` to the result of `client()`. `None` if they do not call it.
fn is_tried(tokens: TokenStream) -> Option<bool> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_mark = |token: &TokenTree, mark: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark);
    let is_word =
        |token: &TokenTree, word: &str| matches!(token, TokenTree::Ident(ident) if ident == word);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident == "client" => {
                let mut rest = tokens[index + 1..].iter().peekable();
                let is_call = matches!(rest.next(), Some(TokenTree::Group(group)) if group.stream().is_empty());
                if !is_call || index > 0 && is_mark(&tokens[index - 1], '.') {
                    continue;
                }
                let after: Vec<_> = rest.take(3).collect();
                return Some(match &*after {
                    [dot, word, next, ..] if is_mark(dot, '.') && is_word(word, "await") => {
                        is_mark(next, '?')
                    }
                    [next, ..] => is_mark(next, '?'),
                    [] => false,
                });
            }
            TokenTree::Group(group) => {
                if let Some(is_tried) = is_tried(group.stream()) {
                    return Some(is_tried);
                }
            }
            _ => {}
        }
    }
    None
}
