//! The names of documents that no other file has.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::options::DocumentName;
use crate::response::GeneratedFile;

/// The names of generated files, in lower case: many file systems ignore the case.
pub struct Names<'a>(BTreeMap<String, Taken<'a>>);

/// A name that a file has.
struct Taken<'a> {
    name: String,
    /// The value of the option; `None` for generated code.
    option: Option<&'a DocumentName>,
}

impl<'a> Names<'a> {
    /// The names of generated code.
    pub fn new(code: &[GeneratedFile]) -> Self {
        let taken = code.iter().map(|file| {
            let (name, option) = (file.name.clone(), None);
            (name.to_lowercase(), Taken { name, option })
        });
        Self(taken.collect())
    }

    /// Adds the name of a document, by a value of the option `openapi`. Reports a name that is taken.
    pub fn add(&mut self, name: &str, option: &'a DocumentName, diagnostics: &mut Diagnostics) {
        let key = name.to_lowercase();
        if let Some(taken) = self.0.get(&key) {
            diagnostics.push(taken.collision(name, option));
        } else if let Some(taken) = self.around(&key) {
            let fault = format!(
                "option `openapi`: `{}` and `{name}` need a file and a folder of one name",
                taken.name
            );
            let help = match taken.option {
                Some(_) => "give one of the two documents another name",
                None => "give the document another name",
            };
            diagnostics.push(Diagnostic::error(fault).help(help));
        }
        let name = name.to_owned();
        let option = Some(option);
        self.0.entry(key).or_insert(Taken { name, option });
    }

    /// A file that is a folder of this name, or that this name is a folder of.
    fn around(&self, key: &str) -> Option<&Taken<'a>> {
        let mut ends = key.match_indices('/').map(|(end, _)| end);
        let folder = ends.find_map(|end| self.0.get(key.get(..end)?));
        let below = format!("{key}/");
        folder.or_else(|| {
            let mut after = self.0.range(below.clone()..);
            let (name, taken) = after.next()?;
            name.starts_with(&below).then_some(taken)
        })
    }
}

impl Taken<'_> {
    /// The error for a document of the same name.
    fn collision(&self, name: &str, option: &DocumentName) -> Diagnostic {
        let first = &self.name;
        let text = option.as_str();
        let fault = match self.option {
            None => format!("the generated code has a file `{first}`"),
            Some(held) if held == option => {
                format!(
                    "two packages have the documents `{first}` and `{name}`, which are one file on many systems"
                )
            }
            Some(held) if first == name => {
                format!("`{}` and `{text}` both write `{name}`", held.as_str())
            }
            Some(_) => format!(
                "`{first}` and `{name}` differ only in case, and are one file on many systems"
            ),
        };
        let help = match self.option {
            None => "give the document another name",
            Some(held) if held == option => {
                "rename one of the packages, or write one document for all, for example `openapi=openapi.json`"
            }
            Some(_) => "give one of the two documents another name",
        };
        Diagnostic::error(format!("option `openapi`: {fault}")).help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The errors of documents of one option.
    fn errors(documents: &[&str]) -> Vec<String> {
        let option = DocumentName::new("{package}.json");
        let mut diagnostics = Diagnostics::default();
        let mut names = Names::new(&[]);
        for name in documents {
            names.add(name, &option, &mut diagnostics);
        }
        let errors = diagnostics.end_stage().err().unwrap_or_default();
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn documents_of_packages_may_collide() {
        assert_eq!(errors(&["a.json", "b.json", "a.b.json"]), [""; 0]);
        assert_eq!(
            errors(&["a.json", "A.json"]),
            [
                "error: option `openapi`: two packages have the documents `a.json` and `A.json`, which are one file on many \
                 systems\n  help: rename one of the packages, or write one document for all, for example \
                 `openapi=openapi.json`"
            ]
        );
    }
}
