//! Calls the service in process: no socket, no port.

use rpcsmith_runtime::{Code, Status, Streaming};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use user_service::proto::user::v1::user_service_client::UserServiceClient;
use user_service::proto::user::v1::{
    ChatMessage, CreateUserRequest, DeleteUserRequest, GetUserRequest, ListUsersRequest,
    UpdateUserRequest, User, UserStatus,
};
use user_service::services::user_service::UserServiceImpl;

fn client() -> UserServiceClient {
    UserServiceClient::in_process(UserServiceImpl::default())
}

fn new_user(name: &str) -> CreateUserRequest {
    CreateUserRequest {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        password: "secret123".to_owned(),
    }
}

async fn create(client: &UserServiceClient, name: &str) -> User {
    let created = client.create_user(new_user(name)).await;
    created.unwrap().into_inner()
}

async fn get(client: &UserServiceClient, id: &str) -> Result<User, Status> {
    let request = GetUserRequest { id: id.to_owned() };
    let response = client.get_user(request).await?.into_inner();
    Ok(response.user.unwrap())
}

fn code_and_message(status: &Status) -> (Code, &str) {
    (status.code(), status.message())
}

#[tokio::test]
async fn get_user() {
    let client = client();
    let ada = create(&client, "Ada").await;
    assert_eq!(get(&client, "1").await.unwrap(), ada);
    for id in ["2", "01", "+1", "ada", ""] {
        let status = get(&client, id).await.unwrap_err();
        let text = format!("User with id {id} not found");
        assert_eq!(code_and_message(&status), (Code::NotFound, text.as_str()));
    }
}

#[tokio::test]
async fn create_user() {
    let client = client();
    let ada = create(&client, "Ada").await;
    assert_eq!((ada.id.as_str(), ada.name.as_str()), ("1", "Ada"));
    assert_eq!(ada.email, "ada@example.com");
    assert_eq!(ada.status(), UserStatus::Active);
    assert!(ada.created_at.is_some());
    assert_eq!(create(&client, "Bob").await.id, "2");

    for (name, email, code, text) in [
        ("", "", Code::InvalidArgument, "Name is required"),
        ("Eve", "", Code::InvalidArgument, "Email is required"),
        (
            "Eve",
            "ada@example.com",
            Code::AlreadyExists,
            "Email already registered",
        ),
    ] {
        let request = CreateUserRequest {
            name: name.to_owned(),
            email: email.to_owned(),
            password: String::new(),
        };
        let status = client.create_user(request).await.unwrap_err();
        assert_eq!(code_and_message(&status), (code, text));
    }
}

/// Updates a user, and returns the new one.
async fn update(
    client: &UserServiceClient,
    id: &str,
    name: Option<&str>,
    email: Option<&str>,
) -> Result<User, Status> {
    let request = UpdateUserRequest {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        email: email.map(str::to_owned),
    };
    let updated = client.update_user(request).await;
    updated.map(|user| user.into_inner())
}

#[tokio::test]
async fn update_user() {
    let client = client();
    let ada = create(&client, "Ada").await;
    create(&client, "Bob").await;

    let updated = update(&client, "1", Some("Ada L."), None).await.unwrap();
    let expected = User {
        name: "Ada L.".to_owned(),
        ..ada
    };
    assert_eq!(updated, expected);
    let updated = update(&client, "1", None, Some("ada@example.org"))
        .await
        .unwrap();
    assert_eq!(
        (updated.name.as_str(), updated.email.as_str()),
        ("Ada L.", "ada@example.org")
    );
    assert_eq!(get(&client, "1").await.unwrap(), updated);

    // A user can keep their email, and another user can take the previous one.
    for (id, email) in [("1", "ada@example.org"), ("2", "ada@example.com")] {
        update(&client, id, None, Some(email)).await.unwrap();
    }
}

