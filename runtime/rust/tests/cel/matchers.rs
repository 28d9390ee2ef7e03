//! Matchers, which replace simple patterns.

use rpcsmith_runtime::validate::cel::{Class, Matcher, Part, Pattern};

use crate::random::Random;

const LOWER: Class = Class::of("a-z");
const HEX: Class = Class::of("0-9a-fA-F");

/// Matchers, and the equivalent patterns.
static MATCHERS: [(Matcher, Pattern); 9] = [
    (Matcher::new(&[]), Pattern::new(r"^$")),
    (
        Matcher::new(&[Part::one(LOWER), Part::between(Class::of("a-z0-9_-"), 0, 3)]),
        Pattern::new(r"^[a-z][a-z0-9_-]{0,3}$"),
    ),
    (
        Matcher::new(&[
            Part::exactly(HEX, 2),
            Part::literal("-"),
            Part::exactly(HEX, 1),
        ]),
        Pattern::new(r"^[0-9a-fA-F]{2}-[0-9a-fA-F]$"),
    ),
    (
        Matcher::new(&[
            Part::at_least(LOWER, 1),
            Part::literal("é日"),
            Part::at_least(LOWER, 0),
        ]),
        Pattern::new(r"^[a-z]+é日[a-z]*$"),
    ),
    (
        Matcher::new(&[Part::at_least(Class::not("/"), 1), Part::literal("/")]),
        Pattern::new(r"^[^/]+/$"),
    ),
    (
        Matcher::new(&[Part::between(Class::not("/\n"), 2, 3)]),
        Pattern::new(r"^[^/\n]{2,3}$"),
    ),
    (
        Matcher::new(&[
            Part::exactly(Class::of("a").or_non_ascii(), 2),
            Part::one(LOWER),
        ]),
        Pattern::new(r"^[a\x{80}-\x{10FFFF}]{2}[a-z]$"),
    ),
    (
        Matcher::new(&[Part::one(Class::of(r"\\\-\]^")), Part::one(Class::of("-/"))]),
        Pattern::new(r"^[\\\-\]^][-/]$"),
    ),
    (
        Matcher::new(&[Part::between(Class::of("!-~"), 0, usize::MAX)]),
        Pattern::new(r"^[!-~]*$"),
    ),
];

#[test]
fn matchers_agree_with_their_patterns() {
    let mut random = Random::new(8);
    let characters = [
        'a', 'z', 'f', '0', '-', '/', '\\', ']', '\n', 'é', '日', '\0', '\x7F',
    ];
    for (matcher, pattern) in &MATCHERS {
        let mut found = 0;
        for _ in 0..50_000 {
            let text = random.text_of(&characters, 6);
            let expected = pattern.is_match(&text);
            assert_eq!(matcher.is_match(&text), expected, "{pattern:?} {text:?}");
            found += usize::from(expected);
        }
        assert!(found > 5, "{pattern:?} matched {found} texts");
    }
}

#[test]
fn classes_are_ascii() {
    for malformed in ["é", "z-a", "a-é", "\\"] {
        assert!(
            std::panic::catch_unwind(|| Class::of(malformed)).is_err(),
            "{malformed}"
        );
    }
    assert_eq!(Class::of("a-c"), Class::of("cba"));
    assert_eq!(Class::of("-a"), Class::of("a-"));
    assert_eq!(Class::of("+--"), Class::of("+,-"));
    assert_eq!(Class::not(""), Class::of("\0-\x7F").or_non_ascii());
}
