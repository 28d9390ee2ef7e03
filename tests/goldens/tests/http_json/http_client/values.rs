//! Random messages in a query: the handler gets the same message, or the client names what a query cannot have.

use std::fmt::Debug;

use rpcsmith_goldens::goldens::json_kinds::json_kinds::choice::Other;
use rpcsmith_goldens::goldens::json_kinds::json_kinds::{
    Choice, Explicit, Implicit, Maps, Nothing, Point, Repeated, Tree, WellKnown,
};
use rpcsmith_runtime::client::Client;
use rpcsmith_runtime::codec::{Decodes, Encodes, ProtoAndJson};
use rpcsmith_runtime::message::reflect::{
    Described, EnumDescriptor, Kind, Reflect, Slot, WellKnown as Form,
};
use rpcsmith_runtime::server::Dispatch;
use rpcsmith_runtime::{Code, Method};

use super::channels;
use super::random::Random;
use crate::client::{builder, in_time, serve};
use crate::services::{Echo, EchoDispatch, echo};

const METHODS: &[Method] = <EchoDispatch as Dispatch<Echo>>::METHODS;

/// The rounds of each type over each version of HTTP.
const ROUNDS: usize = 100;

#[tokio::test]
async fn handlers_get_what_a_query_has() {
    let server = serve(builder().add_service(echo())).await;
    let mut random = Random::new(7);
    for channel in channels(server) {
        let routes = <EchoDispatch as Dispatch<Echo>>::HTTP;
        let client = Client::new(channel).with_routes(METHODS, routes);
        for _ in 0..ROUNDS {
            check::<Implicit>(&client, 0, &mut random).await;
            check::<Explicit>(&client, 1, &mut random).await;
            check::<Repeated>(&client, 2, &mut random).await;
            check::<Maps>(&client, 3, &mut random).await;
            check::<Choice>(&client, 4, &mut random).await;
            check::<WellKnown>(&client, 5, &mut random).await;
        }
    }
}

async fn check<M>(client: &Client<ProtoAndJson>, method: usize, random: &mut Random)
where
    M: Described + Default + PartialEq + Clone + Debug + Send + Sync,
    ProtoAndJson: Encodes<M> + Decodes<M>,
{
    let mut message = M::default();
    fill(&mut message, random, 0);
    let sent = client.unary::<M, M>(METHODS[method], message.clone());
    let received = in_time(sent).await;
    let received = received.unwrap_or_else(|status| panic!("{message:?}: {status}"));
    assert_eq!(received.into_inner(), message);
}

/// Sets fields to values that a query can have. Whether it has set any.
fn fill(message: &mut dyn Reflect, random: &mut Random, depth: usize) -> bool {
    let fields = message.descriptor().fields();
    let fields: Vec<_> = fields
        .iter()
        .map(|field| (field.kind().clone(), field.oneof()))
        .collect();
    let mut oneofs = Vec::new();
    let mut any = false;
    for (index, (kind, oneof)) in fields.iter().enumerate() {
        if random.below(3) > 0 || oneof.is_some_and(|oneof| oneofs.contains(&oneof)) {
            continue;
        }
        if let Kind::Message(ty) = kind
            && ty.form() == Some(Form::Any)
        {
            continue;
        }
        let set = match message.slot(index) {
            Some(Slot::List(list)) => (0..random.below(4))
                .filter(|_| value(kind, list.push().unwrap(), random, depth))
                .count(),
            Some(Slot::Messages(list)) if is_text(kind) => (0..random.below(4))
                .filter(|_| value(kind, list.push().unwrap(), random, depth))
                .count(),
            Some(Slot::Map(map)) => (0..random.below(4))
                .filter(|_| {
                    let key = key(map.default_key(), random);
                    let slot = map.insert(&key);
                    slot.is_ok_and(|slot| value(kind, slot, random, depth))
                })
                .count(),
            Some(Slot::MessageMap(map)) if is_text(kind) => (0..random.below(4))
                .filter(|_| {
                    let key = key(map.default_key(), random);
                    let slot = map.insert(&key);
                    slot.is_ok_and(|slot| value(kind, slot, random, depth))
                })
                .count(),
            Some(Slot::Messages(_) | Slot::MessageMap(_)) | None => 0,
            Some(slot) => usize::from(value(kind, slot, random, depth)),
        };
        if set == 0 {
            message.clear_field(index);
            continue;
        }
        oneofs.extend(oneof);
        any |= message.get(index).is_some();
    }
    any
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Message(ty) if ty.form().is_some_and(|form| !matches!(form, Form::Any | Form::Empty)))
}

/// The text of a random key of a map, whose default key shows its type.
fn key(default: &str, random: &mut Random) -> String {
    match default {
        "" => text(random),
        "false" => (random.below(2) == 0).to_string(),
        _ => random.below(1000).to_string(),
    }
}

fn text(random: &mut Random) -> String {
    const CHARS: [char; 20] = [
        'a',
        'Z',
        '0',
        ' ',
        '+',
        '%',
        '&',
        '=',
        '?',
        '#',
        '/',
        '[',
        ']',
        '.',
        '"',
        '\\',
        '\n',
        'é',
        '日',
        '\u{1f600}',
    ];
    let length = random.below(6);
    (0..length)
        .map(|_| CHARS[random.below(CHARS.len())])
        .collect()
}

