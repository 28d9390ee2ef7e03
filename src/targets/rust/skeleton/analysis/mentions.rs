//! Collects the paths in the code of a crate that may name the server of a service or the table of its methods.

use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::modules::{ModuleId, UsePath};

/// A path that may name a server or a table of methods, up to that name.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The module that contains the path.
    pub module: ModuleId,
    pub path: UsePath,
}

/// A part of a file that is a module of its own, or a block with items.
#[derive(Clone, Debug)]
pub struct Region {
    pub range: Range<usize>,
    /// The module. `None` for code that only tests compile.
    pub module: Option<ModuleId>,
}

/// Adds all mentions in a file. `module` is the module of code outside all regions.
pub fn collect(
    tokens: TokenStream,
    prefix: usize,
    module: ModuleId,
    regions: &[Region],
    mentions: &mut Vec<Mention>,
) {
    let mut reader = MentionReader {
        prefix,
        module,
        regions,
        mentions,
    };
    reader.read(tokens, &MentionedPath::default());
}

/// The part of a path that has been read, with the place of its first name.
#[derive(Clone, Debug, Default)]
struct MentionedPath {
    is_global: bool,
    segments: Vec<String>,
    at: usize,
}

struct MentionReader<'a> {
    prefix: usize,
    module: ModuleId,
    regions: &'a [Region],
    mentions: &'a mut Vec<Mention>,
}

impl MentionReader<'_> {
    /// Reads tokens. Each path in them continues `start`: `use a::{b, c}`.
    fn read(&mut self, tokens: TokenStream, start: &MentionedPath) {
        let mut path = start.clone();
        // The number of colons since the last name.
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
                    let continues = colons == 2 && group.delimiter() == Delimiter::Brace;
                    if continues {
                        self.read(group.stream(), &path)
                    } else {
                        self.end(&path);
                        self.read(group.stream(), &MentionedPath::default());
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

    fn end(&mut self, path: &MentionedPath) {
        let is_generated = |name: &String| name.ends_with("Server") || name.ends_with("_methods");
        let Some(last) = path.segments.iter().position(is_generated) else {
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
