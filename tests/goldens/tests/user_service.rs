//! Runs all checks of `user.UserService` in process, over a socket and with interceptors.

use rpcsmith_goldens::goldens::user_service::user::GetUserRequest;
use rpcsmith_goldens::goldens::user_service::user::user_service_client::UserServiceClient;
use rpcsmith_goldens::goldens::user_service::user::user_service_server::UserServiceServer;
use rpcsmith_goldens::runtime::client::InProcess;
use rpcsmith_goldens::serve;
use rpcsmith_goldens::user_checks::CHECKS;
use rpcsmith_goldens::user_service::Users;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::metadata::MetadataValue;
use rpcsmith_runtime::{Code, Request, Status};

fn server() -> UserServiceServer<Users> {
    UserServiceServer::new(Users::default())
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip)
}

async fn run_checks(client: UserServiceClient) {
    for (name, check) in CHECKS {
        println!("{name}");
        check(client.clone()).await;
    }
}

#[tokio::test]
async fn in_process() {
    run_checks(UserServiceClient::new(InProcess::new(server()))).await;
}

#[tokio::test]
async fn over_a_socket() {
    let url = serve::spawn_url(server()).await.unwrap();
    run_checks(UserServiceClient::connect(url).await.unwrap()).await;
}

fn authorize(request: Request<()>) -> Result<Request<()>, Status> {
    match request.metadata().get("authorization") {
        Some(token) if token == "Bearer token" => Ok(request),
        _ => Err(Status::unauthenticated("Invalid or missing token")),
    }
}

fn add_token(mut request: Request<()>) -> Result<Request<()>, Status> {
    let token = MetadataValue::from_static("Bearer token");
    request.metadata_mut().insert("authorization", token);
    Ok(request)
}

/// An interceptor around the server checks a token that an interceptor of the client adds.
#[tokio::test]
async fn with_interceptors() {
    let server = rpcsmith_runtime::service::InterceptedService::new(server(), authorize);
    let transport = InProcess::new(server.clone());
    run_checks(UserServiceClient::with_interceptor(transport, add_token)).await;

    let status = UserServiceClient::new(server)
        .get_user(GetUserRequest::default())
        .await;
    let status = status.expect_err("the call has no token");
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unauthenticated, "Invalid or missing token")
    );
}

#[tokio::test]
async fn with_an_interceptor_of_the_generated_server() {
    let server = UserServiceServer::with_interceptor(Users::default(), authorize);
    let client = UserServiceClient::new(server);
    let status = client.get_user(GetUserRequest::default()).await;
    let status = status.expect_err("the call has no token");
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unauthenticated, "Invalid or missing token")
    );
}

/// Clients have the same type for all transports, so a struct that contains one needs no type parameter.
#[tokio::test]
async fn clients_are_one_type() {
    let url = serve::spawn_url(server()).await.unwrap();
    let clients: [UserServiceClient; 3] = [
        UserServiceClient::in_process(Users::default()),
        UserServiceClient::connect(url).await.unwrap(),
        UserServiceClient::with_interceptor(server(), add_token),
    ];
    for client in clients {
        let status = client.get_user(GetUserRequest { id: "7".to_owned() }).await;
        let status = status.expect_err("the user does not exist");
        assert_eq!(
            (status.code(), status.message()),
            (Code::NotFound, "User with id 7 not found")
        );
    }
}

#[tokio::test]
async fn rejects_messages_over_the_limit() {
    let request = || GetUserRequest {
        id: "x".repeat(1000),
    };
    let server = server().max_decoding_message_size(1002);
    let status = UserServiceClient::new(server).get_user(request()).await;
    let status = status.expect_err("the tag and the length exceed the limit by one byte");
    assert_eq!(status.code(), Code::ResourceExhausted);

    let client = UserServiceClient::in_process(Users::default()).max_encoding_message_size(1002);
    let status = client
        .get_user(request())
        .await
        .expect_err("the message exceeds the limit of the client");
    assert_eq!(status.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn connecting_fails_without_a_server() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    UserServiceClient::connect(url)
        .await
        .expect_err("no server listens");
}
