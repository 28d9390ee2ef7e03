//! TLS: client certificates, rotation, handshakes and permissions of keys.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::channel::ClientTls;
use rpcsmith_runtime::client::{Transport, TransportFuture};
use rpcsmith_runtime::serve::ServerTls;
use rpcsmith_runtime::{Channel, Status};
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::certificates::{Authority, Files};
#[cfg(unix)]
use crate::lines::Lines;
use crate::sample::user::user_service_client::UserServiceClient;
use crate::support::{NO_SIGNALS, Served, get, in_time, serve, user, users};

/// A channel, and the folder of its certificates.
#[derive(Clone)]
pub struct TlsChannel {
    channel: Channel,
    _folder: Arc<TempDir>,
}

impl Transport for TlsChannel {
    fn carry(&self, request: http::Request<Body>) -> TransportFuture {
        self.channel.carry(request)
    }
}

pub async fn connect(
    served: &Served,
    trusts: &Authority,
    identity: Option<&(String, String)>,
) -> Result<TlsChannel, Status> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let mut tls = ClientTls::authorities(write("trusts.pem", &trusts.pem()));
    if let Some((certificate, key)) = identity {
        tls = tls.identity(write("client.pem", certificate), write("client.key", key));
    }
    let channel = Channel::builder(format!("https://{}", served.address));
    let channel = channel.tls(tls.server_name("localhost")).build().unwrap();
    channel.ready().await?;
    Ok(TlsChannel {
        channel,
        _folder: Arc::new(folder),
    })
}

pub async fn name(channel: impl Transport, id: &str) -> Result<String, Status> {
    let response = in_time(UserServiceClient::new(channel).get_user(get(id))).await?;
    Ok(response.into_inner().user.unwrap().name)
}

#[tokio::test]
async fn without_client_certificates() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let (builder, _events) = users();
    let served = serve(builder.tls(files.tls())).await;
    let channel = connect(&served, &authority, None).await.unwrap();
    assert_eq!(name(channel.clone(), "1").await.unwrap(), user("1").name);
    assert_eq!(name(channel.clone(), "identity").await.unwrap(), "");
    assert!(
        name(channel, "peer")
            .await
            .unwrap()
            .starts_with("127.0.0.1:")
    );
    assert!(connect(&served, &Authority::new(), None).await.is_err());
}

#[tokio::test]
async fn with_certificates_in_memory() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("localhost", false);
    let (builder, _events) = users();
    let tls = ServerTls::pem(&certificate, &key).require_client_certificates_pem(authority.pem());
    // Neither setting prints a key.
    assert!(
        format!("{tls:?}").contains("the key in memory") && !format!("{tls:?}").contains("-----")
    );
    let served = serve(builder.tls(tls)).await;
    let call = async |tls: ClientTls| {
        let channel = Channel::builder(format!("https://localhost:{}", served.address.port()));
        name(channel.tls(tls).build().unwrap(), "identity").await
    };
    let trusts = ClientTls::pem(authority.pem());
    let (certificate, key) = authority.issue("client.example.com", false);
    let known = trusts.clone().identity_pem(certificate, key);
    assert_eq!(call(known).await.unwrap(), "client.example.com");
    assert!(call(trusts).await.is_err());

    let (builder, _events) = users();
    let tls = ServerTls::pem("no certificate", "no key");
    let error = builder.tls(tls).bind(([127, 0, 0, 1], 0).into()).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("the key in memory: "), "{error}");
    let tls = ClientTls::pem("no certificate");
    let error = Channel::builder("https://localhost:1").tls(tls).build();
    let error = error.unwrap_err().to_string();
    assert_eq!(
        error,
        "the authorities in memory: there is no certificate in it"
    );
}

#[tokio::test]
async fn with_required_client_certificates() {
    let (authority, clients, others) = (Authority::new(), Authority::new(), Authority::new());
    let files = Files::new(&authority);
    std::fs::write(files.path("clients.pem"), clients.pem()).unwrap();
    let (builder, _events) = users();
    let tls = files
        .tls()
        .require_client_certificates(files.path("clients.pem"));
    let served = serve(builder.tls(tls)).await;

    let valid = clients.issue("client.example.com", false);
    let channel = connect(&served, &authority, Some(&valid)).await.unwrap();
    assert_eq!(
        name(channel, "identity").await.unwrap(),
        "client.example.com"
    );

    let (expired, foreign) = (clients.issue("c", true), others.issue("c", false));
    for identity in [None, Some(&expired), Some(&foreign)] {
        // With TLS 1.3, a client sees the rejection only when it makes a call.
        let rejected = match connect(&served, &authority, identity).await {
            Ok(channel) => name(channel, "1").await.is_err(),
            Err(_) => true,
        };
        assert!(rejected, "{identity:?}");
    }
}

