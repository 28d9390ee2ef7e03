//! Reads the library target of a crate from its Cargo.toml.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#library>.

use std::path::{Component, Path};

use toml::de::{DeTable, DeValue};

/// The root of the library, where its modules are declared.
const ROOT: &str = "src/lib.rs";

/// The library of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Its name in other crates: `users`.
    pub name: String,
    /// Its root, relative to the crate.
    pub file: &'static str,
}

impl Library {
    /// Returns the library, if its root is at the default place.
    pub fn of(root: &Path, manifest: &str) -> Option<Self> {
        let manifest = DeTable::parse(manifest).ok()?;
        let text = |table: &str, name: &str| -> Option<String> {
            let DeValue::Table(table) = manifest.get_ref().get(table)?.get_ref() else {
                return None;
            };
            table.get(name)?.get_ref().as_str().map(str::to_owned)
        };
        let is_here = text("lib", "path").is_none_or(|path| path == ROOT);
        if !is_here || !root.join(ROOT).is_file() {
            return None;
        }
        let package = || text("package", "name").map(|name| name.replace('-', "_"));
        Some(Self {
            name: text("lib", "name").or_else(package)?,
            file: ROOT,
        })
    }

    /// The declaration of the module of the generated code in `out`.
    pub fn declaration(&self, root: &Path, out: &Path) -> String {
        let parts = |path: &Path| -> Vec<String> {
            let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            let parts = absolute.components();
            let parts = parts.filter(|part| !matches!(part, Component::CurDir));
            parts
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect()
        };
        let (from, to) = (parts(&root.join("src")), parts(out));
        let same = from.iter().zip(&to).take_while(|(from, to)| from == to);
        let same = same.count();
        let up = from[same..].iter().map(|_| "..");
        let down = to[same..].iter().map(String::as_str);
        let path: Vec<_> = up.chain(down).chain(["mod.rs"]).collect();
        match path.as_slice() {
            ["proto", "mod.rs"] => "pub mod proto;".to_owned(),
            path => format!(
                "#[path = \"{}\"]\npub mod proto;",
                path.join("/").escape_default()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_have_the_path_of_the_generated_code() {
        let library = Library {
            name: "users".to_owned(),
            file: ROOT,
        };
        let declaration =
            |root: &str, out: &str| library.declaration(Path::new(root), Path::new(out));
        assert_eq!(declaration("", "src/proto"), "pub mod proto;");
        assert_eq!(
            [
                declaration(".", "./src/gen"),
                declaration("a/users", "a/users/src/a/gen"),
                declaration("a/users", "gen"),
            ],
            ["gen", "a/gen", "../../../gen"]
                .map(|path| format!("#[path = \"{path}/mod.rs\"]\npub mod proto;"))
        );
    }
}
