//! Remedies for the option `google.api.http`.

use crate::support::Sandbox;

/// The row of this test in the [table](super::table).
pub const FOLLOWED: (&str, &str, &[&str]) = (
    "tests/command/remedies/http.rs",
    "remedies_of_http_work",
    &[
        "a path is written like",
        "write `/{}`",
        "write `*` for a single segment",
        "write a segment before the action",
        "leave out the `=`",
        "leave out the `/`",
        "leave out the `:`",
        "write `%25` for the character",
        "leave it out: fields that are not in the path",
        "write it encoded, as",
        "move them to the binding that contains it",
        "set `get`, `put`, `post`",
        "set `kind` to a method of HTTP",
        "write a word such as `HEAD`",
        "leave out `body`: ",
        "write the segments of one of them without",
        "use a field that is not repeated",
        "write `{{{short}}}`",
        "name a field in it, such as",
        "name a field of the message itself: ",
        "change the path of one of them",
        "change the path, or remove the binding",
        "leave it out: clients resolve",
        "leave it out: the body of the response",
        "name one of its fields",
        "set `json=true`, or leave out",
    ],
);

/// The file with this option of a method, or without one.
fn with(option: &str) -> String {
    let import = match option {
        "" => "",
        _ => "import \"google/api/annotations.proto\";\n",
    };
    format!(
        "syntax = \"proto3\";\n{import}\
         message Team {{ string title = 1; }}\n\
         message In {{ string name = 1; repeated string tags = 2; Team team = 3; string user_id = 4; oneof way {{ string email = 5; string phone = 6; }} }}\n\
         message Out {{ string name = 1; }}\n\
         service S {{ rpc A(In) returns (Out) {{ {option} }} }}\n"
    )
}

/// A faulty path, a part of the help, and a path that follows it.
const PATHS: [(&str, &str, &str); 24] = [
    ("v1/a", "write `/v1/a`", "/v1/a"),
    ("/v1//a", "leave out the `/`", "/v1/a"),
    ("/{name=}", "leave out the `=`", "/{name}"),
    ("/v1/:list", "write a segment before the action", "/v1:list"),
    ("/v1/a:", "leave out the `:`", "/v1/a"),
    (
        "/{name}:a/b",
        "a path is written like `/v1/{name=users/*}/keys/{key_id}:verify`",
        "/{name}:a",
    ),
    ("/a/*.json", "a path is written like", "/a/*"),
    ("/a-{name}", "a path is written like", "/a/{name}"),
    (
        "/{name=a/{user_id}}",
        "a path is written like",
        "/{name=a/*}",
    ),
    ("/{name=a/*", "a path is written like", "/{name=a/*}"),
    ("/{=a}", "a path is written like", "/{name=a}"),
    (
        "/{name=**}/**",
        "write `*` for a single segment",
        "/{name=**}/*",
    ),
    (
        "/a?name={name}",
        "leave it out: fields that are not in the path are parameters of the query",
        "/a",
    ),
    ("/ä", "write it encoded, as `%C3%A4`", "/%C3%A4"),
    ("/100%", "write `%25` for the character `%`", "/100%25"),
    ("/{nmae}", "did you mean `name`?", "/{name}"),
    ("/{userId}", "did you mean `user_id`?", "/{user_id}"),
    ("/{tags}", "use a field that is not repeated", "/{name}"),
    (
        "/{team}",
        "name a field in it, such as `team.title`",
        "/{team.title}",
    ),
    ("/{name.first}", "write `{name}`", "/{name}"),
    (
        "/{name}/{name=*}",
        "write the segments of one of them without a variable",
        "/{name}/*",
    ),
    ("/a*b", "a path is written like", "/ab"),
    (
        "/v1/../a",
        "leave it out: clients resolve `.` and `..` before they send a path",
        "/v1/a",
    ),
    (
        "/S/A",
        "change the path, or remove the binding: rpcs have JSON on their own paths",
        "/v1/A",
    ),
];

