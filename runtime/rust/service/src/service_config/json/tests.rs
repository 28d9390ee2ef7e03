//! Places of values and of syntax errors.

use super::*;

fn error(text: &str) -> String {
    let fault = match Json::parse(text) {
        Ok(_) => panic!("{text} is accepted"),
        Err(fault) => fault,
    };
    let (line, column) = line_column(text, fault.at);
    format!("{line}:{column}: {}", fault.reason)
}

#[test]
fn values_have_their_places() {
    let text = " {\"a\" : [1, -2.5e+3 , true],\n \"b\\u00e9\": {}, \"c\": null}\n";
    let json = Json::parse(text).unwrap();
    assert_eq!(json.line_column(), (1, 2));
    let items = json.required("a").unwrap().items().unwrap();
    assert_eq!(items[1].line_column(), (1, 13));
    assert_eq!(items[1].number().unwrap(), -2500.0);
    assert!(items[2].bool().unwrap());
    assert_eq!(json.required("bé").unwrap().line_column(), (2, 13));
    let fault = json.required("c").unwrap().size().unwrap_err();
    assert_eq!(line_column(text, fault.at), (2, 22));
    assert_eq!(fault.reason, "c: `null` is not a whole number");
}

#[test]
fn syntax_errors_have_their_place() {
    for (text, expected) in [
        ("", "1:1: the service config: EOF while parsing a value"),
        (
            "{\"a\": 1,\n\"b\" 2}",
            "2:5: the service config: expected `:`",
        ),
        (
            "{\"a\": 1,\n \"a\": 2}",
            "2:4: the service config: the key `a` is given twice",
        ),
        ("{} x", "1:4: the service config: trailing characters"),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
}

/// The whole text is checked first; a string is decoded when it is read.
#[test]
fn a_string_with_invalid_unicode_has_its_place() {
    let text = "{\"a\": 1,\n \"b\": \"x\\ud800\"}";
    let Err(fault) = Json::parse(text).unwrap().required("b") else {
        panic!("a lone surrogate is accepted");
    };
    assert_eq!(line_column(text, fault.at).0, 2);
    assert!(fault.reason.contains("hex escape"), "{}", fault.reason);
}

#[test]
fn deep_nesting_causes_no_deep_recursion() {
    let depth = 100_000;
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
    let fault = Json::parse(&deep).unwrap().only(&["b"]).unwrap_err();
    assert_eq!(fault.reason, "the service config has an unknown key `a`");
    let items = Json::parse(&deep).unwrap().required("a").unwrap().items();
    assert_eq!(items.unwrap()[0].line_column(), (1, 8));
    assert!(Json::parse(&"[".repeat(depth)).is_err());
}
