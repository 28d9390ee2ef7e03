//! Calls of each kind: input, output, deadlines, headers, compression and health.

use std::io::{self, Read, Write};
use std::sync::mpsc;
use std::time::Duration;

use crate::host::{Output, call_user_service, echo, field_client, run, user_client, users};

#[test]
fn each_kind_of_call() {
    assert_eq!(
        call_user_service(&["get-user", "--id=7"], ""),
        r#"{"user":{"id":"7","name":"Name of 7"}}"#
    );
    let listed = call_user_service(&["list-users", "--page-size", "2"], "");
    assert_eq!(
        listed,
        "{\"id\":\"0\",\"name\":\"Name of 0\"}\n{\"id\":\"1\",\"name\":\"Name of 1\"}"
    );
    let created = call_user_service(&["create-users"], "{\"name\":\"Ada\"}{\"name\":\"Eve\"}\n");
    assert_eq!(
        created,
        r#"{"users":[{"id":"0","name":"Ada"},{"id":"1","name":"Eve"}]}"#
    );
    let talked = call_user_service(&["chat"], "{\"content\":\"Hi\"}\n{\"content\":\"Bye\"}");
    assert_eq!(
        talked,
        "{\"content\":\"Hi, you say?\"}\n{\"content\":\"Bye, you say?\"}"
    );
}

#[test]
fn methods_can_be_called_by_their_full_name() {
    assert_eq!(
        call_user_service(&["user.UserService/GetUser", "--id=1"], ""),
        call_user_service(&["get-user", "--id=1"], "")
    );
}

#[test]
fn no_requests_are_an_empty_stream() {
    assert_eq!(call_user_service(&["create-users"], ""), "{}");
    assert_eq!(
        call_user_service(&["create-users", "--json", ""], "{\"name\":\"unread\"}"),
        "{}"
    );
}

#[test]
fn flags_are_set_in_each_request_of_a_stream() {
    let created = call_user_service(&["create-users", "--name=Ada"], "{} {\"name\":\"Eve\"}");
    assert_eq!(
        created,
        r#"{"users":[{"id":"0","name":"Ada"},{"id":"1","name":"Ada"}]}"#
    );
}

