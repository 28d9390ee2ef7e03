//! Command-line clients as processes. This program is the client itself if an environment variable is set.

#[allow(dead_code)]
#[path = "cli/host.rs"]
mod host;
#[allow(dead_code)]
#[path = "../../../runtime/rust/tests/runtime/sample/mod.rs"]
mod sample;
#[allow(dead_code)]
#[path = "../../../runtime/rust/tests/runtime/support.rs"]
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use host::{echo, user_client, users};

const IS_CLIENT: &str = "RPCSMITH_TEST_IS_CLIENT";

fn main() -> ExitCode {
    if std::env::var_os(IS_CLIENT).is_some() {
        return user_client().run();
    }
    let tests: &[(&str, fn())] = &[
        (
            "the_target_comes_from_the_environment",
            the_target_comes_from_the_environment,
        ),
        (
            "the_token_comes_from_the_environment",
            the_token_comes_from_the_environment,
        ),
        ("messages_alternate", messages_alternate),
        (
            "a_closed_output_is_not_an_error",
            a_closed_output_is_not_an_error,
        ),
        #[cfg(unix)]
        ("an_interrupt_ends_the_call", an_interrupt_ends_the_call),
    ];
    for (name, test) in tests {
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

fn start(args: &[&str]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(args)
        .env(IS_CLIENT, "1")
        .env("USER_CLIENT_TARGET", format!("http://{}", users()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The exit code. Panics if the process does not end.
fn code(child: &mut Child) -> Option<i32> {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        match child.try_wait().unwrap() {
            Some(status) => return status.code(),
            None if Instant::now() > end => {
                child.kill().unwrap();
                panic!("the process does not end");
            }
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn text(mut stream: impl Read) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

fn the_target_comes_from_the_environment() {
    let mut child = start(&["get-user", "--id=1"]);
    assert_eq!(code(&mut child), Some(0));
    assert_eq!(
        text(child.stdout.unwrap()),
        "{\"user\":{\"id\":\"1\",\"name\":\"Name of 1\"}}\n"
    );
    assert_eq!(text(child.stderr.unwrap()), "");
}

/// Other users cannot see environment variables in the list of processes.
fn the_token_comes_from_the_environment() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["get-user", "-v"])
        .env(IS_CLIENT, "1")
        .env("USER_CLIENT_TARGET", format!("http://{}", echo()))
        .env("USER_CLIENT_TOKEN", "s3cret\n")
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), output.stdout),
        (Some(0), b"{}\n".to_vec()),
        "{stderr}"
    );
    assert!(
        stderr.contains("< seen-authorization: Bearer s3cret\n"),
        "{stderr}"
    );
}

fn messages_alternate() {
    let mut child = start(&["chat"]);
    let mut write = child.stdin.take().unwrap();
    let mut read = BufReader::new(child.stdout.take().unwrap()).lines();
    for word in ["a", "b"] {
        writeln!(write, "{{\"content\": \"{word}\"}}").unwrap();
        let answer = read.next().unwrap().unwrap();
        assert_eq!(answer, format!("{{\"content\":\"{word}, you say?\"}}"));
    }
    drop(write);
    assert_eq!(code(&mut child), Some(0));
}

fn a_closed_output_is_not_an_error() {
    let mut child = start(&["list-users", "--page-size=1000000"]);
    let mut read = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    read.read_line(&mut line).unwrap();
    assert_eq!(line, "{\"id\":\"0\",\"name\":\"Name of 0\"}\n");
    drop(read);
    assert_eq!(code(&mut child), Some(0));
    assert_eq!(text(child.stderr.unwrap()), "");
}

#[cfg(unix)]
fn an_interrupt_ends_the_call() {
    // The server never ends this stream, and the standard input stays open.
    let mut child = start(&["list-users", "--page-size=0"]);
    let mut read = BufReader::new(child.stdout.take().unwrap());
    read.read_line(&mut String::new()).unwrap();
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(code(&mut child), Some(130));
    assert_eq!(text(child.stderr.unwrap()), "");
}
