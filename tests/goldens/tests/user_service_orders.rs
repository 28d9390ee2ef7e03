//! Calls `user.UserService` with orders in process and over a socket.

use rpcsmith_goldens::goldens::user_service_orders::user::bidirectional_request::Command;
use rpcsmith_goldens::goldens::user_service_orders::user::bidirectional_response::Outcome;
use rpcsmith_goldens::goldens::user_service_orders::user::user_service_client::UserServiceClient;
use rpcsmith_goldens::goldens::user_service_orders::user::user_service_server::UserServiceServer;
use rpcsmith_goldens::goldens::user_service_orders::user::{
    BidirectionalRequest, BidirectionalResponse, CreateUserRequest, DeleteUserRequest,
    DeleteUserResponse, GetUserRequest, GetUserResponse, ListUsersRequest, ListUsersResponse,
    StreamUsersRequest, UpdateUserRequest, User, UserStatus,
};
use rpcsmith_goldens::serve;
use rpcsmith_goldens::user_service_orders::Users;
use rpcsmith_runtime::{Code, Status};
use tokio_stream::StreamExt;

fn creation(number: usize) -> CreateUserRequest {
    CreateUserRequest {
        name: format!("User {number}"),
        email: format!("user{number}@example.com"),
        status: if number.is_multiple_of(2) {
            UserStatus::Unspecified
        } else {
            UserStatus::Inactive
        }
        .into(),
    }
}

/// The expected user for [`creation`]; the server chooses the times.
fn created(number: usize, user: &User) -> User {
    assert!(user.created_at.is_some());
    assert_eq!(user.created_at, user.updated_at);
    User {
        id: format!("user_{number}"),
        name: format!("User {number}"),
        email: format!("user{number}@example.com"),
        status: if number.is_multiple_of(2) {
            UserStatus::Active
        } else {
            UserStatus::Inactive
        }
        .into(),
        orders: vec![],
        created_at: user.created_at,
        updated_at: user.updated_at,
    }
}

fn not_found<T: std::fmt::Debug>(result: Result<T, Status>) {
    let status = result.expect_err("the user does not exist");
    assert_eq!(
        (status.code(), status.message()),
        (Code::NotFound, "User not found")
    );
}

async fn all(client: UserServiceClient) {
    let users = creates(&client).await;
    lists(&client, &users).await;
    streams(&client, &users).await;
    changes(&client, &users[0]).await;
    runs_commands(&client, &users[1]).await;
}

async fn creates(client: &UserServiceClient) -> Vec<User> {
    let response = client.create_user(creation(0)).await.unwrap().into_inner();
    assert_eq!(response.created_count, 1);
    let mut users = vec![response.user.unwrap()];

    let requests = tokio_stream::iter((1..12).map(creation));
    let response = client
        .create_user_stream(requests)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(response.created_count, 11);
    let last = response.user.unwrap();

    let request = ListUsersRequest {
        limit: 100,
        offset: 1,
        ..ListUsersRequest::default()
    };
    let rest = client.list_users(request).await.unwrap().into_inner();
    assert_eq!(rest.users.last(), Some(&last));
    users.extend(rest.users);
    let expected: Vec<_> = users
        .iter()
        .enumerate()
        .map(|(number, user)| created(number, user))
        .collect();
    assert_eq!(users, expected);
    assert_eq!(users.len(), 12);
    users
}

async fn lists(client: &UserServiceClient, users: &[User]) {
    let inactive: Vec<_> = users.iter().skip(1).step_by(2).cloned().collect();
    for (limit, offset, status, expected, total_count) in [
        (0, 0, UserStatus::Unspecified, &users[..10], 12),
        (3, 0, UserStatus::Unspecified, &users[..3], 12),
        (3, 10, UserStatus::Unspecified, &users[10..], 12),
        (3, 12, UserStatus::Unspecified, &[], 12),
        (2, 1, UserStatus::Inactive, &inactive[1..3], 6),
        (0, 0, UserStatus::Suspended, &[], 0),
    ] {
        let request = ListUsersRequest {
            limit,
            offset,
            status: status.into(),
        };
        let response = client.list_users(request).await.unwrap().into_inner();
        assert_eq!(
            response,
            ListUsersResponse {
                users: expected.to_vec(),
                total_count
            }
        );
    }
}

