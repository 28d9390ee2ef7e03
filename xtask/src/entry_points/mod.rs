//! `cargo xtask entry-points`: protoc, buf, a build script and the command generate the same bytes.

mod corpora;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{self, cargo, succeed};

/// The protos that every entry point generates, in `proto/`.
const PROTOS: [&str; 3] = [
    "store/money/v1/money.proto",
    "store/v1/store.proto",
    "user/v1/user.proto",
];
/// The npm package of buf, and its version.
const BUF: &str = "@bufbuild/buf@1.75.0";

/// Runs every entry point and compares the output. The last line has the sum.
///
/// # Errors
/// If an entry point fails, or its output differs from that of the command.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let work = process::target(&root).join("entry-points");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    succeed(cargo(&root).args(["build", "--release", "--bins"]))?;
    let entry_points = EntryPoints { root, work };
    let expected = entry_points.command(&PROTOS)?;
    ensure!(
        expected.contains_key("mod.rs"),
        "the command wrote no mod.rs"
    );
    let others = [
        ("protoc", entry_points.protoc(&PROTOS)?),
        ("buf", entry_points.buf()?),
        ("build.rs", entry_points.build_script()?),
    ];
    for (name, files) in &others {
        ensure!(
            *files == expected,
            "the output of {name} differs from that of the command: {:?}",
            differing(files, &expected)
        );
        println!("{name}: {} files, the same bytes", files.len());
    }
    ensure!(
        entry_points.protoc(&PROTOS[2..])? == entry_points.command(&PROTOS[2..])?,
        "protoc differs for one file"
    );
    entry_points.several_runs_of_buf()?;
    println!("buf by directory and by input: rejected with a remedy, which works");
    let repositories = corpora::run(&entry_points)?;
    println!(
        "entry-points: {} passed, 0 failed",
        others.len() + 2 + repositories
    );
    Ok(())
}

/// Files by name.
type Files = BTreeMap<String, String>;

struct EntryPoints {
    root: PathBuf,
    /// An empty folder.
    work: PathBuf,
}

impl EntryPoints {
    fn command(&self, protos: &[&str]) -> Result<Files> {
        let out = self.folder("command")?;
        let generate = ["generate", "-I", "proto", "--out"];
        succeed(
            self.program("rpcsmith")
                .args(generate)
                .arg(&out)
                .args(self.paths(protos)),
        )?;
        read(&out)
    }

    fn protoc(&self, protos: &[&str]) -> Result<Files> {
        let out = self.folder("protoc")?;
        let plugin = self.binary("protoc-gen-rpcsmith");
        let protoc = protoc_bin_vendored::protoc_bin_path()?;
        succeed(
            Command::new(protoc)
                .current_dir(&self.root)
                .arg(process::option("--plugin=", &plugin))
                .arg(process::option("--rpcsmith_out=", &out))
                .args(["-I", "proto"])
                .args(self.paths(protos)),
        )?;
        read(&out)
    }

    /// buf, with the template in `examples/buf`.
    fn buf(&self) -> Result<Files> {
        let npm = self.folder("npm")?;
        succeed(Command::new("npm").current_dir(&npm).args([
            "install",
            "--no-save",
            "--silent",
            BUF,
        ]))?;
        let out = self.folder("buf")?;
        succeed(
            self.buf_in(&self.root.join("examples/buf"))
                .arg("--output")
                .arg(&out),
        )?;
        read(&out.join("gen"))
    }

    /// Templates with which buf runs the plugin several times: for each directory of protos, or for each input.
    fn several_runs_of_buf(&self) -> Result<()> {
        let folder = self.folder("several_runs_of_buf")?;
        for package in ["one", "two"] {
            let directory = folder.join(package).join(package);
            fs::create_dir_all(&directory)?;
            let text = format!("syntax = \"proto3\";\npackage {package};\nmessage M {{}}\n");
            fs::write(directory.join("m.proto"), text)?;
        }
        let modules = "version: v2\nmodules:\n  - path: one\n  - path: two\n";
        fs::write(folder.join("buf.yaml"), modules)?;
        let plugin = self.binary("protoc-gen-rpcsmith");
        let by_directory = format!(
            "version: v2\nplugins:\n  - local: {}\n    out: gen\n",
            plugin.display()
        );
        let at_once = format!("{by_directory}    strategy: all\n");
        let by_input = format!("{at_once}inputs:\n  - directory: one\n  - directory: two\n");
        let generate = |template: &str, arguments: &[&str]| -> Result<String> {
            fs::write(folder.join("other.yaml"), template)?;
            let mut buf = self.buf_in(&folder);
            let output = buf
                .args(["--template", "other.yaml"])
                .args(arguments)
                .output()?;
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            ensure!(
                output.status.success() == errors.is_empty(),
                "buf: {}: {errors}",
                output.status
            );
            Ok(errors)
        };
        for (template, fault, remedy) in [
            (&by_directory, "once for each directory", &at_once),
            (&by_input, "once for each input", &at_once),
        ] {
            let errors = generate(template, &[])?;
            ensure!(errors.contains(fault), "buf ran the plugin: {errors}");
            let errors = generate(remedy, &[])?;
            ensure!(errors.is_empty(), "the remedy does not work: {errors}");
            let modules = &read(&folder.join("gen"))?["mod.rs"];
            let packages = ["one.rs", "two.rs"];
            ensure!(
                packages.iter().all(|name| modules.contains(name)),
                "mod.rs lacks a package"
            );
        }
        let errors = generate(&at_once, &["--path", "one/one"])?;
        ensure!(errors.is_empty(), "one directory is rejected: {errors}");
        Ok(())
    }

    fn buf_in(&self, folder: &Path) -> Command {
        let mut buf = Command::new(self.work.join("npm/node_modules/.bin/buf"));
        buf.current_dir(folder).arg("generate");
        buf
    }

    /// The build script of `examples/build-rs`.
    fn build_script(&self) -> Result<Files> {
        let mut build = cargo(&self.root);
        build.args([
            "build",
            "--package",
            "example-build-rs",
            "--message-format=json",
        ]);
        let output = process::output(&mut build)?;
        let messages = output
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let mut scripts = messages.filter(|message| {
            message["reason"] == "build-script-executed"
                && message["package_id"]
                    .as_str()
                    .is_some_and(|id| id.contains("build-rs"))
        });
        let script = scripts.next().context("cargo ran no build script")?;
        read(Path::new(
            script["out_dir"].as_str().context("it has no folder")?,
        ))
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.binary(name));
        command.current_dir(&self.root);
        command
    }

    fn binary(&self, name: &str) -> PathBuf {
        process::target(&self.root)
            .join("release")
            .join(name)
            .with_extension(std::env::consts::EXE_EXTENSION)
    }

    fn paths(&self, protos: &[&str]) -> Vec<PathBuf> {
        protos
            .iter()
            .map(|proto| Path::new("proto").join(proto))
            .collect()
    }

    /// A new, empty folder.
    fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.work.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .context("it has a name")?
            .to_string_lossy()
            .into_owned();
        files.insert(name, fs::read_to_string(&path)?);
    }
    Ok(files)
}

fn differing(files: &Files, expected: &Files) -> Vec<String> {
    let names = files.keys().chain(expected.keys());
    let mut names: Vec<_> = names
        .filter(|name| files.get(*name) != expected.get(*name))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}
