//! The state of each method of an implementation.

use super::*;
use crate::skeleton::State;

const HEAD: &str = "#[path = \"gen/mod.rs\"]\npub mod proto;\n\
    use proto::user::v1::user_service_server::{UserService, UserServiceValidation};\n\
    use proto::user::v1::{GetUserRequest, ListUsersRequest, User, CreateUserRequest, CreateUsersResponse, ChatMessage, GetUserRequest as Renamed};\n\
    use rpcsmith_runtime::server::BoxStream;\n\
    use rpcsmith_runtime::{Request, Response, Status, Streaming};\n\
    pub mod wide { pub use crate::proto::user::v1::*; pub type Reply<T> = Result<rpcsmith_runtime::Response<T>, rpcsmith_runtime::Status>; pub struct Mine; }\n";

/// The state of the only method of an implementation with these functions, and its removed functions, as lines.
fn state(outline: MethodOutline, functions: &str) -> Vec<String> {
    let text = format!("{HEAD}impl<G: Send> UserService for G {{\n{functions}\n}}\n");
    let fixture = Fixture::new(&[("src/lib.rs", &text)]);
    // The names of messages of other services are known.
    let other = service("user.v1", "Other", &[list_users(), create_users()], false);
    let analysis = fixture.analyze(&[user_service(&[outline], false), other]);
    let [one] = &*analysis.services[0].service.implementations else {
        panic!("{text}")
    };
    let method = &one.methods[0];
    let place = format!("{}:{}", method.line, method.column);
    let mut lines = match &method.state {
        State::Implemented => vec![format!("{place} implemented")],
        State::Stub => vec![format!("{place} stub")],
        State::Missing => vec![format!("{place} missing")],
        State::Inherited => vec![format!("{place} inherited")],
        State::SignatureDiffers(differences) => differences
            .iter()
            .map(|d| {
                format!(
                    "{}:{} {}: {} is {}",
                    d.line, d.column, d.part, d.expected, d.found
                )
            })
            .collect(),
    };
    lines.extend(one.removed.iter().map(|r| {
        let renamed = r
            .renamed_to
            .as_ref()
            .map_or(String::new(), |to| format!(" -> {to}"));
        format!("{}:{} {}{renamed}", r.line, r.column, r.ident)
    }));
    lines
}

/// Asserts that a function is taken as the implementation of a method.
fn assert_implemented(outline: &MethodOutline, function: &str) {
    let state = state(outline.clone(), function);
    assert!(
        state.len() == 1 && state[0].ends_with("implemented"),
        "{function} {state:?}"
    );
}

#[test]
fn signatures_that_may_be_right_do_not_differ() {
    for function in [
        "async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>, Status> { a() }",
        "async fn get_user(&self, _: rpcsmith_runtime::Request<Renamed>) -> Result<Response<User>, Status> { a() }",
        "async fn get_user(&self, _: ::rpcsmith_runtime::Request<crate::proto::user::v1::GetUserRequest>) -> std::result::Result<::rpcsmith_runtime::Response<self::proto::user::v1::User>, ::rpcsmith_runtime::Status> { a() }",
        "async fn get_user(&self, _: Request<wide::GetUserRequest>) -> wide::Reply<wide::User> { a() }",
        "async fn get_user(self: &Self, _: Request<GetUserRequest>) -> api::Result<Response<User>> { a() }",
        "async fn get_user<'a>(&'a self, _: Request<(GetUserRequest)>) -> api::Result<Response<User>, Status> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> impl Future<Output = Result<Response<User>, Status>> + Send { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> impl std::future::Future<Output = wide::Reply<User>> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> Pin<Box<dyn Future<Output = Result<Response<User>, Status>> + Send + '_>> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> BoxFuture<'_, Result<Response<User>, Status>> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> std::future::Ready<Result<Response<User>, Status>> { a() }",
        "async fn get_user(&self, r: my!(GetUserRequest)) -> my!() { a() }",
        "async fn get_user(&self, r: other::Request<other::Message>) -> other::Reply { a() }",
        "async fn get_user(&self, r: Request<other::Message>) -> Result<Response<Self::Reply>, Status> { a() }",
        // rustc rejects this one.
        "async fn get_user(&self, r: Request<wide::Mine>) -> Result<Response<User>, Status> { a() }",
        "async fn get_user(&self, r: Request<<Self as Messages>::Get>) -> Result<Response<G>, Status> { a() }",
        "async fn get_user<T>(&self, r: Request<T>) -> Result<Response<T>, Status> { a() }",
    ] {
        assert_implemented(&get_user(), function);
    }
}