#[tokio::test]
async fn with_optional_client_certificates() {
    let (authority, others) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    std::fs::write(files.path("clients.pem"), authority.pem()).unwrap();
    let (builder, _events) = users();
    let tls = files
        .tls()
        .accept_client_certificates(files.path("clients.pem"));
    let served = serve(builder.tls(tls)).await;
    let valid = authority.issue("client.example.com", false);
    let channel = connect(&served, &authority, Some(&valid)).await.unwrap();
    assert_eq!(
        name(channel, "identity").await.unwrap(),
        "client.example.com"
    );
    let channel = connect(&served, &authority, Some(&valid)).await.unwrap();
    assert_eq!(name(channel, "certificates").await.unwrap(), "1");
    let channel = connect(&served, &authority, None).await.unwrap();
    assert_eq!(name(channel.clone(), "certificates").await.unwrap(), "0");
    assert_eq!(name(channel, "identity").await.unwrap(), "");
    let foreign = others.issue("c", false);
    let rejected = match connect(&served, &authority, Some(&foreign)).await {
        Ok(channel) => name(channel, "1").await.is_err(),
        Err(_) => true,
    };
    assert!(rejected);
}

#[tokio::test]
async fn certificates_are_reloaded_and_connections_stay() {
    let (old, new) = (Authority::new(), Authority::new());
    let files = Files::new(&old);
    let (builder, _events) = users();
    let served = serve(builder.tls(files.tls())).await;
    let before = connect(&served, &old, None).await.unwrap();
    name(before.clone(), "1").await.unwrap();

    // A certificate without its key is not used yet.
    let (certificate, key) = new.issue("localhost", false);
    std::fs::write(files.path("server.pem"), &certificate).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    connect(&served, &old, None).await.unwrap();

    files.write(&(certificate, key));
    in_time(async {
        while connect(&served, &new, None).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    assert!(connect(&served, &old, None).await.is_err());
    name(before, "1").await.unwrap();
}

#[tokio::test]
async fn slow_handshakes_time_out() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let (builder, _events) = users();
    let builder = builder.tls(files.tls()).limits(rpcsmith_runtime::Limits {
        handshake_timeout: Duration::from_millis(50),
        ..rpcsmith_runtime::Limits::default()
    });
    let served = serve(builder).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut bytes = Vec::new();
    let _ = in_time(tokio::io::AsyncReadExt::read_to_end(
        &mut silent,
        &mut bytes,
    ))
    .await;
    assert!(bytes.is_empty());
}

#[tokio::test]
async fn a_drain_does_not_wait_for_a_handshake() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let (builder, _events) = users();
    let hour = Duration::from_secs(3600);
    let builder = builder
        .tls(files.tls())
        .limits(rpcsmith_runtime::Limits {
            handshake_timeout: hour,
            ..rpcsmith_runtime::Limits::default()
        })
        .drain(rpcsmith_runtime::Drain {
            grace: hour,
            ..NO_SIGNALS
        });
    let served = serve(builder).await;
    let silent = TcpStream::connect(served.address).await.unwrap();
    // The server accepts connections in order, so it has accepted the silent one.
    let channel = connect(&served, &authority, None).await.unwrap();
    name(channel, "1").await.unwrap();
    served.handle.drain();
    assert!(in_time(served.done).await.unwrap().in_time);
    drop(silent);
}

#[tokio::test]
async fn unusable_files_are_rejected() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let error_of = async |tls: ServerTls| {
        let (builder, _events) = users();
        let error = builder
            .tls(tls)
            .bind(([127, 0, 0, 1], 0).into())
            .await
            .unwrap_err();
        error.to_string()
    };
    let missing = ServerTls::files(Path::new("missing.pem"), files.path("server.key"));
    assert!(
        error_of(missing)
            .await
            .starts_with("cannot read missing.pem")
    );
    let other_key = authority.issue("localhost", false).1;
    std::fs::write(files.path("other.key"), other_key).unwrap();
    let tls = ServerTls::files(files.path("server.pem"), files.path("other.key"));
    assert!(error_of(tls).await.contains("server.pem: "));
    let tls = files
        .tls()
        .require_client_certificates(files.path("server.key"));
    assert!(
        error_of(tls)
            .await
            .contains("server.key: there is no certificate in it")
    );
}

/// The warning also appears after a rotation. A group-readable key, as in Kubernetes, causes no warning.
#[cfg(unix)]
#[tokio::test]
async fn a_world_readable_key_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let authority = Authority::new();
    let files = Files::new(&authority);
    let key = files.path("server.key");
    let chmod = |mode| {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for (mode, warnings) in [(0o600, 0), (0o440, 0), (0o644, 1), (0o666, 1)] {
        chmod(mode);
        let lines = Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        let (builder, _events) = users();
        let served = serve(builder.tls(files.tls())).await;
        let remedy = format!("run `chmod 600 {}`", key.display());
        assert_eq!(lines.with(&remedy).len(), warnings, "{mode:o}");
        served.handle.drain();
        in_time(served.done).await.unwrap();
    }
    chmod(0o600);
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _events) = users();
    let _served = serve(builder.tls(files.tls())).await;
    chmod(0o644);
    files.write(&authority.issue("localhost", false));
    let warning = lines.until("chmod 600").await;
    assert!(warning.starts_with("WARN"), "{warning}");
}
