//! Messages of the goldens as JSON.

use std::fmt::Debug;

use prost::Message;
use prost_types::Timestamp;
use rpcsmith_goldens::goldens::json_editions::json_editions::legacy;
use rpcsmith_goldens::goldens::json_editions::json_editions::{self as editions, Fields};
use rpcsmith_goldens::goldens::json_gated::json_gated::{
    Gated, gated, gates_methods,
    gates_server::{Gates, GatesServer},
};
use rpcsmith_goldens::goldens::json_kinds::json_kinds::{
    self as kinds, Choice, Color, Explicit, Implicit, Maps, Point, Repeated, Tree, choice, tree,
};
use rpcsmith_goldens::goldens::json_names::json_names::{Names, names};
use rpcsmith_goldens::goldens::json_user::json_user::{User, UserStatus};
use rpcsmith_goldens::goldens::json_well_known::{google::protobuf as own, json_own::Own};
use rpcsmith_runtime::client::{Client, InProcess};
use rpcsmith_runtime::codec::Json;
use rpcsmith_runtime::message::json::{self, ReadOptions, WriteOptions};
use rpcsmith_runtime::message::reflect::{Described, DescribedEnum, Reflect, Registry};
use rpcsmith_runtime::{Request, Response, Status};

/// Checks both directions of a message with the text in JSON.
#[track_caller]
fn same<M: Described + PartialEq + Debug>(message: &M, text: &str) {
    assert_eq!(json::to_string(message).expect("it has JSON"), text);
    assert_eq!(&json::from_str::<M>(text).expect("it is JSON"), message);
}

fn user() -> User {
    let mut user = User {
        id: "u1".to_owned(),
        email: "ada@example.com".to_owned(),
        created_at: Some(Timestamp {
            seconds: 1,
            nanos: 500_000_000,
        }),
        roles: vec!["admin".to_owned(), "dev".to_owned()],
        metadata: [("team".to_owned(), "core".to_owned())].into(),
        phone: Some(String::new()),
        ..User::default()
    };
    user.set_status(UserStatus::Active);
    user
}

const USER: &str = r#"{"id":"u1","email":"ada@example.com","status":"USER_STATUS_ACTIVE","createdAt":"1970-01-01T00:00:01.500Z","roles":["admin","dev"],"metadata":{"team":"core"},"phone":""}"#;

#[test]
fn a_user_has_json() {
    same(&user(), USER);
    same(&User::default(), "{}");
}

