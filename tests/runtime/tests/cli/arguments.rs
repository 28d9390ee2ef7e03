//! Help, names, completions, and where the server is.

use std::io;

use crate::host::{Ran, echo, field_client, run, user_client, users, well};

fn told(args: &[&str]) -> Ran {
    run(&user_client(), users(), args, io::empty())
}

#[test]
fn help_names_methods_and_fields() {
    let help = well(told(&["--help"]));
    for line in [
        "  get-user      user.UserService/GetUser: unary",
        "  list-users    user.UserService/ListUsers: server streaming",
        "  create-users  user.UserService/CreateUsers: client streaming",
        "  chat          user.UserService/Chat: bidirectional streaming",
        "[env: USER_CLIENT_TARGET=]",
    ] {
        assert!(help.contains(line), "{line}: {help}");
    }
    let help = well(told(&["get-user", "--help"]));
    assert!(
        help.contains(
            "user.UserService/GetUser: unary, user.GetUserRequest -> user.GetUserResponse"
        ),
        "{help}"
    );
    assert!(help.contains("--id <TEXT>"), "{help}");
}

#[test]
fn help_tells_types() {
    let help = well(run(
        &field_client(),
        echo(),
        &["echo.once", "-h"],
        io::empty(),
    ));
    for (flag, about) in [
        ("--an-int32 <INT32>", ""),
        ("--is-true[=<BOOL>]", ""),
        ("--data <BASE64|@FILE>", ""),
        (
            "--color <NAME>",
            "[possible values: COLOR_UNSPECIFIED, COLOR_RED, COLOR_BLUE]",
        ),
        ("--numbers <INT32>", "any number of times"),
        ("--counts <TEXT=INT32>", "any number of times"),
        ("--inner <JSON>", "fields.v1.Inner"),
        ("--inner.deeper.depth <INT32>", ""),
        ("--text <TEXT>", "one of `choice`"),
        (
            "--at <TIME>",
            "google.protobuf.Timestamp, such as 2026-01-31T12:00:00Z",
        ),
        (
            "--wait <DURATION>",
            "google.protobuf.Duration, such as 1.5s",
        ),
        ("--size <INT64>", "google.protobuf.Int64Value"),
        ("--target-field <TEXT>", ""),
    ] {
        let found = help
            .lines()
            .find(|line| line.trim_start().starts_with(flag));
        assert!(
            found.is_some_and(|line| line.contains(about)),
            "{flag}: {help}"
        );
    }
}

#[test]
fn methods_that_meet_have_their_service_in_front() {
    let help = well(run(&field_client(), echo(), &["--help"], io::empty()));
    for name in [
        "  echo.once ",
        "  many ",
        "  talk ",
        "  echo.health ",
        "  other.once ",
        "  health ",
    ] {
        assert!(help.contains(name), "{name}: {help}");
    }
}

#[test]
fn a_request_of_a_type_without_fields_of_its_own_is_json() {
    let args = ["other.once", "--json", "\"2026-01-31T12:00:00Z\""];
    assert_eq!(
        well(run(&field_client(), echo(), &args, io::empty())),
        "\"2026-01-31T12:00:00Z\""
    );
}

#[test]
fn completions() {
    for (shell, text) in [
        ("bash", "_user_client()"),
        ("zsh", "#compdef user_client"),
        ("fish", "complete -c user_client"),
    ] {
        let out = well(told(&["completions", shell]));
        assert!(out.contains(text) && out.contains("get-user"), "{shell}");
    }
    assert_eq!(told(&["completions", "tcsh"]).code, 2);
}

