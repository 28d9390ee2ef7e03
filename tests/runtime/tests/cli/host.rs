//! Servers on a shared runtime, and runs of command-line clients.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;

use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rpcsmith_compiler::IncludePaths;
use rpcsmith_runtime::Method;
use rpcsmith_runtime::cli::Client;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::sample::user::user_service_methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, serve};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Runs a future on the shared runtime, and waits for its result.
pub fn spawn_and_wait<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let (sender, result) = std::sync::mpsc::channel();
    RUNTIME.spawn(async move {
        let _ = sender.send(future.await);
    });
    result.recv().unwrap()
}

/// The address of the sample service.
pub fn users() -> SocketAddr {
    static USERS: LazyLock<SocketAddr> = LazyLock::new(|| {
        spawn_and_wait(async {
            let (users, events) = Users::new();
            // Keep the receiver: the service panics or fails if it cannot send events.
            std::mem::forget(events);
            serve(UserServiceServer::new(users)).await
        })
    });
    *USERS
}

/// The address of a server that answers each request with the request itself, for any method.
pub fn echo() -> SocketAddr {
    static ECHO: LazyLock<SocketAddr> = LazyLock::new(|| {
        spawn_and_wait(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(stream), service_fn(answer));
                    tokio::spawn(connection);
                }
            });
            address
        })
    });
    *ECHO
}

async fn answer(
    request: Request<Incoming>,
) -> Result<Response<impl http_body::Body<Data = bytes::Bytes, Error = hyper::Error>>, io::Error> {
    let mut response = Response::builder().header("content-type", "application/grpc");
    for (name, value) in request.headers() {
        if name.as_str().starts_with("x-") || name == "authorization" || name == "grpc-timeout" {
            response = response.header(format!("seen-{name}"), value);
        }
    }
    let body = request.into_body().with_trailers(async {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", 0.into());
        trailers.insert("x-trailer", "last".parse().unwrap());
        Some(Ok(trailers))
    });
    Ok(response.body(body).unwrap())
}

/// The descriptor set of a proto file in `tests/cli/proto`.
pub fn descriptor_set(file: &str) -> &'static [u8] {
    let sources = IncludePaths {
        folders: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/proto")],
    };
    let compiled = rpcsmith_compiler::compile(&[file], &sources).unwrap();
    Vec::leak(compiled.file_descriptor_set())
}

pub fn user_client() -> Client {
    static SET: LazyLock<&'static [u8]> = LazyLock::new(|| descriptor_set("user.proto"));
    Client::new("user_client").service(user_service_methods::ALL, *SET)
}

pub fn field_client() -> Client {
    const METHODS: &[Method] = &[
        Method::unary("/fields.v1.Echo/Once"),
        Method::server_streaming("/fields.v1.Echo/Many"),
        Method::bidi_streaming("/fields.v1.Echo/Talk"),
        Method::unary("/fields.v1.Echo/Health"),
        Method::unary("/fields.v1.Other/Once"),
    ];
    static SET: LazyLock<&'static [u8]> = LazyLock::new(|| descriptor_set("fields.proto"));
    Client::new("fields").service(METHODS, *SET)
}

/// The exit code and the output of a client.
#[derive(Debug, PartialEq, Eq)]
pub struct Output {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// Runs a client.
pub fn run(
    client: &Client,
    address: SocketAddr,
    args: &[&str],
    stdin: impl Read + Send + 'static,
) -> Output {
    let target = format!("--target=http://{address}");
    let args = ["client", &target].into_iter().chain(args.iter().copied());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = client.run_with(args, stdin, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output {
        code,
        out: text(out),
        err: text(err),
    }
}

/// Calls the sample service. Returns the output of a successful call.
pub fn call_user_service(args: &[&str], stdin: &'static str) -> String {
    output_of(run(&user_client(), users(), args, stdin.as_bytes()))
}

/// Sends a request to the echo server. Returns the response as JSON.
pub fn echoed(args: &[&str]) -> String {
    let args = [&["echo.once", "--compact"], args].concat();
    output_of(run(&field_client(), echo(), &args, io::empty()))
}

/// The error of a request that the client rejects.
pub fn rejected(args: &[&str]) -> String {
    let args = [&["echo.once"], args].concat();
    let output = run(&field_client(), echo(), &args, io::empty());
    assert_eq!(
        (output.code, output.out.as_str()),
        (2, ""),
        "{}",
        output.err
    );
    output.err
}

/// The standard output of a successful run.
pub fn output_of(output: Output) -> String {
    assert_eq!(
        (output.code, output.err.as_str()),
        (0, ""),
        "{}",
        output.out
    );
    output.out.trim_end().to_owned()
}
