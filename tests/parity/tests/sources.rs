//! Comparisons of two sources, one of which the test has changed.

use std::collections::BTreeMap;

use rpcsmith_parity::{Difference, Report, compare_sources};

/// A package `store` in the style of rpcsmith.
const OURS: &str = r##"
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Shelf {
    #[prost(string, optional, tag = "1")]
    pub theme: Option<String>,
    #[prost(message, optional, boxed, tag = "2")]
    pub next: Option<Box<Shelf>>,
    #[prost(map = "string, enumeration(shelf::Kind)", tag = "4")]
    pub kinds: ::std::collections::HashMap<String, i32>,
    #[prost(oneof = "shelf::Place", tags = "5, 6")]
    pub place: Option<shelf::Place>,
}

pub mod shelf {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Kind {
        Unspecified = 0,
        Low = -1,
    }

    impl Kind {
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Unspecified => "KIND_UNSPECIFIED",
                Self::Low => "KIND_LOW",
            }
        }

        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "KIND_UNSPECIFIED" => Some(Self::Unspecified),
                "KIND_LOW" => Some(Self::Low),
                _ => None,
            }
        }
    }

    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Place {
        #[prost(bytes, tag = "5")]
        Mark(Vec<u8>),
        #[prost(message, tag = "6")]
        Room(super::Shelf),
    }
}
"##;

/// The same package in the style of prost-build.
fn theirs() -> String {
    let long = OURS
        .replace("HashMap<String", "HashMap<::prost::alloc::string::String")
        .replace(
            "Option<String>",
            "::core::option::Option<::prost::alloc::string::String>",
        )
        .replace("Vec<u8>", "::prost::alloc::vec::Vec<u8>")
        .replace(
            "Box<Shelf>",
            "::prost::alloc::boxed::Box<super::store::Shelf>",
        )
        .replace("\"Kind\"", "\"super::store::shelf::Kind\"")
        .replace(
            "optional, boxed, tag = \"2\"",
            "tag = \"2\", boxed, optional",
        )
        .replace("Clone, PartialEq", "PartialEq, Clone")
        .replace("Some(Self::Unspecified)", "Some(\nSelf::Unspecified,\n)");
    format!("/// A shelf.{long}")
}

fn difference(path: &str, ours: &str, theirs: &str) -> Difference {
    Difference {
        path: path.to_owned(),
        ours: ours.to_owned(),
        theirs: theirs.to_owned(),
    }
}

/// The differences after `text` of prost-build's source is replaced.
fn differences_after(text: &str, by: &str) -> Vec<Difference> {
    let theirs = theirs();
    assert_eq!(theirs.matches(text).count(), 1, "{text}");
    let report = compare_sources("store", OURS, &theirs.replace(text, by)).unwrap();
    assert_eq!(report.classes, BTreeMap::new());
    report.differences
}

#[test]
fn different_spellings_are_equal() {
    let report = Report {
        items: 3,
        ..Report::default()
    };
    assert_eq!(compare_sources("store", OURS, &theirs()).unwrap(), report);
}

#[test]
fn different_names_types_and_attributes_are_found() {
    let theme = "#[prost(optional, string, tag = \"1\")] pub theme: ::core::option::Option<::prost::alloc::string::String>";
    let found = |theirs: &str| vec![difference("store::Shelf#1", theme, theirs)];
    assert_eq!(
        differences_after("pub theme", "pub topic"),
        found(&theme.replace("theme", "topic"))
    );
    assert_eq!(
        differences_after("pub theme", "theme"),
        found(&theme.replace("pub theme", "theme"))
    );
    assert_eq!(
        differences_after("string, optional,", "string,"),
        found(&theme.replace("optional, ", ""))
    );
    let deprecated = format!("#[deprecated] {theme}");
    assert_eq!(
        differences_after(
            "#[prost(string, optional",
            "#[deprecated] #[prost(string, optional"
        ),
        found(&deprecated)
    );
    let room = "#[prost(message, tag = \"6\")] Room: store::Shelf";
    assert_eq!(
        differences_after("Room(super::Shelf)", "Room(Shelf)"),
        [difference(
            "store::shelf::Place#6",
            room,
            &room.replace("store::Shelf", "Shelf")
        )]
    );
}

#[test]
fn missing_members_and_items_are_found() {
    let low = difference("store::shelf::Kind#-1", "Low: ", "");
    assert_eq!(differences_after("        Low = -1,\n", ""), [low]);
    let place = "#[derive(::prost::Oneof, Clone, PartialEq)] pub enum";
    assert_eq!(
        differences_after("pub enum Place", "pub enum Spot"),
        [
            difference("store::shelf::Place", place, ""),
            difference("store::shelf::Spot", "", place),
        ]
    );
}

