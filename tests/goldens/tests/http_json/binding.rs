//! The fields of requests from the path, the query and the body.

use serde_json::{Value, json};

use crate::client::{Answer, builder, call, get, post, serve, with_json};
use crate::services::echo;

/// The JSON of a successful answer, or the text of the error.
fn outcome(answer: &Answer) -> Value {
    match answer.status {
        200 => answer.json(),
        400 => {
            let error = answer.json();
            assert_eq!(error["code"], 3, "{error}");
            error["message"].clone()
        }
        other => json!({"status": other, "body": answer.json()}),
    }
}

#[tokio::test]
async fn parameters_set_fields_of_each_kind() {
    let server = serve(builder().add_service(echo())).await;
    for (path, expected) in [
        ("/implicit", json!({})),
        (
            "/implicit?double=1.5&float=-2&int32=-3&int64=9223372036854775807&uint32=4&uint64=5",
            json!({"double": 1.5, "float": -2.0, "int32": -3, "int64": "9223372036854775807",
                "uint32": 4, "uint64": "5"}),
        ),
        (
            "/implicit?sint32=-1&sint64=-2&fixed32=3&fixed64=4&sfixed32=-5&sfixed64=-6",
            json!({"sint32": -1, "sint64": "-2", "fixed32": 3, "fixed64": "4", "sfixed32": -5,
                "sfixed64": "-6"}),
        ),
        (
            "/implicit?bool=true&string=a%20b+c%C3%A9",
            json!({"bool": true, "string": "a b cé"}),
        ),
        (
            "/implicit?bytes=AP8%3D&shared=-_8",
            json!({"bytes": "AP8=", "shared": "+/8="}),
        ),
        ("/implicit?color=COLOR_RED", json!({"color": "COLOR_RED"})),
        ("/implicit?color=-1", json!({"color": "COLOR_NEGATIVE"})),
        (
            "/implicit?double=NaN&float=-inf",
            json!({"double": "NaN", "float": "-Infinity"}),
        ),
        (
            "/implicit?bool=T&int32=%2B7",
            json!({"bool": true, "int32": 7}),
        ),
        (
            "/explicit?string=&bool=0",
            json!({"string": "", "bool": false}),
        ),
    ] {
        assert_eq!(outcome(&get(server, path).await), expected, "{path}");
    }
}

#[tokio::test]
async fn parameters_set_fields_of_messages_lists_maps_and_oneofs() {
    let server = serve(builder().add_service(echo())).await;
    for (path, expected) in [
        (
            "/explicit?point.x=1&point.y=2",
            json!({"point": {"x": 1.0, "y": 2.0}}),
        ),
        (
            "/repeated?int32=1&int32=2&string=a&int32=3",
            json!({"int32": [1, 2, 3], "string": ["a"]}),
        ),
        (
            "/repeated?color=COLOR_RED&color=0",
            json!({"color": ["COLOR_RED", "COLOR_UNSPECIFIED"]}),
        ),
        (
            "/maps?int32_double[1]=2&int32Double%5B-3%5D=4&bool_color[true]=COLOR_RED&sorted[a.b]=c",
            json!({"int32Double": {"1": 2.0, "-3": 4.0}, "boolColor": {"true": "COLOR_RED"},
                "sorted": {"a.b": "c"}}),
        ),
        (
            "/choice?text=a&number=7&between=1",
            json!({"text": "a", "number": "7", "between": 1}),
        ),
        (
            "/choice?point.x=1&point.y=2",
            json!({"point": {"x": 1.0, "y": 2.0}}),
        ),
        (
            "/tree?left.left.leaf=a",
            json!({"left": {"left": {"leaf": "a"}}}),
        ),
    ] {
        assert_eq!(outcome(&get(server, path).await), expected, "{path}");
    }
}

