//! Documents of the option `openapi`: their names, what `openapi_base` adds, and their parameters.

mod parameters;

use serde_json::Value;

use crate::support::Sandbox;

const SHOP: &str = r#"syntax = "proto3";
package shop;
import "google/api/annotations.proto";
message Item { string id = 1; }
service Shop {
  rpc Get(Item) returns (Item) { option (google.api.http).get = "/v1/items/{id}"; }
}
"#;
const OFFICE: &str = r#"syntax = "proto3";
package office;
message Desk { string id = 1; }
service Office { rpc Get(Desk) returns (Desk); }
"#;

fn sandbox() -> Sandbox {
    Sandbox::new(&[("p/shop.proto", SHOP), ("p/office.proto", OFFICE)])
}

/// Generates the two packages.
fn generate(sandbox: &Sandbox, options: &str) -> (Option<i32>, String) {
    let command = format!("generate --quiet -I p --out gen shop.proto office.proto {options}");
    let outcome = sandbox.rpcsmith(&command);
    (outcome.code, outcome.stderr)
}

fn document(sandbox: &Sandbox, name: &str) -> Value {
    serde_json::from_str(&sandbox.read(name)).unwrap()
}

/// An entry for a path, an operation or a schema of the API is in the documents that have it, and any other in all.
#[test]
fn a_base_adds_no_operations() {
    let sandbox = sandbox();
    sandbox.write(
        "base.json",
        r#"{
  "info": {"version": "2"},
  "paths": {
    "/v1/items/{id}": {"get": {"security": []}, "summary": "Items"},
    "/office.Office/Get": {"post": {"deprecated": true}},
    "x-own": 1
  },
  "components": {"schemas": {"office.Desk": {"title": "Desk"}, "Own": {"type": "string"}}}
}"#,
    );
    let clean = (Some(0), String::new());
    let options = "--openapi {package}.json --openapi all.json --openapi-base base.json";
    assert_eq!(generate(&sandbox, options), clean);
    let (shop, office) = (
        document(&sandbox, "gen/shop.json"),
        document(&sandbox, "gen/office.json"),
    );
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&shop["paths"]), ["/v1/items/{id}", "x-own"]);
    assert_eq!(keys(&office["paths"]), ["/office.Office/Get", "x-own"]);
    let schemas = |document: &Value| keys(&document["components"]["schemas"]);
    assert_eq!(schemas(&shop), ["Own", "google.rpc.Status", "shop.Item"]);
    assert_eq!(schemas(&office), ["Own", "connect-error", "office.Desk"]);
    let whole = document(&sandbox, "gen/all.json");
    for document in [&shop, &office, &whole] {
        assert_eq!(document["info"]["version"], "2");
    }
    for document in [&shop, &whole] {
        let item = &document["paths"]["/v1/items/{id}"];
        assert_eq!(
            (&item["summary"], &item["get"]["security"]),
            (&"Items".into(), &Value::Array(Vec::new()))
        );
        assert_eq!(item["get"]["operationId"], "shop.Shop.Get");
    }
    for document in [&office, &whole] {
        assert_eq!(
            document["paths"]["/office.Office/Get"]["post"]["deprecated"],
            true
        );
        assert_eq!(
            document["components"]["schemas"]["office.Desk"]["title"],
            "Desk"
        );
    }
}

#[test]
fn parts_that_no_document_has_are_errors() {
    let sandbox = sandbox();
    sandbox.write(
        "base.json",
        "{\"paths\": {\n\"/v1/items/{name}\": {},\n\"/office.Office/Get\": {\"get\": {}}},\n\
         \"components\": {\"schemas\": {\n\"google.api.Http\": {}}}}",
    );
    let options = "--openapi {package}.json --openapi all.json --openapi-base base.json";
    let (code, errors) = generate(&sandbox, options);
    assert_eq!(code, Some(1));
    for (fault, place, help) in [
        (
            "no document has the path `/v1/items/{name}`",
            "base.json:2:1",
            "did you mean `/v1/items/{id}`?",
        ),
        (
            "no document has `get` of the path `/office.Office/Get`",
            "base.json:3:24",
            "leave it out: the path has `post`",
        ),
        (
            "no document has the schema `google.api.Http`",
            "base.json:5:1",
            "leave it out: no operation and no message of the documents needs it",
        ),
    ] {
        let found = errors.split("\n\n").find(|error| error.contains(fault));
        let found = found.unwrap_or_else(|| panic!("{fault}: {errors}"));
        assert!(found.contains(place) && found.contains(help), "{found}");
    }
}

