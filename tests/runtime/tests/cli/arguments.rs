//! Help, names, completions, descriptions and options of command-line clients.

use std::io;

use crate::host::{Output, echo, field_client, output_of, run, user_client, users};

fn run_user_client(args: &[&str]) -> Output {
    run(&user_client(), users(), args, io::empty())
}

#[test]
fn help_names_methods_and_fields() {
    let help = output_of(run_user_client(&["--help"]));
    for line in [
        "  get-user      user.UserService/GetUser: unary",
        "  list-users    user.UserService/ListUsers: server streaming",
        "  create-users  user.UserService/CreateUsers: client streaming",
        "  chat          user.UserService/Chat: bidirectional streaming",
        "[env: USER_CLIENT_TARGET=]",
    ] {
        assert!(help.contains(line), "{line}: {help}");
    }
    let help = output_of(run_user_client(&["get-user", "--help"]));
    assert!(
        help.contains(
            "user.UserService/GetUser: unary, user.GetUserRequest -> user.GetUserResponse"
        ),
        "{help}"
    );
    assert!(help.contains("--id <TEXT>"), "{help}");
}

#[test]
fn help_shows_types() {
    let help = output_of(run(
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
        ("--numbers <INT32>", "can be repeated"),
        ("--counts <TEXT=INT32>", "can be repeated"),
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
fn ambiguous_methods_have_their_service_as_prefix() {
    let help = output_of(run(&field_client(), echo(), &["--help"], io::empty()));
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
fn requests_of_well_known_types_are_json() {
    let args = ["other.once", "--json", "\"2026-01-31T12:00:00Z\""];
    assert_eq!(
        output_of(run(&field_client(), echo(), &args, io::empty())),
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
        let out = output_of(run_user_client(&["completions", shell]));
        assert!(out.contains(text) && out.contains("get-user"), "{shell}");
    }
    assert_eq!(run_user_client(&["completions", "tcsh"]).code, 2);
}

#[test]
fn invalid_arguments_are_rejected() {
    for (args, expected) in [
        (&["get-usr"][..], "a similar subcommand exists: 'get-user'"),
        (
            &["get-user", "--timeout=soon"],
            "expected a time such as 250ms, 1.5s or 2m",
        ),
        (&["get-user", "--header=x"], "expected `NAME: VALUE`"),
        (
            &["get-user", "--header=grpc-timeout: 1S"],
            "`grpc-timeout` is reserved by gRPC",
        ),
        (&["get-user", "--header=a b: 1"], "invalid HTTP header name"),
        (
            &["get-user", "--header=x-bin: %%%"],
            "the value of `x-bin` must be base64; for text, use a name without `-bin`",
        ),
        (
            &["get-user", "--header=X-Bin: AAEC,%"],
            "the value of `x-bin` must be base64",
        ),
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
        let output = run_user_client(args);
        assert_eq!(
            (output.code, output.out.as_str()),
            (2, ""),
            "{args:?}: {}",
            output.err
        );
        assert!(output.err.contains(expected), "{args:?}: {}", output.err);
    }
    let mut err = Vec::new();
    let code = user_client().run_with(
        ["c", "--target=nowhere", "get-user"],
        io::empty(),
        &mut io::sink(),
        &mut err,
    );
    let expected = "error: `nowhere` is not a target such as http://host:port, dns:///host:port or unix:/path\n";
    assert_eq!(
        (code, String::from_utf8(err).unwrap().as_str()),
        (2, expected)
    );
}

#[test]
fn the_version_is_printed_if_it_is_set() {
    let mut out = Vec::new();
    let client = user_client().version("1.2.3");
    assert_eq!(
        client.run_with(["c", "--version"], io::empty(), &mut out, &mut io::sink()),
        0
    );
    assert_eq!(out, b"user_client 1.2.3\n");
    assert_eq!(run_user_client(&["--version"]).code, 2);
}

#[test]
fn a_token_from_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "s3cret\n").unwrap();
    let token = format!("--token-file={}", file.path().display());
    let output = run(
        &field_client(),
        echo(),
        &["echo.once", "-v", &token],
        io::empty(),
    );
    assert!(
        output.err.contains("< seen-authorization: Bearer s3cret\n"),
        "{}",
        output.err
    );
    // Tokens are not sent to other machines without TLS.
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
    assert_eq!(
        run_user_client(&["get-user", "--id=never", &config]).code,
        68
    );
}

#[test]
fn descriptions() {
    let describe = |name: &str| run(&field_client(), echo(), &["describe", name], io::empty());
    let inner =
        "message fields.v1.Inner {\n  string title = 1;\n  fields.v1.Inner.Deeper deeper = 2;\n}";
    assert_eq!(output_of(describe("fields.v1.Inner")), inner);
    let color =
        "enum fields.v1.Color {\n  COLOR_UNSPECIFIED = 0;\n  COLOR_RED = 1;\n  COLOR_BLUE = 2;\n}";
    assert_eq!(output_of(describe("fields.v1.Color")), color);
    let everything = output_of(describe("talk"));
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
    assert_eq!(output_of(describe("fields.v1.Other")), other);
    assert!(
        output_of(run_user_client(&["describe"]))
            .starts_with("service user.UserService {\n  rpc GetUser(")
    );
    let unknown = Output {
        code: 2,
        out: String::new(),
        err: "error: nothing is called `fields.v1.Iner`; did you mean `fields.v1.Inner`?\n"
            .to_owned(),
    };
    assert_eq!(describe("fields.v1.Iner"), unknown);
}
