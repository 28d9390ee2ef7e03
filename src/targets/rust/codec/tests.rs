//! Tests that the comparison of written and derived messages reaches every kind of field.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::diagnostics::Diagnostics;
use crate::frontend::{Parser, Sources, fetch};
use crate::model::{Field, FieldKind, FieldType, Presence, Scalar};
use crate::{request, resolve};

/// The scalar types in order: a new one does not compile without its place here.
fn after(scalar: Scalar) -> Option<Scalar> {
    Some(match scalar {
        Scalar::Double => Scalar::Float,
        Scalar::Float => Scalar::Int32,
        Scalar::Int32 => Scalar::Int64,
        Scalar::Int64 => Scalar::Uint32,
        Scalar::Uint32 => Scalar::Uint64,
        Scalar::Uint64 => Scalar::Sint32,
        Scalar::Sint32 => Scalar::Sint64,
        Scalar::Sint64 => Scalar::Fixed32,
        Scalar::Fixed32 => Scalar::Fixed64,
        Scalar::Fixed64 => Scalar::Sfixed32,
        Scalar::Sfixed32 => Scalar::Sfixed64,
        Scalar::Sfixed64 => Scalar::Bool,
        Scalar::Bool => Scalar::String,
        Scalar::String => Scalar::Bytes,
        Scalar::Bytes => return None,
    })
}

/// Every kind of field that a schema can have.
fn kinds() -> BTreeSet<String> {
    let scalars = std::iter::successors(Some(Scalar::Double), |scalar| after(*scalar));
    let mut kinds = BTreeSet::new();
    for scalar in scalars {
        let name = scalar.name();
        let cardinalities = [
            "implicit",
            "explicit",
            "required",
            "expanded",
            "a oneof's",
            "a map's value",
        ];
        kinds.extend(cardinalities.map(|cardinality| format!("{cardinality} {name}")));
        match scalar {
            Scalar::Double | Scalar::Float => kinds.insert(format!("packed {name}")),
            Scalar::String => kinds.insert(format!("a map's key {name}")),
            Scalar::Bytes => false,
            _ => {
                kinds.insert(format!("packed {name}"));
                kinds.insert(format!("a map's key {name}"))
            }
        };
    }
    let enums = [
        "implicit",
        "explicit",
        "required",
        "expanded",
        "packed",
        "a oneof's",
        "a map's value",
    ];
    kinds.extend(enums.map(|cardinality| format!("{cardinality} enum")));
    // Messages have presence, and are not packed.
    let messages = [
        "explicit",
        "required",
        "expanded",
        "a oneof's",
        "a map's value",
    ];
    kinds.extend(messages.map(|cardinality| format!("{cardinality} message")));
    let groups = ["explicit", "required", "expanded", "a oneof's"];
    kinds.extend(groups.map(|cardinality| format!("{cardinality} group")));
    kinds
}

/// The kinds that a field is of.
fn kinds_of(field: &Field<'_>) -> Vec<String> {
    let named = |ty: FieldType| match ty {
        FieldType::Scalar(scalar) => scalar.name(),
        FieldType::Enum(_) => "enum",
        FieldType::Message {
            delimited: false, ..
        } => "message",
        FieldType::Message {
            delimited: true, ..
        } => "group",
    };
    match field.kind {
        FieldKind::Singular(ty, _) if field.oneof.is_some() => {
            vec![format!("a oneof's {}", named(ty))]
        }
        FieldKind::Singular(ty, presence) => {
            let presence = match presence {
                Presence::Implicit => "implicit",
                Presence::Explicit => "explicit",
                Presence::Required => "required",
            };
            vec![format!("{presence} {}", named(ty))]
        }
        FieldKind::Repeated { item, packed } => {
            let cardinality = if packed { "packed" } else { "expanded" };
            vec![format!("{cardinality} {}", named(item))]
        }
        FieldKind::Map { key, value } => vec![
            format!("a map's key {}", key.name()),
            format!("a map's value {}", named(value)),
        ],
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The goldens and messages of the macro `compare_messages`.
fn compared(text: &str) -> Vec<(String, String)> {
    let (_, lines) = text.split_once("compare_messages! {\n").unwrap();
    let (lines, _) = lines.split_once("\n}\n").unwrap();
    let pair = |line: &str| {
        let (_, pair) = line.split_once(": ")?;
        let (golden, message) = pair.split_once(", ")?;
        let (_, message) = message.split_once('[')?;
        Some((golden.to_owned(), message.strip_suffix("];")?.to_owned()))
    };
    lines.lines().map(|line| pair(line).unwrap()).collect()
}

/// The tags that the comparison sends.
fn tags(text: &str) -> BTreeSet<u32> {
    let (_, tags) = text.split_once("const TAGS: ").unwrap();
    let (_, tags) = tags.split_once("= [").unwrap();
    let (tags, _) = tags.split_once(']').unwrap();
    let tags = tags.split(',').map(|tag| tag.trim().replace('_', ""));
    tags.filter(|tag| !tag.is_empty())
        .map(|tag| tag.parse().unwrap())
        .collect()
}

fn request_of(golden: &str) -> Vec<u8> {
    let proto = root().join("tests/golden").join(golden).join("proto");
    let sources = Sources {
        files: vec![proto.clone()],
        includes: vec![proto],
        parser: Parser::Embedded,
    };
    fetch(&sources, "").unwrap().request
}

#[test]
fn every_kind_of_field_is_compared_with_every_wire_type() {
    let tests = "tests/goldens/tests/messages_impl";
    let pairs = compared(&read(&format!("{tests}/main.rs")));
    let tags = tags(&read(&format!("{tests}/wire_types.rs")));
    let goldens: BTreeSet<&str> = pairs.iter().map(|(golden, _)| &**golden).collect();
    let mut compared = BTreeSet::new();
    for golden in goldens {
        let request = request_of(golden);
        let request = request::decode(&request).unwrap();
        let model = resolve::model(request, &mut Diagnostics::default());
        for (_, message) in pairs.iter().filter(|(of, _)| of == golden) {
            let mut messages = model.messages.iter();
            let message = messages.find(|found| found.name == message);
            for field in &message.unwrap_or_else(|| panic!("{golden}")).fields {
                if tags.contains(&field.number) {
                    compared.extend(kinds_of(field));
                }
            }
        }
    }
    let all = kinds();
    let missing: Vec<_> = all.difference(&compared).collect();
    assert!(missing.is_empty(), "no comparison has {missing:#?}");
    assert!(compared.is_subset(&all), "{:?}", compared.difference(&all));
}
