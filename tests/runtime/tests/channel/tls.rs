//! Which servers are trusted, and who the client says to be.

use std::net::SocketAddr;

use rpcsmith_runtime::channel::{ChannelBuilder, ClientTls};
use rpcsmith_runtime::serve::ServerTls;
use rpcsmith_runtime::{Channel, Drain, Server};
use tonic::Code;

use crate::balancing::Named;
use crate::certificates::{Authority, Files};
use crate::peer::{client, get, soon};
use crate::sample::user::user_service_server::UserServiceServer;

async fn serve(tls: ServerTls) -> SocketAddr {
    let drain = Drain {
        on_signals: false,
        ..Drain::default()
    };
    let server = Server::builder().drain(drain).tls(tls);
    let server = server.add_service(UserServiceServer::new(Named));
    let server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.serve());
    address
}

fn to(address: SocketAddr, tls: ClientTls) -> ChannelBuilder {
    Channel::builder(format!("https://localhost:{}", address.port())).tls(tls)
}

async fn code(channel: ChannelBuilder) -> Code {
    let result = soon(client(channel.no_safe_retries()).get_user(get())).await;
    result.map_or_else(|status| status.code(), |_| Code::Ok)
}

#[tokio::test]
async fn only_servers_that_are_vouched_for() {
    let (authority, other) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
    std::fs::write(files.path("other.pem"), other.pem()).unwrap();
    let address = serve(files.tls()).await;
    let trusts = |file| ClientTls::authorities(files.path(file));
    assert_eq!(code(to(address, trusts("ca.pem"))).await, Code::Ok);
    assert_eq!(
        code(to(address, trusts("other.pem"))).await,
        Code::Unavailable
    );
    assert_eq!(
        code(to(address, ClientTls::system())).await,
        Code::Unavailable
    );
    let named = trusts("ca.pem").server_name("other.example.com");
    assert_eq!(code(to(address, named)).await, Code::Unavailable);

    let expired = Files::new(&authority);
    expired.write(&authority.issue("localhost", true));
    let address = serve(expired.tls()).await;
    assert_eq!(code(to(address, trusts("ca.pem"))).await, Code::Unavailable);
}

#[tokio::test]
async fn an_identity_is_shown() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
    let address = serve(
        files
            .tls()
            .require_client_certificates(files.path("ca.pem")),
    )
    .await;
    let (certificate, key) = authority.issue("client.example.com", false);
    std::fs::write(files.path("client.pem"), certificate).unwrap();
    std::fs::write(files.path("client.key"), key).unwrap();
    let trusts = ClientTls::authorities(files.path("ca.pem"));
    let known = trusts
        .clone()
        .identity(files.path("client.pem"), files.path("client.key"));
    assert_eq!(code(to(address, known)).await, Code::Ok);
    assert_eq!(code(to(address, trusts)).await, Code::Unavailable);
}

/// An address where nobody answers does not keep the channel from the next.
#[tokio::test]
async fn addresses_that_hang_are_not_waited_for() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
    let address = serve(files.tls()).await;
    // The system accepts the connection; the handshake is never answered.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("{},{address}", silent.local_addr().unwrap());
    let tls = ClientTls::authorities(files.path("ca.pem")).server_name("localhost");
    let channel = Channel::builder(target).tls(tls);
    let channel = channel.connect_timeout(std::time::Duration::from_secs(3600));
    assert_eq!(code(channel).await, Code::Ok);
}

#[test]
fn what_cannot_be_used_is_refused() {
    let missing =
        Channel::builder("https://localhost:1").tls(ClientTls::authorities("missing.pem"));
    assert!(
        missing
            .build()
            .unwrap_err()
            .to_string()
            .starts_with("missing.pem: ")
    );
    let without = Channel::builder("http://localhost:1").tls(ClientTls::system());
    assert_eq!(
        without.build().unwrap_err().to_string(),
        "TLS is set up for a target without it"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_all_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let files = Files::new(&Authority::new());
    let key = files.path("server.key");
    for (mode, warned) in [(0o600, 0), (0o644, 1)] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let lines = crate::lines::Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        let tls = ClientTls::system().identity(files.path("server.pem"), &key);
        to(([127, 0, 0, 1], 1).into(), tls).build().unwrap();
        let remedy = format!("run `chmod 600 {}`", key.display());
        assert_eq!(lines.with(&remedy).len(), warned, "{mode:o}");
    }
}
