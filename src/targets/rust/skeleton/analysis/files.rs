//! The files of a crate: where the files of modules are, and how each is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::extra::DelimSpan;

use super::mentions::Region;
use super::modules::ModuleId;
use super::source::{Fault, MAX_SIZE, Source};
use crate::output;

/// The folder of a module, which contains the files of its modules.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder of the module's file.
    pub path: PathBuf,
    /// The name of the module's own folder in it. `None` for a `mod.rs`.
    pub own: Option<String>,
}

impl Folder {
    /// The folder with the files of the modules that the module declares.
    pub fn of_children(&self) -> PathBuf {
        match &self.own {
            Some(own) => self.path.join(own),
            None => self.path.clone(),
        }
    }
}

/// A file whose items are being collected.
pub struct File<'s> {
    pub source: &'s Rc<Source>,
    pub prefix: usize,
    pub index: Option<usize>,
    pub regions: Vec<Region>,
}

impl File<'_> {
    /// Marks a part of the file as another module, or as compiled for tests only.
    pub fn add_region(&mut self, braces: DelimSpan, module: Option<ModuleId>) {
        let start = braces.open().byte_range().start;
        let end = braces.close().byte_range().end;
        self.regions.push(Region {
            range: self.prefix + start..self.prefix + end,
            module,
        });
    }

    /// Returns the index of the file in `sources`, and adds it at the first call.
    pub fn index(&mut self, sources: &mut Vec<Rc<Source>>) -> usize {
        *self.index.get_or_insert_with(|| {
            sources.push(Rc::clone(self.source));
            sources.len() - 1
        })
    }
}

/// Returns a path without symbolic links and `..`, as far as it exists.
pub fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    }
}

/// Reads a file.
///
/// # Errors
/// If the file is too large, is not UTF-8 or cannot be read.
pub fn text_of(path: &Path) -> Result<String, Fault> {
    let refused = |error: std::io::Error| Fault::whole(format!("it cannot be read: {error}"));
    let size = fs::metadata(path).map_err(refused)?.len();
    if size > MAX_SIZE as u64 {
        return Err(Fault::whole("it is larger than 4 MiB"));
    }
    let bytes = output::read_file(path).map_err(refused)?;
    String::from_utf8(bytes).map_err(|_| Fault::whole("it is not UTF-8"))
}
