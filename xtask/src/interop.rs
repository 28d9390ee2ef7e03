//! `cargo xtask interop`: the interoperability tests of gRPC, between this project and grpc-go.
//!
//! Source: `doc/interop-test-descriptions.md` of gRPC; the Go module
//! [`google.golang.org/grpc/interop`](https://github.com/grpc/grpc-go/tree/master/interop).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::go;
use crate::pairs::{Server, Sum, free_port};
use crate::process::{self, option};

const MODULE: &str = "google.golang.org/grpc";
const VERSION: &str = "v1.85.0";

/// A name that the certificate of the server has.
const NAME: &str = "x.test.example.com";

/// The cases of the client of grpc-go that need no service of Google.
const CASES: [&str; 17] = [
    "empty_unary",
    "large_unary",
    "client_streaming",
    "server_streaming",
    "ping_pong",
    "empty_stream",
    "timeout_on_sleeping_server",
    "cancel_after_begin",
    "cancel_after_first_response",
    "status_code_and_message",
    "special_status_message",
    "custom_metadata",
    "unimplemented_method",
    "unimplemented_service",
    "pick_first_unary",
    "rpc_soak",
    "channel_soak",
];

/// Runs all cases of each pair, without and with TLS. The last line has the sum.
///
/// # Errors
/// If a case fails, or if Go is missing.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let target = process::target(&root);
    let programs = Programs {
        ours: process::build_debug(&root, "rpcsmith-interop", None, &[])?,
        go_client: go::install(&target, &format!("{MODULE}/interop/client"), VERSION)?,
        go_server: go::install(&target, &format!("{MODULE}/interop/server"), VERSION)?,
        certificates: go::module(MODULE, VERSION)?.join("testdata/x509"),
    };
    let mut sum = Sum::default();
    for tls in [false, true] {
        let with = if tls { "with TLS" } else { "without TLS" };
        println!("client of grpc-go, our server, {with}");
        let server = programs.our_server(tls)?;
        for case in CASES {
            sum.case(case, programs.go_case(case, &server.port, tls))?;
        }
        let title = format!("our client, our server, {with}");
        sum.check(&title, programs.our_client(true, tls), &server)?;
        let title = format!("our client, server of grpc-go, {with}");
        let client = programs.our_client(false, tls);
        sum.check(&title, client, &programs.go_server(tls)?)?;
    }
    sum.finish("interop")
}

/// The programs of both projects, and the certificates of grpc-go.
struct Programs {
    ours: PathBuf,
    go_client: PathBuf,
    go_server: PathBuf,
    certificates: PathBuf,
}

impl Programs {
    fn file(&self, name: &str) -> PathBuf {
        self.certificates.join(name)
    }

    fn our_server(&self, tls: bool) -> Result<Server> {
        let mut command = Command::new(self.ours.join("interop-server"));
        if tls {
            command.args(["server1_cert.pem", "server1_key.pem"].map(|name| self.file(name)));
        }
        Server::start(command)
    }

    /// Our client. The server of grpc-go lacks the cases with compressed messages.
    fn our_client(&self, is_ours: bool, tls: bool) -> Command {
        let mut command = Command::new(self.ours.join("interop-client"));
        if !is_ours {
            command.arg("--uncompressed");
        }
        if tls {
            command.args([self.file("server_ca_cert.pem"), NAME.into()]);
        }
        command
    }

    fn go_server(&self, tls: bool) -> Result<Server> {
        let port = free_port()?;
        let mut command = Command::new(&self.go_server);
        command.arg(format!("--port={port}"));
        if tls {
            command.arg("--use_tls").args([
                option("--tls_cert_file=", &self.file("server1_cert.pem")),
                option("--tls_key_file=", &self.file("server1_key.pem")),
            ]);
        }
        Server::start_on(port, command)
    }

    fn go_case(&self, case: &str, port: &str, tls: bool) -> Command {
        let mut command = Command::new(&self.go_client);
        command.args([
            "--server_host=127.0.0.1",
            "--soak_iterations=50",
            "--soak_overall_timeout_seconds=60",
        ]);
        command.args([
            format!("--server_port={port}"),
            format!("--test_case={case}"),
        ]);
        if tls {
            command.args(["--use_tls", "--use_test_ca"]).args([
                option("--ca_file=", &self.file("server_ca_cert.pem")),
                option("--server_host_override=", Path::new(NAME)),
            ]);
        }
        command
    }
}
