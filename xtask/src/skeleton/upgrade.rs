//! A crate that version 0.1 wrote, upgraded by the steps of `docs/migrate.md`, and built with this runtime.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::project::Project;
use super::{Case, Sum, Tools};

/// The crate, in `tests/upgrade/0.1`.
pub const CASE: Case = Case {
    name: "shop",
    include: "tests/upgrade/0.1/proto",
    proto: "shop/v1/shop.proto",
    with: None,
};

/// Upgrades the crate, and runs its tests; ends where a step fails.
pub fn check(tools: &Tools, sum: &mut Sum) {
    let project = Project::new(&CASE, tools);
    let patch = format!(
        "patch.crates-io.rpcsmith-runtime.path={:?}",
        tools.root.join("runtime/rust")
    );
    let _ = sum.check(
        &CASE,
        "upgrade: a crate of version 0.1",
        copied(&project, tools),
    ) && sum.check(
        &CASE,
        "upgrade: check lists what has to change",
        project.rpcsmith("check", &[], 1),
    ) && sum.check(
        &CASE,
        "upgrade: the version changes",
        with_version(&project),
    ) && sum.check(&CASE, "upgrade: sync", project.rpcsmith("sync", &[], 0))
        && sum.check(&CASE, "upgrade: check", project.rpcsmith("check", &[], 0))
        && sum.check(
            &CASE,
            "upgrade: test",
            project.cargo(&["--config", &patch, "test", "--quiet"]),
        );
}

fn copied(project: &Project<'_>, tools: &Tools) -> Result<()> {
    if project.root.exists() {
        fs::remove_dir_all(&project.root)?;
    }
    copy(&tools.root.join("tests/upgrade/0.1"), &project.root)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let to = to.join(path.file_name().context("an entry has a name")?);
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}

fn with_version(project: &Project<'_>) -> Result<()> {
    let manifest = project.root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    let old = "rpcsmith-runtime = { version = \"0.1.0\",";
    ensure!(
        text.contains(old),
        "the crate does not depend on version 0.1.0"
    );
    let new = format!(
        "rpcsmith-runtime = {{ version = \"{}\",",
        env!("CARGO_PKG_VERSION")
    );
    fs::write(&manifest, text.replace(old, &new))?;
    Ok(())
}
