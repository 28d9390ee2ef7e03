//! Runs other programs, and finds the folders of the workspace.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The folder of the workspace.
pub fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    Ok(root.context("the crate is in the workspace")?.to_owned())
}

/// The target folder of cargo.
pub fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// An argument with a name and a path.
pub fn option(name: &str, value: &Path) -> OsString {
    [OsStr::new(name), value.as_os_str()].into_iter().collect()
}

/// The cargo that runs this program, in a folder.
pub fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder);
    cargo
}

/// Runs a program, and shows its output.
pub fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}

/// Builds all programs of a package of the workspace, optimized, and runs the one with the name of the package.
#[cfg(target_os = "linux")]
pub fn run_package(package: &str, arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let programs = build_package(package)?;
    succeed(Command::new(programs.join(package)).args(arguments))
}

/// Builds all programs of a package of the workspace, optimized, and returns their folder.
#[cfg(target_os = "linux")]
pub fn build_package(package: &str) -> Result<PathBuf> {
    let root = root()?;
    let target = target(&root);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    succeed(
        Command::new(cargo)
            .args([
                "build",
                "--quiet",
                "--release",
                "--bins",
                "--package",
                package,
            ])
            .arg("--target-dir")
            .arg(&target)
            .current_dir(&root),
    )?;
    Ok(target.join("release"))
}

/// Builds all programs of a package of the workspace for tests, and returns their folder.
pub fn build_debug(
    root: &Path,
    package: &str,
    features: Option<&str>,
    environment: &[(&str, PathBuf)],
) -> Result<PathBuf> {
    let target = target(root);
    let mut build = cargo(root);
    build
        .args(["build", "--quiet", "--bins", "--package", package])
        .args(features.map(|features| format!("--features={features}")))
        .arg("--target-dir")
        .arg(&target);
    for (name, value) in environment {
        build.env(name, value);
    }
    succeed(&mut build)?;
    Ok(target.join("debug"))
}

/// Runs a program, and returns its output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// Creates a virtual environment of Python, again if its list of packages has changed, and returns its interpreter.
pub fn venv(venv: &Path, requirements: &Path) -> Result<PathBuf> {
    let bin = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let interpreter = bin.join("python");
    let installed = venv.join("installed.txt");
    let wanted = fs::read_to_string(requirements)?;
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    succeed(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(venv),
    )?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ];
    succeed(Command::new(&interpreter).args(pip).arg(requirements))?;
    fs::write(installed, wanted)?;
    Ok(interpreter)
}

/// Writes a file, unless it has this content: cargo compares the times of changes.
pub fn keep(path: &Path, content: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|found| found == content) {
        return Ok(());
    }
    Ok(fs::write(path, content)?)
}

/// Copies the files of a folder, and of its folders.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Installs the packages of a folder's lock file, again if it has changed.
pub fn npm(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))?;
    let installed = folder.join("node_modules/installed.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let quiet = ["ci", "--silent", "--no-audit", "--no-fund"];
    succeed(Command::new("npm").args(quiet).current_dir(folder))?;
    fs::write(installed, lock)?;
    Ok(())
}