/// Objects, and their first errors.
const FAULTY: [(&str, &str); 12] = [
    (
        "{\"info\": []}",
        "base.json:1:10: `info` is a list, and OpenAPI needs an object",
    ),
    (
        "{\"info\": {\"title\": null}}",
        "base.json:1:20: `title` is null, and OpenAPI needs a string",
    ),
    (
        "{\"info\":\n{\"titel\": \"\"}}",
        "base.json:2:2: `info` has no key `titel` in OpenAPI",
    ),
    (
        "{\"paths\": {\"/\": []}}",
        "base.json:1:17: `/` is a list, and OpenAPI needs an object",
    ),
    (
        "{\"security\": [[]]}",
        "base.json:1:15: an item of `security` is a list, and OpenAPI needs an object",
    ),
    (
        "{\"components\": {\"schemas\": {\"a\": 1.0}}}",
        "base.json:1:34: `a` is a number, and OpenAPI needs an object or a bool",
    ),
    (
        "{\"tags\": [],\n \"tags\": []}",
        "base.json:2:2: the key `tags` is given twice",
    ),
    // Also where OpenAPI has no rules.
    (
        "{\"x-a\": [{\"b\": 1, \"b\": 2}]}",
        "base.json:1:19: the key `b` is given twice",
    ),
    (
        "{\"openapi\": \"2.0\"}",
        "base.json:1:2: `openapi` is `2.0`, and the documents are of OpenAPI 3.1",
    ),
    (
        "{\"x-generated\": 1}",
        "base.json:1:2: `x-generated` is the mark of generated documents",
    ),
    (
        "{\"info\": {},}",
        "base.json:1:13: option `openapi_base`: trailing comma",
    ),
    (" \n", "option `openapi_base`: `base.json` is empty"),
];

/// Keys that occur twice, and values of another type, are errors with their places.
#[test]
fn a_base_has_the_form_of_a_document() {
    let sandbox = sandbox();
    for (base, expected) in FAULTY {
        sandbox.write("base.json", base);
        let command =
            "generate --json -I p --out gen office.proto --openapi a.json --openapi-base base.json";
        let outcome = sandbox.rpcsmith(command);
        assert_eq!(outcome.code, Some(1), "{base}");
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let error = &report["errors"][0];
        let place = match error["file"].as_str() {
            Some(file) => format!("{file}:{}:{}: ", error["line"], error["column"]),
            None => String::new(),
        };
        let message = error["message"].as_str().unwrap_or_default();
        assert_eq!(format!("{place}{message}"), expected, "{report}");
    }
}

#[test]
fn numbers_of_a_base_keep_their_digits() {
    let sandbox = sandbox();
    // Some editors write a mark before the text.
    sandbox.write(
        "base.json",
        "\u{feff}{\"x-n\": [12345678901234567890123, 1.0, 1E400]}",
    );
    let (code, errors) = generate(&sandbox, "--openapi a.json --openapi-base base.json");
    assert_eq!(code, Some(1));
    assert!(
        errors.contains("write a number with a smaller exponent"),
        "{errors}"
    );
    sandbox.write(
        "base.json",
        "\u{feff}{\"x-n\": [12345678901234567890123, 1.0, 1E30]}",
    );
    let options = "--openapi a.json --openapi a.yaml --openapi-base base.json";
    assert_eq!(generate(&sandbox, options), (Some(0), String::new()));
    let json = sandbox.read("gen/a.json");
    let numbers = "\"x-n\": [\n    12345678901234567890123,\n    1.0,\n    1E30\n  ]";
    assert!(json.contains(numbers), "{json}");
    let yaml = sandbox.read("gen/a.yaml");
    let numbers = "x-n:\n  - 12345678901234567890123\n  - 1.0\n  - 1.0e+30\n";
    assert!(yaml.contains(numbers), "{yaml}");
}

/// Each error names the documents, and its remedy works.
#[test]
fn each_document_has_its_own_file() {
    let sandbox = sandbox();
    for (options, fault, help, mended) in [
        (
            "--openapi a.json --openapi a.json",
            "`a.json` is given twice",
            "give it once",
            "--openapi a.json",
        ),
        (
            "--openapi a.json --openapi A.json",
            "`a.json` and `A.json` differ only in case, and are one file on many systems",
            "give one of the two documents another name",
            "--openapi a.json --openapi b.json",
        ),
        (
            "--openapi a.json --openapi a.json/b.json",
            "`a.json` and `a.json/b.json` need a file and a folder of one name",
            "give one of the two documents another name",
            "--openapi a.json --openapi a/b.json",
        ),
        (
            "--openapi {package}.yaml --openapi shop.yaml",
            "`{package}.yaml` and `shop.yaml` both write `shop.yaml`",
            "give one of the two documents another name",
            "--openapi {package}.yaml --openapi all.yaml",
        ),
        (
            "--openapi mod.rs/a.json",
            "`mod.rs` and `mod.rs/a.json` need a file and a folder of one name",
            "give the document another name",
            "--openapi mod/a.json",
        ),
    ] {
        let (code, errors) = generate(&sandbox, options);
        assert_eq!(code, Some(1), "{options}");
        let fault = format!("error: option `openapi`: {fault}\n");
        assert_eq!(errors.matches("error: ").count(), 1, "{errors}");
        assert!(errors.contains(&fault) && errors.contains(help), "{errors}");
        let sandbox = self::sandbox();
        assert_eq!(generate(&sandbox, mended), (Some(0), String::new()));
    }
}
