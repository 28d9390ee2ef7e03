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

#[test]
fn trusted_servers_and_client_certificates() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let path = |name: &str| files.path(name).display().to_string();
    std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
    std::fs::write(files.path("other.pem"), Authority::new().pem()).unwrap();
    let (certificate, key) = authority.issue("client", false);
    std::fs::write(files.path("client.pem"), certificate).unwrap();
    std::fs::write(files.path("client.key"), key).unwrap();

    let call = |target: String, args: &[&str]| {
        let target = format!("--target=https://{target}");
        let args = [&["c", "get-user", "--id=1", &target], args].concat();
        let mut err = Vec::new();
        let code = user_client().run_with(args, io::empty(), &mut io::sink(), &mut err);
        (code, String::from_utf8(err).unwrap())
    };
    let run =
        |address: SocketAddr, args: &[&str]| call(format!("localhost:{}", address.port()), args);
    let (ca, other) = (path("ca.pem"), path("other.pem"));
    let (cert, key) = (path("client.pem"), path("client.key"));

    let address = serve(files.tls());
    assert_eq!(run(address, &["--ca", &ca]), (0, String::new()));
    assert_eq!(run(address, &["--ca", &other]).0, 64 + 14);
    assert_eq!(run(address, &[]).0, 64 + 14);
    // The certificate must cover the given server name, not the host of the target.
    let other_name = ["--ca", &ca, "--server-name=users.default.svc"];
    assert_eq!(run(address, &other_name).0, 64 + 14);
    let by_address = address.to_string();
    assert_eq!(call(by_address.clone(), &["--ca", &ca]).0, 64 + 14);
    let named = ["--ca", &ca, "--server-name=localhost"];
    assert_eq!(call(by_address, &named), (0, String::new()));
    // A server name does not turn off the check of the authority, which is not one of the system's.
    assert_eq!(run(address, &["--server-name=localhost"]).0, 64 + 14);
    let (code, err) = run(address, &["--ca", &ca, "--server-name=two words"]);
    assert!(
        code == 2 && err.contains("invalid value 'two words'"),
        "{err}"
    );

    let address = serve(
        files
            .tls()
            .require_client_certificates(files.path("ca.pem")),
    );
    assert_eq!(
        run(address, &["--ca", &ca, "--cert", &cert, "--key", &key]),
        (0, String::new())
    );
    assert_eq!(run(address, &["--ca", &ca]).0, 64 + 14);

    assert_eq!(
        run(address, &["--ca=/no/such/file"]),
        (
            2,
            "error: /no/such/file: No such file or directory (os error 2)\n".to_owned()
        )
    );
    let (code, err) = run(address, &["--ca", &ca, "--cert", &cert]);
    assert!(code == 2 && err.contains("--key <FILE>"), "{err}");
}