#[test]
fn serde_reads_and_writes_the_same() {
    assert_eq!(serde_json::to_string(&user()).unwrap(), USER);
    assert_eq!(serde_json::from_str::<User>(USER).unwrap(), user());
    let value: serde_json::Value = serde_json::to_value(user()).unwrap();
    assert_eq!(value["createdAt"], "1970-01-01T00:00:01.500Z");
    assert_eq!(serde_json::from_value::<User>(value).unwrap(), user());
    let error = serde_json::from_str::<User>(r#"{"id":1}"#).unwrap_err();
    assert!(error.to_string().contains("id"), "{error}");
}

#[test]
fn an_enum_is_the_name_of_its_value() {
    assert_eq!(
        serde_json::to_string(&Color::Red).unwrap(),
        r#""COLOR_RED""#
    );
    for text in [r#""COLOR_RED""#, "1", "1.0"] {
        assert_eq!(serde_json::from_str::<Color>(text).unwrap(), Color::Red);
    }
    assert_eq!(
        serde_json::from_str::<Color>("-1").unwrap(),
        Color::Negative
    );
    for text in [r#""COLOR_BLUE""#, "7", "1.5", "null", "4294967297"] {
        let error = serde_json::from_str::<Color>(text).unwrap_err();
        assert!(error.to_string().contains("json_kinds.Color"), "{error}");
    }
}

#[test]
fn fields_without_presence_are_written_unless_they_are_the_default() {
    let message = Implicit {
        double: f64::NEG_INFINITY,
        float: 0.5,
        int32: -1,
        int64: i64::MIN,
        uint32: u32::MAX,
        uint64: u64::MAX,
        sint32: -2,
        sint64: -3,
        fixed32: 4,
        fixed64: 5,
        sfixed32: -6,
        sfixed64: -7,
        bool: true,
        string: "\u{1F980}\"".to_owned(),
        bytes: vec![0xFB, 0xFF],
        shared: vec![1].into(),
        color: Color::Red.into(),
    };
    same(
        &message,
        "{\"double\":\"-Infinity\",\"float\":0.5,\"int32\":-1,\"int64\":\"-9223372036854775808\",\
         \"uint32\":4294967295,\"uint64\":\"18446744073709551615\",\"sint32\":-2,\"sint64\":\"-3\",\"fixed32\":4,\
         \"fixed64\":\"5\",\"sfixed32\":-6,\"sfixed64\":\"-7\",\"bool\":true,\"string\":\"\u{1F980}\\\"\",\
         \"bytes\":\"+/8=\",\"shared\":\"AQ==\",\"color\":\"COLOR_RED\"}",
    );
    let unknown = Implicit {
        color: 9,
        ..Implicit::default()
    };
    same(&unknown, r#"{"color":9}"#);
}

#[test]
fn fields_with_presence_are_written_if_they_are_set() {
    let message = Explicit {
        double: Some(0.0),
        int64: Some(0),
        bool: Some(false),
        string: Some(String::new()),
        shared: Some(Vec::new().into()),
        color: Some(0),
        point: Some(Point::default()),
        nothing: Some(kinds::Nothing {}),
        ..Explicit::default()
    };
    same(
        &message,
        "{\"double\":0.0,\"int64\":\"0\",\"bool\":false,\"string\":\"\",\"shared\":\"\",\
         \"color\":\"COLOR_UNSPECIFIED\",\"point\":{},\"nothing\":{}}",
    );
}

#[test]
fn repeated_fields_and_maps_of_all_kinds() {
    let mut message = Repeated {
        double: vec![f64::INFINITY],
        uint64: vec![0, 1],
        bytes: vec![Vec::new(), vec![1]],
        color: vec![0, 1, 9],
        point: vec![Point { x: 1.0, y: 0.0 }, Point::default()],
        ..Repeated::default()
    };
    same(
        &message,
        "{\"double\":[\"Infinity\"],\"uint64\":[\"0\",\"1\"],\"bytes\":[\"\",\"AQ==\"],\
         \"color\":[\"COLOR_UNSPECIFIED\",\"COLOR_RED\",9],\"point\":[{\"x\":1.0},{}]}",
    );
    let points = <Repeated as Described>::descriptor()
        .index_of("point")
        .expect("it exists");
    message.clear_field(points);
    assert_eq!(message.point, []);

    let maps = Maps {
        int32_double: [(-1, 0.5)].into(),
        uint64_int64: [(u64::MAX, -1)].into(),
        fixed64_bytes: [(1, vec![1])].into(),
        bool_color: [(true, 1)].into(),
        string_point: [("p".to_owned(), Point::default())].into(),
        sorted: [("b", "2"), ("a", "1")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        ..Maps::default()
    };
    same(
        &maps,
        "{\"int32Double\":{\"-1\":0.5},\"uint64Int64\":{\"18446744073709551615\":\"-1\"},\
         \"fixed64Bytes\":{\"1\":\"AQ==\"},\"boolColor\":{\"true\":\"COLOR_RED\"},\"stringPoint\":{\"p\":{}},\
         \"sorted\":{\"a\":\"1\",\"b\":\"2\"}}",
    );
}

#[test]
fn members_of_oneofs() {
    let choices = [
        (choice::Choice::Flag(false), r#"{"flag":false}"#),
        (choice::Choice::Text(String::new()), r#"{"text":""}"#),
        (choice::Choice::Data(vec![0]), r#"{"data":"AA=="}"#),
        (choice::Choice::Color(1), r#"{"color":"COLOR_RED"}"#),
        (choice::Choice::Point(Point::default()), r#"{"point":{}}"#),
        (choice::Choice::Null(0), r#"{"null":null}"#),
    ];
    for (member, text) in choices {
        let message = Choice {
            choice: Some(member),
            ..Choice::default()
        };
        same(&message, text);
    }
    let again = Choice {
        between: 1,
        other: Some(choice::Other::Again(Box::default())),
        ..Choice::default()
    };
    same(&again, r#"{"between":1,"again":{}}"#);
    assert!(again.unknown_fields().is_some());
    assert!(Maps::default().unknown_fields().is_none());
    let twice = json::from_str::<Choice>(r#"{"flag":true,"text":"a"}"#).unwrap_err();
    assert!(twice.to_string().contains("text"), "{twice}");

    let mut message = again;
    message.clear_field(8);
    assert!(message.other.is_some(), "another member is set");
    message.clear_field(7);
    assert_eq!(message.other, None);
    assert!(message.slot(usize::MAX).is_none());
}

#[test]
fn messages_in_themselves() {
    let leaf = Tree {
        kind: Some(tree::Kind::Leaf("x".to_owned())),
        ..Tree::default()
    };
    let message = Tree {
        left: Some(Box::new(leaf.clone())),
        children: vec![leaf.clone()],
        named: [("n".to_owned(), leaf.clone())].into(),
        kind: Some(tree::Kind::Boxed(Box::new(leaf))),
    };
    same(
        &message,
        r#"{"left":{"leaf":"x"},"children":[{"leaf":"x"}],"named":{"n":{"leaf":"x"}},"boxed":{"leaf":"x"}}"#,
    );
}

#[test]
fn well_known_types_have_their_forms() {
    let text = "{\"duration\":\"1.500s\",\"empty\":{},\"mask\":\"userName,id\",\"struct\":{\"a\":[null,true,1.5,\"t\"]},\
                \"value\":null,\"list\":[1.0],\"timestamp\":\"1970-01-01T00:00:00Z\",\"bool\":false,\"bytes\":\"AQ==\",\
                \"double\":\"NaN\",\"float\":1.0,\"int32\":1,\"int64\":\"1\",\"string\":\"\",\"uint32\":1,\"uint64\":\"1\",\
                \"numbers\":[\"0\",\"1\"],\"texts\":{\"k\":\"v\"},\"values\":[null,{}]}";
    let message: kinds::WellKnown = json::from_str(text).unwrap();
    assert_eq!(message.int64, Some(1));
    assert_eq!(message.numbers, [0, 1]);
    assert_eq!(json::to_string(&message).unwrap(), text);

    let own: Own = json::from_str(
        r#"{"duration":"-1s","empty":{},"mask":"a.b","struct":{"n":1},"timestamp":"1970-01-01T00:00:01Z","number":"5"}"#,
    )
    .unwrap();
    assert_eq!(own.number, Some(own::Int64Value { value: 5 }));
    assert_eq!(own.timestamp.map(|timestamp| timestamp.seconds), Some(1));
    let text = json::to_string(&own).unwrap();
    assert_eq!(json::from_str::<Own>(&text).unwrap(), own);
}

#[test]
fn any_contains_the_messages_of_a_registry() {
    let mut registry = Registry::new();
    rpcsmith_goldens::goldens::json_kinds::register_all(&mut registry);
    rpcsmith_goldens::goldens::json_user::json_user::register(&mut registry);
    let message = kinds::WellKnown {
        any: Some(prost_types::Any::from_msg(&user()).unwrap()),
        ..kinds::WellKnown::default()
    };
    let text = WriteOptions::new()
        .registry(&registry)
        .to_string(&message)
        .unwrap();
    assert!(
        text.contains(r#""any":{"@type":"/json_user.User","id":"u1""#),
        "{text}"
    );
    let read: kinds::WellKnown = ReadOptions::new()
        .registry(&registry)
        .from_str(&text)
        .unwrap();
    let any = read.any.unwrap();
    assert_eq!(User::decode(&*any.value).unwrap(), user());
    assert!(json::to_string(&message).is_err(), "the type is unknown");
}

#[test]
fn names_in_json_can_have_any_characters() {
    let message = Names {
        snake_case: "a".to_owned(),
        custom: "b".to_owned(),
        umlaut: "c".to_owned(),
        r#type: "d".to_owned(),
        self_: Some(names::Self_::Match("e".to_owned())),
        ..Names::default()
    };
    let text = "{\"snakeCase\":\"a\",\"@custom \\\"name\\\"\":\"b\",\"größe\":\"c\",\"type\":\"d\",\"match\":\"e\"}";
    same(&message, text);
    let original = r#"{"snake_case":"a","custom":"b","umlaut":"c","type":"d","match":"e"}"#;
    assert_eq!(json::from_str::<Names>(original).unwrap(), message);
    let fields = <Names as Described>::descriptor().fields().iter();
    let redacted: Vec<_> = fields
        .filter(|it| it.is_redacted())
        .map(|it| it.name())
        .collect();
    assert_eq!(redacted, ["secret_token", "option"]);
}

#[test]
fn editions_and_proto2() {
    let message = Fields {
        explicit: Some(0),
        required: 0,
        delimited: Some(editions::Part {
            text: "d".to_owned(),
        }),
        parts: vec![editions::Part::default()],
        closed: Some(2),
        many: vec![1],
        ..Fields::default()
    };
    same(
        &message,
        "{\"explicit\":0,\"required\":0,\"delimited\":{\"text\":\"d\"},\"needed\":{},\"parts\":[{}],\
         \"closed\":\"CLOSED_TWO\",\"many\":[\"CLOSED_ONE\"]}",
    );
    assert!(editions::Closed::descriptor().is_closed());

    // The first of two fields with one name in JSON is read.
    let conflict: legacy::Conflict = json::from_str(r#"{"line1a":"a"}"#).unwrap();
    assert_eq!(conflict.line_1a.as_deref(), Some("a"));
    let by_original: legacy::Conflict = json::from_str(r#"{"line_1a":"a"}"#).unwrap();
    assert_eq!(by_original, conflict);
}

struct Opened;

impl Gates for Opened {
    async fn open(&self, request: Request<Gated>) -> Result<Response<Gated>, Status> {
        let text = request.into_inner().text;
        let kind = Some(gated::Kind::Level(gated::Level::Low.into()));
        Ok(Response::new(Gated { text, kind }))
    }
}

#[tokio::test]
async fn calls_can_have_json() {
    let transport = InProcess::new(GatesServer::new(Opened));
    let client = Client::new(transport).with_json().json(Json::new());
    let request = Gated {
        text: "a".to_owned(),
        kind: None,
    };
    let response = client.unary(gates_methods::OPEN, request.clone()).await;
    let response: Gated = response.expect("the call succeeds").into_inner();
    assert_eq!(response.text, request.text);
    assert_eq!(response.kind, Some(gated::Kind::Level(0)));
}
