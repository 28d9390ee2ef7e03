//! Protos of public repositories: every entry point generates the same bytes for all files of a repository.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use rpcsmith_compiler::{IncludePaths, compile};

use super::{EntryPoints, differing, read};
use crate::compiler::corpus;
use crate::process::{self, succeed};

/// The include paths of each repository, and files to generate that are not below the first one.
const REPOSITORIES: [(&[&str], &[&str]); 4] = [
    (&["googleapis"], &[]),
    (&["kvproto/proto", "kvproto/include"], &["eraftpb.proto"]),
    (&["opentelemetry-proto"], &[]),
    (&["temporal-api", "googleapis"], &[]),
];

/// How a repository is generated.
type Run = fn(&EntryPoints, &Repository, &Path) -> Result<()>;

/// The entry points. The first is the one to which the others are compared.
const RUNS: [(&str, Run); 5] = [
    ("the plugin", EntryPoints::by_plugin),
    ("the library", |_, repository, out| {
        by_library(&rpcsmith::Builder::new(), repository, out)
    }),
    ("the library with protoc", |_, repository, out| {
        let protoc = protoc_bin_vendored::protoc_bin_path()?;
        let builder = rpcsmith::Builder::new().protoc_path(protoc);
        by_library(&builder, repository, out)
    }),
    ("the command", |entry_points, repository, out| {
        entry_points.by_command(repository, &[], out)
    }),
    (
        "the command with --protoc-path",
        |entry_points, repository, out| {
            let protoc = protoc_bin_vendored::protoc_bin_path()?;
            let path = process::option("--protoc-path=", &protoc);
            entry_points.by_command(repository, &[path], out)
        },
    ),
];

/// The files of a repository.
struct Repository {
    /// The include paths.
    includes: Vec<PathBuf>,
    /// The files to generate, by their import names.
    names: Vec<String>,
}

/// Generates each repository with all entry points. Returns the number of repositories.
///
/// # Errors
/// If an entry point fails, or its output differs.
pub fn run(entry_points: &EntryPoints) -> Result<usize> {
    let target = corpus::target(&entry_points.root)?;
    let Some(protos) = corpus::unpacked(&entry_points.root, &target)? else {
        return Ok(0);
    };
    for (includes, others) in REPOSITORIES {
        let label = includes[0];
        let includes = includes.iter().map(|include| protos.folder.join(include));
        let mut repository = Repository::accepted(includes.collect())?;
        repository
            .names
            .extend(others.iter().copied().map(str::to_owned));
        let mut expected = None;
        for (name, run) in RUNS {
            let out = entry_points.folder("corpus")?;
            run(entry_points, &repository, &out).with_context(|| name.to_owned())?;
            let files = read(&out)?;
            let Some(expected) = &expected else {
                ensure!(files.contains_key("mod.rs"), "{name} wrote no mod.rs");
                expected = Some(files);
                continue;
            };
            ensure!(
                files == *expected,
                "the output of {name} differs from that of {}: {:?}",
                RUNS[0].0,
                differing(&files, expected)
            );
        }
        println!(
            "{label}: {} files, the same bytes from {} entry points",
            repository.names.len(),
            RUNS.len()
        );
    }
    Ok(REPOSITORIES.len())
}

impl Repository {
    /// The files of the first include path, without those that do not compile: the repository is not complete.
    fn accepted(includes: Vec<PathBuf>) -> Result<Self> {
        let mut names = corpus::protos(&includes[0])?;
        let sources = IncludePaths { folders: includes };
        let compiles = |names: &[&str]| compile(names, &sources).is_ok();
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        if !compiles(&all) {
            names.retain(|name| compiles(&[name]));
        }
        Ok(Self {
            includes: sources.folders,
            names,
        })
    }

    /// The names, which are relative to an include path.
    fn paths(&self) -> Vec<PathBuf> {
        self.names.iter().map(PathBuf::from).collect()
    }
}

impl EntryPoints {
    fn by_plugin(&self, repository: &Repository, out: &Path) -> Result<()> {
        let plugin = self.binary("protoc-gen-rpcsmith");
        let includes = repository.includes.iter();
        let lines = repository.names.join("\n");
        let arguments = self.work.join("arguments");
        fs::write(&arguments, lines)?;
        succeed(
            Command::new(protoc_bin_vendored::protoc_bin_path()?)
                .arg(process::option("--plugin=", &plugin))
                .arg(process::option("--rpcsmith_out=", out))
                .args(includes.map(|include| process::option("-I", include)))
                .arg(process::option("@", &arguments)),
        )
    }

    fn by_command(&self, repository: &Repository, flags: &[OsString], out: &Path) -> Result<()> {
        let includes = repository.includes.iter();
        succeed(
            self.program("rpcsmith")
                .args(["generate", "--quiet"])
                .args(flags)
                .args(includes.map(|include| process::option("-I", include)))
                .arg("--out")
                .arg(out)
                .args(repository.paths()),
        )
    }
}

fn by_library(builder: &rpcsmith::Builder, repository: &Repository, out: &Path) -> Result<()> {
    let builder = builder.clone().emit_rerun_if_changed(false);
    let built = builder
        .out_dir(out)
        .compile(&repository.paths(), &repository.includes);
    built.map_err(|error| anyhow::anyhow!("{error}"))
}
