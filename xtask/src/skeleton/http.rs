//! Sends the HTTP requests in the README of a crate, compares its OpenAPI document, and calls it from its page in a browser.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::project::Project;
use super::running::Running;
use super::{Case, Sum, Tools, WITH_PAGE, readme, try_build};
use crate::chromium;
use crate::process::output;

pub const CASE: Case = Case {
    name: "shelves",
    include: "tests/golden/http/proto",
    proto: "library.proto",
    with: Some("http"),
};

/// The server in the README, and the file of the document.
const SERVER: &str = "127.0.0.1:50051";
const DOCUMENT: &str = "src/gen/openapi.json";

/// Calls a method before and after it is written, and then from the page; ends at the first step that fails.
pub fn check(tools: &Tools, sum: &mut Sum) {
    let project = Project::new(&CASE, tools);
    let [_, with_page @ ..] = WITH_PAGE;
    let clippy = [&["clippy"], &with_page[..]].concat();
    let _ = sum.check(&CASE, "new", project.create())
        && try_build(&CASE, &project, sum, "new")
        && sum.check(&CASE, "README.md: curl", is_served(&project))
        && sum.check(&CASE, "the method is written", write(&project))
        && sum.check(&CASE, "build without npm", without_npm(&project))
        && sum.check(&CASE, "build", project.cargo(&WITH_PAGE))
        && sum.check(&CASE, "clippy", project.cargo(&clippy))
        && sum.check(&CASE, "the page", by_page(&project, tools))
        && sum.check(&CASE, "sync", is_updated(&project));
}

/// The response to a command of the README that has this part.
fn send(project: &Project<'_>, server: &Running, part: &str) -> Result<Value> {
    let text = fs::read_to_string(project.root.join("README.md"))?;
    let mut commands = readme::commands(&text).filter(|command| command.starts_with("curl "));
    let command = commands.find(|command| command.contains(part));
    let command = command.with_context(|| format!("the README does not run curl for {part}"))?;
    let command = command.replace(SERVER, &server.address);
    let response = output(Command::new("bash").args(["-c", &command]))?;
    serde_json::from_str(&response).with_context(|| format!("not JSON: {response}"))
}

fn document(project: &Project<'_>) -> Result<Value> {
    let text = fs::read_to_string(project.root.join(DOCUMENT))?;
    Ok(serde_json::from_str(&text)?)
}

/// The method is not written, the document is that of the generator, and there is no page.
fn is_served(project: &Project<'_>) -> Result<()> {
    let server = Running::start(project)?;
    let response = send(project, &server, "/v1/shelves/1")?;
    ensure!(response["code"] == json!(12), "{response}");
    let served = send(project, &server, "/openapi.json")?;
    ensure!(served == document(project)?, "another document: {served}");
    let page = format!("http://{}/docs", server.address);
    let curl = ["--silent", "--output", "/dev/null", "--write-out"];
    let status = output(
        Command::new("curl")
            .args(curl)
            .args(["%{http_code}", &page]),
    )?;
    ensure!(status == "404", "{page}: {status}");
    Ok(())
}

/// The method returns the name of its request.
fn write(project: &Project<'_>) -> Result<()> {
    const BODY: &str = "        let name = request.into_inner().name;\n        \
                        Ok(Response::new(Shelf { name, ..Shelf::default() }))\n";
    project.write("library", "get_shelf", BODY)
}

/// The build script reports that npm is missing, with a remedy.
fn without_npm(project: &Project<'_>) -> Result<()> {
    let builds = project.program("build");
    let prefix = format!("{}-", CASE.name);
    let mut scripts = fs::read_dir(builds)?.filter_map(|folder| {
        let folder = folder.ok()?;
        let script = folder.path().join("build-script-build");
        let is_it = folder.file_name().to_str()?.starts_with(&prefix) && script.is_file();
        is_it.then_some(script)
    });
    let script: PathBuf = scripts.next().context("there is no build script")?;
    let out = project.root.join("target/without-npm");
    fs::create_dir_all(&out)?;
    let run = Command::new(script)
        .env("PATH", &out)
        .env("OUT_DIR", &out)
        .env("CARGO_FEATURE_SWAGGER_UI", "1")
        .current_dir(&project.root)
        .output()?;
    let text = String::from_utf8(run.stdout)?;
    let expected = "cargo::error=the feature `swagger-ui`: npm is missing: install Node.js, or build without the feature\n";
    ensure!(
        run.status.code() == Some(1) && text.ends_with(expected),
        "{}: {text}",
        run.status
    );
    Ok(())
}

/// A browser shows all operations, calls the method, and asks no other server.
fn by_page(project: &Project<'_>, tools: &Tools) -> Result<()> {
    let server = Running::start(project)?;
    let origin = format!("http://{}/", server.address);
    let report = output(
        Command::new("node")
            .arg(tools.root.join("tests/skeleton/page.mjs"))
            .arg(chromium::program()?)
            .arg(format!("{origin}docs"))
            .args(["library.v1.Library.GetShelf", "7"]),
    )?;
    let report: Value = serde_json::from_str(&report)?;
    let shown = report["body"].as_str().unwrap_or_default();
    let body: Value = serde_json::from_str(shown).with_context(|| format!("not JSON: {shown}"))?;
    ensure!(
        report["status"] == "200" && body == json!({ "name": "shelves/7" }),
        "{report}"
    );
    let document = document(project)?;
    let paths = document["paths"].as_object().context("no paths")?;
    let operations = paths.values().filter_map(Value::as_object);
    let operations: usize = operations.map(|path| path.len()).sum();
    ensure!(report["operations"] == operations, "{operations}: {report}");
    let requests = report["requests"].as_array().context("no requests")?;
    let is_own = |request: &Value| {
        let request = request.as_str().unwrap_or_default();
        request.starts_with(&origin) || request.starts_with("data:")
    };
    ensure!(requests.iter().all(is_own), "{report}");
    ensure!(report["errors"] == json!([]), "{report}");
    let license = Command::new("curl")
        .args(["--fail", "--silent", &format!("{origin}docs/LICENSE")])
        .output()?;
    let text = String::from_utf8(license.stdout)?;
    ensure!(text.contains("Apache License"), "the license: {text}");
    Ok(())
}

/// `check` finds a changed schema, and `sync` writes it to the document.
fn is_updated(project: &Project<'_>) -> Result<()> {
    project.rpcsmith("check", &[], 0)?;
    project.rpcsmith("status", &[], 0)?;
    let before = document(project)?;
    project.edit_schema()?;
    project.rpcsmith("check", &[], 1)?;
    project.rpcsmith("sync", &[], 0)?;
    project.rpcsmith("check", &[], 0)?;
    let path = "/library.v1.Library/AddLater";
    ensure!(before["paths"][path].is_null(), "{path} is not new");
    ensure!(!document(project)?["paths"][path].is_null(), "no {path}");
    Ok(())
}
