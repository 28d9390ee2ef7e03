//! Follows the example in the repository's README: creates its service, writes its method, and compares the output of its
//! calls.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::project::{Project, ends_with};
use super::running::Running;
use super::{Case, Sum, Tools};

/// The crate that the README creates.
pub const CASE: Case = Case {
    name: "greeter",
    include: "proto",
    proto: "greet/v1/greet.proto",
    with: None,
};

/// What precedes the arguments of a call.
const CALL: &str = "$ cargo run -q --bin greet_client -- ";

/// Follows the example; ends at the first step that fails.
pub fn check(tools: &Tools, sum: &mut Sum) {
    let project = Project::new(&CASE, tools);
    let readme = fs::read_to_string(tools.root.join("README.md")).unwrap_or_default();
    let _ = sum.check(
        &CASE,
        "README.md: the crate and its method",
        written(&project, tools, &readme),
    ) && sum.check(
        &CASE,
        "README.md: build",
        project.cargo(&["build", "--quiet"]),
    ) && sum.check(
        &CASE,
        "README.md: the calls return what it shows",
        called(&project, &readme),
    );
}

/// The text of the first block in a language that contains a part.
fn block<'r>(readme: &'r str, language: &str, part: &str) -> Result<&'r str> {
    let start = format!("\n```{language}\n");
    let mut blocks = readme
        .split(&start)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("```")?.0));
    let block = blocks.find(|block| block.contains(part));
    block.with_context(|| format!("the README has no block of {language} with {part}"))
}

fn written(project: &Project<'_>, tools: &Tools, readme: &str) -> Result<()> {
    if project.root.exists() {
        fs::remove_dir_all(&project.root)?;
    }
    let proto = tools
        .folder
        .join("readme")
        .join(CASE.include)
        .join(CASE.proto);
    fs::create_dir_all(proto.parent().context("the file is in a folder")?)?;
    fs::write(&proto, block(readme, "proto", "service GreetService")?)?;
    let runtime = format!("path={}", tools.root.join("runtime/rust").display());
    let mut new = Command::new(&tools.rpcsmith);
    new.args([
        "new",
        CASE.name,
        "--quiet",
        "--runtime",
        &runtime,
        "--proto",
    ])
    .arg(&proto)
    .current_dir(&tools.folder);
    ends_with(&mut new, 0)?;
    let file = project.root.join("src/services/greet_service.rs");
    let stub = fs::read_to_string(&file)?;
    let start = stub
        .find("impl GreetService")
        .context("the stub has an impl")?;
    let method = block(readme, "rust,ignore", "impl GreetService for")?;
    fs::write(&file, format!("{}{method}", &stub[..start]))?;
    Ok(())
}

/// Makes each call of the README, and compares the first line of its answer.
fn called(project: &Project<'_>, readme: &str) -> Result<()> {
    let server = Running::start(project)?;
    let shown: Vec<_> = block(readme, "console", CALL)?.lines().collect();
    let mut calls = 0;
    for lines in shown.windows(2) {
        let Some(arguments) = lines[0].strip_prefix(CALL) else {
            continue;
        };
        let (arguments, fails) = match arguments.strip_suffix(" 2>&1 | head -1") {
            Some(arguments) => (arguments, true),
            None => (arguments, false),
        };
        let output = server.client().args(arguments.split(' ')).output()?;
        let text = if fails { output.stderr } else { output.stdout };
        let text = String::from_utf8(text)?;
        let first = text.lines().next().unwrap_or_default();
        ensure!(first == lines[1], "{arguments} returns {text}");
        calls += 1;
    }
    ensure!(calls == 2, "the README makes {calls} calls");
    Ok(())
}
