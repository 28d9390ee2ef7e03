//! Errors of invalid JSON, and the output for statuses.

use std::io;

use prost::Message;
use prost_types::Any;
use rpcsmith_runtime::cli::Client;
use rpcsmith_runtime::{Code, Status};

use crate::host::{Output, field_client, rejected, run, user_client, users};

#[test]
fn json_errors_have_a_place() {
    for (json, expected) in [
        (
            "{\n  \"userName\": 1\n}",
            "--json: line 2, column 15: userName: invalid type: integer `1`, expected a string",
        ),
        (
            "{\"userName\":",
            "--json: line 1, column 12: EOF while parsing a value",
        ),
        ("", "--json: expected JSON, found nothing"),
        ("  \n", "--json: expected JSON, found nothing"),
        (
            "{} {}",
            "--json: the method takes one request, but there are several",
        ),
        (
            "7",
            "--json: line 1, column 1: invalid type: integer `7`, expected an object with the fields of fields.v1.Everything",
        ),
        (
            "\n\n  [1]",
            "--json: line 3, column 3: invalid type: sequence, expected an object with the fields of fields.v1.Everything",
        ),
        (
            "{\"user_nam\": 1}",
            "line 1, column 11: fields.v1.Everything has no field `user_nam`; did you mean `userName`?",
        ),
        (
            "{\"inners\": [{\"titel\": 1}]}",
            "line 1, column 20: inners[0]: fields.v1.Inner has no field `titel`; did you mean `title`?",
        ),
        (
            "{\"byId\": {\"1\": {\"qqq\": 1}}}",
            "byId[\"1\"]: fields.v1.Inner has no field `qqq`; `describe fields.v1.Inner` lists its fields\n",
        ),
        (
            "{\"color\": \"RED\"}",
            "color: fields.v1.Color has no value `RED`; did you mean `COLOR_RED`?",
        ),
        (
            "{\"text\": \"a\", \"number\": 1}",
            "number: another field of the same oneof is set: \"text\"",
        ),
        ("{\"a\": 1, \"b\": 2}", "has no field `a`; did you mean"),
    ] {
        let error = rejected(&["--json", json]);
        assert!(
            error.starts_with("error: ") && error.contains(expected),
            "{json}: {error}"
        );
    }
    let error = rejected(&["--json=@/no/such/file"]);
    assert!(
        error.starts_with("error: /no/such/file: No such file"),
        "{error}"
    );
}

#[test]
fn deeply_nested_json_is_rejected() {
    let deep = format!(
        "{}{{}}{}",
        "{\"again\":".repeat(100_000),
        "}".repeat(100_000)
    );
    assert!(rejected(&["--json", &deep]).contains("again.again: messages nest more than 100 deep"));
    let deep = format!(
        "--tags={}{}",
        "{\"a\":".repeat(100_000),
        "}".repeat(100_000)
    );
    assert!(rejected(&[&deep]).contains("messages nest more than 100 deep"));
}

#[test]
fn an_invalid_message_cancels_the_stream() {
    let stdin = "{\"name\": \"Ada\"}\n{\"nme\": \"Eve\"}\n";
    let output = run(&user_client(), users(), &["create-users"], stdin.as_bytes());
    let err = "error: the standard input: line 2, column 6: user.CreateUserRequest has no field `nme`; did you mean `name`?\n";
    assert_eq!(
        output,
        Output {
            code: 2,
            out: String::new(),
            err: err.to_owned()
        }
    );
}

#[test]
fn a_status() {
    let output = run(
        &user_client(),
        users(),
        &["get-user", "--id=missing"],
        io::empty(),
    );
    assert_eq!(
        output,
        Output {
            code: 69,
            out: String::new(),
            err: "error: NOT_FOUND: no user «missing»\n".to_owned()
        }
    );
    // Messages before the status are printed.
    let output = run(
        &user_client(),
        users(),
        &["list-users", "--page-size=-1"],
        io::empty(),
    );
    assert_eq!(
        (output.code, output.out.as_str()),
        (69, "{\"id\":\"0\",\"name\":\"Name of 0\"}\n")
    );
    let output = run(
        &user_client(),
        users(),
        &["get-user", "-v", "--id=missing"],
        io::empty(),
    );
    assert!(
        output.err.contains("< x-reason: never was\n"),
        "{}",
        output.err
    );
    assert!(output.err.contains("< x-trace-bin: AP8"), "{}", output.err);
}

#[test]
fn an_unreachable_server_is_unavailable() {
    let args = ["user_client", "--target=127.0.0.1:1", "get-user"];
    let mut err = Vec::new();
    let code = user_client().run_with(args, io::empty(), &mut io::sink(), &mut err);
    let err = String::from_utf8(err).unwrap();
    assert_eq!(code, 64 + 14, "{err}");
    assert!(
        err.starts_with("error: UNAVAILABLE: cannot connect to 127.0.0.1:1"),
        "{err}"
    );
}

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, Message)]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

