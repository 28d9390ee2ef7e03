//! What is told of every method.

use super::*;
use crate::skeleton::State;

const HEAD: &str = "#[path = \"gen/mod.rs\"]\npub mod proto;\n\
    use proto::user::v1::user_service_server::{UserService, UserServiceValidation};\n\
    use proto::user::v1::{GetUserRequest, ListUsersRequest, User, CreateUserRequest, CreateUsersResponse, ChatMessage, GetUserRequest as Renamed};\n\
    use rpcsmith_runtime::server::BoxStream;\n\
    use tonic::{Request, Response, Status, Streaming};\n\
    pub mod wide { pub use crate::proto::user::v1::*; pub type Reply<T> = Result<tonic::Response<T>, tonic::Status>; pub struct Mine; }\n";

/// What is told of the only method of an implementation with these functions: its state, then what is removed.
fn state(outline: MethodOutline, functions: &str) -> Vec<String> {
    let text = format!("{HEAD}impl<G: Send> UserService for G {{\n{functions}\n}}\n");
    let fixture = Fixture::new(&[("src/lib.rs", &text)]);
    // The messages of other services are known by name.
    let other = service("user.v1", "Other", &[list_users(), create_users()], false);
    let analysis = fixture.analyze(&[user_service(&[outline], false), other]);
    let [one] = &*analysis.services[0].service.implementations else {
        panic!("{text}")
    };
    let method = &one.methods[0];
    let place = format!("{}:{}", method.line, method.column);
    let mut told = match &method.state {
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
    told.extend(one.removed.iter().map(|r| {
        let became = r
            .renamed_to
            .as_ref()
            .map_or(String::new(), |to| format!(" -> {to}"));
        format!("{}:{} {}{became}", r.line, r.column, r.ident)
    }));
    told
}

#[test]
fn right_ones_never_differ() {
    for functions in [
        "async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>, Status> { a() }",
        "async fn get_user(&self, _: tonic::Request<Renamed>) -> Result<Response<User>, Status> { a() }",
        "async fn get_user(&self, _: ::tonic::Request<crate::proto::user::v1::GetUserRequest>) -> std::result::Result<::tonic::Response<self::proto::user::v1::User>, ::tonic::Status> { a() }",
        "async fn get_user(&self, _: Request<wide::GetUserRequest>) -> wide::Reply<wide::User> { a() }",
        "async fn get_user(self: &Self, _: Request<GetUserRequest>) -> tonic::Result<Response<User>> { a() }",
        "async fn get_user<'a>(&'a self, _: Request<(GetUserRequest)>) -> tonic::Result<Response<User>, Status> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> impl Future<Output = Result<Response<User>, Status>> + Send { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> impl std::future::Future<Output = wide::Reply<User>> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> Pin<Box<dyn Future<Output = Result<Response<User>, Status>> + Send + '_>> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> BoxFuture<'_, Result<Response<User>, Status>> { a() }",
        "fn get_user(&self, r: Request<GetUserRequest>) -> std::future::Ready<Result<Response<User>, Status>> { a() }",
        "async fn get_user(&self, r: my!(GetUserRequest)) -> my!() { a() }",
        "async fn get_user(&self, r: other::Request<other::Message>) -> other::Reply { a() }",
        "async fn get_user(&self, r: Request<other::Message>) -> Result<Response<Self::Reply>, Status> { a() }",
        // rustc refuses this one.
        "async fn get_user(&self, r: Request<wide::Mine>) -> Result<Response<User>, Status> { a() }",
        "async fn get_user(&self, r: Request<<Self as Messages>::Get>) -> Result<Response<G>, Status> { a() }",
        "async fn get_user<T>(&self, r: Request<T>) -> Result<Response<T>, Status> { a() }",
    ] {
        let told = state(get_user(), functions);
        assert!(
            told.len() == 1 && told[0].ends_with("implemented"),
            "{functions} {told:?}"
        );
    }
    for (outline, functions) in [
        (
            list_users(),
            "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<BoxStream<User>>, Status> { a() }",
        ),
        (
            list_users(),
            "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<Pin<Box<dyn Stream<Item = Result<User, Status>> + Send>>>, Status> { a() }",
        ),
        (
            list_users(),
            "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<Users>, Status> { a() }",
        ),
        (
            create_users(),
            "async fn create_users(&self, r: Request<tonic::codec::Streaming<CreateUserRequest>>) -> Result<Response<CreateUsersResponse>, Status> { a() }",
        ),
        (
            chat(),
            "async fn chat(&self, r: Request<tonic::Streaming<ChatMessage>>) -> Result<Response<rpcsmith_runtime::server::BoxStream<ChatMessage>>, Status> { a() }",
        ),
        (
            method(
                "GetUser",
                Streaming::Unary,
                "()",
                "::prost_types::Timestamp",
            ),
            "async fn get_user(&self, r: Request<()>) -> Result<Response<prost_types::Timestamp>, Status> { a() }",
        ),
        (
            method(
                "GetUser",
                Streaming::Unary,
                "()",
                "::prost_types::Timestamp",
            ),
            "async fn get_user(&self, r: Request<other::Unit>) -> Result<Response<other::Time>, Status> { a() }",
        ),
    ] {
        let told = state(outline, functions);
        assert!(
            told.len() == 1 && told[0].ends_with("implemented"),
            "{functions} {told:?}"
        );
    }
}

#[test]
fn wrong_ones_are_told_with_both_types() {
    let expected = "Result<Response<User>, Status>";
    for (function, told) in [
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
        assert_eq!(state(get_user(), function)[0], told, "{function}");
    }
    let function = "async fn list_users(&self, r: Request<ListUsersRequest>) -> Result<Response<User>, Status> { a() }";
    assert!(state(list_users(), function)[0].ends_with("is Result<Response<User>, Status>"));
}

#[test]
fn stubs_are_what_was_written_and_nothing_else() {
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
    let answer = "Err(Status::unimplemented(\"user.v1.UserService/GetUser is not implemented\"))";
    let stub = format!("let _request = request.into_inner();\n{answer}");
    for body in [
        stub.clone(),
        stub.replace("Status", "::tonic::Status"),
        // It had another name.
        stub.replace("/GetUser", "/FetchUser"),
        stub.replace("_request ", "_requests "),
        format!("let _ = request; {answer}"),
        stub.replace('\n', "\n// Ok(Response::new(User::default()))\n"),
    ] {
        assert_eq!(of_body(&body), "stub", "{body}");
    }
    for body in [
        "Ok(a())".to_owned(),
        String::new(),
        "todo!()".to_owned(),
        // What a person has it answer is written.
        answer.to_owned(),
        format!("return {answer};"),
        format!("let _request = request.into_inner(); a(); {answer}"),
        format!("if a() {{ return {answer}; }} Ok(b())"),
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
fn removed_ones_are_told_with_what_they_became() {
    let fetch = "async fn fetch_user(&self, _: Request<GetUserRequest>) -> Result<Response<User>, Status> { a() }";
    let told = state(get_user(), &format!("{fetch}\nfn helper(&self) {{}}"));
    assert_eq!(
        told,
        ["8:1 missing", "9:10 fetch_user -> get_user", "10:4 helper"]
    );
    // Of other types, of another kind, or if two could be it, none is told.
    for functions in [
        fetch.replace("GetUserRequest", "ListUsersRequest"),
        fetch.replace("<User>", "<BoxStream<User>>"),
        format!("{fetch}\n{}", fetch.replace("fetch", "load")),
        fetch.replace("GetUserRequest", "other::Message"),
    ] {
        let told = state(get_user(), &functions);
        assert!(told.iter().all(|told| !told.contains("->")), "{told:?}");
    }
}

#[test]
fn checks_are_told_like_methods() {
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
