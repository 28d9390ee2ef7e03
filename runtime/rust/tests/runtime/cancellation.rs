//! Calls that end before their time.

use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::{Code, Request};

use crate::reading::{Reading, Seen};
use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{CreateUserRequest, ListUsersRequest};
use crate::support::{Users, clients, get, say, user};

#[tokio::test]
async fn dropping_a_call_drops_its_handler() {
    let (users, mut told) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        tokio::select! {
            _ = client.get_user(get("never")) => panic!("the handler never answers"),
            begun = told.recv() => assert_eq!(begun, Some("unary begun")),
        }
        assert_eq!(told.recv().await, Some("unary dropped"));
    }
}

#[tokio::test]
async fn dropping_a_call_drops_its_requests_too() {
    let (users, mut told) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let (create, requests) = unbounded_channel();
        tokio::select! {
            _ = client.create_users(UnboundedReceiverStream::<CreateUserRequest>::new(requests)) => {
                panic!("the requests never end")
            }
            begun = told.recv() => assert_eq!(begun, Some("create begun")),
        }
        assert_eq!(told.recv().await, Some("create dropped"));
        create.closed().await;
    }
}

#[tokio::test]
async fn dropping_a_stream_of_responses_drops_the_handlers() {
    let (users, mut told) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let request = ListUsersRequest { page_size: 0 };
        let mut users = client.list_users(request).await.unwrap().into_inner();
        assert_eq!(told.recv().await, Some("stream begun"));
        assert_eq!(users.message().await.unwrap(), Some(user("first")));
        drop(users);
        assert_eq!(told.recv().await, Some("stream dropped"));
    }
}

#[tokio::test]
async fn dropping_one_stream_of_two_drops_both() {
    let (users, mut told) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let (say_it, said) = unbounded_channel();
        let said = UnboundedReceiverStream::new(said);
        let mut answers = client.chat(said).await.unwrap().into_inner();
        assert_eq!(told.recv().await, Some("chat begun"));
        say_it.send(say("hello")).unwrap();
        assert_eq!(
            answers.message().await.unwrap(),
            Some(say("hello, you say?"))
        );
        drop(answers);
        assert_eq!(told.recv().await, Some("chat dropped"));
        say_it.closed().await;
    }
}

#[tokio::test]
async fn a_deadline_ends_a_call() {
    let (users, mut told) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let mut request = Request::new(get("never"));
        request.set_timeout(Duration::from_millis(200));
        let status = client.get_user(request).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(told.recv().await, Some("unary begun"));
        assert_eq!(told.recv().await, Some("unary dropped"));
    }
}

#[tokio::test]
async fn a_deadline_ends_a_stream() {
    let (users, mut told) = Users::new();
    for client in clients(UserServiceServer::new(users)).await {
        let mut request = Request::new(ListUsersRequest { page_size: 0 });
        request.set_timeout(Duration::from_millis(500));
        let mut users = client.list_users(request).await.unwrap().into_inner();
        assert_eq!(told.recv().await, Some("stream begun"));
        assert_eq!(users.message().await.unwrap(), Some(user("first")));
        let status = users.message().await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(told.recv().await, Some("stream dropped"));
    }
}

/// A handler whose task reads on must not take requests for whole when the client has gone.
#[tokio::test]
async fn requests_of_a_client_that_goes_have_not_ended() {
    let (reading, mut told) = Reading::new();
    for client in clients(UserServiceServer::new(reading)).await {
        let (create, requests) = unbounded_channel();
        tokio::select! {
            _ = client.create_users(UnboundedReceiverStream::new(requests)) => {
                panic!("the handler never answers")
            }
            seen = async {
                let name = "a".to_owned();
                create.send(CreateUserRequest { name }).unwrap();
                told.recv().await
            } => assert_eq!(seen, Some(Seen::Message)),
        }
        // Its end comes too late to be one.
        drop(create);
        assert_eq!(told.recv().await, Some(Seen::Failed(Code::Cancelled)));
    }
}

#[tokio::test]
async fn requests_that_are_cancelled_have_not_ended() {
    let (reading, mut told) = Reading::new();
    for client in clients(UserServiceServer::new(reading)).await {
        let (say_it, said) = unbounded_channel();
        let mut request = Request::new(UnboundedReceiverStream::new(said));
        let requests = request.cancellation_handle();
        let _answers = client.chat(request).await.unwrap();
        say_it.send(say("hello")).unwrap();
        assert_eq!(told.recv().await, Some(Seen::Message));
        requests.cancel();
        assert_eq!(told.recv().await, Some(Seen::Failed(Code::Cancelled)));
    }
}

#[tokio::test]
async fn requests_without_a_reader_of_responses_have_not_ended() {
    let (reading, mut told) = Reading::new();
    for client in clients(UserServiceServer::new(reading)).await {
        let (say_it, said) = unbounded_channel();
        let answers = client.chat(UnboundedReceiverStream::new(said)).await;
        say_it.send(say("hello")).unwrap();
        assert_eq!(told.recv().await, Some(Seen::Message));
        drop(answers);
        assert_eq!(told.recv().await, Some(Seen::Failed(Code::Cancelled)));
    }
}