#[test]
fn signatures_of_streams_that_may_be_right_do_not_differ() {
    for function in [
        "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<BoxStream<User>>, Status> { a() }",
        "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<Pin<Box<dyn Stream<Item = Result<User, Status>> + Send>>>, Status> { a() }",
        "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<Users>, Status> { a() }",
    ] {
        assert_implemented(&list_users(), function);
    }
    assert_implemented(
        &create_users(),
        "async fn create_users(&self, r: Request<api::Streaming<CreateUserRequest>>) -> Result<Response<CreateUsersResponse>, Status> { a() }",
    );
    assert_implemented(
        &chat(),
        "async fn chat(&self, r: Request<rpcsmith_runtime::Streaming<ChatMessage>>) -> Result<Response<rpcsmith_runtime::server::BoxStream<ChatMessage>>, Status> { a() }",
    );
}

#[test]
fn signatures_with_well_known_types_that_may_be_right_do_not_differ() {
    let now = method(
        "GetUser",
        Streaming::Unary,
        "()",
        "::prost_types::Timestamp",
    );
    for function in [
        "async fn get_user(&self, r: Request<()>) -> Result<Response<prost_types::Timestamp>, Status> { a() }",
        "async fn get_user(&self, r: Request<other::Unit>) -> Result<Response<other::Time>, Status> { a() }",
    ] {
        assert_implemented(&now, function);
    }
}

#[test]
fn differences_have_both_types() {
    let expected = "Result<Response<User>, Status>";
    for (function, difference) in [
        (
            "async fn get_user(&self, r: Request<ListUsersRequest>) -> Result<Response<User>, Status> { a() }",
            "9:29 request: Request<GetUserRequest> is Request<ListUsersRequest>".to_owned(),
        ),
        (
            "async fn get_user(&self, r: Request<Streaming<GetUserRequest>>,) -> Result<Response<User>, Status> { a() }",
            "9:29 request: Request<GetUserRequest> is Request<Streaming<GetUserRequest>>"
                .to_owned(),
        ),
        (
            "async fn get_user(&self, r: Request<GetUserRequest>) -> Result<Response<BoxStream<User>>, Status> { a() }",
            format!("9:57 response: {expected} is Result<Response<BoxStream<User>>, Status>"),
        ),
        (
            "async fn get_user(&self, r: Request<GetUserRequest>) -> Result<User, Status> { a() }",
            format!("9:57 response: {expected} is Result<User, Status>"),
        ),
        (
            "fn get_user(&self, r: Request<GetUserRequest>) -> Result<Response<User>, Status> { a() }",
            format!("9:51 response: {expected} is Result<Response<User>, Status>"),
        ),
        (
            "async fn get_user(&self, r: Request<GetUserRequest>) { a() }",
            format!("9:54 response: {expected} is nothing"),
        ),
        (
            "async fn get_user(&mut self, r: Request<GetUserRequest>) -> Result<Response<User>, Status> { a() }",
            "9:19 receiver: &self is &mut self".to_owned(),
        ),
        (
            "async fn get_user(&self) -> Result<Response<User>, Status> { a() }",
            "9:18 parameters: (&self, request: Request<GetUserRequest>) is (&self)".to_owned(),
        ),
        (
            "async fn get_user(&self, r: Request<()>) -> Result<Response<()>, Status> { a() }",
            "9:29 request: Request<GetUserRequest> is Request<()>".to_owned(),
        ),
    ] {
        assert_eq!(state(get_user(), function)[0], difference, "{function}");
    }
    let function = "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<User>, Status> { a() }";
    assert!(state(list_users(), function)[0].ends_with("is Result<Response<User>, Status>"));
}

