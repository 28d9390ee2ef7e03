//! The `.proto` files beside those of a request.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::yaml::YamlNode;
use crate::output;

/// The maximum number of folder entries that are read.
const MAX_ENTRIES: usize = 100_000;

/// Whether there are `.proto` files in directories that a request does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    Some,
    None,
    /// The files of the request are not on disk.
    Unknown,
}

/// The directories of names.
pub fn directories<'a>(names: &[&'a str]) -> HashSet<&'a str> {
    let directory_of =
        |name: &&'a str| name.rsplit_once('/').map_or("", |(directory, _)| directory);
    names.iter().map(directory_of).collect()
}

/// Looks at the modules that have all files of a request, and at those in one workspace with them.
///
/// Modules are looked for below `folder`, and below `inputs`, which are relative to it.
pub fn others<'a>(
    names: &[&str],
    folder: &Path,
    inputs: impl IntoIterator<Item = &'a str>,
) -> Others {
    let inputs = inputs.into_iter().map(|input| folder.join(input));
    let inputs: Vec<PathBuf> = inputs.chain([folder.to_owned()]).collect();
    let workspaces: Vec<_> = inputs.iter().map(|input| modules_in(input)).collect();
    let searched = inputs
        .into_iter()
        .chain(workspaces.iter().flatten().cloned());
    let protos: HashSet<PathBuf> = searched.flat_map(protos_in).collect();
    let mut roots = roots(names, &protos);
    if roots.is_empty() {
        return Others::Unknown;
    }
    for modules in workspaces {
        if modules.iter().any(|module| roots.contains(module)) {
            roots.extend(modules);
        }
    }
    let directories: HashSet<&Path> = directories(names).into_iter().map(Path::new).collect();
    let is_other = |proto: &PathBuf| {
        let mut within = roots
            .iter()
            .filter_map(|root| proto.strip_prefix(root).ok()?.parent());
        within.any(|directory| !directories.contains(directory))
    };
    if protos.iter().any(is_other) {
        Others::Some
    } else {
        Others::None
    }
}

/// The folders in which all of these names are files.
fn roots(names: &[&str], protos: &HashSet<PathBuf>) -> HashSet<PathBuf> {
    let Some(first) = names.first() else {
        return HashSet::new();
    };
    let parts = Path::new(first).components().count();
    let of_first = protos.iter().filter(|proto| proto.ends_with(first));
    let folders = of_first.filter_map(|proto| proto.ancestors().nth(parts));
    let has_all = |root: &&Path| names.iter().all(|name| protos.contains(&root.join(name)));
    folders.filter(has_all).map(Path::to_owned).collect()
}

/// The modules of the workspace whose settings are in a folder: `modules` of buf.yaml, and `directories` of
/// buf.work.yaml.
fn modules_in(folder: &Path) -> Vec<PathBuf> {
    let read = |name: &str| YamlNode::read(&output::read_text(&folder.join(name)).ok()?);
    let (settings, workspace) = (read("buf.yaml"), read("buf.work.yaml"));
    let modules = settings
        .as_ref()
        .and_then(|settings| settings.get("modules"));
    let modules = modules.map_or(&[][..], YamlNode::items);
    let paths = modules
        .iter()
        .filter_map(|module| module.get("path")?.text());
    let directories = workspace
        .as_ref()
        .and_then(|workspace| workspace.get("directories"));
    let directories = directories.into_iter().flat_map(YamlNode::texts);
    paths
        .chain(directories)
        .map(|path| folder.join(path))
        .collect()
}

/// The `.proto` files in a folder and below it, but for hidden folders and those of dependencies and builds.
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
            if !is_folder {
                protos.extend(has_extension(&path, &["proto"]).then_some(path));
            } else if !is_hidden && name != "node_modules" && !path.join("CACHEDIR.TAG").is_file() {
                folders.push(path);
            }
        }
    }
    protos
}

/// Whether a file has one of these extensions.
pub fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension();
    extension.is_some_and(|extension| extensions.iter().any(|other| extension == *other))
}