async fn streams(client: &UserServiceClient, users: &[User]) {
    let inactive: Vec<_> = users.iter().skip(1).step_by(2).cloned().collect();
    for (limit, status, expected) in [
        (0, UserStatus::Unspecified, &users[..10]),
        (5, UserStatus::Unspecified, &users[..5]),
        (0, UserStatus::Inactive, &inactive[..]),
        (1, UserStatus::Suspended, &[]),
    ] {
        let request = StreamUsersRequest {
            limit,
            status: status.into(),
        };
        let responses = client.stream_users(request).await.unwrap().into_inner();
        let responses: Vec<_> = responses
            .map(|response| response.unwrap().user.unwrap())
            .collect()
            .await;
        assert_eq!(responses, expected);
    }
}

async fn changes(client: &UserServiceClient, user: &User) {
    let request = UpdateUserRequest {
        user_id: user.id.clone(),
        name: Some("Renamed".to_owned()),
        email: None,
        status: Some(UserStatus::Suspended.into()),
    };
    let updated = client
        .update_user(request)
        .await
        .unwrap()
        .into_inner()
        .user
        .unwrap();
    let expected = User {
        name: "Renamed".to_owned(),
        status: UserStatus::Suspended.into(),
        updated_at: updated.updated_at,
        ..user.clone()
    };
    assert_eq!(updated, expected);

    let get = GetUserRequest {
        user_id: user.id.clone(),
    };
    let found = client.get_user(get.clone()).await.unwrap().into_inner();
    assert_eq!(
        found,
        GetUserResponse {
            user: Some(expected)
        }
    );

    let delete = DeleteUserRequest {
        user_id: user.id.clone(),
    };
    let deleted = client
        .delete_user(delete.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(deleted, DeleteUserResponse {});
    not_found(client.get_user(get).await);
    not_found(client.delete_user(delete).await);
    not_found(client.update_user(UpdateUserRequest::default()).await);
}

async fn runs_commands(client: &UserServiceClient, user: &User) {
    let user_id = user.id.clone();
    let commands = [
        Command::GetUser(GetUserRequest {
            user_id: user_id.clone(),
        }),
        Command::DeleteUser(DeleteUserRequest {
            user_id: user_id.clone(),
        }),
        Command::GetUser(GetUserRequest { user_id }),
        Command::CreateUser(creation(12)),
    ];
    let requests = (1..)
        .zip(commands)
        .map(|(id, command)| BidirectionalRequest {
            id,
            command: Some(command),
        });
    let requests: Vec<_> = requests.collect();
    let responses = client
        .bidirectional_stream(tokio_stream::iter(requests))
        .await
        .unwrap();
    let responses: Result<Vec<_>, Status> = responses.into_inner().collect().await;
    let responses = responses.unwrap();
    let Some(Outcome::User(new)) = &responses[3].outcome else {
        panic!("no user is created: {responses:?}");
    };
    let outcomes = [
        Outcome::User(user.clone()),
        Outcome::User(user.clone()),
        Outcome::Error("User not found".to_owned()),
        Outcome::User(created(12, new)),
    ];
    let expected = (1..)
        .zip(outcomes)
        .map(|(id, outcome)| BidirectionalResponse {
            id,
            outcome: Some(outcome),
        });
    assert_eq!(responses, expected.collect::<Vec<_>>());

    let no_command = tokio_stream::iter([BidirectionalRequest::default()]);
    let mut responses = client
        .bidirectional_stream(no_command)
        .await
        .unwrap()
        .into_inner();
    let status = responses
        .message()
        .await
        .expect_err("the request has no command");
    assert_eq!(
        (status.code(), status.message()),
        (Code::InvalidArgument, "Command is required")
    );
}

#[tokio::test]
async fn in_process() {
    all(UserServiceClient::in_process(Users::default())).await;
}

#[tokio::test]
async fn over_a_socket() {
    let server = UserServiceServer::new(Users::default());
    let url = serve::spawn_url(server).await.unwrap();
    all(UserServiceClient::connect(url).await.unwrap()).await;
}
