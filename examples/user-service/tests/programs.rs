//! Runs the server and the client as processes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const SERVER: &str = env!("CARGO_BIN_EXE_user-service");
const CLIENT: &str = env!("CARGO_BIN_EXE_user_client");

/// A server that runs until this is dropped.
struct Served {
    server: Child,
    target: String,
}

impl Served {
    /// Starts the server on a free port.
    fn start() -> Self {
        let mut server = Command::new(SERVER)
            .env("USER_SERVICE__SERVER__ADDRESS", "127.0.0.1:0")
            .env("RUST_LOG", "user_service=info")
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("serving address=")?.1.to_owned()));
        Self {
            server,
            target: format!("http://{}", address.expect("the server serves")),
        }
    }

    /// Runs the client. Returns its exit code and its output.
    fn call(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let mut client = Command::new(CLIENT)
            .args(arguments)
            .env("USER_CLIENT_TARGET", &self.target)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = client.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let output = client.wait_with_output().unwrap();
        let output_text = [output.stdout, output.stderr].concat();
        let output_text = String::from_utf8(output_text).unwrap();
        (output.status.code().unwrap(), output_text)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // `kill` fails if the server has already ended.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn the_port_answers_http() {
    let served = Served::start();
    let mut stream = TcpStream::connect(served.target.trim_start_matches("http://")).unwrap();
    let request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(
        response.starts_with("HTTP/1.1 200 OK") && response.ends_with("\r\n\r\nok\n"),
        "{response}"
    );
}

#[test]
fn the_client_calls_methods_of_each_kind() {
    let served = Served::start();
    let ada = ["create-user", "--name", "Ada", "--email", "ada@example.com"];
    let (code, output_text) = served.call(&ada, "");
    assert_eq!(code, 0, "{output_text}");
    assert!(
        output_text.starts_with(r#"{"id":"1","name":"Ada","email":"ada@example.com""#),
        "{output_text}"
    );

    let (code, output_text) = served.call(&ada, "");
    // 64 plus the number of the status code.
    assert_eq!(
        (code, output_text.trim_end()),
        (70, "error: ALREADY_EXISTS: Email already registered")
    );
    let (code, output_text) = served.call(&["get-user", "--id", "7"], "");
    assert_eq!(
        (code, output_text.trim_end()),
        (69, "error: NOT_FOUND: User with id 7 not found")
    );

    let users = r#"{"name": "Bob", "email": "bob@example.com"} {"name": "Eve", "email": "eve@example.com"}"#;
    let (code, output_text) = served.call(&["create-users"], users);
    assert_eq!(code, 0, "{output_text}");
    assert!(
        output_text.trim_end().ends_with(r#""totalCount":2}"#),
        "{output_text}"
    );

    let (code, output_text) = served.call(&["list-users", "--page", "1", "--page-size", "2"], "");
    assert_eq!((code, output_text.lines().count()), (0, 2), "{output_text}");

    let (code, output_text) = served.call(&["chat"], r#"{"userId": "ada", "content": "hello"}"#);
    assert_eq!(code, 0);
    assert!(
        output_text.starts_with(r#"{"userId":"ada","content":"hello","timestamp":""#),
        "{output_text}"
    );
}

/// The commands of `docs/protocols.md` work as written, in their order, except for the port.
#[cfg(unix)]
#[test]
fn the_documented_commands_work() {
    let page = include_str!("../../../docs/protocols.md");
    let blocks = |language: &str| -> Vec<String> {
        let start = format!("```{language}\n");
        let blocks = page.split(&start).skip(1);
        let ends = blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned());
        ends.collect()
    };
    let served = Served::start();
    let outputs = blocks("sh").into_iter().map(|command| {
        assert!(command.contains("http://localhost:50051"), "{command}");
        let command = command.replace("http://localhost:50051", &served.target);
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "this test needs curl: {command}: {stderr}"
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    });
    let outputs: Vec<_> = outputs.collect();
    let [created, json, json_by_get, by_post, by_get, by_web, error] = &outputs[..] else {
        panic!("{outputs:?}");
    };
    for found in [created, json, json_by_get, by_post, by_get, by_web] {
        assert!(
            found.contains("Ada") && found.contains("ada@example.com"),
            "{outputs:?}"
        );
    }
    assert_eq!(json, json_by_get);
    assert_eq!(by_post, by_get);
    assert!(by_web.contains("grpc-status:0"), "{by_web:?}");
    let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
    let documented = blocks("json");
    assert_eq!(without_spaces(error), without_spaces(&documented[0]));
}

/// A text whose times are the same as those of any other run.
fn without_times(text: &str) -> String {
    let mut parts = text.split("\":\"20");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('"').unwrap_or_default();
        shown.push_str("\":\"TIME\"");
        shown.push_str(rest);
    }
    shown
}

/// The commands with curl in the README have its outputs, in their order, except for the port and the times.
#[cfg(unix)]
#[test]
fn the_commands_with_curl_have_the_documented_outputs() {
    let page = include_str!("../README.md");
    let (_, section) = page.split_once("\n## HTTP\n").unwrap();
    let (_, block) = section.split_once("```console\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let served = Served::start();
    let mut calls = 0;
    for step in block.split("$ ").skip(1) {
        let (command, documented) = step.split_once('\n').unwrap();
        assert!(command.contains("http://127.0.0.1:50051/"), "{command}");
        let command = command.replace("http://127.0.0.1:50051", &served.target);
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        assert!(
            output.status.success(),
            "this test needs curl 7.82 or newer: {command}"
        );
        let text = String::from_utf8_lossy(&output.stdout);
        let (text, documented) = (without_times(&text), without_times(documented));
        assert_eq!(text.trim_end(), documented.trim_end(), "{command}");
        calls += 1;
    }
    assert_eq!(calls, 8);
}

#[cfg(unix)]
#[test]
fn the_server_ends_after_sigterm() {
    let mut served = Served::start();
    assert_eq!(served.call(&["health"], ""), (0, "SERVING\n".to_owned()));
    let id = served.server.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(served.server.wait().unwrap().success());
}
