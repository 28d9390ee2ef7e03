//! The C libraries of a newer Debian, for a program that needs a newer version of glibc than the machine has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process::{option, output, succeed};

/// A release of Debian whose glibc the program accepts.
const RELEASE: &str = "trixie";

const PACKAGES: [&str; 3] = ["libc6", "libgcc-s1", "libstdc++6"];

/// The folder of the libraries in the packages.
const LIBRARIES: &str = "usr/lib/x86_64-linux-gnu";

/// The first words of a command that starts a program with these libraries. Downloads them once into a folder.
///
/// # Errors
/// If the machine has no apt of Debian, or if the packages cannot be downloaded.
pub fn loader(folder: &Path) -> Result<Vec<PathBuf>> {
    let unpacked = folder.join(RELEASE);
    if !unpacked.exists() {
        download(folder)
            .with_context(|| format!("the suite needs glibc of Debian {RELEASE} or newer"))?;
        let packages = fs::read_dir(folder.join("packages"))?;
        // Only a complete folder gets its final name.
        let partial = folder.join("partial");
        for package in packages {
            let mut unpack = Command::new("dpkg-deb");
            succeed(unpack.arg("--extract").arg(package?.path()).arg(&partial))?;
        }
        fs::rename(partial, &unpacked)?;
    }
    let libraries = unpacked.join(LIBRARIES);
    let loader = libraries.join("ld-linux-x86-64.so.2");
    Ok(vec![loader, "--library-path".into(), libraries])
}

/// Downloads the packages from the machine's mirror, with lists and state apart from those of the machine.
fn download(folder: &Path) -> Result<()> {
    let packages = folder.join("packages");
    let folders = ["state/lists/partial", "cache/archives/partial"];
    for path in [&packages]
        .into_iter()
        .cloned()
        .chain(folders.map(|path| folder.join(path)))
    {
        fs::create_dir_all(path)?;
    }
    let sources = folder.join("sources.list");
    fs::write(&sources, format!("deb {} {RELEASE} main\n", mirror()?))?;
    let settings = [
        option("Dir::Etc::SourceList=", &sources),
        option("Dir::Etc::SourceParts=", &folder.join("none")),
        option("Dir::State=", &folder.join("state")),
        option("Dir::Cache=", &folder.join("cache")),
    ];
    let apt = |action: &str| {
        let mut apt = Command::new("apt-get");
        apt.current_dir(&packages).stdout(Stdio::null());
        for setting in &settings {
            apt.arg("--option").arg(setting);
        }
        // apt's own user may not write to the folder.
        apt.args(["--option", "APT::Sandbox::User=root", "--quiet=2", action]);
        apt
    };
    succeed(&mut apt("update"))?;
    succeed(apt("download").args(PACKAGES))
}

/// The address of the mirror of Debian that the machine uses.
fn mirror() -> Result<String> {
    let format = "$(ORIGIN)|$(COMPONENT)|$(REPO_URI)";
    let list = output(Command::new("apt-get").args(["indextargets", "--format", format]))?;
    // The repository of security updates has another suite.
    let mirror = list
        .lines()
        .filter_map(|line| line.strip_prefix("Debian|main|"))
        .find(|address| !address.contains("security"));
    Ok(mirror.context("apt has no mirror of Debian")?.to_owned())
}
