//! The files that could be imported, and their declarations. They are read only to find a remedy.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::paths::{is_same, locate};
use super::scan;
use super::{bundled, selection};

/// The maximum size of all texts, in bytes.
const MAX_TEXT: u64 = 64 << 20;
/// The maximum number of files.
const MAX_FILES: usize = 10_000;

/// A file that could be imported.
struct KnownImport {
    /// The name for `import`.
    name: String,
    imports: Vec<String>,
    /// Full names.
    declares: HashSet<String>,
}

/// Bundled files, and those under the include paths.
pub(super) struct KnownFiles(Vec<KnownImport>);

impl KnownFiles {
    /// Reads the files, up to the limits.
    pub(super) fn read(directories: &[PathBuf]) -> Self {
        let mut files = known();
        let mut names: HashSet<String> = files.iter().map(|file| file.name.clone()).collect();
        let mut room = MAX_TEXT;
        for (name, path) in protos(directories) {
            if files.len() == MAX_FILES || room == 0 || !names.insert(name.clone()) {
                continue;
            }
            let mut text = String::new();
            let read = File::open(path).map(|file| file.take(room).read_to_string(&mut text));
            room = room.saturating_sub(text.len() as u64);
            if let Ok(Ok(_)) = read {
                files.push(KnownImport::of(name, &text));
            }
        }
        Self(files)
    }

    /// The file that declares a full name; of several, the one with the shortest path.
    pub(super) fn that_declares(&self, full_name: &str) -> Option<&str> {
        let files = self
            .0
            .iter()
            .filter(|file| file.declares.contains(full_name));
        let names = files.map(|file| file.name.as_str());
        names.min_by_key(|name| name.len())
    }

    /// The full name in these files that ends with these parts, if there is exactly one.
    pub(super) fn that_ends_with(
        &self,
        name: &str,
        is_meant: impl Fn(&str) -> bool,
    ) -> Option<&str> {
        let ending = format!(".{name}");
        let files = self.0.iter().filter(|file| is_meant(&file.name));
        let declared = files.flat_map(|file| &file.declares);
        let found: HashSet<_> = declared.filter(|name| name.ends_with(&ending)).collect();
        match found.len() {
            1 => found.into_iter().next().map(String::as_str),
            _ => None,
        }
    }

    /// Whether one file imports the other, directly or through others.
    pub(super) fn imports(&self, importer: &str, imported: &str) -> bool {
        let mut seen = HashSet::from([importer]);
        let mut open = vec![importer];
        while let Some(name) = open.pop() {
            if name == imported {
                return true;
            }
            let file = self.0.iter().find(|file| file.name == name);
            let imports = file.into_iter().flat_map(|file| &file.imports);
            open.extend(
                imports
                    .map(String::as_str)
                    .filter(|name| seen.insert(*name)),
            );
        }
        false
    }
}

impl KnownImport {
    fn of(name: String, text: &str) -> Self {
        Self {
            name,
            imports: scan::imports(text).map(str::to_owned).collect(),
            declares: scan::declared(text).into_iter().collect(),
        }
    }
}

/// The files that rpcsmith and rpcsmith-compiler bundle.
fn known() -> Vec<KnownImport> {
    let names = rpcsmith_compiler::bundled_names().chain(bundled::names());
    let known = names.filter_map(|name| {
        let text = bundled::of_any(name)?;
        Some(KnownImport::of(name.to_owned(), text))
    });
    known.collect()
}

/// The include path that contains a file of this name at `path`.
pub(super) fn include_path_of(import: &str, directories: &[PathBuf]) -> Option<PathBuf> {
    let of = |directory: &PathBuf| {
        let files = selection::protos_in(directory).unwrap_or_default();
        let folders = files
            .into_iter()
            .filter_map(|file| folder_before(&file, import));
        folders.min_by_key(|folder| folder.components().count())
    };
    directories.iter().find_map(of)
}

/// The part of a path before a name at its end.
fn folder_before(file: &Path, name: &str) -> Option<PathBuf> {
    let parts = Path::new(name).components().count();
    let folder = file
        .ends_with(name)
        .then(|| file.ancestors().nth(parts))??;
    Some(if folder == Path::new("") {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    })
}

/// The files under the include paths, by the names that `import` has for them.
fn protos(directories: &[PathBuf]) -> impl Iterator<Item = (String, PathBuf)> {
    directories.iter().flat_map(move |directory| {
        let files = selection::protos_in(directory).unwrap_or_default();
        files.into_iter().filter_map(move |file| {
            let within = file.strip_prefix(directory).unwrap_or(&file);
            let name = within.to_str()?.replace('\\', "/");
            // An earlier include path may have another file of the name.
            let found = locate(&name, directories)?;
            is_same(&found, &file).then_some((name, file))
        })
    })
}

/// The text of a file under the include paths, to search it again.
pub(super) fn text_of(name: &str, directories: &[PathBuf]) -> Option<String> {
    let text = fs::read_to_string(locate(name, directories)?).ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}
