//! What code names of what is generated for a service: the server that it registers, the methods that a client lists.

use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::matching::{Fit, Wanted};
use super::modules::{ModuleId, UsePath};
use super::resolve::resolve;
use super::walk::Crate;
use crate::outline::ServiceOutline;

/// A path in the code of a crate that may be of a server or of a table of methods, up to that name.
#[derive(Clone, Debug)]
pub struct Mention {
    module: ModuleId,
    path: UsePath,
}

/// A part of a file that is another module, or a block with items; none for what only tests compile.
#[derive(Clone, Debug)]
pub struct Region {
    pub range: Range<usize>,
    pub module: Option<ModuleId>,
}

/// Adds all mentions in a file. `module` is the module of what is in no region.
pub fn collect(
    tokens: TokenStream,
    prefix: usize,
    module: ModuleId,
    regions: &[Region],
    mentions: &mut Vec<Mention>,
) {
    let mut reader = Reader {
        prefix,
        module,
        regions,
        mentions,
    };
    reader.read(tokens, &Path::default());
}

/// A path while it is read, with the place of its first name.
#[derive(Clone, Debug, Default)]
struct Path {
    is_global: bool,
    segments: Vec<String>,
    at: usize,
}

struct Reader<'a> {
    prefix: usize,
    module: ModuleId,
    regions: &'a [Region],
    mentions: &'a mut Vec<Mention>,
}

impl Reader<'_> {
    /// Reads tokens, in which each path goes on from `start`: `use a::{b, c}`.
    fn read(&mut self, tokens: TokenStream, start: &Path) {
        let mut path = start.clone();
        // Colons since the last name.
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&path);
                        path = start.clone();
                    } else if path.segments.is_empty() {
                        path.is_global = true;
                    }
                    if path.segments.is_empty() {
                        path.at = self.prefix + ident.span().byte_range().start;
                    }
                    let name = ident.to_string();
                    path.segments.push(name.trim_start_matches("r#").to_owned());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    let is_half = mark.spacing() == Spacing::Joint || colons == 1;
                    colons = if is_half { colons + 1 } else { 3 };
                }
                TokenTree::Group(group) => {
                    let goes_on = colons == 2 && group.delimiter() == Delimiter::Brace;
                    if goes_on {
                        self.read(group.stream(), &path)
                    } else {
                        self.end(&path);
                        self.read(group.stream(), &Path::default());
                    }
                    (path, colons) = (start.clone(), 0);
                }
                _ => {
                    self.end(&path);
                    (path, colons) = (start.clone(), 0);
                }
            }
        }
        self.end(&path);
    }

    fn end(&mut self, path: &Path) {
        let is_one = |name: &String| name.ends_with("Server") || name.ends_with("_methods");
        let Some(last) = path.segments.iter().position(is_one) else {
            return;
        };
        let within = self
            .regions
            .iter()
            .filter(|region| region.range.contains(&path.at));
        let module = match within.min_by_key(|region| region.range.len()) {
            Some(region) => region.module,
            None => Some(self.module),
        };
        self.mentions.extend(module.map(|module| Mention {
            module,
            path: UsePath {
                is_global: path.is_global,
                segments: path.segments[..=last].to_vec(),
            },
        }));
    }
}

/// Of each item that is wanted, whether the code of a crate names it. What cannot be told apart counts for each.
pub fn named(found: &Crate, wanted: &[Wanted<'_>]) -> Vec<bool> {
    let mut all = vec![false; wanted.len()];
    for Mention { module, path } in &found.mentions {
        let last = path.segments.last();
        let meanings = resolve(found, *module, path);
        let fits: Vec<Option<Fit>> = wanted
            .iter()
            .map(|wanted| wanted.best_fit(found, &meanings, last.map(String::as_str)))
            .collect();
        let most = fits.iter().flatten().max();
        for (fit, is_named) in fits.iter().zip(&mut all) {
            *is_named |= fit.is_some() && fit.as_ref() == most;
        }
    }
    all
}

/// The server of a service, as an item to look for.
pub fn server<'o>(found: &Crate, outline: &'o ServiceOutline) -> Wanted<'o> {
    let name = format!("{}Server", super::matching::unraw(&outline.ident));
    Wanted::item(found, outline, &outline.server, Some(name))
}

/// The module of the table of methods of a service.
pub fn table<'o>(found: &Crate, outline: &'o ServiceOutline) -> Wanted<'o> {
    Wanted::item(found, outline, &outline.table, None)
}

/// The client of a service.
pub fn client<'o>(found: &Crate, outline: &'o ServiceOutline) -> Wanted<'o> {
    let name = format!("{}Client", super::matching::unraw(&outline.ident));
    Wanted::item(found, outline, &outline.client, Some(name))
}