/// Sets a value. Whether a query can have it.
fn value(kind: &Kind, slot: Slot<'_>, random: &mut Random, depth: usize) -> bool {
    let number = match random.below(4) {
        0 => 0,
        1 => random.below(100) as u64,
        2 => (random.below(100) as u64).wrapping_neg(),
        _ => random.next(),
    };
    match (kind, slot) {
        (Kind::Enum(ty), Slot::I32(place)) => *place = member(ty.descriptor(), random),
        (_, Slot::Bool(place)) => *place = number % 2 == 0,
        (_, Slot::I32(place)) => *place = number as i32,
        (_, Slot::I64(place)) => *place = number as i64,
        (_, Slot::U32(place)) => *place = number as u32,
        (_, Slot::U64(place)) => *place = number,
        (_, Slot::F32(place)) => {
            *place = [0.5, -1e30, f32::MIN_POSITIVE, f32::INFINITY][random.below(4)];
        }
        (_, Slot::F64(place)) => {
            *place = [0.1, -1e300, f64::MAX, f64::NEG_INFINITY][random.below(4)];
        }
        (_, Slot::String(place)) => *place = text(random),
        (_, Slot::Bytes(place)) => place.set(number.to_le_bytes()[..random.below(9)].to_vec()),
        (_, Slot::Message(message)) => return set_message(message, random, depth),
        _ => return false,
    }
    true
}

fn member(ty: &EnumDescriptor, random: &mut Random) -> i32 {
    let values = ty.values();
    values[random.below(values.len())].number()
}

fn set_message(message: &mut dyn Reflect, random: &mut Random, depth: usize) -> bool {
    let json = match message.descriptor().form() {
        Some(Form::Timestamp) => r#""2001-02-03T04:05:06.789Z""#,
        Some(Form::Duration) => r#""-1.000000001s""#,
        Some(Form::FieldMask) => r#""userName,photo.b""#,
        Some(Form::Struct) => r#"{"a":[1,null,{"b":"&=\""}]}"#,
        Some(Form::Value) => [r#"{"a":1}"#, "null", r#""text""#, "1.5"][random.below(4)],
        Some(Form::ListValue) => r#"[true,"a"]"#,
        Some(Form::Empty | Form::Any) => return false,
        Some(Form::Wrapper) => {
            let kind = message.descriptor().fields()[0].kind().clone();
            return match message.slot(0) {
                Some(slot) => value(&kind, slot, random, depth),
                None => false,
            };
        }
        None if depth > 3 => return false,
        None => return fill(message, random, depth + 1),
    };
    let read = rpcsmith_runtime::message::json::ReadOptions::new().merge_str(message, json);
    read.is_ok()
}

#[tokio::test]
async fn what_a_query_cannot_have_is_not_sent() {
    let server = serve(builder().add_service(echo())).await;
    let [channel, _] = channels(server);
    let routes = <EchoDispatch as Dispatch<Echo>>::HTTP;
    let client = Client::new(channel).with_routes(METHODS, routes);
    let points = Repeated {
        point: vec![Point::default()],
        ..Repeated::default()
    };
    let error = client
        .unary::<_, Repeated>(METHODS[2], points)
        .await
        .unwrap_err();
    assert_eq!(error.message(), "`point` in the query: it is a message");
    let maps = Maps {
        string_point: [("a".to_owned(), Point::default())].into(),
        ..Maps::default()
    };
    let error = client.unary::<_, Maps>(METHODS[3], maps).await.unwrap_err();
    assert_eq!(
        error.message(),
        "`string_point` in the query: it is a message"
    );
    let nothing = Explicit {
        nothing: Some(Nothing {}),
        ..Explicit::default()
    };
    let error = client
        .unary::<_, Explicit>(METHODS[1], nothing)
        .await
        .unwrap_err();
    let no_fields =
        "`nothing` in the query: a parameter cannot have a message whose fields are not set";
    assert_eq!(
        (error.code(), error.message()),
        (Code::InvalidArgument, no_fields)
    );
    let any = WellKnown {
        any: Some(prost_types::Any::default()),
        ..WellKnown::default()
    };
    let error = client
        .unary::<_, WellKnown>(METHODS[5], any)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    // The body of this route is one field.
    let tree = Tree {
        left: Some(Box::new(Tree {
            children: vec![Tree::default()],
            ..Tree::default()
        })),
        ..Tree::default()
    };
    let echoed = client
        .unary::<_, Tree>(METHODS[6], tree.clone())
        .await
        .unwrap();
    assert_eq!(echoed.into_inner(), tree);
}

#[tokio::test]
async fn a_query_nests_a_hundred_levels_at_most() {
    let server = serve(builder().add_service(echo())).await;
    let [channel, _] = channels(server);
    let routes = <EchoDispatch as Dispatch<Echo>>::HTTP;
    let client = Client::new(channel).with_routes(METHODS, routes);
    let mut deep = Choice::default();
    for _ in 0..=100 {
        deep = Choice {
            other: Some(Other::Again(Box::new(deep))),
            ..Choice::default()
        };
    }
    let error = client
        .unary::<_, Choice>(METHODS[4], deep)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert!(error.message().ends_with("it nests too deep"), "{error}");
}
