//! Loads the test cases from the files in `cases/`, and tests cases that such files cannot express.

use super::printed;

/// The marker before the name and the comment of a case. [`BECOMES`] is the marker before the expected lines.
const CASE: &str = "@@ ";
const BECOMES: &str = "@@@\n";

/// Returns the cases in `cases/` as name, comment and expected text.
pub(super) fn all() -> Vec<(String, String, String)> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/targets/rust/docs/tests/cases"
    );
    let files = std::fs::read_dir(folder)
        .expect(folder)
        .map(|file| file.expect(folder).path());
    let texts = files.map(|file| {
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"))
    });
    texts
        .flat_map(|text| text.split(CASE).skip(1).map(case).collect::<Vec<_>>())
        .collect()
}

fn case(text: &str) -> (String, String, String) {
    let (name, rest) = text.split_once('\n').expect("the case has a name");
    let (comment, expected) = rest
        .split_once(BECOMES)
        .unwrap_or_else(|| panic!("case {name:?} has no {BECOMES:?}"));
    (
        name.to_owned(),
        comment.to_owned(),
        expected.trim_end().to_owned(),
    )
}

#[test]
fn each_case_becomes_what_it_says() {
    let cases = all();
    for (name, comment, expected) in &cases {
        assert_eq!(&printed(comment), expected, "{name}");
    }
    assert!(!cases.is_empty());
}

#[test]
fn characters_that_have_no_place_in_source() {
    let cases = [
        ("", ""),
        ("\n", ""),
        (" \t \n\n  \n", ""),
        ("\0\u{7f}\u{85}", ""),
        (" a\0b\u{1b}[0m\u{8}c\n", r" ab\[0mc"),
        (" one\r\n two\r three\n", " one\n two\n three"),
        (
            " \u{202e}right\u{202c} to \u{2066}left\u{2069}\n",
            " right to left",
        ),
        ("\u{feff} one\u{2028}two\u{2029}three\n", " one two three"),
        (" trailing \t\n spaces\u{a0}\n", " trailing\n spaces"),
        (" 𝄞 [é] 漢字 <ü>\n", r" 𝄞 \[é] 漢字 <ü>"),
        (" a\tb\n", " a   b"),
        ("\tone\n\ttwo\n", " one\n two"),
        (
            " Run:\n\n \tmake\n \t\tall\n",
            " Run:\n\n ```text\n make\n     all\n ```",
        ),
        (" -\tone\n \ttwo\n", " -   one\n     two"),
        ("\n\n one\n\n\n\n two\n\n\n", " one\n\n two"),
    ];
    for (comment, expected) in cases {
        assert_eq!(printed(comment), expected, "{comment:?}");
    }
}

#[test]
fn a_comment_that_needs_nothing_is_borrowed() {
    let comment = " A message.\n\n It has `fields`:\n\n * one\n   and more\n * two\n";
    let docs = super::Docs::new(comment);
    assert!(matches!(docs.0, std::borrow::Cow::Borrowed(text) if text == comment.trim_end()));
}

#[test]
fn nesting_beyond_reason_is_printed_as_typed() {
    let comment = format!(" {}deep [a]\n", "> ".repeat(40));
    assert_eq!(
        printed(&comment),
        format!(" ```text\n {}deep [a]\n ```", "> ".repeat(40))
    );
}
