//! Sends the request with JSON in the README of a crate, as curl does over HTTP/1.1.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::project::Project;
use super::running::Running;
use super::{Case, Sum, Tools, readme, try_build};
use crate::process::output;

pub const CASE: Case = Case {
    name: "json",
    include: "proto",
    proto: "user/v1/user.proto",
    with: Some("json"),
};

/// The server and the message in the README.
const SERVER: &str = "127.0.0.1:50051";
const MESSAGE: &str = "--data '{}'";

/// A response: the status line, the content type, and the body.
type Answer = (String, String, Value);

/// Calls a method before and after it is written; ends at the first step that fails.
pub fn check(tools: &Tools, sum: &mut Sum) {
    let project = Project::new(&CASE, tools);
    let _ = sum.check(&CASE, "new", project.create())
        && try_build(&CASE, &project, sum, "new")
        && sum.check(&CASE, "README.md: curl", is_not_written(&project))
        && sum.check(&CASE, "the method is written", write(&project))
        && sum.check(&CASE, "build", project.cargo(&["build", "--quiet"]))
        && sum.check(&CASE, "curl gets the response", is_written(&project))
        && sum.check(
            &CASE,
            "check finds no differences",
            project.rpcsmith("check", &[], 0),
        );
}

fn is_not_written(project: &Project<'_>) -> Result<()> {
    let server = Running::start(project)?;
    let message = "user.v1.UserService/GetUser is not implemented";
    expect(
        send(project, &server, "{}")?,
        "HTTP/1.1 501 Not Implemented",
        &json!({ "code": "unimplemented", "message": message }),
    )
}

/// The method returns the id of its request.
fn write(project: &Project<'_>) -> Result<()> {
    const BODY: &str = "        let id = request.into_inner().id;\n        \
                        let user = Some(User { id, ..User::default() });\n        \
                        Ok(Response::new(GetUserResponse { user }))\n";
    project.write("user_service", "get_user", BODY)
}

fn is_written(project: &Project<'_>) -> Result<()> {
    let server = Running::start(project)?;
    let (good, bad) = ("HTTP/1.1 200 OK", "HTTP/1.1 400 Bad Request");
    let response = json!({ "user": { "id": "7" } });
    for message in [r#"{"id": "7"}"#, r#"{"newer": [1], "id": "7"}"#] {
        expect(send(project, &server, message)?, good, &response)?;
    }
    for message in [r#"{"id": "7""#, r#"{"id": 7}"#, ""] {
        let mut answer = send(project, &server, message)?;
        // The message of the error depends on the fault.
        let text = answer
            .2
            .as_object_mut()
            .and_then(|error| error.remove("message"));
        ensure!(
            text.is_some(),
            "{message}: the error has no message: {answer:?}"
        );
        expect(answer, bad, &json!({ "code": "invalid_argument" }))?;
    }
    Ok(())
}

/// Runs the command in the README with another message, and returns the response.
fn send(project: &Project<'_>, server: &Running, message: &str) -> Result<Answer> {
    let text = fs::read_to_string(project.root.join("README.md"))?;
    let command = readme::commands(&text).find(|command| command.starts_with("curl "));
    let command = command.context("the README does not run curl")?;
    for part in [SERVER, MESSAGE] {
        let count = command.matches(part).count();
        ensure!(count == 1, "{part} is {count} times in {command}");
    }
    let command = command.replace(SERVER, &server.address).replace(
        MESSAGE,
        &format!("--data '{message}' --include --max-time 20"),
    );
    let response = output(Command::new("bash").args(["-c", &command]))?;
    let (head, body) = response.split_once("\r\n\r\n").context("no head")?;
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default().to_owned();
    let media_type = lines.find_map(|line| line.strip_prefix("content-type: "));
    let body = serde_json::from_str(body).with_context(|| format!("not JSON: {body}"))?;
    Ok((status, media_type.unwrap_or_default().to_owned(), body))
}

fn expect(answer: Answer, status: &str, body: &Value) -> Result<()> {
    let is_it = answer.0 == status && answer.1 == "application/json" && answer.2 == *body;
    ensure!(is_it, "expected {status} and {body}, got {answer:?}");
    Ok(())
}
