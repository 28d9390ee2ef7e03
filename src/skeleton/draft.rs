//! The files of a person as they will be, while a plan is made.

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Action, Added, Edit, File, Renamed, What, shown};
use crate::diagnostics::Diagnostic;
use crate::output::{self, Before, Change};

/// All files that are or will be a person's, as far as the plan has to do with them.
pub struct Draft<'r> {
    root: &'r Path,
    files: Vec<Drafted>,
}

/// A file; `before` is what is on disk, if it is there.
struct Drafted {
    /// Relative to the root, with `/`.
    name: String,
    before: Option<String>,
    after: String,
    added: Vec<Added>,
    renamed: Vec<Renamed>,
    /// Whether it was to be made, though it may be there already.
    is_new: bool,
}

impl<'r> Draft<'r> {
    pub fn new(root: &'r Path) -> Self {
        Self {
            root,
            files: Vec::new(),
        }
    }

    /// The text that a file will have; `None` if there will be none.
    ///
    /// # Errors
    /// If it cannot be read, or is no text.
    pub fn text(&self, name: &str) -> Result<Option<String>, Vec<Diagnostic>> {
        if let Some(drafted) = self.files.iter().find(|file| file.name == name) {
            return Ok(Some(drafted.after.clone()));
        }
        match output::read_text(&self.root.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                let path = shown(self.root, name);
                let fault = format!("cannot read `{path}`: {error}");
                Err(vec![Diagnostic::error(fault)])
            }
        }
    }

    /// The texts of files that come about or that something comes into, by their names.
    pub fn added(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter();
        let files = files.filter(|file| file.is_new || !file.added.is_empty());
        files.map(|file| (file.name.as_str(), file.after.as_str()))
    }

    /// Whether a function of a file gets this name.
    pub fn renames_to(&self, name: &str, function: &str) -> bool {
        let files = self.files.iter().filter(|file| file.name == name);
        files
            .flat_map(|file| &file.renamed)
            .any(|renamed| renamed.new == function)
    }

    /// A file that is looked after, if it is there. One that is no text is told of where something should come into it.
    pub fn look_after(&mut self, name: &str) {
        if self.files.iter().all(|file| file.name != name)
            && let Ok(Some(text)) = self.text(name)
        {
            self.files.push(Drafted::there(name, text));
        }
    }

    /// A new file. If it is there, it stays as it is.
    pub fn create(&mut self, name: &str, text: String) -> Result<(), Vec<Diagnostic>> {
        // What cannot be read is told of now, and not written over.
        self.text(name)?;
        self.look_after(name);
        if let Some(there) = self.files.iter_mut().find(|file| file.name == name) {
            there.is_new = there.after == text;
            return Ok(());
        }
        output::check_inside(self.root, name).map_err(|fault| vec![fault])?;
        self.files.push(Drafted {
            before: None,
            is_new: true,
            ..Drafted::there(name, text)
        });
        Ok(())
    }

    /// Edits a file that is there. `edit` gets its path, its name and its text, and returns no edit if nothing is missing.
    /// Returns whether there was an edit.
    ///
    /// # Errors
    /// If the file cannot be read, or as `edit`.
    pub fn edit(
        &mut self,
        name: &str,
        edit: impl FnOnce(PathBuf, &str, String) -> Result<Option<Edit>, Box<Diagnostic>>,
    ) -> Result<bool, Vec<Diagnostic>> {
        let Some(text) = self.text(name)? else {
            return Ok(false);
        };
        let edit = edit(self.root.join(name), name, text);
        match edit.map_err(|fault| vec![*fault])? {
            Some(edit) => {
                self.edited(edit);
                Ok(true)
            }
            None => {
                self.look_after(name);
                Ok(false)
            }
        }
    }

    /// Takes over an edit of what a file has come to be.
    pub fn edited(&mut self, edit: Edit) {
        let Edit {
            file,
            before,
            after,
            inserted,
            renamed,
            ..
        } = edit;
        let added = inserted.into_iter().map(|inserted| Added {
            line: inserted.line,
            kind: kind(inserted.what),
            name: inserted.name,
        });
        let drafted = self.replaced(&file, before, after, added.collect());
        drafted.renamed.extend(renamed);
    }

    /// Takes over a new text of a file that is there.
    pub fn replace(&mut self, name: &str, before: String, after: String, added: Vec<Added>) {
        self.replaced(name, before, after, added);
    }

    fn replaced(
        &mut self,
        name: &str,
        before: String,
        after: String,
        added: Vec<Added>,
    ) -> &mut Drafted {
        let index = match self.files.iter().position(|file| file.name == name) {
            Some(index) => index,
            None => {
                self.files.push(Drafted::there(name, before));
                self.files.len() - 1
            }
        };
        let drafted = &mut self.files[index];
        drafted.take(after, added);
        drafted
    }

    /// The files, and how they come to be what they will be.
    pub fn files(self) -> Vec<File<'static>> {
        let root = self.root;
        let files = self.files.into_iter();
        files.map(|drafted| drafted.file(root)).collect()
    }
}

impl Drafted {
    fn there(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            before: Some(text.clone()),
            after: text,
            added: Vec::new(),
            renamed: Vec::new(),
            is_new: false,
        }
    }

    /// Puts a longer text in the place of what was planned; what was added before moves down with its line.
    fn take(&mut self, after: String, added: Vec<Added>) {
        let lines = |text: &str| text.matches('\n').count();
        let more = lines(&after).saturating_sub(lines(&self.after));
        if let Some(first) = added.iter().map(|added| added.line).min() {
            let earlier = self.added.iter_mut().map(|added| &mut added.line);
            let renamed = self.renamed.iter_mut().map(|renamed| &mut renamed.line);
            for line in earlier.chain(renamed).filter(|line| **line >= first) {
                *line += more;
            }
        }
        self.after = after;
        self.added.extend(added);
        self.added.sort_by_key(|added| added.line);
    }

    fn file(self, root: &Path) -> File<'static> {
        let path = root.join(&self.name);
        let action = match &self.before {
            None => Action::Create,
            Some(before) if *before == self.after => return File::same(path),
            Some(_) => Action::Merge,
        };
        let change = Change {
            path: target(&path),
            before: Before::Content(self.before.map(String::into_bytes)),
            after: Some(Cow::Owned(self.after.into_bytes())),
        };
        File {
            path,
            action,
            is_generated: false,
            added: self.added,
            renamed: self.renamed,
            change: Some(change),
        }
    }
}

/// The file that a link leads to, so that the link stays one.
fn target(path: &Path) -> PathBuf {
    if path.is_symlink() {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    }
}

fn kind(what: What) -> &'static str {
    match what {
        What::Rpc => "rpc",
        What::Check => "check",
        What::Module => "module",
        What::Function => "test",
    }
}