#[tokio::test]
async fn update_user_rejects_invalid_changes() {
    let client = client();
    let ada = create(&client, "Ada").await;
    create(&client, "Bob").await;
    for (id, name, email, code, text) in [
        ("3", None, None, Code::NotFound, "User with id 3 not found"),
        (
            "1",
            Some(""),
            None,
            Code::InvalidArgument,
            "Name is required",
        ),
        (
            "1",
            None,
            Some(""),
            Code::InvalidArgument,
            "Email is required",
        ),
        (
            "1",
            Some("Eve"),
            Some("bob@example.com"),
            Code::AlreadyExists,
            "Email already registered",
        ),
    ] {
        let status = update(&client, id, name, email).await.unwrap_err();
        assert_eq!(code_and_message(&status), (code, text));
    }
    assert_eq!(get(&client, "1").await.unwrap(), ada);
}

#[tokio::test]
async fn delete_user() {
    let client = client();
    create(&client, "Ada").await;
    let delete = async || {
        let request = DeleteUserRequest { id: "1".to_owned() };
        client.delete_user(request).await
    };
    delete().await.unwrap();
    let status = delete().await.unwrap_err();
    assert_eq!(
        code_and_message(&status),
        (Code::NotFound, "User with id 1 not found")
    );
    // The email can be used again; the id cannot.
    assert_eq!(create(&client, "Ada").await.id, "2");
}

#[tokio::test]
async fn list_users() {
    let client = client();
    for number in 1..=12 {
        create(&client, &format!("User{number}")).await;
    }
    let page = async |page, page_size, status: UserStatus| -> Vec<String> {
        let request = ListUsersRequest {
            page,
            page_size,
            status_filter: status.into(),
        };
        let users = client.list_users(request).await.unwrap().into_inner();
        users.map(|user| user.unwrap().id).collect().await
    };

    assert_eq!(page(1, 3, UserStatus::Unspecified).await, ["1", "2", "3"]);
    assert_eq!(page(3, 5, UserStatus::Active).await, ["11", "12"]);
    for (number, size, status) in [
        (4, 5, UserStatus::Unspecified),
        (1, 5, UserStatus::Banned),
        (1, 0, UserStatus::Unspecified),
        (0, 5, UserStatus::Unspecified),
        (-1, 5, UserStatus::Unspecified),
        (1, -5, UserStatus::Unspecified),
        (i32::MAX, i32::MAX, UserStatus::Unspecified),
    ] {
        assert!(
            page(number, size, status).await.is_empty(),
            "{number}, {size}"
        );
    }
}

#[tokio::test]
async fn create_users() {
    let client = client();
    create(&client, "Ada").await;
    let create_all = async |names: &[&str]| {
        let requests: Vec<_> = names.iter().map(|name| new_user(name)).collect();
        client.create_users(tokio_stream::iter(requests)).await
    };

    let response = create_all(&["Bob", "Eve"]).await.unwrap().into_inner();
    let ids: Vec<_> = response.users.iter().map(|user| user.id.as_str()).collect();
    assert_eq!(ids, ["2", "3"]);
    assert_eq!((response.total_count, response.has_more), (2, false));

    // If one user is invalid, no user is registered.
    for (names, code, text) in [
        (
            &["Dan", ""],
            Code::InvalidArgument,
            "User 2: Name is required",
        ),
        (
            &["Dan", "Ada"],
            Code::AlreadyExists,
            "User 2: Email already registered",
        ),
        (
            &["Dan", "Dan"],
            Code::AlreadyExists,
            "User 2: Email already registered",
        ),
    ] {
        let status = create_all(names).await.unwrap_err();
        assert_eq!(code_and_message(&status), (code, text));
    }
    assert_eq!(create(&client, "Dan").await.id, "4");
    assert_eq!(create_all(&[]).await.unwrap().into_inner().total_count, 0);
}