#[test]
fn what_is_used_wrongly() {
    for (args, expected) in [
        (&["get-usr"][..], "a similar subcommand exists: 'get-user'"),
        (
            &["get-user", "--timeout=soon"],
            "it is no time such as 250ms, 1.5s or 2m",
        ),
        (
            &["get-user", "--header=x"],
            "it has no `:` between its name and its value",
        ),
        (
            &["get-user", "--header=grpc-timeout: 1S"],
            "`grpc-timeout` belongs to gRPC itself",
        ),
        (&["get-user", "--header=a b: 1"], "invalid HTTP header name"),
        (
            &["get-user", "--service-config=/no/such/file"],
            "error: /no/such/file: No such file",
        ),
        (
            &["get-user", "--token-file=/no/such/file"],
            "error: /no/such/file: No such file",
        ),
        (
            &["get-user", "--pretty=1"],
            "unexpected value '1' for '--pretty'",
        ),
        (
            &["get-user", "--id"],
            "a value is required for '--id <TEXT>'",
        ),
    ] {
        let ran = told(args);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{args:?}: {}",
            ran.err
        );
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
    }
    let mut err = Vec::new();
    let code = user_client().run_with(
        ["c", "--target=nowhere", "get-user"],
        io::empty(),
        &mut io::sink(),
        &mut err,
    );
    let expected =
        "error: `nowhere` is no target such as http://host:port, dns:///host:port or unix:/path\n";
    assert_eq!(
        (code, String::from_utf8(err).unwrap().as_str()),
        (2, expected)
    );
}

#[test]
fn the_version_is_told_if_there_is_one() {
    let mut out = Vec::new();
    let client = user_client().version("1.2.3");
    assert_eq!(
        client.run_with(["c", "--version"], io::empty(), &mut out, &mut io::sink()),
        0
    );
    assert_eq!(out, b"user_client 1.2.3\n");
    assert_eq!(told(&["--version"]).code, 2);
}

#[test]
fn a_token_from_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "s3cret\n").unwrap();
    let token = format!("--token-file={}", file.path().display());
    let ran = run(
        &field_client(),
        echo(),
        &["echo.once", "-v", &token],
        io::empty(),
    );
    assert!(
        ran.err.contains("< seen-authorization: Bearer s3cret\n"),
        "{}",
        ran.err
    );
    // Nothing is sent to other machines without TLS.
    let mut err = Vec::new();
    let args = ["c", "--target=http://192.0.2.1:1", &token, "echo.once"];
    assert_eq!(
        field_client().run_with(args, io::empty(), &mut io::sink(), &mut err),
        2
    );
    let err = String::from_utf8(err).unwrap();
    assert!(
        err.contains("a token would be sent without TLS") && !err.contains("s3cret"),
        "{err}"
    );
}

#[test]
fn a_service_config() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        &file,
        r#"{"methodConfig":[{"name":[{}],"timeout":"0.1s"}]}"#,
    )
    .unwrap();
    let config = format!("--service-config={}", file.path().display());
    assert_eq!(told(&["get-user", "--id=never", &config]).code, 68);
}

#[test]
fn descriptions() {
    let describe = |name: &str| run(&field_client(), echo(), &["describe", name], io::empty());
    let inner =
        "message fields.v1.Inner {\n  string title = 1;\n  fields.v1.Inner.Deeper deeper = 2;\n}";
    assert_eq!(well(describe("fields.v1.Inner")), inner);
    let color =
        "enum fields.v1.Color {\n  COLOR_UNSPECIFIED = 0;\n  COLOR_RED = 1;\n  COLOR_BLUE = 2;\n}";
    assert_eq!(well(describe("fields.v1.Color")), color);
    let everything = well(describe("talk"));
    for line in [
        "  rpc Talk(stream fields.v1.Everything) returns (stream fields.v1.Everything);\n}\n\nmessage fields.v1.Everything {",
        "\n  optional string maybe = 17;",
        "\n  repeated fields.v1.Color colors = 22;",
        "\n  map<int64, fields.v1.Inner> by_id = 26;",
        "\n  oneof choice {\n    string text = 32;\n    int64 number = 33;\n    fields.v1.Inner message = 34;\n  }\n",
    ] {
        assert!(everything.contains(line), "{line}: {everything}");
    }
    let other = "service fields.v1.Other {\n  rpc Once(google.protobuf.Timestamp) returns (google.protobuf.Timestamp);\n}";
    assert_eq!(well(describe("fields.v1.Other")), other);
    assert!(well(told(&["describe"])).starts_with("service user.UserService {\n  rpc GetUser("));
    let unknown = Ran {
        code: 2,
        out: String::new(),
        err: "error: nothing is called `fields.v1.Iner`; did you mean `fields.v1.Inner`?\n"
            .to_owned(),
    };
    assert_eq!(describe("fields.v1.Iner"), unknown);
}
