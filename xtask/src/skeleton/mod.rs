//! `cargo xtask skeleton`: builds, serves and calls crates that `rpcsmith new` writes and `rpcsmith sync` updates.

mod deployed;
mod http;
mod json;
mod project;
mod readme;
mod running;
mod story;
mod upgrade;

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{self, output, succeed};
use project::Project;
use running::Running;

/// A schema, and the crate that is created for it.
struct Case {
    /// The name of the crate.
    name: &'static str,
    /// The include path, in the folder of the project.
    include: &'static str,
    /// The file in the include path.
    proto: &'static str,
    /// The optional features of the server: `--with` of `rpcsmith new`.
    with: Option<&'static str>,
}

const CASES: [Case; 5] = [
    Case {
        name: "users",
        include: "proto",
        proto: "user/v1/user.proto",
        with: None,
    },
    Case {
        name: "orders",
        include: "tests/golden/user_service_orders/proto",
        proto: "user.proto",
        with: None,
    },
    Case {
        name: "classifier",
        include: "tests/golden/image_classifier/proto",
        proto: "image_classifier.proto",
        with: None,
    },
    Case {
        name: "phantoms",
        include: "tests/golden/phantom_controller/proto",
        proto: "phantom/phantom.proto",
        with: None,
    },
    Case {
        name: "everything",
        include: "tests/golden/image_classifier/proto",
        proto: "image_classifier.proto",
        with: Some("tls,jwt,otel,web,metrics,json,http"),
    },
];

/// Builds a crate with its page of Swagger UI.
const WITH_PAGE: [&str; 4] = ["build", "--quiet", "--features", "swagger-ui"];

/// The tools for all crates.
struct Tools {
    /// The folder of the project.
    root: PathBuf,
    /// The command `rpcsmith`.
    rpcsmith: PathBuf,
    python: PathBuf,
    /// The folder of the crates.
    folder: PathBuf,
    /// The target folder of all crates, which share their dependencies.
    target: PathBuf,
}

