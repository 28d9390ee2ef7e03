//! The classes of rules that only one of protovalidate-go and rpcsmith rejects.

/// The rules that only rpcsmith rejects, by a part of the reason.
const OURS: [(&str, &str); 13] = [
    (
        "`google.protobuf.Any` cannot be made in a rule",
        "`google.protobuf.Any`",
    ),
    (
        "a wrapper that may be null",
        "wrappers that may be null, in a message that a rule makes",
    ),
    (
        "has no field `",
        "extensions as fields, and fields that do not exist behind `dyn` and `getField`: errors of Go at run time",
    ),
    (
        "is known only at run time, so compiled rules",
        "messages among values of any type",
    ),
    (
        "of a value whose type is known only at run time",
        "methods of a dynamic value that several types have",
    ),
    (
        "cannot be the key of a map",
        "maps whose keys are of a type that CEL has no keys of",
    ),
    (
        "` has no fields",
        "`getField` of what has no fields: an error of Go at run time",
    ),
    (
        "takes the name of the field as a literal",
        "`getField` with a name that is computed",
    ),
    (
        "takes a list of its arguments",
        "`format` with a list that is no literal",
    ),
    ("it gives a `dyn`", "rules whose result has no static type"),
    (
        "branches are of different types",
        "conditionals of null and a message or a time",
    ),
    (
        "values of one type that are held in such different ways",
        "conditionals of null and null",
    ),
    (
        "`int` does not take (google.protobuf.Duration)",
        "`int(duration)`, which only cel-go has",
    ),
];

/// The rules that only protovalidate-go rejects, by a part of the reason.
const THEIRS: [(&str, &str); 2] = [
    (
        "invalid qualifier type",
        "keys of a type that no map has, which have no entry here",
    ),
    (
        "reference to undefined type",
        "variables of macros that are types, a fault of cel-go",
    ),
];

/// The class of a difference, by the reason of rpcsmith or of protovalidate-go. `None` if it is not expected.
pub fn of((ours, theirs): (Option<&str>, Option<&str>)) -> Option<&'static str> {
    let find = |classes: &[(&str, &'static str)], why: &str| {
        let class = classes.iter().find(|(part, _)| why.contains(part));
        class.map(|(_, class)| *class)
    };
    ours.and_then(|why| find(&OURS, why))
        .or_else(|| theirs.and_then(|why| find(&THEIRS, why)))
}

/// The rules with another value in protovalidate-go, by a part of the rule.
const VALUES: [(&str, &str); 2] = [
    (
        "} == this.o",
        "messages with well-known messages in them, which Go's dynamic messages never find equal",
    ),
    (
        "google.protobuf.Value{number_value: 1.0, string_value: 'a'}",
        "messages with two members of a oneof, of which Go keeps either",
    ),
];

/// The class of an expression with another value in protovalidate-go. `None` if it should have the same.
pub fn of_value(rule: &str, ours: &str) -> Option<&'static str> {
    if ours.contains("repeated key") {
        return Some("maps with a key twice, which are errors by the specification");
    }
    let mut classes = VALUES.iter();
    let class = classes.find(|(part, _)| rule.contains(part));
    class.map(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::OURS;

    fn read(folder: &Path, texts: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, texts);
            } else if path.extension().is_some_and(|it| it == "rs") {
                texts.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }

    /// If the text of an error changes, its class would no longer match.
    #[test]
    fn reasons_are_texts_of_the_generator() {
        let mut texts = String::new();
        read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../src"),
            &mut texts,
        );
        // The generator fills in names and types.
        let parts = |reason: &'static str| reason.split(['`', '(', ')']);
        let phrases = OURS.iter().flat_map(|(reason, _)| parts(reason));
        let phrases = phrases.filter(|phrase| phrase.trim().contains(' '));
        let missing: Vec<_> = phrases.filter(|phrase| !texts.contains(phrase)).collect();
        assert_eq!(missing, [""; 0]);
    }
}
