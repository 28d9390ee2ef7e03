//! The crates that `new` and `init` write, for the commands: [`CrateScaffold`] names them and checks their options, and
//! [`Crate`] writes their files.

mod manifest;

use std::path::{Component, Path, PathBuf};

use super::scaffold::{Crate, CrateNames, GENERATED, RUNTIME, names, workspace};
use crate::diagnostics::Diagnostic;
use crate::skeleton::{
    CompletedManifest, DependencySource, Extras, NewProject, ProjectContents, ProjectName,
    Scaffold, ScaffoldFile,
};

/// Creates crates.
#[derive(Debug)]
pub struct CrateScaffold;

impl Scaffold for CrateScaffold {
    fn manifest(&self) -> &'static str {
        manifest::MANIFEST
    }

    fn out(&self) -> &'static str {
        GENERATED
    }

    fn check_options(&self, pairs: &[(String, String)]) -> Result<(), Vec<Diagnostic>> {
        const NEEDED: [(&str, &str); 9] = [
            ("layout", "package"),
            ("messages", "prost"),
            ("server", "true"),
            ("client", "true"),
            ("default_stubs", "false"),
            ("descriptor_set", "services"),
            ("gate_server", ""),
            ("gate_client", ""),
            ("runtime", RUNTIME),
        ];
        let rejected = pairs.iter().filter_map(|(name, value)| {
            let (_, needed) = NEEDED.iter().find(|(needed, _)| needed == name)?;
            let suits = value == needed || name == "descriptor_set" && value == "all";
            let fault = format!("the crate is built on `{name}={needed}`, not on `{name}={value}`");
            (!suits).then(|| Diagnostic::error(fault).help("leave the option out"))
        });
        match rejected.collect::<Vec<_>>() {
            rejected if rejected.is_empty() => Ok(()),
            rejected => Err(rejected),
        }
    }

    fn project(
        &self,
        root: &Path,
        name: ProjectName<'_>,
        extras: Extras,
        runtime: DependencySource,
    ) -> Result<Box<dyn NewProject>, Diagnostic> {
        let (names, own_workspace) = match name {
            ProjectName::New(name) => (CrateNames::new(name)?, workspace::is_strange(root)),
            ProjectName::Manifest { path, text } => (manifest::names(path, text)?, false),
        };
        Ok(Box::new(Crate {
            names,
            extras,
            runtime: relative_to(root, runtime)?,
            own_workspace,
            services: Vec::new(),
            generated: Vec::new(),
            protos: Vec::new(),
            settings: Vec::new(),
            development_keys: None,
            inlined: Vec::new(),
        }))
    }
}

impl NewProject for Crate {
    fn name(&self) -> &str {
        &self.names.package
    }

    fn fill(&mut self, contents: ProjectContents) {
        let ProjectContents {
            services,
            generated,
            protos,
            settings,
            development_keys,
            inlined,
        } = contents;
        self.services = names::services(services);
        self.generated = generated;
        self.protos = protos;
        self.settings = settings;
        self.development_keys = development_keys;
        self.inlined = inlined;
    }

    fn files(&self) -> Vec<ScaffoldFile> {
        self.files()
    }

    fn complete(&self, root: &Path, manifest: &str) -> Result<CompletedManifest, Diagnostic> {
        manifest::complete(root, self, manifest)
    }

    fn lacks(&self, file: &ScaffoldFile, existing: &str) -> bool {
        let has = |text: &str| existing.contains(text);
        match &*file.path {
            // The secrets of development: users may ignore the rest in other ways.
            ".gitignore" | ".dockerignore" => !file
                .contents
                .lines()
                .filter(|line| !["/.git", "/target"].contains(line))
                .all(|line| existing.lines().any(|known| known == line)),
            "src/config.rs" => !["struct Config", "fn read("].into_iter().all(has),
            "src/lib.rs" => !["mod config", "mod proto", "mod services", "fn server("]
                .into_iter()
                .all(has),
            "build.rs" => !has("CARGO_FEATURE_SWAGGER_UI"),
            "src/main.rs" => {
                let has_pages = !self.extras.http || has("::PAGES");
                !has_pages || !has(&format!("{}::server(", self.names.library))
            }
            "src/pages.rs" => !has("PAGES: &[Page]"),
            "src/services/mod.rs" => {
                let modules = file
                    .contents
                    .lines()
                    .filter(|line| line.starts_with("pub mod "));
                !modules
                    .filter_map(|line| line.strip_prefix("pub "))
                    .all(has)
            }
            _ => false,
        }
    }

    fn next_steps(&self) -> String {
        let client = self.client();
        let (command, file) = self.example();
        format!(
            "cargo run                                    # serves on 127.0.0.1:50051\n\
             cargo run --bin {client} -- {command} --help\n\
             cargo test                                   # a test for each rpc\n\
             \n\
             Every rpc returns UNIMPLEMENTED until you write it, in {file}.\n"
        )
    }
}

/// The source of the runtime, as the manifest of a crate in `root` writes it.
///
/// # Errors
/// If the source is a path without a crate.
fn relative_to(root: &Path, runtime: DependencySource) -> Result<DependencySource, Diagnostic> {
    let DependencySource::Path(path) = runtime else {
        return Ok(runtime);
    };
    if !Path::new(&path).join("Cargo.toml").is_file() {
        let fault = Diagnostic::error(format!("there is no crate in `{path}`"));
        return Err(fault.help("give the folder of rpcsmith-runtime, which has its Cargo.toml"));
    }
    Ok(DependencySource::Path(if Path::new(&path).is_absolute() {
        path
    } else {
        relative(root, Path::new(&path))
    }))
}

/// The relative path from one folder to another, with slashes.
fn relative(folder: &Path, to: &Path) -> String {
    let parts = |path: &Path| -> Vec<PathBuf> {
        let mut parts: Vec<PathBuf> = Vec::new();
        for part in std::path::absolute(path).unwrap_or_default().components() {
            match part {
                Component::ParentDir => drop(parts.pop()),
                part => parts.push(PathBuf::from(part.as_os_str())),
            }
        }
        parts
    };
    let (folder, to) = (parts(folder), parts(to));
    let common = folder
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    let up = folder[common..].iter().map(|_| "..".to_owned());
    let down = to[common..].iter().map(|part| part.display().to_string());
    up.chain(down).collect::<Vec<_>>().join("/")
}
