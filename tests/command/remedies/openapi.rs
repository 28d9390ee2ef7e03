//! Remedies for the option `openapi_base`.

use super::Case;
use crate::support::USER;

/// The parts of the remedies that [`CASES`] follow, as in the source.
pub const FOLLOWED: (&str, &str, &[&str]) = (
    "tests/command/remedies.rs",
    "every_remedy_works",
    &[
        "write a JSON object to the file",
        "write JSON: keys and texts in double quotes",
        "write a number with a smaller exponent",
        "nest the values less deeply",
        "write {written}",
        "merge the two, or remove one",
        "leave it out: OpenAPI has the keys",
        "leave the key out",
        "leave it out: no operation and no message",
        "leave it out, or write a path of a document",
        "leave it out: the services have no operations",
        "leave it out: the path has",
    ],
);

/// The parts of the remedies for names of documents.
pub const NAMED: (&str, &str, &[&str]) = (
    "tests/command/openapi.rs",
    "each_document_has_its_own_file",
    &[
        "give one of the two documents another name",
        "give the document another name",
    ],
);

/// The part of the remedy for names that no golden schema has: such packages also have modules of one name.
pub const OF_PACKAGES: (&str, &str, &[&str]) = (
    "src/openapi/names.rs",
    "documents_of_packages_may_collide",
    &["rename one of the packages, or write one document for all"],
);

const RUN: &str = "generate --out gen user.proto -o openapi=openapi.json -o openapi_base=base.json";

macro_rules! case {
    ($faulty:expr, $help:expr, $mended:expr) => {
        Case {
            files: &[("user.proto", USER), ("base.json", $faulty)],
            run: RUN,
            help: $help,
            mended: &[("base.json", $mended)],
            rerun: RUN,
        }
    };
}

/// 130 levels.
const DEEP: &str = concat!(
    "{\"x-a\": ",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "}"
);

const PATH: &str = "{\"paths\": {\"/user.v1.UserService/GetUser\": {\"post\": {}}}}";

pub const CASES: [Case; 15] = [
    case!(
        "",
        "write a JSON object to the file, or leave the option out",
        "{}"
    ),
    case!(
        "{'info': {}}",
        "write JSON: keys and texts in double quotes, no comments",
        "{\"info\": {}}"
    ),
    case!(
        "{\"x-a\": 1e999}",
        "write a number with a smaller exponent",
        "{\"x-a\": 1e99}"
    ),
    case!(DEEP, "nest the values less deeply", "{\"x-a\": [[]]}"),
    case!(
        "{\"info\": 1}",
        "write an object in `{` and `}`",
        "{\"info\": {}}"
    ),
    case!(
        "{\"tags\": {}}",
        "write a list in `[` and `]`",
        "{\"tags\": []}"
    ),
    case!(
        "{\"info\": {\"title\": 1}}",
        "write a text in quotes",
        "{\"info\": {\"title\": \"1\"}}"
    ),
    case!(
        "{\"info\": {}, \"info\": {}}",
        "merge the two, or remove one",
        "{\"info\": {}}"
    ),
    case!("{\"inof\": {}}", "did you mean `info`?", "{\"info\": {}}"),
    case!(
        "{\"tags\": [{\"zzzzzzzz\": 1}]}",
        "OpenAPI has the keys `name`, `description` and `externalDocs` there, and your own that begin with `x-`",
        "{\"tags\": [{\"x-z\": 1}]}"
    ),
    case!("{\"openapi\": \"3.0.0\"}", "leave the key out", "{}"),
    case!(
        "{\"components\": {\"schemas\": {\"google.rpc.Status\": {}}}}",
        "leave it out: no operation and no message of the documents needs it",
        "{}"
    ),
    case!(
        "{\"paths\": {\"/\": {}}}",
        "leave it out, or write a path of a document, for example `/user.v1.UserService/GetUser`",
        PATH
    ),
    case!(
        "{\"paths\": {\"/user.v1.UserService/GetUser\": {\"put\": {}}}}",
        "leave it out: the path has `post`",
        PATH
    ),
    Case {
        files: &[
            ("a.proto", "syntax = \"proto3\";\nmessage A {}\n"),
            ("base.json", PATH),
        ],
        run: "generate --out gen a.proto -o openapi=openapi.json -o openapi_base=base.json",
        help: "leave it out: the services have no operations",
        mended: &[("base.json", "{}")],
        rerun: "generate --out gen a.proto -o openapi=openapi.json -o openapi_base=base.json",
    },
];
