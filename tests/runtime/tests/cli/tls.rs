//! Calls over TLS, with and without a client certificate.

use std::io;
use std::net::SocketAddr;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerTls;

use crate::certificates::{Authority, Files};
use crate::host::{spawn_and_wait, user_client};
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::Users;

fn serve(tls: ServerTls) -> SocketAddr {
    spawn_and_wait(async move {
        let (users, events) = Users::new();
        std::mem::forget(events);
        let builder = Server::builder()
            .add_service(UserServiceServer::new(users))
            .tls(tls);
        let server = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = server.local_addr().unwrap();
        tokio::spawn(server.serve());
        address
    })
}

/// Certificates of a server, the authority that issued them, another authority, and a certificate of a client.
struct Setup {
    files: Files,
    ca: String,
    other_ca: String,
    cert: String,
    key: String,
}

impl Setup {
    fn new() -> Self {
        let authority = Authority::new();
        let files = Files::new(&authority);
        let (certificate, key) = authority.issue("client", false);
        let write = |name: &str, pem: String| {
            std::fs::write(files.path(name), pem).unwrap();
            files.path(name).display().to_string()
        };
        Self {
            ca: write("ca.pem", authority.pem()),
            other_ca: write("other.pem", Authority::new().pem()),
            cert: write("client.pem", certificate),
            key: write("client.key", key),
            files,
        }
    }
}

/// Calls `host:port`; the exit code, and the text on stderr.
fn call(target: impl std::fmt::Display, args: &[&str]) -> (u8, String) {
    let target = format!("--target=https://{target}");
    let args = [&["c", "get-user", "--id=1", &target], args].concat();
    let mut err = Vec::new();
    let code = user_client().run_with(args, io::empty(), &mut io::sink(), &mut err);
    (code, String::from_utf8(err).unwrap())
}

fn localhost(address: SocketAddr) -> String {
    format!("localhost:{}", address.port())
}

/// The exit code of a call that ends with `UNAVAILABLE`.
const UNAVAILABLE: u8 = 64 + 14;

#[test]
fn only_trusted_servers_are_called() {
    let setup = Setup::new();
    let ca = setup.ca.as_str();
    let address = serve(setup.files.tls());
    let host = localhost(address);
    assert_eq!(call(&host, &["--ca", ca]), (0, String::new()));
    assert_eq!(call(&host, &["--ca", &setup.other_ca]).0, UNAVAILABLE);
    assert_eq!(call(&host, &[]).0, UNAVAILABLE);
    // The certificate must cover the given server name, not the host of the target.
    let other_name = ["--ca", ca, "--server-name=users.default.svc"];
    assert_eq!(call(&host, &other_name).0, UNAVAILABLE);
    assert_eq!(call(address, &["--ca", ca]).0, UNAVAILABLE);
    let named = ["--ca", ca, "--server-name=localhost"];
    assert_eq!(call(address, &named), (0, String::new()));
    // A server name does not turn off the check of the authority, which is not one of the system's.
    assert_eq!(call(&host, &["--server-name=localhost"]).0, UNAVAILABLE);
    let (code, err) = call(&host, &["--ca", ca, "--server-name=two words"]);
    assert!(
        code == 2 && err.contains("invalid value 'two words'"),
        "{err}"
    );
}

#[test]
fn clients_show_their_certificate() {
    let setup = Setup::new();
    let tls = setup.files.tls();
    let host = localhost(serve(tls.require_client_certificates(&setup.ca)));
    let with_key = [
        "--ca",
        &setup.ca,
        "--cert",
        &setup.cert,
        "--key",
        &setup.key,
    ];
    assert_eq!(call(&host, &with_key), (0, String::new()));
    assert_eq!(call(&host, &["--ca", &setup.ca]).0, UNAVAILABLE);

    assert_eq!(
        call(&host, &["--ca=/no/such/file"]),
        (
            2,
            "error: /no/such/file: No such file or directory (os error 2)\n".to_owned()
        )
    );
    let (code, err) = call(&host, &["--ca", &setup.ca, "--cert", &setup.cert]);
    assert!(code == 2 && err.contains("--key <FILE>"), "{err}");
}
