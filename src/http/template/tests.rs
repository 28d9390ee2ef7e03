//! Templates, and the faults of others.

use super::*;
use crate::diagnostics::Place;

/// A template in the notation of its segments: variables have the numbers of their segments.
fn parsed(text: &str) -> String {
    let template = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    let segments = template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => text.as_str(),
        Segment::One => "*",
        Segment::Rest => "**",
    });
    let mut parts = vec![segments.collect::<Vec<_>>().join(" ")];
    for TemplateVariable { names, segments } in &template.variables {
        let names = names.iter().map(|(name, place)| {
            assert_eq!(&text[place.clone()], *name);
            *name
        });
        let names = names.collect::<Vec<_>>().join(".");
        parts.push(format!("{names} {}-{}", segments.start, segments.end));
    }
    parts.extend(template.action.map(|action| format!(":{action}")));
    parts.join(", ")
}

#[test]
fn templates_are_parsed() {
    let cases = [
        ("/", ""),
        ("/v1/users", "v1 users"),
        ("/v1/users:list", "v1 users, :list"),
        ("/v1/{id}", "v1 *, id 1-2"),
        ("/v1/{id=*}", "v1 *, id 1-2"),
        ("/{a.b_c.d2}/*/**", "* * **, a.b_c.d2 0-1"),
        (
            "/v1/{name=users/*}/{key=keys/*/x}:a",
            "v1 users * keys * x, name 1-3, key 3-6, :a",
        ),
        ("/v1/{name=**}:verify", "v1 **, name 1-2, :verify"),
        ("/v1/{name=a/**}/b", "v1 a ** b, name 1-3"),
        // A colon begins the action only in the last segment.
        ("/a:b/c", "a:b c"),
        ("/a:b:c", "a:b, :c"),
        ("/{a=b:c}:d:e", "b:c, a 0-1, :d:e"),
        ("/*:a", "*, :a"),
        ("/a%2Fb/-._~!$&'()+,;=@", "a%2Fb -._~!$&'()+,;=@"),
        ("/a:%2f", "a, :%2f"),
        // Clients keep these.
        ("/.../.a/a../..:b", "... .a a.. .., :b"),
    ];
    for (text, expected) in cases {
        assert_eq!(parsed(text), expected, "{text}");
    }
}

#[test]
fn faults_have_their_place() {
    let cases = [
        ("", 0, 1, "a path starts with `/`"),
        ("v1", 0, 1, "a path starts with `/`"),
        ("/v1/", 3, 1, "a segment is empty"),
        ("/a//b", 2, 1, "a segment is empty"),
        ("/:a", 0, 1, "a segment is empty"),
        ("/{a=}", 3, 1, "a segment is empty"),
        ("/a:", 2, 1, "an action is empty"),
        ("/{a}:b/c", 6, 1, "an action is the end of a path"),
        ("/a*", 1, 2, "a wildcard, `*` or `**`, is a whole segment"),
        ("/***", 1, 3, "a wildcard, `*` or `**`, is a whole segment"),
        (
            "/*.json/b",
            1,
            6,
            "a wildcard, `*` or `**`, is a whole segment",
        ),
        ("/**/{a=**}", 7, 2, "a path has at most one `**`"),
        ("/a{b}", 1, 2, "a variable is a whole segment"),
        ("/{a}b", 4, 1, "a `/` separates segments"),
        ("/a}", 2, 1, "a `/` separates segments"),
        ("/{a={b}}", 4, 1, "a variable cannot contain another"),
        ("/{a=b/c{d}}", 7, 1, "a variable cannot contain another"),
        ("/{}", 2, 1, "the name of a field is missing"),
        ("/{a.}", 4, 1, "the name of a field is missing"),
        ("/{1}", 2, 1, "the name of a field is missing"),
        ("/{a-b}", 3, 1, "a variable ends with `}`"),
        ("/v1/{a", 4, 2, "a variable has no `}`"),
        ("/v1/{a=b/*", 4, 6, "a variable has no `}`"),
        ("/a?b=c", 2, 1, "a segment has no such character"),
        ("/a b", 2, 1, "a segment has no such character"),
        ("/ä", 1, 1, "a segment has no such character"),
        ("/a%2", 2, 1, "two hexadecimal digits follow a `%`"),
        ("/a:%zz", 3, 1, "two hexadecimal digits follow a `%`"),
        ("/v1/./a", 4, 1, "no client sends the segment `.`"),
        ("/v1/..", 4, 2, "no client sends the segment `..`"),
        ("/{a=../*}", 4, 2, "no client sends the segment `..`"),
        ("/%2E./*:b", 1, 4, "no client sends the segment `%2E.`"),
    ];
    for (text, start, length, message) in cases {
        let fault = parse(text)
            .expect_err(text)
            .of("A", &Place::file("a.proto"));
        assert_eq!(fault.message, format!("method `A`: {message}"), "{text}");
        let mark = format!(
            "    {text}\n    {}{}",
            " ".repeat(start),
            "^".repeat(length)
        );
        let excerpt = fault.excerpt.map(|excerpt| excerpt.to_string());
        assert_eq!(excerpt.as_deref(), Some(&*mark), "{text}");
        assert!(fault.help.is_some(), "{text}");
    }
}

#[test]
fn long_paths_are_refused() {
    let segments = |count: usize| "/a".repeat(count);
    assert!(parse(&segments(MAX_LENGTH / 2)).is_ok());
    let fault = parse(&segments(MAX_LENGTH / 2 + 1)).expect_err("it is too long");
    let fault = fault.of("A", &Place::file("a.proto"));
    assert_eq!(
        fault.message,
        "method `A`: a path has at most 4096 bytes, and this one has 4098"
    );
}

/// Any text has a result, and that of a valid one keeps to the rules of routes.
#[test]
fn no_text_panics() {
    let alphabet = ["/", "{", "}", "*", "=", ".", ":", "%2F", "a", "ä", " ", "?"];
    let mut texts = vec!["/".to_owned()];
    let mut valid = 0;
    for _ in 0..4 {
        for template in texts.iter().filter_map(|text| parse(text).ok()) {
            valid += 1;
            let rests = template.segments.iter();
            assert!(rests.filter(|segment| **segment == Segment::Rest).count() <= 1);
            let mut free = 0;
            for variable in &template.variables {
                let Range { start, end } = variable.segments;
                assert!(free <= start && start < end && end <= template.segments.len());
                free = end;
            }
        }
        let longer = texts.iter().flat_map(|text| {
            let longer = alphabet.iter();
            longer.map(move |end| [text, *end].concat())
        });
        texts = longer.collect();
    }
    // `/`, `/*`, `/a`, `/%2F`, and longer ones.
    assert!(valid > 100, "{valid}");
}
