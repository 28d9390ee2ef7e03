//! Checks of unary methods.

use rpcsmith_runtime::Code;

use super::{code_and_message, create, get, new_user, no_user};
use crate::goldens::user_service::user::user_service_client::UserServiceClient;
use crate::goldens::user_service::user::{
    CreateUserRequest, DeleteUserRequest, GetUserResponse, UpdateUserRequest, User,
};

pub(super) async fn creates_and_gets(client: UserServiceClient) {
    let user = create(&client, "ada").await;
    assert_eq!(user, new_user(&user, "ada", "ada@example.com"));
    let id = user.id.clone();
    assert_eq!(
        get(&client, &id).await,
        Ok(GetUserResponse { user: Some(user) })
    );
}

pub(super) async fn creates_with_any_text(client: UserServiceClient) {
    let name = "Ада 🦀 \0 \u{10FFFF} \"quoted\" \r\n";
    let user = create(&client, name).await;
    assert_eq!(user, new_user(&user, name, &format!("{name}@example.com")));
}

pub(super) async fn rejects_invalid_users(client: UserServiceClient) {
    create(&client, "grace").await;
    for (name, email, code, message) in [
        ("", "", Code::InvalidArgument, "Name is required"),
        (
            "",
            "nobody@example.com",
            Code::InvalidArgument,
            "Name is required",
        ),
        ("nobody", "", Code::InvalidArgument, "Email is required"),
        (
            "other",
            "grace@example.com",
            Code::AlreadyExists,
            "Email already registered",
        ),
    ] {
        let request = CreateUserRequest {
            name: name.to_owned(),
            email: email.to_owned(),
            ..CreateUserRequest::default()
        };
        let status = client
            .create_user(request)
            .await
            .expect_err("the user is invalid");
        assert_eq!(code_and_message(status), (code, message.to_owned()));
    }
}

pub(super) async fn reports_unknown_users(client: UserServiceClient) {
    for id in ["", "0", "nobody", "кто-то", "100%"] {
        let id = id.to_owned();
        assert_eq!(get(&client, &id).await, Err(no_user(&id)));
        let update = UpdateUserRequest {
            id: id.clone(),
            ..UpdateUserRequest::default()
        };
        let status = client
            .update_user(update)
            .await
            .expect_err("the user does not exist");
        assert_eq!(code_and_message(status), no_user(&id));
        let delete = DeleteUserRequest { id: id.clone() };
        let status = client
            .delete_user(delete)
            .await
            .expect_err("the user does not exist");
        assert_eq!(code_and_message(status), no_user(&id));
    }
}

pub(super) async fn updates_set_fields(client: UserServiceClient) {
    let created = create(&client, "joan").await;
    for (name, email, expected_name, expected_email) in [
        (None, None, "joan", "joan@example.com"),
        (
            Some("Joan Updated"),
            None,
            "Joan Updated",
            "joan@example.com",
        ),
        (
            None,
            Some("joan@example.org"),
            "Joan Updated",
            "joan@example.org",
        ),
        (Some(""), Some("joan@example.net"), "", "joan@example.net"),
    ] {
        let request = UpdateUserRequest {
            id: created.id.clone(),
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
        };
        let updated = client
            .update_user(request)
            .await
            .expect("the user is updated");
        let expected = User {
            name: expected_name.to_owned(),
            email: expected_email.to_owned(),
            ..created.clone()
        };
        assert_eq!(updated.into_inner(), expected);
        assert_eq!(
            get(&client, &created.id).await,
            Ok(GetUserResponse {
                user: Some(expected)
            })
        );
    }
}

pub(super) async fn deletes(client: UserServiceClient) {
    let id = create(&client, "kurt").await.id;
    let request = DeleteUserRequest { id: id.clone() };
    let deleted = client.delete_user(request.clone()).await;
    deleted.expect("the user is deleted");
    assert_eq!(get(&client, &id).await, Err(no_user(&id)));
    let status = client
        .delete_user(request)
        .await
        .expect_err("the user no longer exists");
    assert_eq!(code_and_message(status), no_user(&id));
}

pub(super) async fn carries_large_messages(client: UserServiceClient) {
    let name = "n".repeat(1024 * 1024);
    let user = create(&client, &name).await;
    assert_eq!(
        get(&client, &user.id).await,
        Ok(GetUserResponse {
            user: Some(user.clone())
        })
    );
    let request = DeleteUserRequest { id: user.id };
    client
        .delete_user(request)
        .await
        .expect("the user is deleted");
}
