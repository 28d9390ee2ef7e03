//! Whether a service that is implemented is also served.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

/// All identifiers that end in `Server` in the code of a crate below `src`, without those of the directory `out`.
///
/// What cannot be read names nothing: this is for a hint, and others tell of files that are broken.
pub fn servers(root: &Path, out: &Path) -> BTreeSet<String> {
    let mut servers = BTreeSet::new();
    let out = fs::canonicalize(out).ok();
    let mut directories = vec![root.join("src")];
    while let Some(directory) = directories.pop() {
        if out.is_some() && fs::canonicalize(&directory).ok() == out {
            continue;
        }
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        for entry in entries {
            let path = entry.path();
            // Links to directories are not followed, for they may lead round in a circle.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => directories.push(path),
                Ok(_) if path.extension().is_some_and(|extension| extension == "rs") => {
                    let text = fs::read_to_string(&path).unwrap_or_default();
                    named(&text, &mut servers);
                }
                _ => {}
            }
        }
    }
    servers
}

fn named(text: &str, servers: &mut BTreeSet<String>) {
    let mut streams = Vec::from_iter(TokenStream::from_str(text));
    while let Some(stream) = streams.pop() {
        for token in stream {
            match token {
                TokenTree::Group(group) => streams.push(group.stream()),
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    if ident.ends_with("Server") {
                        servers.insert(ident);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}
