//! Compression of requests and responses.

use rpcsmith_runtime::Code;
use rpcsmith_runtime::codec::CompressionEncoding::Gzip;

use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, clients, get, text};

#[tokio::test]
async fn requests_and_responses_are_compressed() {
    let server = UserServiceServer::new(Users::new().0);
    for client in clients(server.accept_compressed(Gzip).send_compressed(Gzip)).await {
        let client = client.send_compressed(Gzip).accept_compressed(Gzip);
        let response = client.get_user(get("long")).await.unwrap();
        assert_eq!(
            text(response.metadata(), "grpc-encoding-echo"),
            Some("gzip")
        );
        assert_eq!(text(response.metadata(), "grpc-encoding"), Some("gzip"));
        let user = response.into_inner().user.unwrap();
        assert_eq!(user.name, "n".repeat(1000));
    }
}

#[tokio::test]
async fn responses_are_compressed_only_if_the_client_accepts_it() {
    let server = UserServiceServer::new(Users::new().0).send_compressed(Gzip);
    for client in clients(server).await {
        let response = client.get_user(get("long")).await.unwrap();
        assert_eq!(text(response.metadata(), "grpc-encoding"), None);
    }
}

#[tokio::test]
async fn a_handler_can_send_a_response_without_compression() {
    let server = UserServiceServer::new(Users::new().0).send_compressed(Gzip);
    for client in clients(server).await {
        let client = client.accept_compressed(Gzip);
        let response = client.get_user(get("plain")).await.unwrap();
        assert_eq!(text(response.metadata(), "grpc-encoding"), None);
        assert_eq!(response.into_inner().user.unwrap().id, "plain");
    }
}

#[tokio::test]
async fn a_server_rejects_compression_that_it_does_not_accept() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let client = client.send_compressed(Gzip);
        let status = client.get_user(get("long")).await.unwrap_err();
        let message = "the requests are compressed with `gzip`, which the server does not accept";
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unimplemented, message)
        );
        assert_eq!(
            text(status.metadata(), "grpc-accept-encoding"),
            Some("identity")
        );
    }
}
