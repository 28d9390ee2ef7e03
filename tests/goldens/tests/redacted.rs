//! Fields with the option `debug_redact`: their values are not in `Debug` and violations.

use rpcsmith_goldens::goldens::redacted::redacted::account::Contact;
use rpcsmith_goldens::goldens::redacted::redacted::{Account, Card, Level, Login, Secret};
use rpcsmith_goldens::goldens::redacted_derived::redacted_derived as derived;
use rpcsmith_runtime::Status;
use rpcsmith_runtime::validate::{Subscript, Validate};

#[test]
fn debug_hides_redacted_fields() {
    let account = Account {
        name: "ada".to_owned(),
        password: "SECRET".to_owned(),
        token: Some(b"SECRET".to_vec()),
        clearance: Level::Public.into(),
        pins: vec![4711],
        answers: [("SECRET".to_owned(), "SECRET".to_owned())].into(),
        card: Some(Card::default()),
        r: "shown".to_owned(),
        contact: Some(Contact::Email("SECRET".to_owned())),
        ..Account::default()
    };
    assert_eq!(
        format!("{account:?}"),
        "Account { name: \"ada\", password: [REDACTED], token: [REDACTED], clearance: [REDACTED], pins: [REDACTED], \
         answers: [REDACTED], card: [REDACTED], r: \"shown\", old_password: [REDACTED], \
         contact: Some(Email([REDACTED])) }"
    );
    assert_eq!(
        format!("{:?}", Contact::Homepage("a.example".to_owned())),
        "Homepage(\"a.example\")"
    );
    assert_eq!(
        format!("{:?}", Contact::Group(Level::Public.into())),
        "Group(Public)"
    );
}

#[test]
fn options_redact_by_their_values() {
    let text = |text: &str| text.to_owned();
    let card = Card {
        public: text("a"),
        number: text("b"),
        code: text("c"),
        bank: text("d"),
        deep: text("e"),
    };
    assert_eq!(
        format!("{card:?}"),
        "Card { public: \"a\", number: [REDACTED], code: [REDACTED], bank: \"d\", deep: [REDACTED] }"
    );
}

#[test]
fn derived_messages_hide_them_too() {
    let account = derived::Account {
        password: "SECRET".to_owned(),
        color: derived::Color::Red.into(),
        contact: Some(derived::account::Contact::Email("SECRET".to_owned())),
        plain: Some(derived::Plain {
            name: "a".to_owned(),
        }),
        ..derived::Account::default()
    };
    assert_eq!(
        format!("{account:?}"),
        "Account { name: \"\", password: [REDACTED], color: Red, plain: Some(Plain { name: \"a\" }), \
         contact: Some(Email([REDACTED])) }"
    );
}

#[test]
fn violations_hide_values_of_redacted_fields() {
    let login = Login {
        user: "xSECRETword".to_owned(),
        password: "xSECRETword".to_owned(),
        secrets: [(
            "SECRETkey".to_owned(),
            Secret {
                text: "SECRETword".to_owned(),
            },
        )]
        .into(),
    };
    let found = login.validate().unwrap_err();
    let text = found.to_string();
    assert_eq!(
        text,
        "value is invalid [login.same]\n\
         user: not xSECRETword [login.user]\n\
         password: value is invalid [login.password]\n\
         secrets[REDACTED]: must be at most 4 characters [string.max_len]\n\
         secrets[REDACTED].text: value is invalid [secret.text]"
    );
    let rpcsmith_runtime::validate::ValidationError::Violations(violations) = &found else {
        panic!("{found}");
    };
    let key = &violations.violations()[3].field_path().elements()[0];
    assert_eq!(key.subscript(), Some(&Subscript::Redacted));
    // The details of the status have them in the format of protovalidate.
    let hidden = Login {
        user: "ada".to_owned(),
        ..login
    };
    let status = Status::from(hidden.validate().unwrap_err());
    let details = String::from_utf8_lossy(status.details()).into_owned();
    assert!(
        details.contains("secret.text") && !details.contains("SECRETkey"),
        "{details}"
    );
    assert!(!details.contains("SECRETword"), "{details}");
}
