//! Writes one module for each golden with generated files, so that the crate compiles all of them.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../golden");
    println!("cargo::rerun-if-changed=external");
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut goldens = String::new();
    for case in sorted_entries(&here.join("../golden"))? {
        let expected = case.join("expected");
        if !expected.is_dir() {
            continue;
        }
        let name = file_name(&case);
        let mut module = Module::default();
        if expected.join("mod.rs").is_file() {
            module.files.push(expected.join("mod.rs"));
        } else {
            module.add_packages(&expected)?;
            module.add_packages(&here.join("external").join(name))?;
        }
        // Some packages have the name of their case, and some protos have no comments.
        goldens.push_str("#[deny(warnings)]\n#[allow(clippy::module_inception, missing_docs)]\n");
        module.write(name, &mut goldens)?;
    }
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("goldens.rs"),
        goldens,
    )?;
    Ok(())
}

/// A module of the tree that users of `layout=flat` write.
#[derive(Default)]
struct Module {
    files: Vec<PathBuf>,
    children: BTreeMap<String, Module>,
}

impl Module {
    /// Adds the files of a folder, each to the module of its name: `a.b.rs` to `a::b`, `_.rs` to this module.
    fn add_packages(&mut self, folder: &Path) -> Result<(), Box<dyn Error>> {
        if !folder.is_dir() {
            return Ok(());
        }
        for file in sorted_entries(folder)? {
            let Some(package) = file_name(&file).strip_suffix(".rs") else {
                continue;
            };
            let segments = package.split('.').filter(|segment| *segment != "_");
            let module = segments.fold(&mut *self, |module, segment| {
                module.children.entry(segment.to_owned()).or_default()
            });
            module.files.push(file);
        }
        Ok(())
    }

    fn write(&self, name: &str, out: &mut String) -> Result<(), Box<dyn Error>> {
        writeln!(out, "pub mod {name} {{")?;
        for file in &self.files {
            writeln!(out, "include!({:?});", file.canonicalize()?)?;
        }
        for (name, child) in &self.children {
            child.write(name, out)?;
        }
        writeln!(out, "}}")?;
        Ok(())
    }
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> &str {
    path.file_name().and_then(OsStr::to_str).unwrap_or_default()
}
