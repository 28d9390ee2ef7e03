//! Authentication and access policies.

use rpcsmith_runtime::auth::{Access, Auth, Authenticator, Credentials, Denied, Identity};
use rpcsmith_runtime::serve::ServerBuilder;
use rpcsmith_runtime::{Code, Request};

use crate::sample::health::{HealthCheckRequest, HealthClient};
use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::{GetUserRequest, ListUsersRequest};
use crate::support::{channel, get, serve, tonic_channel, users};

/// Accepts two tokens, and is unavailable for another.
struct Tokens;

impl Authenticator for Tokens {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
        match credentials.bearer_token()? {
            "reader" => Ok(Identity::new("ada").with_scopes(["read"])),
            "writer" => Ok(Identity::new("grace")
                .with_scopes(["read", "write"])
                .with_claims(7_u32)),
            "down" => Err(Denied::unavailable("the store is down")),
            _ => Err(Denied::invalid("s3cret detail")),
        }
    }
}

async fn client(builder: ServerBuilder) -> UserServiceClient {
    let served = serve(builder).await;
    UserServiceClient::new(channel(served.address).await)
}

fn with(authorization: &[&str]) -> Request<GetUserRequest> {
    let mut request = Request::new(get("1"));
    for value in authorization {
        request
            .metadata_mut()
            .append("authorization", value.parse().unwrap());
    }
    request
}

async fn code(client: &UserServiceClient, authorization: &[&str]) -> Code {
    let result = client.get_user(with(authorization)).await;
    result.map_or_else(|status| status.code(), |_| Code::Ok)
}

#[tokio::test]
async fn by_default_authenticated_callers_are_allowed() {
    let (builder, _events) = users();
    let client = client(builder.auth(Auth::new(Tokens))).await;
    for (authorization, expected) in [
        (&["Bearer reader"][..], Code::Ok),
        (&["bearer reader"], Code::Ok),
        (&["BEARER  reader"], Code::Ok),
        (&[], Code::Unauthenticated),
        (&["Bearer"], Code::Unauthenticated),
        (&["Bearer "], Code::Unauthenticated),
        (&["Basic reader"], Code::Unauthenticated),
        (&["Bearer other"], Code::Unauthenticated),
        (&["Bearer reader", "Bearer reader"], Code::Unauthenticated),
        (&["Bearer down"], Code::Unavailable),
    ] {
        assert_eq!(
            code(&client, authorization).await,
            expected,
            "{authorization:?}"
        );
    }
    let status = client.get_user(with(&["Bearer other"])).await.unwrap_err();
    assert_eq!(status.message(), "the caller is not known");
    assert!(status.details().is_empty());
}

#[tokio::test]
async fn a_policy_for_methods_and_services() {
    let (builder, _events) = users();
    let auth = Auth::new(Tokens)
        .others(Access::Public)
        .service(methods::SERVICE, Access::scopes(["read"]))
        .method(methods::GET_USER, Access::scopes(["read", "write"]))
        .method(methods::CHAT, Access::Public);
    let client = client(builder.auth(auth)).await;
    assert_eq!(code(&client, &["Bearer writer"]).await, Code::Ok);
    let status = client.get_user(with(&["Bearer reader"])).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::PermissionDenied, "the caller may not do that")
    );
    let list = async |token: &str| {
        let mut request = Request::new(ListUsersRequest { page_size: 1 });
        request
            .metadata_mut()
            .insert("authorization", token.parse().unwrap());
        let listed = client.list_users(request).await;
        listed.map_or_else(|status| status.code(), |_| Code::Ok)
    };
    assert_eq!(list("Bearer reader").await, Code::Ok);
    assert_eq!(list("Bearer other").await, Code::Unauthenticated);
    client.chat(tokio_stream::empty()).await.unwrap();
}

/// Layers and handlers get the identity of the caller.
#[tokio::test]
async fn the_identity_is_in_the_extensions() {
    let (builder, _events) = users();
    let check = tower::util::MapRequestLayer::new(
        |request: http::Request<rpcsmith_runtime::body::Body>| {
            let identity = request.extensions().get::<Identity>().unwrap();
            assert_eq!(identity.subject(), "grace");
            assert_eq!(identity.claims::<u32>(), Some(&7));
            assert!(identity.claims::<u64>().is_none());
            request
        },
    );
    let client = client(builder.auth(Auth::new(Tokens)).layer(check)).await;
    assert_eq!(code(&client, &["Bearer writer"]).await, Code::Ok);
    assert_eq!(
        code(&client, &[]).await,
        Code::Unauthenticated,
        "an unauthenticated call reaches the layer"
    );
}

#[tokio::test]
async fn unknown_methods_and_services_are_rejected() {
    for (auth, error) in [
        (
            Auth::new(Tokens).method("/user.UserService/GetUsers", Access::Public),
            "no service has the method /user.UserService/GetUsers",
        ),
        (
            Auth::new(Tokens).service("user.Users", Access::Public),
            "there is no service user.Users",
        ),
    ] {
        let (builder, _events) = users();
        let served = builder.auth(auth).bind(([127, 0, 0, 1], 0).into()).await;
        assert_eq!(served.unwrap_err().to_string(), error);
    }
}

#[tokio::test]
async fn health_is_public_and_reflection_is_not() {
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;

    let (builder, _events) = users();
    let builder = builder
        .health()
        .reflection([&b"\x0a\x09\x0a\x07x.proto"[..]])
        .auth(Auth::new(Tokens));
    let served = serve(builder).await;
    let health = HealthClient::new(channel(served.address).await);
    health.check(HealthCheckRequest::default()).await.unwrap();
    let reflected = ServerReflectionClient::new(tonic_channel(served.address).await)
        .server_reflection_info(tokio_stream::empty())
        .await;
    assert_eq!(
        reflected.unwrap_err().code() as i32,
        Code::Unauthenticated as i32
    );
}
