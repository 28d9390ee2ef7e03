//! Parameters of operations.

use super::document;
use crate::support::Sandbox;

/// The limit leaves out the deepest fields, and the description names the fields that it cannot list.
#[test]
fn outer_fields_are_parameters_first() {
    let fields = |kind: &str, name: &str, numbers: std::ops::Range<usize>| -> String {
        let fields = numbers.map(|number| format!("{kind} {name}{number} = {number};\n"));
        fields.collect()
    };
    let proto = format!(
        "syntax = \"proto3\";\npackage wide;\nimport \"google/api/annotations.proto\";\n\
         message Deep {{\n{}}}\n\
         message Filter {{ Deep deep = 1; Filter and = 2; string text = 3; }}\n\
         message In {{ Filter filter = 1;\n{}}}\n\
         service S {{ rpc Get(In) returns (In) {{ option (google.api.http).get = \"/v1\"; }} }}\n",
        fields("string", "f", 1..1_001),
        fields("int32", "own", 2..502),
    );
    let sandbox = Sandbox::new(&[("wide.proto", &proto)]);
    let outcome = sandbox.rpcsmith("generate --quiet --out gen wide.proto --openapi a.json");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let document = document(&sandbox, "gen/a.json");
    let operation = &document["paths"]["/v1"]["get"];
    let parameters = operation["parameters"].as_array().unwrap();
    let names: Vec<_> = parameters
        .iter()
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect();
    // The order of the fields stays.
    assert_eq!(names.len(), 1_000);
    assert_eq!(names[0], "filter.deep.f1");
    assert_eq!(names[498..501], ["filter.deep.f499", "filter.text", "own2"]);
    assert_eq!(names[999], "own501");
    assert_eq!(
        operation["description"],
        "The fields of `filter.and` are parameters too, and are not listed. So are further fields."
    );
}

/// Messages of messages without other fields have no parameters, and do not take time for each path to them.
#[test]
fn nested_messages_have_a_limit() {
    let mut proto = "syntax = \"proto3\";\npackage deep;\nimport \"google/api/annotations.proto\";\n\
                     service S { rpc Get(M0) returns (M8) { option (google.api.http).get = \"/v1\"; } }\n\
                     message M8 {}\n"
        .to_owned();
    for level in 0..8 {
        proto += &format!("message M{level} {{\n");
        for field in 1..101 {
            proto += &format!("M{} f{field} = {field};\n", level + 1);
        }
        proto += "}\n";
    }
    let sandbox = Sandbox::new(&[("deep.proto", &proto)]);
    let outcome = sandbox.rpcsmith("generate --quiet --out gen deep.proto --openapi a.json");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let document = document(&sandbox, "gen/a.json");
    let description = &document["paths"]["/v1"]["get"]["description"];
    assert_eq!(
        description,
        "Further fields are parameters too, and are not listed."
    );
}

/// No schema has the rules of messages whose fields are parameters.
#[test]
fn rules_of_nested_messages_are_texts() {
    let proto = r#"syntax = "proto3";
package nested;
import "buf/validate/validate.proto";
import "google/api/annotations.proto";
message Filter {
  option (buf.validate.message).cel = {id: "x", message: "an owner needs a team", expression: "this.owner_id == '' || this.team != ''"};
  oneof by {
    option (buf.validate.oneof).required = true;
    string owner_id = 1;
    string team = 2;
  }
  string text = 3 [(buf.validate.field).required = true];
}
message Key { string id = 1; string zone = 2 [(buf.validate.field).required = true]; }
message In {
  Filter filter = 1;
  Filter other = 2 [(buf.validate.field).ignore = IGNORE_ALWAYS];
  Key key = 3;
}
service S { rpc Get(In) returns (In) { option (google.api.http).get = "/v1/{key.id}"; } }
"#;
    let sandbox = Sandbox::new(&[("nested.proto", proto)]);
    let outcome = sandbox.rpcsmith("generate --quiet --out gen nested.proto --openapi a.json");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let document = document(&sandbox, "gen/a.json");
    let operation = &document["paths"]["/v1/{key.id}"]["get"];
    assert_eq!(
        operation["description"],
        "Rules:\n- exactly one of `filter.owner_id`, `filter.team` is set if `filter` is set\n\
         - `filter`: an owner needs a team\n\n\
         The fields of `other` are parameters too, and are not listed."
    );
    let parameters = operation["parameters"].as_array().unwrap().iter();
    let parameters = parameters.map(|parameter| {
        let name = parameter["name"].as_str().unwrap();
        (name, parameter["required"] == true)
    });
    assert_eq!(
        parameters.collect::<Vec<_>>(),
        [
            ("key.id", true),
            ("filter.owner_id", false),
            ("filter.team", false),
            ("filter.text", false),
            // The path sets the message.
            ("key.zone", true),
        ]
    );
}

/// Numbers of wildcards do not make two parameters of one name.
#[test]
fn each_parameter_of_a_path_has_its_own_name() {
    let proto = r#"syntax = "proto3";
package names;
import "google/api/annotations.proto";
message In { string name = 1; string name_1 = 2; string segment_1 = 3; }
service S {
  rpc Get(In) returns (In) { option (google.api.http).get = "/*/{name=a/*/b/*}/{name_1}/{segment_1}"; }
}
"#;
    let sandbox = Sandbox::new(&[("names.proto", proto)]);
    let outcome = sandbox.rpcsmith("generate --quiet --out gen names.proto --openapi a.json");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let document = document(&sandbox, "gen/a.json");
    let path = "/{segment_1}/a/{name_1}/b/{name_2}/{name_1_}/{segment_1_}";
    let parameters = &document["paths"][path]["get"]["parameters"];
    assert_eq!(parameters[3]["name"], "name_1_");
    assert_eq!(parameters[3]["description"], "The value of `name_1`.");
}
