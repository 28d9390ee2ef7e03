//! TLS of a channel: trusted servers, and the identity of the client.

use std::net::SocketAddr;

use rpcsmith_runtime::channel::{ChannelBuilder, ClientTls};
use rpcsmith_runtime::serve::ServerTls;
use rpcsmith_runtime::{Channel, Code, Drain, Server};

use crate::balancing::Named;
use crate::certificates::{Authority, Files};
use crate::peer::{client, get, in_time};
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

fn channel_to(address: SocketAddr, tls: ClientTls) -> ChannelBuilder {
    Channel::builder(format!("https://localhost:{}", address.port())).tls(tls)
}

async fn code(channel: ChannelBuilder) -> Code {
    let result = in_time(client(channel.no_safe_retries()).get_user(get())).await;
    result.map_or_else(|status| status.code(), |_| Code::Ok)
}

#[tokio::test]
async fn only_trusted_servers_are_called() {
    let (authority, other) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
    std::fs::write(files.path("other.pem"), other.pem()).unwrap();
    let address = serve(files.tls()).await;
    let trusts = |file| ClientTls::authorities(files.path(file));
    assert_eq!(code(channel_to(address, trusts("ca.pem"))).await, Code::Ok);
    assert_eq!(
        code(channel_to(address, trusts("other.pem"))).await,
        Code::Unavailable
    );
    assert_eq!(
        code(channel_to(address, ClientTls::system())).await,
        Code::Unavailable
    );
    let named = trusts("ca.pem").server_name("other.example.com");
    assert_eq!(code(channel_to(address, named)).await, Code::Unavailable);

    let expired = Files::new(&authority);
    expired.write(&authority.issue("localhost", true));
    let address = serve(expired.tls()).await;
    assert_eq!(
        code(channel_to(address, trusts("ca.pem"))).await,
        Code::Unavailable
    );
}

#[tokio::test]
async fn clients_present_their_identity() {
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
    let with_identity = trusts
        .clone()
        .identity(files.path("client.pem"), files.path("client.key"));
    assert_eq!(code(channel_to(address, with_identity)).await, Code::Ok);
    assert_eq!(code(channel_to(address, trusts)).await, Code::Unavailable);
}

/// An address that does not answer does not delay the next one.
#[tokio::test]
async fn unresponsive_addresses_do_not_delay_others() {
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
fn unusable_settings_are_rejected() {
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
async fn a_world_readable_key_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let files = Files::new(&Authority::new());
    let key = files.path("server.key");
    for (mode, warnings) in [(0o600, 0), (0o644, 1)] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let lines = crate::lines::Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        let tls = ClientTls::system().identity(files.path("server.pem"), &key);
        channel_to(([127, 0, 0, 1], 1).into(), tls).build().unwrap();
        let remedy = format!("run `chmod 600 {}`", key.display());
        assert_eq!(lines.with(&remedy).len(), warnings, "{mode:o}");
    }
}