#[tokio::test]
async fn parameters_set_well_known_types() {
    let server = serve(builder().add_service(echo())).await;
    for (query, expected) in [
        ("duration=1.5s", json!({"duration": "1.500s"})),
        ("duration=1h30m", json!({"duration": "5400s"})),
        (
            "timestamp=1972-01-01T10:00:20.021Z",
            json!({"timestamp": "1972-01-01T10:00:20.021Z"}),
        ),
        (
            "mask=user.display_name,photo",
            json!({"mask": "user.displayName,photo"}),
        ),
        (
            "mask=user.displayName,photo",
            json!({"mask": "user.displayName,photo"}),
        ),
        ("struct=%7B%22a%22:1%7D", json!({"struct": {"a": 1.0}})),
        ("value=%5B1%5D", json!({"value": [1.0]})),
        (
            "bool=true&bytes=AA&double=1&float=2",
            json!({"bool": true, "bytes": "AA==", "double": 1.0,
            "float": 2.0}),
        ),
        (
            "int32=1&int64=2&uint32=3&uint64=4&string=",
            json!({"int32": 1, "int64": "2", "uint32": 3,
            "uint64": "4", "string": ""}),
        ),
        ("numbers=1&numbers=2", json!({"numbers": ["1", "2"]})),
        ("texts[a]=b", json!({"texts": {"a": "b"}})),
    ] {
        let answer = get(server, &format!("/known?{query}")).await;
        assert_eq!(outcome(&answer), expected, "{query}");
    }
    let answer = get(server, "/known/1972-01-01T10:00:20Z").await;
    assert_eq!(
        outcome(&answer),
        json!({"timestamp": "1972-01-01T10:00:20Z"})
    );
}

/// Requests with an error, and its message.
const WRONG: &[(&str, &str)] = &[
    (
        "/implicit?nothing=1",
        "`nothing` in the query: the request has no such field",
    ),
    (
        "/implicit?string.x=1",
        "`string.x` in the query: the request has no such field",
    ),
    (
        "/implicit?=1",
        "`` in the query: the request has no such field",
    ),
    (
        "/implicit?int32=a",
        "`int32` in the query: expected a 32-bit integer",
    ),
    (
        "/implicit?int32=2147483648",
        "`int32` in the query: expected a 32-bit integer",
    ),
    (
        "/implicit?uint64=-1",
        "`uint64` in the query: expected an unsigned 64-bit integer",
    ),
    (
        "/implicit?uint64=%2B1",
        "`uint64` in the query: expected an unsigned 64-bit integer",
    ),
    (
        "/implicit?double=1e999",
        "`double` in the query: expected a number",
    ),
    (
        "/implicit?float=1e39",
        "`float` in the query: expected a number",
    ),
    (
        "/implicit?bool=yes",
        "`bool` in the query: expected true or false",
    ),
    (
        "/implicit?bytes=!",
        "`bytes` in the query: expected bytes in base64",
    ),
    (
        "/implicit?color=COLOR_BLUE",
        "`color` in the query: expected a name or a number of the enum",
    ),
    (
        "/implicit?color=9",
        "`color` in the query: expected a name or a number of the enum",
    ),
    (
        "/implicit?int32=1&int32=1",
        "`int32` in the query: it has more than one value",
    ),
    (
        "/maps?sorted[a]=1&sorted[a]=1",
        "`sorted[a]` in the query: it has more than one value",
    ),
    (
        "/maps?int32_double[a]=1",
        "`int32_double[a]` in the query: the key does not have the type of the map's keys",
    ),
    (
        "/maps?sorted=1",
        "`sorted` in the query: a map needs a key, such as `name[key]`",
    ),
    (
        "/implicit?int32[0]=1",
        "`int32[0]` in the query: only maps have keys",
    ),
    (
        "/maps?string_point[a]=1",
        "`string_point[a]` in the query: expected the fields of a message, \
        as parameters such as `field.name`",
    ),
    (
        "/repeated?point.x=1",
        "`point.x` in the query: the request has no such field",
    ),
    (
        "/explicit?point=1",
        "`point` in the query: expected the fields of a message, as parameters such \
        as `field.name`",
    ),
    (
        "/choice?flag=true&text=a",
        "`text` in the query: `flag` of the same oneof is set",
    ),
    (
        "/known?timestamp=today",
        "`timestamp` in the query: expected a timestamp such as 1972-01-01T10:00:20.021Z",
    ),
    (
        "/known?duration=1d",
        "`duration` in the query: expected a duration such as 1.5s",
    ),
    (
        "/known?int32=a",
        "`int32` in the query: expected a 32-bit integer",
    ),
    (
        "/known?value=%7B",
        "`value` in the query: expected JSON of its type",
    ),
    (
        "/known?struct=1",
        "`struct` in the query: expected JSON of its type",
    ),
    (
        "/implicit/a?string=b",
        "`string` in the query: its field is in the path",
    ),
    (
        "/implicit?string=%ff",
        "the query is not UTF-8 with a percent-encoding",
    ),
    ("/bool/maybe", "`bool` in the path: expected true or false"),
    (
        "/bool/%zz",
        "the path is malformed: `bool` is not percent-encoded",
    ),
];

