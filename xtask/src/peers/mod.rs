//! `cargo xtask peers`: makes calls between this project and implementations in other languages, in both directions.

mod browser;
mod go;
mod node;
mod python;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::pairs::{self, Server, Sum};
use crate::process;
use browser::Browser;
use go::Go;
use node::Node;
use python::Python;

/// The folder of `user.proto`, in that of the tests.
const PROTO: &str = "golden/user_service/proto";

/// Runs each client against the servers of the others. The last line has the sum.
///
/// # Errors
/// If a check fails, or if Python, Go, Node or the project's own programs are missing.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let target = process::target(&root);
    let tests = root.join("tests");
    let folder = target.join("peers");
    let rust = Rust::build(&root)?;
    let mut sum = Sum::default();

    let python = Python::prepare(&tests, &folder)?;
    let server = Server::start(rust.server())?;
    sum.check("Python client, Rust server", python.client(), &server)?;
    let server = Server::start(python.server())?;
    sum.check("Rust client, Python server", rust.client(&[]), &server)?;

    let go = Go::prepare(&tests, &target)?;
    let server = Server::start(rust.server())?;
    sum.check("Go client, Rust server", go.client(), &server)?;
    let server = Server::start(go.server())?;
    sum.check("Rust client, Go server", rust.client(&[]), &server)?;

    let node = Node::prepare(&tests, &folder)?;
    let server = Server::start(rust.server())?;
    sum.check("Node client, Rust server", node.client(), &server)?;
    let server = Server::start(node.server())?;
    // A server of grpc-js does not compress.
    let client = rust.client(&["--without", "compresses"]);
    sum.check("Rust client, Node server", client, &server)?;

    let browser = Browser::prepare(&tests, &folder)?;
    let port = pairs::free_port()?;
    let mut server = rust.server();
    server.arg(format!("http://127.0.0.1:{port}"));
    let server = Server::start(server)?;
    sum.check(
        "page in a browser, Rust server",
        browser.client(port),
        &server,
    )?;
    sum.finish("peers")
}

/// The programs of the crate `rpcsmith-goldens`.
struct Rust {
    programs: PathBuf,
}

impl Rust {
    fn build(root: &Path) -> Result<Self> {
        let programs = process::build_debug(root, "rpcsmith-goldens", Some("peers"), &[])?;
        Ok(Self { programs })
    }

    fn client(&self, arguments: &[&str]) -> Command {
        let mut client = Command::new(self.programs.join("user-client"));
        client.args(arguments);
        client
    }

    fn server(&self) -> Command {
        Command::new(self.programs.join("user-server"))
    }
}
