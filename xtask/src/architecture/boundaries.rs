//! Imports that the files of a folder must not have.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::resolve::{Import, Target};

struct Boundary {
    folder: &'static str,
    /// The folders and files in it that the boundary does not apply to.
    except: &'static [&'static str],
    /// The files and folders whose items they may not name.
    paths: &'static [&'static str],
    /// The crates that they may not name.
    crates: &'static [&'static str],
    reason: &'static str,
}

/// Crates that read or write Rust.
const RUST: &[&str] = &["syn", "proc_macro2", "quote", "prettyplease"];

const BOUNDARIES: &[Boundary] = &[
    Boundary {
        folder: "src/",
        // `Builder` runs in the build scripts of Rust crates, so it has methods for the options of Rust.
        except: &["src/targets/", "src/builder/rust.rs"],
        paths: &["src/targets/rust"],
        crates: RUST,
        reason: "the folder is neutral; what knows Rust is in src/targets/rust, behind src/targets/mod.rs",
    },
    Boundary {
        folder: "src/targets/",
        except: &["src/targets/rust/"],
        paths: &[],
        crates: RUST,
        reason: "only the Rust target reads and writes Rust",
    },
    Boundary {
        folder: "src/",
        except: &["src/command/", "src/builder"],
        paths: &["src/lib.rs"],
        crates: &[],
        reason: "lib.rs calls the stages, so no stage names it",
    },
];

/// How many imports a fault lists.
const LISTED: usize = 3;

/// One fault for each file and boundary.
pub fn faults(imports: &BTreeSet<Import>) -> Vec<Fault> {
    let mut named: BTreeMap<(&str, &str), Vec<&Import>> = BTreeMap::new();
    for import in imports {
        for boundary in BOUNDARIES {
            if boundary.encloses(&import.file) && boundary.forbids(&import.to) {
                let named = named.entry((&import.file, boundary.reason)).or_default();
                named.push(import);
            }
        }
    }
    let faults = named.into_iter().map(|((path, reason), imports)| Fault {
        path: path.to_owned(),
        line: None,
        message: format!("may not name {}: {reason}", list(&imports)),
    });
    faults.collect()
}

/// The first imports with their lines, and how many more there are.
fn list(imports: &[&Import]) -> String {
    let listed = imports.iter().take(LISTED);
    let listed = listed.map(|import| format!("`{}` (line {})", import.path, import.line));
    let listed = listed.collect::<Vec<_>>().join(", ");
    match imports.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

impl Boundary {
    fn encloses(&self, file: &str) -> bool {
        file.starts_with(self.folder) && !self.except.iter().any(|path| file.starts_with(path))
    }

    fn forbids(&self, target: &Target) -> bool {
        match target {
            Target::File { file, .. } => self.paths.iter().any(|path| file.starts_with(path)),
            Target::Crate(name) => self.crates.contains(&name.as_str()),
        }
    }
}
