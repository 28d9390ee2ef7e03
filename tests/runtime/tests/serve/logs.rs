//! The log lines of calls, which never contain tokens.

use rpcsmith_runtime::auth::{
    Access, Auth, Authenticator, Credentials, Denied, Identity, Jwt, JwtKey,
};
use rpcsmith_runtime::serve::CallLog;
use rpcsmith_runtime::{Code, Request};

use crate::lines::Lines;
use crate::sample::user::user_service_methods as methods;
use crate::support::{client, get, serve, users};

#[tokio::test]
async fn each_call_has_a_line() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _events) = users();
    let served = serve(builder.observe(CallLog)).await;
    let client = client(served.address).await;
    client.get_user(get("1")).await.unwrap();
    client.get_user(get("panic")).await.unwrap_err();
    let call = "service=\"user.UserService\" method=\"GetUser\"";
    let answered = lines.until(&format!("{call} code=0 duration_ms=")).await;
    assert!(answered.starts_with("INFO rpcsmith::calls"), "{answered}");
    let failed = lines.until(&format!("{call} code=13 duration_ms=")).await;
    assert!(failed.starts_with("WARN rpcsmith::calls"), "{failed}");
    let panicked = lines.until("/user.UserService/GetUser").await;
    assert!(panicked.starts_with("ERROR"), "{panicked}");
}

/// The line has the peer, the subject and the request id, which observers get too.
#[tokio::test]
async fn lines_name_the_caller() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _events) = users();
    let auth = Auth::new(Ada).method(methods::LIST_USERS, Access::Public);
    let served = serve(builder.observe(CallLog).auth(auth)).await;
    let client = client(served.address).await;
    for (id, logged) in [
        ("7f3a-1", true),
        ("with blank", false),
        (&*"x".repeat(129), false),
    ] {
        let mut request = Request::new(get("peer"));
        request
            .metadata_mut()
            .insert("x-request-id", id.parse().unwrap());
        let peer = client.get_user(request).await.unwrap().into_inner();
        let peer = peer.user.unwrap().name;
        let request_id = format!(" request_id={id:?}");
        let caller = if logged {
            format!("{request_id} peer={peer} subject=\"ada\"")
        } else {
            format!(" peer={peer} subject=\"ada\"")
        };
        lines.until(&caller).await;
        assert_eq!(lines.with(&request_id).len(), usize::from(logged), "{id}");
    }
    let all = crate::sample::user::ListUsersRequest { page_size: 1 };
    let mut listed = client.list_users(all).await.unwrap().into_inner();
    while listed.message().await.unwrap().is_some() {}
    let public = lines.until("method=\"ListUsers\"").await;
    assert!(
        public.contains("peer=127.0.0.1:") && !public.contains("subject"),
        "{public}"
    );
}

/// Authenticates every caller as Ada.
struct Ada;

impl Authenticator for Ada {
    async fn authenticate(&self, _: Credentials<'_>) -> Result<Identity, Denied> {
        Ok(Identity::new("ada"))
    }
}

/// The reasons of rejected tokens do not contain the tokens.
#[tokio::test]
async fn tokens_are_not_logged() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _events) = users();
    let key = JwtKey::hs256(b"a secret that has thirty-two bytes or more").unwrap();
    let auth = Auth::new(Jwt::new("issuer", "users", [key]));
    let served = serve(builder.observe(CallLog).auth(auth)).await;
    let client = client(served.address).await;
    for token in [
        "s3cret",
        "s3cret.s3cret.s3cret",
        "eyJhbGciOiJIUzI1NiJ9.s3cret.s3cret",
    ] {
        let mut request = Request::new(get("1"));
        let value = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", value);
        let status = client.get_user(request).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        assert!(!format!("{status:?}").contains("s3cret"), "{status:?}");
    }
    lines.until("authentication has failed").await;
    lines.until("code=16").await;
    // HTTP libraries may log headers at level `trace`; rpcsmith must not at any level.
    let own = lines.with("rpcsmith");
    assert!(!own.is_empty());
    assert!(own.iter().all(|line| !line.contains("s3cret")), "{own:?}");
}