#[tokio::test]
async fn wrong_parameters_are_refused() {
    let server = serve(builder().add_service(echo())).await;
    let deep = format!("/tree?{}leaf=a", "left.".repeat(200));
    for (path, expected) in WRONG {
        let answer = get(server, path).await;
        assert_eq!(outcome(&answer), json!(expected), "{path}");
    }
    let message = outcome(&get(server, &deep).await);
    assert!(
        message
            .as_str()
            .unwrap()
            .ends_with("in the query: it nests too deep")
    );
}

#[tokio::test]
async fn a_query_has_a_thousand_parameters_at_most() {
    let server = serve(builder().add_service(echo())).await;
    let path = |count| format!("/repeated?{}", "int32=1&".repeat(count));
    assert_eq!(get(server, &path(1000)).await.status, 200);
    let over = get(server, &path(1001)).await;
    assert_eq!((over.status, &over.json()["code"]), (429, &json!(8)));
}

#[tokio::test]
async fn a_body_can_be_a_field() {
    let server = serve(builder().add_service(echo())).await;
    let answer = post(server, "/tree?named[a].leaf=b", r#"{"leaf":"x"}"#).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    for (body, expected) in [
        (
            r#"{"leaf":"x"}"#,
            json!({"left": {"leaf": "x"}, "leaf": "z"}),
        ),
        ("", json!({"leaf": "z"})),
        ("null", json!({"leaf": "z"})),
        ("{}", json!({"left": {}, "leaf": "z"})),
        (
            "7",
            json!(
                "the message cannot be read from JSON: left: invalid type: integer `7`, expected an object \
            with the fields of json_kinds.Tree at line 1, column 1"
            ),
        ),
        (
            r#"{"other":1}"#,
            json!(
                "the message cannot be read from JSON: left: json_kinds.Tree has no field \"other\" \
                at line 1, column 8"
            ),
        ),
    ] {
        let answer = post(server, "/tree?leaf=z", body).await;
        assert_eq!(outcome(&answer), expected, "{body}");
    }
    let list = post(server, "/trees", r#"[{"leaf":"a"},{}]"#).await;
    assert_eq!(outcome(&list), json!({"children": [{"leaf": "a"}, {}]}));
    let twice = post(server, "/tree?left.leaf=z", "{}").await;
    let error = "`left.leaf` in the query: its field is in the body";
    assert_eq!(outcome(&twice), json!(error));
}

#[tokio::test]
async fn the_path_wins_over_the_body() {
    let server = serve(builder().add_service(echo())).await;
    for (body, expected) in [
        (
            r#"{"leaf":"of the body","left":{}}"#,
            json!({"leaf": "of/it", "left": {}}),
        ),
        // Another member of the oneof.
        (r#"{"boxed":{}}"#, json!({"leaf": "of/it"})),
        ("", json!({"leaf": "of/it"})),
    ] {
        let answer = call(server, with_json("PUT", "/tree/of%2Fit"), body).await;
        assert_eq!(outcome(&answer), json!({"left": expected}), "{body}");
    }
}