#[tokio::test]
async fn create_users_registers_no_user_if_it_is_cancelled() {
    let server = user_service::server().bind(([127, 0, 0, 1], 0).into());
    let server = server.await.unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(server.serve());
    let client = UserServiceClient::connect(url).await.unwrap();
    let (sent, mut is_sent) = mpsc::channel(1);
    let last = tokio_stream::once(()).filter_map(move |()| {
        sent.try_send(()).unwrap();
        None
    });
    let users = tokio_stream::iter(["Ada", "Bob"]).map(new_user);
    let users = users.chain(last).chain(tokio_stream::pending());
    tokio::select! {
        _ = client.create_users(users) => panic!("the requests do not end"),
        _ = is_sent.recv() => {}
    }
    let users = client.list_users(ListUsersRequest::default()).await;
    assert_eq!(users.unwrap().into_inner().message().await.unwrap(), None);
}

#[tokio::test]
async fn create_users_limits_the_size_of_a_batch() {
    let requests = tokio_stream::iter(0..).map(|number| new_user(&format!("{number:0>1000}")));
    let status = client().create_users(requests).await.unwrap_err();
    assert_eq!(
        code_and_message(&status),
        (Code::ResourceExhausted, "Too many users at a time")
    );
}

/// A member of the chat.
struct Member {
    name: &'static str,
    sender: mpsc::Sender<ChatMessage>,
    messages: Streaming<ChatMessage>,
}

impl Member {
    async fn join(client: &UserServiceClient, name: &'static str) -> Self {
        let (sender, requests) = mpsc::channel(1);
        let messages = client.chat(ReceiverStream::new(requests)).await.unwrap();
        Self {
            name,
            sender,
            messages: messages.into_inner(),
        }
    }

    async fn send(&self, content: &str) {
        let message = ChatMessage {
            user_id: self.name.to_owned(),
            content: content.to_owned(),
            timestamp: None,
        };
        self.sender.send(message).await.unwrap();
    }

    async fn receive(&mut self) -> Option<String> {
        let message = self.messages.message().await.unwrap()?;
        assert!(message.timestamp.is_some());
        Some(format!("{}: {}", message.user_id, message.content))
    }
}

#[tokio::test]
async fn chat() {
    let client = client();
    let mut ada = Member::join(&client, "ada").await;
    ada.send("is anybody there?").await;
    assert_eq!(ada.receive().await.unwrap(), "ada: is anybody there?");

    let mut bob = Member::join(&client, "bob").await;
    bob.send("I am").await;
    ada.send("welcome").await;
    for member in [&mut ada, &mut bob] {
        let mut received = [
            member.receive().await.unwrap(),
            member.receive().await.unwrap(),
        ];
        received.sort();
        assert_eq!(received, ["ada: welcome", "bob: I am"]);
    }

    // A member that ends its stream receives its last message, then the stream ends.
    bob.send("bye").await;
    let Member {
        sender,
        mut messages,
        ..
    } = bob;
    drop(sender);
    assert_eq!(messages.message().await.unwrap().unwrap().content, "bye");
    assert!(messages.message().await.unwrap().is_none());
    assert_eq!(ada.receive().await.unwrap(), "bob: bye");
    ada.send("alone again").await;
    assert_eq!(ada.receive().await.unwrap(), "ada: alone again");
}

#[tokio::test]
async fn chat_ends_for_members_that_read_too_slowly() {
    let client = client();
    let mut slow = Member::join(&client, "slow").await;
    let mut ada = Member::join(&client, "ada").await;
    for number in 0..1000 {
        ada.send(&number.to_string()).await;
        ada.receive().await.unwrap();
    }
    let status = loop {
        match slow.messages.message().await {
            Ok(message) => assert!(message.is_some()),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(
        status
            .message()
            .starts_with("You read too slowly and have missed ")
    );
}

#[tokio::test]
async fn chat_rejects_long_messages() {
    let mut ada = Member::join(&client(), "ada").await;
    ada.send(&"a".repeat(5000)).await;
    let status = ada.messages.message().await.unwrap_err();
    assert_eq!(
        code_and_message(&status),
        (Code::InvalidArgument, "A message has at most 4096 bytes")
    );
}