impl Tools {
    fn prepare() -> Result<Self> {
        let root = process::root()?;
        let target = process::target(&root);
        let build = [
            "build",
            "--quiet",
            "--package",
            "rpcsmith",
            "--bin",
            "rpcsmith",
        ];
        succeed(
            cargo()
                .args(build)
                .arg("--target-dir")
                .arg(&target)
                .current_dir(&root),
        )?;
        let requirements = root.join("tests/peers/python/requirements.txt");
        fs::create_dir_all(target.join("peers"))?;
        let folder = target.join("skeleton");
        Ok(Self {
            rpcsmith: target.join("debug/rpcsmith"),
            python: process::venv(&target.join("peers/venv"), &requirements)?,
            target: folder.join("target"),
            folder,
            root,
        })
    }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The results of the checks.
#[derive(Default)]
struct Sum {
    passed: usize,
    failed: usize,
}

impl Sum {
    /// Counts and prints a check. Returns whether it passed.
    fn check(&mut self, case: &Case, what: &str, result: Result<()>) -> bool {
        match &result {
            Ok(()) => {
                self.passed += 1;
                println!("ok {}: {what}", case.name);
            }
            Err(error) => {
                self.failed += 1;
                println!("FAILED {}: {what}: {error:#}", case.name);
            }
        }
        result.is_ok()
    }
}

/// Tests the schemas with these names, or all without a name. The last line has the sum.
///
/// # Errors
/// If a check fails, or a tool is missing.
pub fn run(names: impl Iterator<Item = OsString>) -> Result<()> {
    let names: Vec<_> = names.collect();
    for name in &names {
        ensure!(
            CASES
                .iter()
                .chain([&http::CASE, &json::CASE, &story::CASE, &upgrade::CASE])
                .any(|case| name == case.name),
            "there is no schema {name:?}"
        );
    }
    let tools = Tools::prepare()?;
    let mut sum = Sum::default();
    let is_wanted = |case: &Case| names.is_empty() || names.iter().any(|name| name == case.name);
    for case in CASES.iter().filter(|case| is_wanted(case)) {
        try_case(case, &tools, &mut sum);
    }
    if is_wanted(&http::CASE) {
        http::check(&tools, &mut sum);
    }
    if is_wanted(&json::CASE) {
        json::check(&tools, &mut sum);
    }
    if is_wanted(&story::CASE) {
        story::check(&tools, &mut sum);
    }
    if is_wanted(&upgrade::CASE) {
        upgrade::check(&tools, &mut sum);
    }
    println!("skeleton: {} passed, {} failed", sum.passed, sum.failed);
    ensure!(sum.failed == 0, "checks failed");
    Ok(())
}

/// Tests a crate, until a step fails that others need.
fn try_case(case: &Case, tools: &Tools, sum: &mut Sum) {
    let project = Project::new(case, tools);
    if case.with.is_some() {
        // Its server requires tokens. The README shows how to call it.
        let _ = sum.check(case, "new", project.create())
            && try_build(case, &project, sum, "new")
            // A build during the README would leave the port of the server to other programs for a while.
            && sum.check(case, "build of the page", project.cargo(&WITH_PAGE))
            && match readme::follow(&project, tools, sum) {
                Ok(()) => true,
                Err(error) => sum.check(case, "README.md", Err(error)),
            }
            && deployed::check(&project, sum);
        return;
    }
    let _ = sum.check(case, "new", project.create())
        && try_crate(case, &project, tools, sum, "new")
        && deployed::check(&project, sum)
        && try_change(case, &project, sum)
        && try_crate(case, &project, tools, sum, "synced");
}

/// Adds to the schema, and updates the crate.
fn try_change(case: &Case, project: &Project<'_>, sum: &mut Sum) -> bool {
    let mut check = |what: &str, result| sum.check(case, what, result);
    check(
        "check finds no differences",
        project.rpcsmith("check", &[], 0),
    );
    let edited = project
        .edit_schema()
        .and_then(|()| project.implementations());
    let Ok(before) =
        edited.map_err(|error| check("an rpc and a field are added to the schema", Err(error)))
    else {
        return false;
    };
    check(
        "check reports differences",
        project.rpcsmith("check", &[], 1),
    );
    if !check("sync", project.rpcsmith("sync", &[], 0)) {
        return false;
    }
    check(
        "code of the user does not change",
        project.has_gained(&before),
    );
    check(
        "check finds no differences after sync",
        project.rpcsmith("check", &[], 0),
    );
    check(
        "status finds stubs and rejects them",
        project.rpcsmith("status", &["--deny", "stub"], 1),
    );
    true
}

/// Whether a crate can be built. Failures of its format and its tests are counted, but do not stop the test.
fn try_build(case: &Case, project: &Project<'_>, sum: &mut Sum, when: &str) -> bool {
    let mut check = |what: &str, result| sum.check(case, &format!("{when}: {what}"), result);
    check("fmt", project.cargo(&["fmt", "--check"]));
    let linted = ["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"];
    check("clippy", project.cargo(&linted));
    if !check("build", project.cargo(&["build", "--quiet"])) {
        return false;
    }
    check("test", project.cargo(&["test", "--quiet"]));
    true
}

/// Builds a crate, and checks that it serves each rpc with UNIMPLEMENTED. Returns whether it can be built.
fn try_crate(case: &Case, project: &Project<'_>, tools: &Tools, sum: &mut Sum, when: &str) -> bool {
    if !try_build(case, project, sum, when) {
        return false;
    }
    let mut check = |what: &str, result| sum.check(case, &format!("{when}: {what}"), result);
    let server = Running::start(project);
    match server.and_then(|server| Ok((server.rpcs()?, server))) {
        Ok((rpcs, server)) => {
            let listed = project.rpcs_of_schema().and_then(|expected| {
                let found: Vec<_> = rpcs.iter().map(|rpc| rpc.name()).collect();
                ensure!(
                    found == expected,
                    "the client has {found:?}, the schema {expected:?}"
                );
                Ok(())
            });
            check("the client has a command for each rpc", listed);
            check("health", server.is_serving());
            for rpc in &rpcs {
                check(&format!("{} by the client", rpc.path), server.call(rpc));
            }
            check(
                "each rpc by Python",
                by_python(project, tools, &server, rpcs.len()),
            );
        }
        Err(error) => drop(check("serve", Err(error))),
    }
    true
}

/// Calls each rpc with grpcio, which gets them from protoc.
fn by_python(project: &Project<'_>, tools: &Tools, server: &Running, rpcs: usize) -> Result<()> {
    let report = output(
        Command::new(&tools.python)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(tools.root.join("tests/skeleton/client.py"))
            .arg(&server.address)
            .arg(project.root.join("proto"))
            .arg(project.case.proto),
    )?;
    // The health check counts too.
    let expected = format!("{} passed, 0 failed", rpcs + 1);
    let sum = report.lines().last().context("Python prints nothing")?;
    ensure!(sum == expected, "{report}");
    Ok(())
}