#[test]
fn details() {
    use rpcsmith_runtime::errors::{ErrorDetails, StatusExt};

    let mut details = ErrorDetails::new();
    details
        .add_bad_request_violation("user.name", "3 letters\x1b[31m or more")
        .add_bad_request_violation("user.age", "not negative")
        .set_error_info(
            "STOCK_OUT",
            "shop.example.com",
            [("item".to_owned(), "7".to_owned())],
        )
        .set_retry_info(Some(std::time::Duration::from_millis(2500)))
        .add_precondition_failure_violation("TOS", "user", "not accepted")
        .add_quota_failure_violation("day", "used up")
        .add_help_link("docs", "https://example.com")
        .set_localized_message("en", "No.")
        .set_resource_info("user", "7", "", "gone")
        .set_request_info("r1", "")
        .set_debug_info(["a", "b"].map(str::to_owned), "d");
    let status = Status::with_error_details(Code::InvalidArgument, "no\x1b[0m", details);
    let mut rpc = RpcStatus::decode(status.details()).unwrap();
    for (name, value) in [
        ("fields.v1.Inner", b"\x0a\x01x".to_vec()),
        ("unknown.Thing", vec![1, 2, 3]),
        ("fields.v1.Inner", vec![0xFF]),
    ] {
        rpc.details.push(Any {
            type_url: format!("type.googleapis.com/{name}"),
            value,
        });
    }
    let status = Status::with_details(status.code(), status.message(), rpc.encode_to_vec().into());
    let text = printed(status);
    for line in [
        "error: INVALID_ARGUMENT: no\\u{1b}[0m\n",
        "\n  user.name: 3 letters\\u{1b}[31m or more\n",
        "\n  user.age: not negative\n",
        "\n  google.rpc.ErrorInfo {\"reason\":\"STOCK_OUT\",\"domain\":\"shop.example.com\",\"metadata\":{\"item\":\"7\"}}\n",
        "\n  google.rpc.RetryInfo {\"retryDelay\":\"2.500s\"}\n",
        "\n  google.rpc.PreconditionFailure {\"violations\":[{\"type\":\"TOS\",\"subject\":\"user\",\"description\":\"not accepted\"}]}\n",
        "\n  google.rpc.QuotaFailure {\"violations\":[{\"subject\":\"day\",\"description\":\"used up\"}]}\n",
        "\n  google.rpc.Help {\"links\":[{\"description\":\"docs\",\"url\":\"https://example.com\"}]}\n",
        "\n  google.rpc.LocalizedMessage {\"locale\":\"en\",\"message\":\"No.\"}\n",
        "\n  google.rpc.ResourceInfo {\"resourceType\":\"user\",\"resourceName\":\"7\",\"description\":\"gone\"}\n",
        "\n  google.rpc.RequestInfo {\"requestId\":\"r1\"}\n",
        "\n  google.rpc.DebugInfo {\"stackEntries\":[\"a\",\"b\"],\"detail\":\"d\"}\n",
        "\n  fields.v1.Inner {\"title\":\"x\"}\n",
        "\n  type.googleapis.com/unknown.Thing of 3 bytes\n",
        "\n  type.googleapis.com/fields.v1.Inner of 1 bytes\n",
    ] {
        assert!(text.contains(line), "{line:?}: {text}");
    }
}

/// The text that a client prints for a status.
fn printed(status: Status) -> String {
    use crate::host::spawn_and_wait;
    use crate::support::serve;

    #[derive(Clone)]
    struct Failing(Status);

    impl tower_service::Service<http::Request<rpcsmith_runtime::body::Body>> for Failing {
        type Response = http::Response<rpcsmith_runtime::body::Body>;
        type Error = std::convert::Infallible;
        type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), Self::Error>> {
            std::task::Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: http::Request<rpcsmith_runtime::body::Body>) -> Self::Future {
            std::future::ready(Ok(self.0.clone().into_http()))
        }
    }

    let address = spawn_and_wait(async { serve(Failing(status)).await });
    let output = run(&field_client(), address, &["echo.once"], io::empty());
    assert_eq!((output.code, output.out.as_str()), (67, ""));
    output.err
}

#[test]
fn invalid_descriptor_sets_are_rejected() {
    use rpcsmith_runtime::Method;

    const METHODS: &[Method] = &[Method::unary("/a.B/C")];
    for (set, expected) in [
        (&b"\x0a\xff"[..], "error: cannot decode a descriptor set: "),
        (b"", "error: the descriptor sets do not describe /a.B/C\n"),
        (
            b"\x0a\x0f\x0a\x05x.txt\x62\x06proto9",
            "error: x.txt: syntax \"proto9\" is not supported\n",
        ),
        (
            b"\x0a\x0a\x0a\x05x.txt\x70\xeb\x07",
            "error: x.txt: edition 1003 is not supported\n",
        ),
    ] {
        let client = Client::new("c").service(METHODS, set);
        let mut err = Vec::new();
        let code = client.run_with(["c", "c"], io::empty(), &mut io::sink(), &mut err);
        let err = String::from_utf8(err).unwrap();
        assert_eq!(code, 1, "{err}");
        assert!(err.starts_with(expected), "{err}");
    }
}
