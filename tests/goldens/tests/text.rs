//! Messages that implement `Display` and `FromStr` in the text format.

use rpcsmith_goldens::goldens::text_user::text_user::user::{Address, Contact};
use rpcsmith_goldens::goldens::text_user::text_user::{Role, Text, User};
use rpcsmith_runtime::message::text;

fn user() -> User {
    User {
        name: "ada".to_owned(),
        role: Role::Admin.into(),
        password: "SECRET".to_owned(),
        addresses: vec![Address {
            city: "Ulm".to_owned(),
        }],
        contact: Some(Contact::Phone(17)),
    }
}

#[test]
fn display_prints_one_line_or_several_without_secrets() {
    let text = user().to_string();
    assert!(!text.contains("SECRET") && !text.contains("17") && !text.contains('\n'));
    assert!(text.starts_with("name: \"ada\" role: ADMIN"), "{text}");
    let lines = format!("{:#}", user());
    assert!(lines.lines().count() > 4 && !lines.contains("SECRET"));
    assert_eq!(Text { result: None }.to_string(), "");
}

#[test]
fn text_is_parsed() {
    let parsed: User =
        "name: 'ada' role: ADMIN password: 'SECRET' addresses { city: 'Ulm' } phone: 17"
            .parse()
            .unwrap();
    assert_eq!(parsed, user());
    assert_eq!(text::to_string(&user()).parse::<User>().unwrap(), user());
    let error = "nmae: 'ada'".parse::<User>().unwrap_err();
    assert!(error.to_string().contains("nmae"), "{error}");
}

#[test]
fn errors_hide_secrets() {
    for (text, expected) in [
        ("password: hunter", "expected a string at line 1, column 11"),
        (
            "name: 'a'\nphone: 'hunter'",
            "expected an integer at line 2, column 8",
        ),
        (
            "password: 'a'b'",
            "a string does not end at line 1, column 15",
        ),
        (
            "password: 'a' hunter",
            "expected the name of a field at line 1, column 15",
        ),
    ] {
        assert_eq!(text.parse::<User>().unwrap_err().to_string(), expected);
    }
}
