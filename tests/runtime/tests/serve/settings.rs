//! Settings that a server rejects before it listens, and Unix sockets.

use rpcsmith_runtime::{ServeError, Server};

use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, users};

#[tokio::test]
async fn plaintext_needs_a_loopback_address() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let (builder, _events) = users();
        let error = builder.bind(address.parse().unwrap()).await.unwrap_err();
        assert!(matches!(error, ServeError::Plaintext(_)), "{error}");
    }
    let (builder, _events) = users();
    let address = "0.0.0.0:0".parse().unwrap();
    let server = builder.allow_plaintext().bind(address).await.unwrap();
    assert!(server.local_addr().unwrap().ip().is_unspecified());
}

#[tokio::test]
async fn duplicate_services_are_rejected() {
    let (builder, _events) = users();
    let (duplicate, _) = Users::new();
    let builder = builder.add_service(UserServiceServer::new(duplicate));
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the service user.UserService is added twice"
    );
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server::builder().bind(taken.local_addr().unwrap()).await;
    assert!(matches!(server.unwrap_err(), ServeError::Bind(..)));
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_needs_no_tls() {
    use crate::support::{NO_SIGNALS, get, user};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.sock");
    let (users, _events) = Users::new();
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let server = Server::builder()
        .drain(NO_SIGNALS)
        .add_service(UserServiceServer::new(users))
        .listen_unix(listener)
        .unwrap();
    let handle = server.drain_handle();
    assert_eq!(server.local_addr(), None);
    let done = tokio::spawn(server.serve());
    let url = format!("unix:{}", path.display());
    let client = crate::sample::user::user_service_client::UserServiceClient::connect(url).await;
    let client = client.unwrap();
    let response = client.get_user(get("1")).await.unwrap();
    assert_eq!(response.into_inner().user, Some(user("1")));
    let response = client.get_user(get("process")).await.unwrap();
    let process = response.into_inner().user.unwrap().name;
    // Not all systems know it.
    assert!(process.is_empty() || process == std::process::id().to_string());
    drop(client);
    handle.drain();
    assert!(
        crate::support::in_time(done)
            .await
            .unwrap()
            .unwrap()
            .in_time
    );
}
