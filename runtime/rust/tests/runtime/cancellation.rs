//! Calls that are cancelled or exceed their deadline.

use std::time::Duration;

use rpcsmith_runtime::{Code, Request};
use tokio::sync::mpsc::unbounded_channel;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::reading::{ReadEvent, TaskReader};
use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{CreateUserRequest, ListUsersRequest};
use crate::support::{Users, clients, get, say, user};

#[tokio::test]
async fn dropping_a_call_drops_its_handler() {
    let (users, mut events) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        tokio::select! {
            _ = client.get_user(get("never")) => panic!("the handler answers"),
            started = events.recv() => assert_eq!(started, Some("unary started")),
        }
        assert_eq!(events.recv().await, Some("unary dropped"));
    }
}

#[tokio::test]
async fn dropping_a_call_drops_its_requests_too() {
    let (users, mut events) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let (create, requests) = unbounded_channel();
        tokio::select! {
            _ = client.create_users(UnboundedReceiverStream::<CreateUserRequest>::new(requests)) => {
                panic!("the requests end")
            }
            started = events.recv() => assert_eq!(started, Some("create started")),
        }
        assert_eq!(events.recv().await, Some("create dropped"));
        create.closed().await;
    }
}

#[tokio::test]
async fn dropping_a_stream_of_responses_drops_the_handlers() {
    let (users, mut events) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let request = ListUsersRequest { page_size: 0 };
        let mut users = client.list_users(request).await.unwrap().into_inner();
        assert_eq!(events.recv().await, Some("stream started"));
        assert_eq!(users.message().await.unwrap(), Some(user("first")));
        drop(users);
        assert_eq!(events.recv().await, Some("stream dropped"));
    }
}

#[tokio::test]
async fn dropping_one_stream_of_two_drops_both() {
    let (users, mut events) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let (sender, messages) = unbounded_channel();
        let messages = UnboundedReceiverStream::new(messages);
        let mut answers = client.chat(messages).await.unwrap().into_inner();
        assert_eq!(events.recv().await, Some("chat started"));
        sender.send(say("hello")).unwrap();
        assert_eq!(
            answers.message().await.unwrap(),
            Some(say("hello, you say?"))
        );
        drop(answers);
        assert_eq!(events.recv().await, Some("chat dropped"));
        sender.closed().await;
    }
}

#[tokio::test]
async fn a_deadline_ends_a_call() {
    let (users, mut events) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let mut request = Request::new(get("never"));
        request.set_timeout(Duration::from_millis(200));
        let status = client.get_user(request).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(events.recv().await, Some("unary started"));
        assert_eq!(events.recv().await, Some("unary dropped"));
    }
}

#[tokio::test]
async fn a_deadline_ends_a_stream() {
    let (users, mut events) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let mut request = Request::new(ListUsersRequest { page_size: 0 });
        request.set_timeout(Duration::from_millis(500));
        let mut users = client.list_users(request).await.unwrap().into_inner();
        assert_eq!(events.recv().await, Some("stream started"));
        assert_eq!(users.message().await.unwrap(), Some(user("first")));
        let status = users.message().await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(events.recv().await, Some("stream dropped"));
    }
}

/// A task that continues reading must not take the requests for complete when the client has disconnected.
#[tokio::test]
async fn requests_of_a_client_that_disconnects_have_not_ended() {
    let (service, mut events) = TaskReader::new();
    for client in clients(UserServiceServer::new(service)).await {
        let (create, requests) = unbounded_channel();
        tokio::select! {
            _ = client.create_users(UnboundedReceiverStream::new(requests)) => {
                panic!("the handler answers")
            }
            event = async {
                let name = "a".to_owned();
                create.send(CreateUserRequest { name }).unwrap();
                events.recv().await
            } => assert_eq!(event, Some(ReadEvent::Message)),
        }
        // The stream ends after the call is cancelled, so its end does not count.
        drop(create);
        assert_eq!(
            events.recv().await,
            Some(ReadEvent::Failed(Code::Cancelled))
        );
    }
}

#[tokio::test]
async fn requests_without_a_reader_of_responses_have_not_ended() {
    let (service, mut events) = TaskReader::new();
    for client in clients(UserServiceServer::new(service)).await {
        let (sender, messages) = unbounded_channel();
        let answers = client.chat(UnboundedReceiverStream::new(messages)).await;
        sender.send(say("hello")).unwrap();
        assert_eq!(events.recv().await, Some(ReadEvent::Message));
        drop(answers);
        assert_eq!(
            events.recv().await,
            Some(ReadEvent::Failed(Code::Cancelled))
        );
    }
}
