//! What is written to `tracing`, and what never is.

use rpcsmith_runtime::auth::{
    Access, Auth, Authenticator, Credentials, Denied, Identity, Jwt, JwtKey,
};
use rpcsmith_runtime::serve::CallLog;
use tonic::{Code, Request};

use crate::lines::Lines;
use crate::sample::user::user_service_methods as methods;
use crate::support::{client, get, serve, users};

#[tokio::test]
async fn a_line_a_call() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _told) = users();
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

/// Who calls is part of the line, and of what observers get.
#[tokio::test]
async fn a_line_names_the_caller() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _told) = users();
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
        let caller = match logged {
            true => format!("{request_id} peer={peer} subject=\"ada\""),
            false => format!(" peer={peer} subject=\"ada\""),
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

/// Takes everybody for Ada.
struct Ada;

impl Authenticator for Ada {
    async fn authenticate(&self, _: Credentials<'_>) -> Result<Identity, Denied> {
        Ok(Identity::new("ada"))
    }
}

/// Not even by those who say why they have refused them.
#[tokio::test]
async fn no_token() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let (builder, _told) = users();
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
    lines.until("a caller is not known").await;
    lines.until("code=16").await;
    // Those of HTTP/2 may say what is on the wire at the level `trace`; ours may not at any.
    let own = lines.with("rpcsmith");
    assert!(!own.is_empty());
    assert!(own.iter().all(|line| !line.contains("s3cret")), "{own:?}");
}