#[test]
fn only_unchanged_stubs_are_stubs() {
    let of_body = |body: &str| {
        let function = format!(
            "async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>, Status> {{ {body} }}"
        );
        state(get_user(), &function)[0]
            .split_once(' ')
            .expect("two words")
            .1
            .to_owned()
    };
    let error = "Err(Status::unimplemented(\"user.v1.UserService/GetUser is not implemented\"))";
    let stub = format!("let _request = request.into_inner();\n{error}");
    for body in [
        stub.clone(),
        stub.replace("Status", "::rpcsmith_runtime::Status"),
        // The method had another name.
        stub.replace("/GetUser", "/FetchUser"),
        stub.replace("_request ", "_requests "),
        format!("let _ = request; {error}"),
        stub.replace('\n', "\n// Ok(Response::new(User::default()))\n"),
    ] {
        assert_eq!(of_body(&body), "stub", "{body}");
    }
    for body in [
        "Ok(a())".to_owned(),
        String::new(),
        "todo!()".to_owned(),
        // A function with only an error is not a stub.
        error.to_owned(),
        format!("return {error};"),
        format!("let _request = request.into_inner(); a(); {error}"),
        format!("if a() {{ return {error}; }} Ok(b())"),
        stub.replace(
            "user.v1.UserService/GetUser is not implemented",
            "not on Sundays",
        ),
        stub.replace("user.v1.UserService/GetUser is", "exports are"),
        stub.replace("unimplemented", "internal"),
        stub.replace("_request ", "wanted "),
    ] {
        assert_eq!(of_body(&body), "implemented", "{body}");
    }
}

#[test]
fn removed_functions_have_their_probable_new_names() {
    let fetch = "async fn fetch_user(&self, _: Request<GetUserRequest>) -> Result<Response<User>, Status> { a() }";
    let lines = state(get_user(), &format!("{fetch}\nfn helper(&self) {{}}"));
    assert_eq!(
        lines,
        ["8:1 missing", "9:10 fetch_user -> get_user", "10:4 helper"]
    );
    // Functions with other types, of another kind, or with the same types as another one have no new name.
    for functions in [
        fetch.replace("GetUserRequest", "ListUsersRequest"),
        fetch.replace("<User>", "<BoxStream<User>>"),
        format!("{fetch}\n{}", fetch.replace("fetch", "load")),
        fetch.replace("GetUserRequest", "other::Message"),
    ] {
        let lines = state(get_user(), &functions);
        assert!(lines.iter().all(|line| !line.contains("->")), "{lines:?}");
    }
}

#[test]
fn checks_have_states_too() {
    let check = "async fn get_user_request(&self, r: &Request<GetUserRequest>) -> Result<(), Status> { a() }\n\
                 async fn gone(&self, r: &Request<User>) -> Result<(), Status> { a() }\n\
                 async fn list_users_request(&self, r: Request<ListUsersRequest>) -> Result<(), Status> { a() }";
    let text = format!("{HEAD}impl UserServiceValidation for () {{\n{check}\n}}\n");
    let fixture = Fixture::new(&[("src/lib.rs", &text)]);
    let service = user_service(&[get_user(), list_users(), chat()], true);
    let analysis = fixture.analyze(&[service]);
    let checks = analysis.services[0]
        .checks
        .as_ref()
        .expect("there are some");
    assert!(analysis.services[0].service.is_nowhere());
    let [one] = &*checks.implementations else {
        panic!()
    };
    let states: Vec<_> = one.methods.iter().map(|m| (&*m.name, &m.state)).collect();
    assert_eq!(states[0], ("user.v1.ChatMessage", &State::Inherited));
    assert_eq!(states[1], ("user.v1.GetUserRequest", &State::Implemented));
    assert!(matches!(states[2].1, State::SignatureDiffers(_)));
    assert_eq!(one.removed[0].ident, "gone");
}
