//! Size limits of messages, on both sides and in both directions.

#[cfg(feature = "gzip")]
use rpcsmith_runtime::codec::CompressionEncoding::Gzip;
use rpcsmith_runtime::{Code, Status};
use tokio::sync::mpsc::unbounded_channel;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, clients, get, say};

type Server = UserServiceServer<Users>;

/// Makes a call with an id of `size` bytes; the size 4 requests a user of about 1000 bytes. Returns the length of the name,
/// or the code and message of the status.
async fn call(client: &UserServiceClient, size: usize) -> Result<usize, (Code, String)> {
    let id = if size == 4 {
        "long".to_owned()
    } else {
        "i".repeat(size)
    };
    match client.get_user(get(&id)).await {
        Ok(response) => Ok(response.into_inner().user.unwrap().name.len()),
        Err(status) => Err(code_and_message(&status)),
    }
}

fn code_and_message(status: &Status) -> (Code, String) {
    (status.code(), status.message().to_owned())
}

fn too_large(message: &str) -> Result<usize, (Code, String)> {
    Err((Code::ResourceExhausted, message.to_owned()))
}

#[tokio::test]
async fn requests_received() {
    let server = Server::new(Users::new().0).max_decoding_message_size(10);
    for client in clients(server).await {
        assert_eq!(call(&client, 8).await, Ok(16));
        let message = "a request message of 11 bytes is over the limit of 10";
        assert_eq!(call(&client, 9).await, too_large(message));
    }
}

/// A small message may be large once it is decompressed.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn decompressed_messages() {
    let limited = || Server::new(Users::new().0).max_decoding_message_size(500);
    for client in clients(limited().accept_compressed(Gzip)).await {
        let client = client.send_compressed(Gzip);
        let status = client.get_user(get(&"i".repeat(600))).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted);
    }
    let server = Server::new(Users::new().0).send_compressed(Gzip);
    for client in clients(server).await {
        let client = client
            .accept_compressed(Gzip)
            .max_decoding_message_size(500);
        let status = client.get_user(get("long")).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted);
    }
}

#[tokio::test]
async fn responses_sent() {
    let server = Server::new(Users::new().0).max_encoding_message_size(100);
    for client in clients(server).await {
        assert_eq!(call(&client, 8).await, Ok(16));
        let message = "a response message of 1012 bytes is over the limit of 100";
        assert_eq!(call(&client, 4).await, too_large(message));
    }
}

#[tokio::test]
async fn responses_received() {
    for client in clients(Server::new(Users::new().0)).await {
        let client = client.max_decoding_message_size(100);
        assert_eq!(call(&client, 8).await, Ok(16));
        let message = "a response message of 1012 bytes is over the limit of 100";
        assert_eq!(call(&client, 4).await, too_large(message));
    }
}

#[tokio::test]
async fn requests_sent() {
    for client in clients(Server::new(Users::new().0)).await {
        let client = client.max_encoding_message_size(10);
        assert_eq!(call(&client, 8).await, Ok(16));
        let message = "a request message of 11 bytes is over the limit of 10";
        assert_eq!(call(&client, 9).await, too_large(message));
    }
}

#[tokio::test]
async fn requests_sent_within_a_stream() {
    for client in clients(Server::new(Users::new().0)).await {
        let client = client.max_encoding_message_size(10);
        let (sender, messages) = unbounded_channel();
        let answers = client.chat(UnboundedReceiverStream::new(messages)).await;
        let mut answers = answers.unwrap().into_inner();
        sender.send(say("short")).unwrap();
        let answer = answers.message().await.unwrap();
        assert_eq!(answer, Some(say("short, you say?")));
        sender.send(say("much longer")).unwrap();
        let status = answers.message().await.unwrap_err();
        let message = "a request message of 13 bytes is over the limit of 10";
        assert_eq!(
            code_and_message(&status),
            (Code::ResourceExhausted, message.to_owned())
        );
    }
}
