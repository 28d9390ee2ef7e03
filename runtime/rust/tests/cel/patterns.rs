//! Patterns with the syntax and meaning of RE2.

use rpcsmith_runtime::validate::cel::{Error, Pattern, matches, re2};

use crate::random::Random;

mod table;

#[test]
fn patterns_have_the_meaning_of_re2() {
    for (pattern, matching, others) in table::PATTERNS {
        for (texts, expected) in [(matching, true), (others, false)] {
            for text in *texts {
                assert_eq!(matches(text, pattern), Ok(expected), "{pattern:?} {text:?}");
            }
        }
    }
}

#[test]
fn invalid_patterns_have_an_error_with_its_offset() {
    for (pattern, offset) in table::REFUSED {
        let error = re2::translate(pattern).expect_err(pattern);
        assert_eq!(error.offset, *offset, "{pattern:?}: {}", error.message);
        assert_eq!(
            matches("", pattern),
            Err(Error::InvalidRegex),
            "{pattern:?}"
        );
    }
    let error = re2::translate(r"a|\1").expect_err("back-references are not supported");
    assert_eq!(
        error.to_string(),
        "back-references are not supported at byte 2"
    );
}

#[test]
fn large_patterns_are_rejected() {
    let deep = "(".repeat(1000) + &")".repeat(1000);
    for pattern in [r"\pL{1000}", r"((\pL{100}){10}|a)", deep.as_str()] {
        assert!(re2::translate(pattern).is_err(), "{pattern:?}");
    }
    assert!(re2::translate(r"^\pL{1,100}$").is_ok());
}

#[test]
fn a_pattern_is_compiled_once_for_all_threads() {
    static DIGITS: Pattern = Pattern::new("^[0-9]+$");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(DIGITS.is_match("2024") && !DIGITS.is_match("two")));
        }
    });
    static MALFORMED: Pattern = Pattern::new("(");
    assert!(!MALFORMED.is_match("("));
}

#[test]
fn any_pattern_has_a_result() {
    let mut random = Random::new(7);
    let mut valid = 0;
    for _ in 0..2000 {
        let (pattern, text) = (random.text(10), random.text(10));
        valid += usize::from(matches(&text, &pattern).is_ok());
    }
    assert!(valid > 100, "{valid}");
}
