//! Calls of the four kinds, concurrent calls, and extensions.

use std::sync::Arc;

use rpcsmith_runtime::Request;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{
    CreateUserRequest, GetUserResponse, ListUsersRequest, ListUsersResponse, User,
};
use crate::support::{ClientSide, ServerSide, Users, clients, get, say, text, user};

#[tokio::test]
async fn unary() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let mut request = Request::new(get("1"));
        request
            .metadata_mut()
            .insert("x-request", "5".parse().unwrap());
        let response = client.get_user(request).await.unwrap();
        assert_eq!(text(response.metadata(), "x-request-echo"), Some("5"));
        assert_eq!(text(response.trailers(), "x-request-trailer"), Some("5"));
        assert_eq!(response.trailers().len(), 1);
        let user = Some(user("1"));
        assert_eq!(response.into_inner(), GetUserResponse { user });
    }
}

#[tokio::test]
async fn server_streaming() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let request = ListUsersRequest { page_size: 3 };
        let users = client.list_users(request).await.unwrap().into_inner();
        let users: Result<Vec<_>, _> = users.collect().await;
        assert_eq!(users.unwrap(), [user("0"), user("1"), user("2")]);
    }
}

#[tokio::test]
async fn client_streaming() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let names = ["Ann", "Bob"].map(str::to_owned);
        let requests = names.clone().map(|name| CreateUserRequest { name });
        let response = client.create_users(tokio_stream::iter(requests)).await;
        let users = Vec::from_iter(names.into_iter().zip(0..).map(|(name, id)| User {
            id: id.to_string(),
            name,
        }));
        assert_eq!(response.unwrap().into_inner(), ListUsersResponse { users });
    }
}

#[tokio::test]
async fn bidi_streaming_answers_before_the_requests_end() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let (sender, messages) = mpsc::unbounded_channel();
        let answers = client.chat(UnboundedReceiverStream::new(messages)).await;
        let mut answers = answers.unwrap().into_inner();
        for content in ["one", "two"] {
            sender.send(say(content)).unwrap();
            let answer = answers.message().await.unwrap();
            assert_eq!(answer, Some(say(&format!("{content}, you say?"))));
        }
        drop(sender);
        assert_eq!(answers.message().await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_share_one_client() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let client = Arc::new(client);
        let mut calls = JoinSet::new();
        for id in 0..64 {
            let client = Arc::clone(&client);
            calls.spawn(async move {
                let response = client.get_user(get(&id.to_string())).await.unwrap();
                (id, response.into_inner().user)
            });
        }
        let mut answers = calls.join_all().await;
        answers.sort_by_key(|(id, _)| *id);
        let expected = (0..64).map(|id| (id, Some(user(&id.to_string()))));
        assert_eq!(answers, Vec::from_iter(expected));
    }
}

#[tokio::test]
async fn extensions_do_not_cross_sides_in_process() {
    let client = UserServiceClient::in_process(Users::new().0);
    let mut request = Request::new(get("extensions"));
    request.extensions_mut().insert(ClientSide);
    let response = client.get_user(request).await.unwrap();
    assert!(response.extensions().get::<ServerSide>().is_none());
    let user = Some(user("unseen"));
    assert_eq!(response.into_inner(), GetUserResponse { user });
}
