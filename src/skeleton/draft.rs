//! The future texts of the user's files, while a plan is being made.

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Action, Added, Edit, File, InsertionKind, Renamed, shown};
use crate::diagnostics::Diagnostic;
use crate::output::{self, Before, Change};

/// The files of the user that a plan changes or has checked.
pub struct Draft<'r> {
    root: &'r Path,
    files: Vec<DraftFile>,
}

/// A file. `before` is the text on disk, if the file exists.
struct DraftFile {
    /// Relative to the root, with `/`.
    name: String,
    before: Option<String>,
    after: String,
    added: Vec<Added>,
    renamed: Vec<Renamed>,
    /// Whether the plan creates the file, or found it with exactly this text.
    is_new: bool,
}

impl<'r> Draft<'r> {
    /// A draft without files, for the project in a directory.
    pub fn new(root: &'r Path) -> Self {
        Self {
            root,
            files: Vec::new(),
        }
    }

    /// Returns the future text of a file. `None` if the file does not exist.
    ///
    /// # Errors
    /// If the file cannot be read, or is not text.
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

    /// The names and texts of the files that the draft creates or extends.
    pub fn added(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter();
        let files = files.filter(|file| file.is_new || !file.added.is_empty());
        files.map(|file| (file.name.as_str(), file.after.as_str()))
    }

    /// Whether the draft renames a function of a file to this name.
    pub fn renames_to(&self, name: &str, function: &str) -> bool {
        let files = self.files.iter().filter(|file| file.name == name);
        files
            .flat_map(|file| &file.renamed)
            .any(|renamed| renamed.new == function)
    }

    /// Tracks a file, if it exists and is text. [`edit`](Self::edit) reports a file that is not text.
    pub fn track(&mut self, name: &str) {
        if self.files.iter().all(|file| file.name != name)
            && let Ok(Some(text)) = self.text(name)
        {
            self.files.push(DraftFile::existing(name, text));
        }
    }

    /// Creates a file. An existing file does not change.
    ///
    /// # Errors
    /// If there is a file that cannot be read, or the place is outside of the project.
    pub fn create(&mut self, name: &str, text: String) -> Result<(), Vec<Diagnostic>> {
        // Report an unreadable file now, and do not overwrite it.
        self.text(name)?;
        self.track(name);
        if let Some(existing) = self.files.iter_mut().find(|file| file.name == name) {
            existing.is_new = existing.after == text;
            return Ok(());
        }
        output::check_inside(self.root, name).map_err(|fault| vec![fault])?;
        self.files.push(DraftFile {
            before: None,
            is_new: true,
            ..DraftFile::existing(name, text)
        });
        Ok(())
    }

    /// Edits an existing file. `edit` gets its path, its name and its text, and returns `None` if nothing is missing.
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
                self.track(name);
                Ok(false)
            }
        }
    }

    /// Applies an edit of the current text of a file.
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
            kind: kind(inserted.kind),
            name: inserted.name,
        });
        let drafted = self.replaced(&file, before, after, added.collect());
        drafted.renamed.extend(renamed);
    }

    /// Replaces the text of an existing file.
    pub fn replace(&mut self, name: &str, before: String, after: String, added: Vec<Added>) {
        self.replaced(name, before, after, added);
    }

    fn replaced(
        &mut self,
        name: &str,
        before: String,
        after: String,
        added: Vec<Added>,
    ) -> &mut DraftFile {
        let index = match self.files.iter().position(|file| file.name == name) {
            Some(index) => index,
            None => {
                self.files.push(DraftFile::existing(name, before));
                self.files.len() - 1
            }
        };
        let drafted = &mut self.files[index];
        drafted.take(after, added);
        drafted
    }

    /// The files with their actions.
    pub fn files(self) -> Vec<File<'static>> {
        let root = self.root;
        let files = self.files.into_iter();
        files.map(|drafted| drafted.file(root)).collect()
    }
}

impl DraftFile {
    /// A file on disk.
    fn existing(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            before: Some(text.clone()),
            after: text,
            added: Vec::new(),
            renamed: Vec::new(),
            is_new: false,
        }
    }

    /// Replaces the planned text by a longer one, and moves the lines of earlier additions down.
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

/// The file that a symbolic link leads to, so that the commit keeps the link.
fn target(path: &Path) -> PathBuf {
    if path.is_symlink() {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    }
}

/// The name of a kind in reports.
fn kind(kind: InsertionKind) -> &'static str {
    match kind {
        InsertionKind::Rpc => "rpc",
        InsertionKind::Check => "check",
        InsertionKind::Module => "module",
        InsertionKind::Function => "test",
    }
}
