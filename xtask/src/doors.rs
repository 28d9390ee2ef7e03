//! `cargo xtask doors`: protoc, buf, a build script and the command make the same bytes of the same protos.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{self, cargo, succeed};

/// The protos that every door generates, below `proto/`.
const PROTOS: [&str; 3] = [
    "store/money/v1/money.proto",
    "store/v1/store.proto",
    "user/v1/user.proto",
];
/// The package that holds buf, and its version.
const BUF: &str = "@bufbuild/buf@1.75.0";

/// Goes through every door and compares what comes out; the last line tells the sum.
///
/// # Errors
/// If a door fails or gives something else than the command does.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let work = process::target(&root).join("doors");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    succeed(cargo(&root).args(["build", "--release", "--bins"]))?;
    let doors = Doors { root, work };
    let expected = doors.command(&PROTOS)?;
    ensure!(
        expected.contains_key("mod.rs"),
        "the command has written no mod.rs"
    );
    let others = [
        ("protoc", doors.protoc(&PROTOS)?),
        ("buf", doors.buf()?),
        ("build.rs", doors.build_script()?),
    ];
    for (door, files) in &others {
        ensure!(
            *files == expected,
            "{door} gives something else than the command: {:?}",
            differing(files, &expected)
        );
        println!("{door}: {} files, the same bytes", files.len());
    }
    ensure!(
        doors.protoc(&PROTOS[2..])? == doors.command(&PROTOS[2..])?,
        "protoc differs for one file"
    );
    doors.buf_runs_several()?;
    println!("buf by directory and by input: refused with the remedy, which works");
    println!("doors: {} passed, 0 failed", others.len() + 2);
    Ok(())
}

/// Files by name.
type Files = BTreeMap<String, String>;

struct Doors {
    root: PathBuf,
    /// An empty folder.
    work: PathBuf,
}

impl Doors {
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

    /// buf, as `examples/buf` has it.
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

    /// buf where it runs the plugin several times: for each directory of protos, or for each input.
    fn buf_runs_several(&self) -> Result<()> {
        let folder = self.folder("buf_runs_several")?;
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
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            ensure!(
                output.status.success() == told.is_empty(),
                "buf: {}: {told}",
                output.status
            );
            Ok(told)
        };
        for (template, fault, remedy) in [
            (&by_directory, "once for each directory", &at_once),
            (&by_input, "once for each input", &at_once),
        ] {
            let told = generate(template, &[])?;
            ensure!(told.contains(fault), "buf has run the plugin: {told}");
            let told = generate(remedy, &[])?;
            ensure!(told.is_empty(), "the remedy does not work: {told}");
            let modules = &read(&folder.join("gen"))?["mod.rs"];
            let packages = ["one.rs", "two.rs"];
            ensure!(
                packages.iter().all(|name| modules.contains(name)),
                "mod.rs lacks a package"
            );
        }
        let told = generate(&at_once, &["--path", "one/one"])?;
        ensure!(told.is_empty(), "one directory alone is refused: {told}");
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
        let script = scripts
            .next()
            .context("cargo has told of no build script")?;
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
