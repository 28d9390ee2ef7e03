//! Limits of the size of messages, on each side and each way.

use tokio::sync::mpsc::unbounded_channel;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::{Code, Status};

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, clients, get, say};

type Server = UserServiceServer<Users>;

/// What comes of a call for a user of about 1000 bytes by an id of `size` bytes.
async fn call(client: &UserServiceClient, size: usize) -> Result<usize, (Code, String)> {
    let id = if size == 4 {
        "long".to_owned()
    } else {
        "i".repeat(size)
    };
    match client.get_user(get(&id)).await {
        Ok(response) => Ok(response.into_inner().user.unwrap().name.len()),
        Err(status) => Err(told(&status)),
    }
}

fn told(status: &Status) -> (Code, String) {
    (status.code(), status.message().to_owned())
}

fn too_large(message: &str) -> Result<usize, (Code, String)> {
    Err((Code::OutOfRange, message.to_owned()))
}

#[tokio::test]
async fn requests_received() {
    let server = Server::new(Users::new().0).max_decoding_message_size(10);
    for client in clients(server).await {
        assert_eq!(call(&client, 8).await, Ok(16));
        let message =
            "Error, decoded message length too large: found 11 bytes, the limit is: 10 bytes";
        assert_eq!(call(&client, 9).await, too_large(message));
    }
}

#[tokio::test]
async fn responses_sent() {
    let server = Server::new(Users::new().0).max_encoding_message_size(100);
    for client in clients(server).await {
        assert_eq!(call(&client, 8).await, Ok(16));
        let message =
            "Error, encoded message length too large: found 1012 bytes, the limit is: 100 bytes";
        assert_eq!(call(&client, 4).await, too_large(message));
    }
}

#[tokio::test]
async fn responses_received() {
    for client in clients(Server::new(Users::new().0)).await {
        let client = client.max_decoding_message_size(100);
        assert_eq!(call(&client, 8).await, Ok(16));
        let message =
            "Error, decoded message length too large: found 1012 bytes, the limit is: 100 bytes";
        assert_eq!(call(&client, 4).await, too_large(message));
    }
}

#[tokio::test]
async fn requests_sent() {
    for client in clients(Server::new(Users::new().0)).await {
        let client = client.max_encoding_message_size(10);
        assert_eq!(call(&client, 8).await, Ok(16));
        let message =
            "Error, encoded message length too large: found 11 bytes, the limit is: 10 bytes";
        assert_eq!(call(&client, 9).await, too_large(message));
    }
}

#[tokio::test]
async fn requests_sent_amid_a_stream() {
    for client in clients(Server::new(Users::new().0)).await {
        let client = client.max_encoding_message_size(10);
        let (say_it, said) = unbounded_channel();
        let answers = client.chat(UnboundedReceiverStream::new(said)).await;
        let mut answers = answers.unwrap().into_inner();
        say_it.send(say("short")).unwrap();
        let answer = answers.message().await.unwrap();
        assert_eq!(answer, Some(say("short, you say?")));
        say_it.send(say("much longer")).unwrap();
        let status = answers.message().await.unwrap_err();
        let message =
            "Error, encoded message length too large: found 13 bytes, the limit is: 10 bytes";
        assert_eq!(told(&status), (Code::OutOfRange, message.to_owned()));
    }
}
