//! Functions that get the new names of their rpcs.

use super::shapes::USE;
use super::*;
use crate::skeleton::Rename;

#[test]
fn renames_match_one_function() {
    let text = format!(
        "{USE}impl UserService for () {{\n    async fn r#type(&self) {{ self.r#type() }}\n    fn b(&self) {{}}\n}}\n"
    );
    let fixture = Fixture::new(&[("src/lib.rs", &text)]);
    let analysis = fixture.analyze(&[user_service(&[get_user(), chat()], false)]);
    let renamed = |renames: &[&str]| {
        let renames: Vec<Rename> = renames
            .iter()
            .map(|r| r.parse().expect("a rename"))
            .collect();
        let faults = |faults: Vec<crate::diagnostics::Diagnostic>| faults[0].message.clone();
        splice(&analysis, &renames)
            .map_err(faults)
            .map(|edits| edits[0].after.clone())
    };
    for old in ["Type", "type", "r#type"] {
        let after = renamed(&[&format!("{old}=Chat"), "b=get_user"]).expect("they fit");
        let expected = text
            .replace("fn r#type", "fn chat")
            .replace("fn b", "fn get_user");
        assert_eq!(after, expected);
    }
    assert_eq!(
        renamed(&["x=Chat"]).unwrap_err(),
        "`--rename x=Chat` matches no function"
    );
    assert_eq!(
        renamed(&["b=x"]).unwrap_err(),
        "`--rename b=x` matches no function"
    );
    assert_eq!(
        renamed(&["b=Chat", "type=Chat"]).unwrap_err(),
        "`--rename type=Chat` is given twice"
    );
    assert!("Chat".parse::<Rename>().is_err() && "=a".parse::<Rename>().is_err());
    let two = [
        user_service(&[get_user()], false),
        service("user.v2", "UserService", &[get_user()], false),
    ];
    let text = "impl crate::proto::user::v1::user_service_server::UserService for () { fn a() {} }\n\
                impl crate::proto::user::v2::user_service_server::UserService for () { fn a() {} }\n";
    let analysis = Fixture::new(&[("src/lib.rs", text)]).analyze(&two);
    let several = splice(&analysis, &["a=GetUser".parse().expect("a rename")]).expect_err("two");
    assert_eq!(several[0].notes.len(), 2);
    assert_eq!(
        several[0].help.as_deref(),
        Some(
            "name the service too: `--rename user.v1.UserService/a=GetUser` or `--rename user.v2.UserService/a=GetUser`"
        )
    );
    let one = splice(
        &analysis,
        &["user.v2.UserService/a=GetUser".parse().expect("a rename")],
    );
    assert_eq!(one.expect("one")[0].renamed[0].line, 17);
}

/// A renamed function replaces a stub that an earlier `sync` added, if nobody changed the stub.
#[test]
fn renames_replace_unchanged_stubs() {
    let text = format!(
        "{USE}impl UserService for () {{\n    fn fetch(&self) {{}}\n\n    fn other(&self) {{}}\n}}\n"
    );
    let fixture = Fixture::new(&[("src/lib.rs", &text)]);
    let services = [user_service(&[get_user(), chat()], false)];
    let stubs = fixture.splice(&services)[0].after.clone();
    let rename = || ["fetch=GetUser".parse::<Rename>().expect("a rename")];
    let edits = splice(&fixture.analyze(&services), &rename()).expect("it fits");
    let [edit] = &*edits else { panic!("{edits:?}") };
    let chat = stubs.find("    async fn chat").expect("a stub");
    let get_user = stubs.find("    async fn get_user").expect("a stub");
    let expected = stubs[..get_user].replace("fn fetch", "fn get_user") + &stubs[chat..];
    assert_eq!((&*edit.after, edit.renamed[0].line), (&*expected, 3));
    assert_eq!(edit.renamed[0].replaced, chat - get_user);
    // A changed stub stays, even if only a comment changed.
    for (part, other) in [
        ("// Ok(", "// TODO: Ok("),
        ("let _request", "a();\n        let _request"),
        (
            "    async fn get_user",
            "    // Mine.\n    #[inline]\n    async fn get_user",
        ),
    ] {
        fixture.write("src/lib.rs", &stubs.replacen(part, other, 1));
        let fault = splice(&fixture.analyze(&services), &rename()).expect_err("it is written");
        assert!(
            fault[0]
                .help
                .as_deref()
                .is_some_and(|help| help.contains("has `get_user` already")),
            "{fault:?}"
        );
    }
}

/// A rename of an rpc renames the check of its request too, in all implementations.
#[test]
fn checks_are_renamed_with_their_rpc() {
    let file = "use crate::proto::user::v1::user_service_server::*;\nuse crate::proto::user::v1::*;\n\
                impl UserService for u8 {\n    async fn fetch(&self, _: rpcsmith_runtime::Request<FetchRequest>) {}\n}\n\
                impl UserService for u16 {\n    async fn fetch(&self, _: rpcsmith_runtime::Request<FetchRequest>) {}\n}\n\
                impl UserServiceValidation for () {\n    async fn fetch_request(&self, _: &rpcsmith_runtime::Request<FetchRequest>) {}\n    \
                async fn other(&self, _: &rpcsmith_runtime::Request<Other>) {}\n}\n";
    let lib = format!("#[path = \"gen/mod.rs\"]\npub mod proto;\n{file}");
    let analysis =
        Fixture::new(&[("src/lib.rs", &lib)]).analyze(&[user_service(&[get_user()], true)]);
    let rename = |text: &str| text.parse::<Rename>().expect("a rename");
    for renames in [
        vec![rename("Fetch=GetUser")],
        vec![
            rename("fetch=get_user"),
            rename("fetch_request=get_user_request"),
        ],
    ] {
        let edits = splice(&analysis, &renames).expect("it fits");
        let expected = lib
            .replace("fn fetch_request", "fn get_user_request")
            .replace("fn fetch(", "fn get_user(");
        assert_eq!(edits[0].after, expected);
    }
}
