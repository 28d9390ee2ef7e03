//! A crate that version 0.1 wrote, upgraded by the steps of `docs/migrate.md`, and built with this runtime.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::project::Project;
use super::{Case, Sum, Tools};

/// The crate, in `tests/upgrade/0.1`.
pub const CASE: Case = Case {
    name: "shop",
    include: "tests/upgrade/0.1/proto",
    proto: "shop/v1/shop.proto",
    with: None,
};

/// Upgrades the crate as the page says; ends where a step fails.
pub fn check(tools: &Tools, sum: &mut Sum) {
    let project = Project::new(&CASE, tools);
    if !sum.check(
        &CASE,
        "upgrade: a crate of version 0.1",
        copied(&project, tools),
    ) {
        return;
    }
    let patch = format!(
        "patch.crates-io.rpcsmith-runtime.path={:?}",
        tools.root.join("runtime/rust")
    );
    let page = fs::read_to_string(tools.root.join("docs/migrate.md")).unwrap_or_default();
    let mut is_changed = false;
    for step in steps(&page) {
        if step.starts_with("Change these lines") {
            is_changed = sum.check(&CASE, "upgrade: the lines change", with_version(&project));
        }
        for command in commands(step) {
            let result = match command.split_once(' ') {
                Some(("rpcsmith", name)) => project.rpcsmith(name, &[], i32::from(!is_changed)),
                Some(("cargo", name)) => project.cargo(&["--config", &patch, name, "--quiet"]),
                _ => Err(anyhow::anyhow!("docs/migrate.md runs an unknown program")),
            };
            if !sum.check(&CASE, &format!("upgrade: {command}"), result) {
                return;
            }
        }
    }
    sum.check(
        &CASE,
        "upgrade: code of another version is rejected with both versions",
        rejects_other_versions(&project, &patch),
    );
}

/// The steps in the page, each from its first word.
fn steps(page: &str) -> impl Iterator<Item = &str> {
    let section = page
        .split("\n## Upgrade rpcsmith\n")
        .nth(1)
        .unwrap_or_default();
    let list = section
        .split("\n\n")
        .find(|block| block.trim_start().starts_with("1. "));
    let lines = list.unwrap_or_default().lines();
    lines.filter_map(|line| {
        Some(
            line.split_once(". ")
                .filter(|(number, _)| number.parse::<u8>().is_ok())?
                .1,
        )
    })
}

/// The commands in the first sentence of a step.
fn commands(step: &str) -> impl Iterator<Item = &str> {
    let run = step
        .strip_prefix("Run ")
        .and_then(|rest| rest.split('.').next());
    run.unwrap_or_default().split('`').skip(1).step_by(2)
}

/// Whether the compiler reports one error of its own for generated code of another version, in the words of the runtime.
fn rejects_other_versions(project: &Project<'_>, patch: &str) -> Result<()> {
    let file = project.root.join("src/gen/shop.v1.rs");
    let text = fs::read_to_string(&file)?;
    let other = text.replace("require_version!(\"0.2\")", "require_version!(\"0.9\")");
    ensure!(
        other != text,
        "the generated code does not state its version"
    );
    fs::write(&file, other)?;
    let rejected = project.cargo(&["--config", patch, "check", "--quiet", "--lib"]);
    fs::write(&file, text)?;
    let Err(error) = rejected else {
        bail!("the crate compiles");
    };
    let error = error.to_string();
    let expected = "error: rpcsmith 0.9 generated this file, but this is rpcsmith-runtime 0.2: use the same version of both";
    ensure!(error.contains(expected), "{error}");
    ensure!(error.matches("error: ").count() == 2, "{error}");
    Ok(())
}

fn copied(project: &Project<'_>, tools: &Tools) -> Result<()> {
    if project.root.exists() {
        fs::remove_dir_all(&project.root)?;
    }
    copy(&tools.root.join("tests/upgrade/0.1"), &project.root)?;
    // The folder is within the workspace of the repository.
    let manifest = project.root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    fs::write(&manifest, text + "\n[workspace]\n")?;
    Ok(())
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

/// Requires this version of the runtime, and names its types instead of those of tonic.
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
    let text = text.replace(old, &new);
    let lines = text.lines().filter(|line| !line.starts_with("tonic = "));
    fs::write(&manifest, lines.collect::<Vec<_>>().join("\n") + "\n")?;
    for file in ["src/services/shop_service.rs", "tests/shop_service.rs"] {
        let path = project.root.join(file);
        let text = fs::read_to_string(&path)?;
        ensure!(text.contains("tonic::"), "{file} does not name tonic");
        fs::write(&path, text.replace("tonic::", "rpcsmith_runtime::"))?;
    }
    Ok(())
}