#[test]
fn json_from_an_argument_the_standard_input_or_a_file() {
    let expected = r#"{"user":{"id":"5","name":"Name of 5"}}"#;
    assert_eq!(
        call_user_service(&["get-user", "--json", r#"{"id":"5"}"#], ""),
        expected
    );
    assert_eq!(
        call_user_service(&["get-user", "--json=-"], "{\n\"id\": \"5\"\n}"),
        expected
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"id":"5"}"#).unwrap();
    let path = format!("--json=@{}", file.path().display());
    assert_eq!(call_user_service(&["get-user", &path], ""), expected);
    assert_eq!(
        call_user_service(&["get-user", &path, "--id=6"], ""),
        expected.replace('5', "6")
    );
}

/// Standard input: reads the texts of a channel, until the sender is dropped.
struct ChannelReader(mpsc::Receiver<&'static [u8]>);

impl Read for ChannelReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.recv() {
            Ok(text) => {
                buffer[..text.len()].copy_from_slice(text);
                Ok(text.len())
            }
            Err(_) => Ok(0),
        }
    }
}

/// Standard output: sends each text to a channel.
struct ChannelWriter(mpsc::Sender<String>);

impl Write for ChannelWriter {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0
            .send(String::from_utf8(text.to_vec()).unwrap())
            .unwrap();
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn messages_alternate() {
    let (write, stdin) = mpsc::channel();
    let (stdout, read) = mpsc::channel();
    let client = std::thread::spawn(move || {
        let target = format!("http://{}", users());
        let args = ["user_client", "chat", "--target", &target];
        user_client().run_with(
            args,
            ChannelReader(stdin),
            &mut ChannelWriter(stdout),
            &mut io::sink(),
        )
    });
    // Each message is answered before the next is written, even without a line feed after it.
    for word in ["{\"content\":\"a\"}", "{\"content\":\"b\"}"] {
        write.send(word.as_bytes()).unwrap();
        let answer = read.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!(
            answer,
            format!("{}, you say?\"}}\n", word.trim_end_matches("\"}"))
        );
    }
    drop(write);
    assert_eq!(client.join().unwrap(), 0);
}

#[test]
fn a_closed_output_is_not_an_error() {
    struct ClosedOutput;

    impl Write for ClosedOutput {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let target = format!("--target=http://{}", users());
    let mut err = Vec::new();
    // The server never ends this stream.
    let args = ["user_client", &target, "list-users", "--page-size=0"];
    let code = user_client().run_with(args, io::empty(), &mut ClosedOutput, &mut err);
    assert_eq!((code, err.as_slice()), (0, &b""[..]));
}

#[test]
fn deadlines() {
    let output = run(
        &user_client(),
        users(),
        &["--timeout=100ms", "get-user", "--id=never"],
        io::empty(),
    );
    let err = "error: DEADLINE_EXCEEDED: the deadline of the call has passed\n".to_owned();
    assert_eq!(
        output,
        Output {
            code: 68,
            out: String::new(),
            err
        }
    );
}

#[test]
fn headers_in_both_directions() {
    let args = [
        "echo.once",
        "-v",
        "--header=x-one: 1",
        "--header",
        "X-One:2",
        "--header=x-data-bin: AAEC",
        "--timeout=90s",
    ];
    let output = run(&field_client(), echo(), &args, io::empty());
    assert_eq!((output.code, output.out.as_str()), (0, "{}\n"));
    for line in [
        "< seen-x-one: 1\n",
        "< seen-x-one: 2\n",
        "< seen-x-data-bin: AAEC\n",
        "< x-trailer: last\n",
    ] {
        assert!(output.err.contains(line), "{}", output.err);
    }
    assert!(
        output.err.contains("< seen-grpc-timeout: 8")
            || output.err.contains("< seen-grpc-timeout: 90000000u"),
        "{}",
        output.err
    );
}

#[test]
fn compression() {
    let output = run(
        &user_client(),
        users(),
        &["get-user", "--id=long", "--compress=gzip", "-v"],
        io::empty(),
    );
    assert_eq!(
        output.code,
        64 + 12,
        "the server accepts compression: {}",
        output.err
    );
    let output = run(
        &field_client(),
        echo(),
        &["many", "--compress=gzip", "--names=a"],
        io::empty(),
    );
    // The echoed message is compressed, but the response has no `grpc-encoding`.
    assert_eq!(output.code, 64 + 13, "{}", output.err);
}

#[test]
fn health() {
    use rpcsmith_runtime::Server;

    use crate::host::spawn_and_wait;
    use crate::sample::user::user_service_server::UserServiceServer;
    use crate::support::Users;

    let address = spawn_and_wait(async {
        let (users, events) = Users::new();
        std::mem::forget(events);
        let builder = Server::builder()
            .add_service(UserServiceServer::new(users))
            .health();
        let server = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = server.local_addr().unwrap();
        tokio::spawn(server.serve());
        address
    });
    let health = |args: &[&str]| {
        run(
            &user_client(),
            address,
            &[&["health"], args].concat(),
            io::empty(),
        )
    };
    let serving = Output {
        code: 0,
        out: "SERVING\n".to_owned(),
        err: String::new(),
    };
    assert_eq!(health(&[]), serving);
    assert_eq!(health(&["user.UserService"]), serving);
    let unknown = health(&["user.Nobody"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
    assert!(
        unknown.err.starts_with("error: NOT_FOUND"),
        "{}",
        unknown.err
    );
    let args = ["user_client", "--target=http://127.0.0.1:1", "health"];
    let mut err = Vec::new();
    let code = user_client().run_with(args, io::empty(), &mut io::sink(), &mut err);
    assert_eq!(code, 1);
    assert!(
        err.starts_with(b"error: UNAVAILABLE: "),
        "{}",
        String::from_utf8_lossy(&err)
    );
}
