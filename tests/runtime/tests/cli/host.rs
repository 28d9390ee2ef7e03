//! Servers in a runtime of their own, and runs of clients.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;

use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use rpcsmith_runtime::Method;
use rpcsmith_runtime::cli::Client;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::sample::user::user_service_methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, serve};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Runs a future beside the tests, to its end.
pub fn beside<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let (tell, told) = std::sync::mpsc::channel();
    RUNTIME.spawn(async move {
        let _ = tell.send(future.await);
    });
    told.recv().unwrap()
}

/// Where the sample service is.
pub fn users() -> SocketAddr {
    static USERS: LazyLock<SocketAddr> = LazyLock::new(|| {
        beside(async {
            let (users, told) = Users::new();
            // What it tells is for others.
            std::mem::forget(told);
            serve(UserServiceServer::new(users)).await
        })
    });
    *USERS
}

/// Where each request is answered with what it is itself, whatever the method.
pub fn echo() -> SocketAddr {
    static ECHO: LazyLock<SocketAddr> = LazyLock::new(|| {
        beside(async {
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

/// The descriptor set of a proto file beside this one.
pub fn descriptor_set(file: &str) -> &'static [u8] {
    let protos = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/proto");
    let set = protox::compile([file], [protos]).unwrap();
    Vec::leak(set.encode_to_vec())
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

/// How a client has ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
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
) -> Ran {
    let target = format!("--target=http://{address}");
    let args = ["client", &target].into_iter().chain(args.iter().copied());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = client.run_with(args, stdin, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code,
        out: text(out),
        err: text(err),
    }
}

/// What a call of the sample service prints that goes well.
pub fn ask(args: &[&str], stdin: &'static str) -> String {
    well(run(&user_client(), users(), args, stdin.as_bytes()))
}

/// What the flags or the JSON of a request are as JSON, after a way over the wire.
pub fn echoed(args: &[&str]) -> String {
    let args = [&["echo.once", "--compact"], args].concat();
    well(run(&field_client(), echo(), &args, io::empty()))
}

/// How a request is refused.
pub fn refused(args: &[&str]) -> String {
    let args = [&["echo.once"], args].concat();
    let ran = run(&field_client(), echo(), &args, io::empty());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    ran.err
}

pub fn well(ran: Ran) -> String {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out.trim_end().to_owned()
}