#[test]
fn different_derives_and_order_are_found() {
    let head = "#[derive(::prost::Oneof, Clone, PartialEq)] pub enum";
    assert_eq!(
        differences_after(
            "PartialEq, Clone, ::prost::Oneof",
            "Clone, PartialEq, Eq, ::prost::Oneof"
        ),
        [difference(
            "store::shelf::Place",
            head,
            &head.replace("Clone", "Clone, Eq")
        )]
    );
    let swapped = "Low = -1,\n        Unspecified = 0,";
    assert_eq!(
        differences_after("Unspecified = 0,\n        Low = -1,", swapped),
        [difference("store::shelf::Kind", "0, -1", "-1, 0")]
    );
}

#[test]
fn different_results_of_functions_are_found() {
    let found = differences_after("Self::Low => \"KIND_LOW\"", "Self::Low => \"LOW\"");
    let function = "pub fn as_str_name(& self) -> & 'static str { Self::Low => \"KIND_LOW\", Self::Unspecified => \"KIND_UNSPECIFIED\" }";
    let theirs = function.replace("KIND_LOW", "LOW");
    assert_eq!(
        found,
        [difference(
            "store::shelf::Kind::as_str_name",
            function,
            &theirs
        )]
    );
}

/// No replacement.
const SAME: (&str, &str) = ("Shelf", "Shelf");

/// Replaces the first text of a pair by the second in each source. Returns the classes and the number of unexpected
/// differences.
fn compare_replaced(
    ours: (&str, &str),
    theirs: (&str, &str),
) -> (BTreeMap<&'static str, usize>, usize) {
    let ours = OURS.replace(ours.0, ours.1);
    let theirs = self::theirs().replace(theirs.0, theirs.1);
    let report = compare_sources("store", &ours, &theirs).unwrap();
    (report.classes, report.differences.len())
}

fn expected(class: &'static str) -> (BTreeMap<&'static str, usize>, usize) {
    (BTreeMap::from([(class, 1)]), 0)
}

fn unexpected() -> (BTreeMap<&'static str, usize>, usize) {
    (BTreeMap::new(), 1)
}

/// The predicate of each class accepts its own differences and rejects similar ones.
#[test]
fn classes_accept_only_their_differences() {
    // `#[deprecated]`, only in our source.
    let enums = ("#[repr(i32)]", "#[deprecated] #[repr(i32)]");
    assert_eq!(compare_replaced(enums, SAME), expected("deprecated"));
    assert_eq!(compare_replaced(SAME, enums), unexpected());
    // Aliases of existing values.
    let alias = "\"KIND_LOW\" => Some(Self::Low), \"KIND_DEEP\" => Some(Self::Low),";
    assert_eq!(
        compare_replaced(("\"KIND_LOW\" => Some(Self::Low),", alias), SAME),
        expected("alias")
    );
    assert_eq!(
        compare_replaced(SAME, ("\"KIND_LOW\" => Some(Self::Low),", alias)),
        unexpected()
    );
    // `Bytes` in a oneof.
    let bytes = (
        "#[prost(bytes, tag = \"5\")]\n        Mark(Vec<u8>)",
        "#[prost(bytes = \"bytes\", tag = \"5\")]\n        Mark(::prost::bytes::Bytes)",
    );
    assert_eq!(
        compare_replaced(
            bytes,
            (
                "Mark(::prost::alloc::vec::Vec<u8>)",
                "Mark(::prost::bytes::Bytes)"
            )
        ),
        expected("oneof-bytes")
    );
    assert_eq!(compare_replaced(bytes, SAME), unexpected());
}

/// Boxes are expected for our groups that contain their owner, and for prost-build's scalars.
#[test]
fn classes_accept_only_some_boxes() {
    let room = "#[prost(message, tag = \"6\")]\n        Room(super::Shelf)";
    let boxed = "#[prost(message, tag = \"6\")]\n        Room(Box<super::Shelf>)";
    let group = |text: &str| text.replace("message", "group");
    assert_eq!(compare_replaced((room, boxed), SAME), unexpected());
    assert_eq!(
        compare_replaced((room, &group(boxed)), (room, &group(room))),
        expected("boxed-group")
    );
    let elsewhere = group(boxed).replace("super::Shelf", "::x::Other");
    let other = group(room).replace("super::Shelf", "::x::Other");
    assert_eq!(
        compare_replaced((room, &elsewhere), (room, &other)),
        unexpected()
    );
    let scalar = (
        "Mark(::prost::alloc::vec::Vec<u8>)",
        "Mark(Box<::prost::alloc::vec::Vec<u8>>)",
    );
    assert_eq!(compare_replaced(SAME, scalar), expected("boxed-scalar"));
    assert_eq!(
        compare_replaced(("Mark(Vec<u8>)", "Mark(Box<Vec<u8>>)"), SAME),
        unexpected()
    );
}
