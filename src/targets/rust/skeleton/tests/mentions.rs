//! Servers and command-line clients register services by their full names.

use super::*;

/// Whether this code registers `user.v1.UserService` and `user.v2.UserService`.
fn registered(code: &str) -> [bool; 2] {
    let text = format!("#[path = \"gen/mod.rs\"]\npub mod proto;\n{code}\n");
    let fixture = Fixture::new(&[("src/lib.rs", &text)]);
    let services =
        ["user.v1", "user.v2"].map(|package| service(package, "UserService", &[get_user()], false));
    let analysis = fixture.analyze(&services);
    [0, 1].map(|index| analysis.services[index].is_registered)
}

#[test]
fn another_version_is_another_service() {
    const V1: &str = "crate::proto::user::v1::user_service_server";
    for code in [
        format!("fn a() {{ {V1}::UserServiceServer::new(()); }}"),
        format!("use {V1}::UserServiceServer; fn a() {{ UserServiceServer::new(()); }}"),
        format!("use {V1}::{{self as server, UserServiceServer as Served}}; fn a() {{ Served::new(()); }}"),
        format!("use {V1} as api; fn a() {{ b(api::UserServiceServer::<T>::with_validation(c, d)); }}"),
        format!("use {V1}::*; fn a() {{ UserServiceServer::new(()); }}"),
        format!("struct A; impl A {{ fn a() {{ use crate::proto::user::{{v1::{{user_service_server::{{UserServiceServer}}}}}}; }} }} // {V1}"),
        "use proto::user::v1; fn a() { serve!(v1::user_service_server::UserServiceServer, [x]); }".to_owned(),
        "mod b { fn a() { use super::proto::user::v1::user_service_server as s; s::UserServiceServer::new(()); } }".to_owned(),
        format!("type Served = {V1}::UserServiceServer<()>;"),
        format!("mod v2 {{ pub struct UserServiceServer; }} fn a() {{ v2::UserServiceServer; {V1}::UserServiceServer; }}"),
        // Servers in tests do not count.
        format!(
            "fn a() {{ {V1}::UserServiceServer::new(()); }} #[cfg(test)] mod tests {{ use crate::proto::user::v2::user_service_server::UserServiceServer; }}\n\
             #[test] fn b() {{ crate::proto::user::v2::user_service_server::UserServiceServer::new(()); }}"
        ),
    ] {
        assert_eq!(registered(&code), [true, false], "{code}");
        let mut other = code.replace("v2", "v3").replace("v1", "v2");
        other = other.replace("v3", "v1");
        if !code.contains("mod v2") {
            assert_eq!(registered(&other), [false, true], "{other}");
        }
    }
    for code in [
        "",
        "struct UserServiceServer; fn a() { UserServiceServer; }",
        "fn a() { crate::proto::order::v1::user_service_server::UserServiceServer::new(()); }",
        "const A: &str = \"crate::proto::user::v1::user_service_server::UserServiceServer\";",
        "// crate::proto::user::v1::user_service_server::UserServiceServer",
    ] {
        assert_eq!(registered(code), [false, false], "{code}");
    }
}

/// If the crate does not show the meaning of a name, both services count as registered.
#[test]
fn ambiguous_names_count_for_each_service() {
    let text = "use api::UserServiceServer;\nfn a() { UserServiceServer::new(()); }\n";
    let services =
        ["user.v1", "user.v2"].map(|package| service(package, "UserService", &[get_user()], false));
    let analysis = Fixture::new(&[("src/lib.rs", text)]).analyze(&services);
    assert!(
        analysis
            .services
            .iter()
            .all(|analyzed| analyzed.is_registered)
    );
    let text = text.replace("api::", "api::user::v2::user_service_server::");
    let analysis = Fixture::new(&[("src/lib.rs", &text)]).analyze(&services);
    let registered = analysis
        .services
        .iter()
        .map(|analyzed| analyzed.is_registered);
    assert_eq!(registered.collect::<Vec<_>>(), [false, true]);
}

#[test]
fn clients_list_services_of_one_version() {
    let library = "#[path = \"gen/mod.rs\"]\npub mod proto;\n";
    let program =
        "use users::proto;\nfn main() { a(proto::user::v1::user_service_methods::ALL); }\n";
    let fixture = Fixture::new(&[("src/lib.rs", library), ("src/bin/client.rs", program)]);
    let services =
        ["user.v1", "user.v2"].map(|package| service(package, "UserService", &[get_user()], false));
    let analysis = fixture.analyze(&services);
    let listed = analysis.services.iter().map(|analyzed| analyzed.is_in_cli);
    assert_eq!(listed.collect::<Vec<_>>(), [true, false]);
}
