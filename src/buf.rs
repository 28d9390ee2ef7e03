//! buf runs a plugin once for each directory of protos, at the same time, unless `strategy: all` stands at the plugin in
//! `buf.gen.yaml`. Each run would write a `mod.rs` of its own, of which buf keeps one and exits with 0.
//!
//! A request does not say how many others there are, so the settings and the directories on disk do. What buf does
//! otherwise, such as reading its settings from another file, is not seen here.
//!
//! Source: <https://buf.build/docs/configuration/v2/buf-gen-yaml/>, and requests of buf 1.75.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, Place};
use crate::options::{Layout, Options, from_parameter};
use crate::output;
use crate::request;

/// What buf reads its settings from, in the directory in which it runs its plugins.
const SETTINGS: &str = "buf.gen.yaml";
/// How many entries of folders are looked at.
const MAX_ENTRIES: usize = 100_000;

/// Refuses a request that is one of several for the same output, as the settings of buf in a folder show.
///
/// A request that cannot be read passes, for [`generate`](crate::generate) to refuse.
///
/// # Errors
/// The plugin lacks `strategy: all` there, its layout has a `mod.rs`, and there are protos of the same module in other
/// directories.
pub fn check(request: &[u8], folder: &Path) -> Result<(), Vec<Diagnostic>> {
    let Ok(settings) = output::read_text(&folder.join(SETTINGS)) else {
        return Ok(());
    };
    let settings = Settings::read(&settings);
    if settings.all_at_once || !is_one_of_several(request, folder, &settings) {
        return Ok(());
    }
    let fault = "buf runs the plugin once for each directory, and only one `mod.rs` of these runs would be left";
    Err(vec![
        Diagnostic::error(fault)
            .at(Place::file(SETTINGS))
            .help("add `strategy: all` to the plugin"),
    ])
}

fn is_one_of_several(request: &[u8], folder: &Path, settings: &Settings) -> bool {
    let Ok(request) = request::decode(request) else {
        return false;
    };
    let Ok(options) = Options::from_pairs(from_parameter(request.parameter)) else {
        return false;
    };
    let mut directories = request
        .file_to_generate
        .iter()
        .map(|name| directory_of(name));
    let Some(directory) = directories.next() else {
        return false;
    };
    // Files of several directories in one request: the settings are not those that buf uses.
    if options.layout != Layout::Package || directories.any(|other| other != directory) {
        return false;
    }
    let inputs = settings.inputs.iter().map(|input| folder.join(input));
    let protos: HashSet<PathBuf> = inputs
        .chain([folder.to_owned()])
        .flat_map(protos_in)
        .collect();
    // The modules that hold a file to generate, by where its name is at the end of a path.
    let roots = request.file_to_generate.iter().flat_map(|name| {
        let of_name = protos.iter().filter(move |proto| proto.ends_with(name));
        let parts = Path::new(name).components().count();
        of_name.filter_map(move |proto| proto.ancestors().nth(parts))
    });
    let roots: HashSet<&Path> = roots.collect();
    protos.iter().any(|proto| {
        let mut within = roots
            .iter()
            .filter_map(|root| proto.strip_prefix(root).ok());
        within.any(|name| name.parent() != Some(Path::new(directory)))
    })
}

fn directory_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// The protos in a folder and below it, but for folders that a user does not look into.
fn protos_in(folder: PathBuf) -> Vec<PathBuf> {
    let mut protos = Vec::new();
    let mut folders = vec![folder];
    let mut left = MAX_ENTRIES;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            left = left.saturating_sub(1);
            if left == 0 {
                return protos;
            }
            let (path, name) = (entry.path(), entry.file_name());
            // It does not follow links, so there are no circles.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let is_hidden = name.to_string_lossy().starts_with('.');
            let is_others = name == "node_modules" || path.join("CACHEDIR.TAG").is_file();
            match is_folder {
                true if is_hidden || is_others => {}
                true => folders.push(path),
                false
                    if path
                        .extension()
                        .is_some_and(|extension| extension == "proto") =>
                {
                    protos.push(path);
                }
                false => {}
            }
        }
    }
    protos
}

/// What of buf's settings counts here.
#[derive(Debug, PartialEq, Eq)]
struct Settings<'a> {
    /// Whether no entry for this plugin lacks `strategy: all`.
    all_at_once: bool,
    /// The directories of inputs.
    inputs: Vec<&'a str>,
}

impl<'a> Settings<'a> {
    /// Reads the items of lists, which is as much of YAML as is needed: their keys are a line each.
    fn read(text: &'a str) -> Self {
        let mut settings = Self {
            all_at_once: true,
            inputs: Vec::new(),
        };
        // The indentation of the item, and what is known of it.
        let mut item: Option<(usize, Item)> = None;
        for line in text.lines() {
            let line = line.split(" #").next().unwrap_or_default();
            let content = line.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let indentation = line.len() - line.trim_start().len();
            if item
                .as_ref()
                .is_some_and(|(of_item, _)| indentation <= *of_item)
            {
                settings.end(item.take());
            }
            let is_item = content.starts_with("- ");
            let (_, item) = match is_item {
                true => item.get_or_insert((indentation, Item::default())),
                false => match &mut item {
                    Some(item) => item,
                    None => continue,
                },
            };
            let content = content.trim_start_matches("- ");
            if let Some((key, value)) = content.split_once(':') {
                let value = value.trim().trim_matches(['"', '\'']);
                item.add(key.trim(), value);
                if key.trim() == "directory" {
                    settings.inputs.push(value);
                }
            }
        }
        settings.end(item);
        settings
    }

    fn end(&mut self, item: Option<(usize, Item)>) {
        if item.is_some_and(|(_, item)| item.is_ours && !item.is_all) {
            self.all_at_once = false;
        }
    }
}

/// An item of the list of plugins.
#[derive(Default)]
struct Item {
    is_ours: bool,
    is_all: bool,
}

impl Item {
    fn add(&mut self, key: &str, value: &str) {
        match key {
            "local" | "plugin" | "name" | "path" => {
                let name = value.rsplit(['/', '\\']).next().unwrap_or_default();
                let name = name
                    .trim_end_matches(".exe")
                    .trim_start_matches("protoc-gen-");
                self.is_ours |= name == "rpcsmith";
            }
            "strategy" => self.is_all |= value == "all",
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_both_versions_are_read() {
        let is_all = |text: &str| Settings::read(text).all_at_once;
        let with = "version: v2\nplugins:\n  - local: protoc-gen-rpcsmith # ours\n    out: gen\n    opt:\n      - \
                    layout=package\n    strategy: all\n";
        assert!(is_all(with));
        assert!(!is_all(
            &with.replace("    strategy: all\n", "    # strategy: all\n")
        ));
        assert!(!is_all(
            &with.replace("strategy: all", "strategy: directory")
        ));
        let path = "plugins:\n- local: \"../target/release/protoc-gen-rpcsmith\"\n  out: gen\n";
        assert!(!is_all(path));
        assert!(is_all(&path.replace("rpcsmith", "go")));
        let v1 = "version: v1\nplugins:\n  - plugin: rpcsmith\n    out: gen\n  - plugin: go\n    strategy: all\n";
        assert!(!is_all(v1));
        assert!(is_all("\n- - :\n:\n-"));
    }

    #[test]
    fn directories_of_inputs_are_read() {
        let text =
            "plugins:\n  - local: x\ninputs:\n  - directory: ../proto\n  - module: buf.build/a/b\n";
        assert_eq!(Settings::read(text).inputs, ["../proto"]);
    }
}
