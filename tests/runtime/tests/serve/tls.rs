//! TLS: who is let in, and certificates that change.

use std::path::Path;
use std::time::Duration;

use rpcsmith_runtime::serve::ServerTls;
use tokio::net::TcpStream;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

use crate::certificates::{Authority, Files};
#[cfg(unix)]
use crate::lines::Lines;
use crate::sample::user::user_service_client::UserServiceClient;
use crate::support::{NO_SIGNALS, Served, get, serve, soon, user, users};

pub async fn connect(
    served: &Served,
    trusts: &Authority,
    identity: Option<&(String, String)>,
) -> Result<Channel, tonic::transport::Error> {
    let mut tls = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(trusts.pem()))
        .domain_name("localhost");
    if let Some((certificate, key)) = identity {
        tls = tls.identity(Identity::from_pem(certificate, key));
    }
    let endpoint = Endpoint::from_shared(format!("https://{}", served.address))?;
    endpoint.tls_config(tls)?.connect().await
}

pub async fn name(channel: Channel, id: &str) -> Result<String, tonic::Status> {
    let response = soon(UserServiceClient::new(channel).get_user(get(id))).await?;
    Ok(response.into_inner().user.unwrap().name)
}

#[tokio::test]
async fn without_client_certificates() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let (builder, _told) = users();
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
async fn only_with_a_certificate_that_holds() {
    let (authority, clients, others) = (Authority::new(), Authority::new(), Authority::new());
    let files = Files::new(&authority);
    std::fs::write(files.path("clients.pem"), clients.pem()).unwrap();
    let (builder, _told) = users();
    let tls = files
        .tls()
        .require_client_certificates(files.path("clients.pem"));
    let served = serve(builder.tls(tls)).await;

    let known = clients.issue("client.example.com", false);
    let channel = connect(&served, &authority, Some(&known)).await.unwrap();
    assert_eq!(
        name(channel, "identity").await.unwrap(),
        "client.example.com"
    );

    let (expired, foreign) = (clients.issue("c", true), others.issue("c", false));
    for identity in [None, Some(&expired), Some(&foreign)] {
        // With TLS 1.3, a client learns of the refusal only after it has begun to send.
        let refused = match connect(&served, &authority, identity).await {
            Ok(channel) => name(channel, "1").await.is_err(),
            Err(_) => true,
        };
        assert!(refused, "{identity:?}");
    }
}

#[tokio::test]
async fn with_a_certificate_or_none() {
    let (authority, others) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    std::fs::write(files.path("clients.pem"), authority.pem()).unwrap();
    let (builder, _told) = users();
    let tls = files
        .tls()
        .accept_client_certificates(files.path("clients.pem"));
    let served = serve(builder.tls(tls)).await;
    let known = authority.issue("client.example.com", false);
    let channel = connect(&served, &authority, Some(&known)).await.unwrap();
    assert_eq!(
        name(channel, "identity").await.unwrap(),
        "client.example.com"
    );
    let channel = connect(&served, &authority, None).await.unwrap();
    assert_eq!(name(channel, "identity").await.unwrap(), "");
    let foreign = others.issue("c", false);
    let refused = match connect(&served, &authority, Some(&foreign)).await {
        Ok(channel) => name(channel, "1").await.is_err(),
        Err(_) => true,
    };
    assert!(refused);
}

#[tokio::test]
async fn certificates_are_reloaded_and_connections_stay() {
    let (old, new) = (Authority::new(), Authority::new());
    let files = Files::new(&old);
    let (builder, _told) = users();
    let served = serve(builder.tls(files.tls())).await;
    let before = connect(&served, &old, None).await.unwrap();
    name(before.clone(), "1").await.unwrap();

    // Half of a change is left for later.
    let (certificate, key) = new.issue("localhost", false);
    std::fs::write(files.path("server.pem"), &certificate).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    connect(&served, &old, None).await.unwrap();

    files.write(&(certificate, key));
    soon(async {
        while connect(&served, &new, None).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    assert!(connect(&served, &old, None).await.is_err());
    name(before, "1").await.unwrap();
}

#[tokio::test]
async fn a_handshake_that_takes_too_long_ends() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let (builder, _told) = users();
    let builder = builder.tls(files.tls()).limits(rpcsmith_runtime::Limits {
        handshake_timeout: Duration::from_millis(50),
        ..rpcsmith_runtime::Limits::default()
    });
    let served = serve(builder).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut bytes = Vec::new();
    let _ = soon(tokio::io::AsyncReadExt::read_to_end(
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
    let (builder, _told) = users();
    let patient = Duration::from_secs(3600);
    let builder = builder
        .tls(files.tls())
        .limits(rpcsmith_runtime::Limits {
            handshake_timeout: patient,
            ..rpcsmith_runtime::Limits::default()
        })
        .drain(rpcsmith_runtime::Drain {
            grace: patient,
            ..NO_SIGNALS
        });
    let served = serve(builder).await;
    let silent = TcpStream::connect(served.address).await.unwrap();
    // The server accepts connections in their order.
    let channel = connect(&served, &authority, None).await.unwrap();
    name(channel, "1").await.unwrap();
    served.handle.drain();
    assert!(soon(served.done).await.unwrap().in_time);
    drop(silent);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let refused = async |tls: ServerTls| {
        let (builder, _told) = users();
        let error = builder
            .tls(tls)
            .bind(([127, 0, 0, 1], 0).into())
            .await
            .unwrap_err();
        error.to_string()
    };
    let missing = ServerTls::files(Path::new("missing.pem"), files.path("server.key"));
    assert!(
        refused(missing)
            .await
            .starts_with("missing.pem cannot be read")
    );
    let other_key = authority.issue("localhost", false).1;
    std::fs::write(files.path("other.key"), other_key).unwrap();
    let tls = ServerTls::files(files.path("server.pem"), files.path("other.key"));
    assert!(refused(tls).await.contains("server.pem: "));
    let tls = files
        .tls()
        .require_client_certificates(files.path("server.key"));
    assert!(refused(tls).await.contains("there is no certificate in it"));
}

/// Also after the files have changed; a key for a group, as Kubernetes gives it to a pod, is no cause for a warning.
#[cfg(unix)]
#[tokio::test]
async fn a_key_that_all_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let authority = Authority::new();
    let files = Files::new(&authority);
    let key = files.path("server.key");
    let chmod = |mode| {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for (mode, warned) in [(0o600, 0), (0o440, 0), (0o644, 1), (0o666, 1)] {
        chmod(mode);
        let lines = Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        let (builder, _told) = users();
        let served = serve(builder.tls(files.tls())).await;
        let remedy = format!("run `chmod 600 {}`", key.display());
        assert_eq!(lines.with(&remedy).len(), warned, "{mode:o}");
        served.handle.drain();
        soon(served.done).await.unwrap();
    }
    chmod(0o600);
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _told) = users();
    let _served = serve(builder.tls(files.tls())).await;
    chmod(0o644);
    files.write(&authority.issue("localhost", false));
    let warning = lines.until("chmod 600").await;
    assert!(warning.starts_with("WARN"), "{warning}");
}