/// A faulty option, a part of the help, and options that follow it.
const RULES: [(&str, &str, &[&str]); 12] = [
    (
        "{ body: \"*\" }",
        "set `get`, `put`, `post`, `delete`, `patch` or `custom`",
        &[
            "{ post: \"/a\" body: \"*\" }",
            "{ put: \"/a\" body: \"*\" }",
        ],
    ),
    (
        "{ custom { path: \"/a\" } }",
        "set `kind` to a method of HTTP, such as `HEAD`, or to `*` for any",
        &[
            "{ custom { kind: \"HEAD\" path: \"/a\" } }",
            "{ custom { kind: \"*\" path: \"/a\" } }",
        ],
    ),
    (
        "{ custom { kind: \"A B\" path: \"/a\" } }",
        "write a word such as `HEAD`, or `*` for any method",
        &[
            "{ custom { kind: \"HEAD\" path: \"/a\" } }",
            "{ custom { kind: \"*\" path: \"/a\" } }",
        ],
    ),
    (
        "{ get: \"/a\" body: \"*\" }",
        "leave out `body`: fields that are not in the path are parameters of the query",
        &["{ get: \"/a\" }"],
    ),
    (
        "{ put: \"/a\" body: \"tem\" }",
        "did you mean `team`?",
        &["{ put: \"/a\" body: \"team\" }"],
    ),
    (
        "{ put: \"/a\" body: \"team.title\" }",
        "name a field of the message itself: `team`",
        &["{ put: \"/a\" body: \"team\" }"],
    ),
    (
        "{ get: \"/a\" response_body: \"nam\" }",
        "did you mean `name`?",
        &["{ get: \"/a\" response_body: \"name\" }"],
    ),
    (
        "{ get: \"/a\" additional_bindings { get: \"/b\" additional_bindings { get: \"/c\" } } }",
        "move them to the binding that contains it",
        &[
            "{ get: \"/a\" additional_bindings { get: \"/b\" } additional_bindings { get: \"/c\" } }",
        ],
    ),
    (
        "{ get: \"/{name}\" additional_bindings { get: \"/{user_id}\" } }",
        "change the path of one of them, or remove its binding",
        &[
            "{ get: \"/{name}\" additional_bindings { get: \"/b/{user_id}\" } }",
            "{ get: \"/{name}\" }",
        ],
    ),
    (
        "{ get: \"/a\" response_body: \"*\" }",
        "leave it out: the body of the response is the whole message",
        &["{ get: \"/a\" }"],
    ),
    (
        "{ put: \"/a\" body: \"way\" }",
        "name one of its fields: `email`, `phone`",
        &[
            "{ put: \"/a\" body: \"email\" }",
            "{ put: \"/a\" body: \"phone\" }",
        ],
    ),
    (
        "{ get: \"/{tem}\" }",
        "did you mean `team`?",
        &["{ get: \"/{team.title}\" }"],
    ),
];

#[test]
fn remedies_of_http_work() {
    let sandbox = Sandbox::new(&[]);
    let generate = |option: &str, options: &str| {
        sandbox.write("a.proto", &with(option));
        sandbox.rpcsmith(&format!("generate --out gen {options} a.proto"))
    };
    let both = "-o http -o json";
    let follow = |faulty: &str, help: &str, mended: &[String]| {
        let refused = generate(faulty, both);
        assert!(
            refused.stderr.contains(help),
            "{faulty}: {}",
            refused.stderr
        );
        for option in mended {
            let taken = generate(option, both);
            assert_eq!((taken.code, &*taken.stderr), (Some(0), ""), "{option}");
        }
    };
    for (faulty, help, mended) in PATHS {
        let option = |path: &str| format!("option (google.api.http).get = \"{path}\";");
        follow(&option(faulty), help, &[option(mended)]);
    }
    for (faulty, help, mended) in RULES {
        let option = |rule: &str| format!("option (google.api.http) = {rule};");
        let mended: Vec<_> = mended.iter().map(|rule| option(rule)).collect();
        follow(&option(faulty), help, &mended);
    }
    let refused = generate("", "-o http");
    let help = "set `json=true`, or leave out `http`";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    for options in [both, ""] {
        let taken = generate("", options);
        assert_eq!((taken.code, &*taken.stderr), (Some(0), ""), "{options}");
    }
}
