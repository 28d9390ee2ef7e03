//! Interceptors of servers and clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rpcsmith_runtime::client::InProcess;
use rpcsmith_runtime::{Code, Method, Request, Status};

use crate::sample::user::ListUsersRequest;
use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, channel, clients, get, serve, text, user};

#[tokio::test]
async fn of_a_server() {
    let interceptor = |mut request: Request<()>| {
        if request.metadata().contains_key("x-refuse") {
            return Err(Status::permission_denied("refused"));
        }
        request
            .metadata_mut()
            .insert("x-request", "intercepted".parse().unwrap());
        Ok(request)
    };
    let server = UserServiceServer::with_interceptor(Users::new().0, interceptor);
    for client in clients(server).await {
        let response = client.get_user(get("1")).await.unwrap();
        assert_eq!(
            text(response.metadata(), "x-request-echo"),
            Some("intercepted")
        );

        let mut request = Request::new(get("1"));
        request
            .metadata_mut()
            .insert("x-refuse", "1".parse().unwrap());
        let status = client.get_user(request).await.unwrap_err();
        assert_eq!(
            (status.code(), status.message()),
            (Code::PermissionDenied, "refused")
        );
    }
}

#[tokio::test]
async fn of_a_client() {
    let calls = Arc::new(AtomicU32::new(0));
    let interceptor = move |mut request: Request<()>| {
        let method = request.extensions().get::<Method>().unwrap();
        let call = format!("{}.{}", method.service(), method.name());
        if method.name() == "ListUsers" {
            return Err(Status::permission_denied(call));
        }
        let call = format!("{call} {}", calls.fetch_add(1, Ordering::Relaxed));
        request
            .metadata_mut()
            .insert("x-request", call.parse().unwrap());
        Ok(request)
    };
    let server = UserServiceServer::new(Users::new().0);
    let channel = channel(serve(server.clone()).await).await;
    let over_socket = UserServiceClient::with_interceptor(channel, interceptor.clone());
    let in_process = UserServiceClient::with_interceptor(InProcess::new(server), interceptor);
    for (call, client) in [over_socket, in_process].into_iter().enumerate() {
        let response = client.get_user(get("1")).await.unwrap();
        let expected = format!("user.UserService.GetUser {call}");
        assert_eq!(
            text(response.metadata(), "x-request-echo"),
            Some(expected.as_str())
        );
        assert_eq!(response.into_inner().user, Some(user("1")));

        let status = client.list_users(ListUsersRequest::default()).await;
        let status = status.map(|_| ()).unwrap_err();
        let expected = (Code::PermissionDenied, "user.UserService.ListUsers");
        assert_eq!((status.code(), status.message()), expected);
    }
}
