//! Files of a crate: where those of modules are, and what is read of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::extra::DelimSpan;

use super::mentions::Region;
use super::modules::ModuleId;
use super::source::{Fault, MAX_SIZE, Source};
use crate::output;

/// Where the files of a module's modules are.
#[derive(Clone, Debug)]
pub struct Folder {
    pub path: PathBuf,
    /// The module's own folder there, of a file that is no `mod.rs`.
    pub own: Option<String>,
}

impl Folder {
    pub fn of_children(&self) -> PathBuf {
        match &self.own {
            Some(own) => self.path.join(own),
            None => self.path.clone(),
        }
    }
}

/// A file while its items are taken.
pub struct File<'s> {
    pub source: &'s Rc<Source>,
    pub prefix: usize,
    pub index: Option<usize>,
    pub regions: Vec<Region>,
}

impl File<'_> {
    /// Notes what of the file is another module, or only compiled for tests.
    pub fn add_region(&mut self, braces: DelimSpan, module: Option<ModuleId>) {
        let start = braces.open().byte_range().start;
        let end = braces.close().byte_range().end;
        self.regions.push(Region {
            range: self.prefix + start..self.prefix + end,
            module,
        });
    }

    /// Its place among the sources.
    pub fn index(&mut self, sources: &mut Vec<Rc<Source>>) -> usize {
        *self.index.get_or_insert_with(|| {
            sources.push(Rc::clone(self.source));
            sources.len() - 1
        })
    }
}

/// A path without links and `..`, as far as it exists.
pub fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    }
}

pub fn text_of(path: &Path) -> Result<String, Fault> {
    let refused = |error: std::io::Error| Fault::whole(format!("it cannot be read: {error}"));
    let size = fs::metadata(path).map_err(refused)?.len();
    if size > MAX_SIZE as u64 {
        return Err(Fault::whole("it is larger than 4 MiB"));
    }
    let bytes = output::read_file(path).map_err(refused)?;
    String::from_utf8(bytes).map_err(|_| Fault::whole("it is no UTF-8"))
}
