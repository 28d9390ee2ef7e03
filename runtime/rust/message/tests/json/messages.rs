//! Messages in the form of generated code.

#![expect(
    clippy::manual_range_patterns,
    reason = "the macro repeats the indices"
)]

use std::collections::{BTreeMap, HashMap};

use prost_types::{Any, Duration, FieldMask, ListValue, NullValue, Struct, Timestamp};
use rpcsmith_message::reflect::Cardinality::{Explicit, Implicit, Map, Repeated, Required};
use rpcsmith_message::reflect::{
    Access, Described, DescribedEnum, EnumDescriptor, EnumType, EnumValueDescriptor,
    FieldDescriptor, Kind, MessageDescriptor, MessageType, Oneof, Slot, Value, slot, value,
    variant,
};

/// `proto3`, with the alias `Z`.
pub struct Color;

impl DescribedEnum for Color {
    fn descriptor() -> &'static EnumDescriptor {
        static VALUES: &[EnumValueDescriptor] = &[
            EnumValueDescriptor::new("ZERO", 0),
            EnumValueDescriptor::new("RED", 1),
            EnumValueDescriptor::new("Z", 0),
        ];
        static DESCRIPTOR: EnumDescriptor = EnumDescriptor::new("test.Color", VALUES, false);
        &DESCRIPTOR
    }
}

/// `proto2`.
pub struct Closed;

impl DescribedEnum for Closed {
    fn descriptor() -> &'static EnumDescriptor {
        static VALUES: &[EnumValueDescriptor] = &[
            EnumValueDescriptor::new("ONE", 1),
            EnumValueDescriptor::new("TWO", 2),
        ];
        static DESCRIPTOR: EnumDescriptor = EnumDescriptor::new("test.Closed", VALUES, true);
        &DESCRIPTOR
    }
}

const fn of<M: Described>() -> Kind {
    Kind::Message(MessageType::Static(<M as Described>::descriptor))
}

const fn of_enum<E: DescribedEnum>() -> Kind {
    Kind::Enum(EnumType::Static(<E as DescribedEnum>::descriptor))
}

macro_rules! message {
    ($ty:ident, $name:literal {
        $($index:literal: $field:ident: $rust:ty, $prost:tt, $number:literal, $json:literal, $cardinality:ident, $kind:expr,
            $get:path, $slot:path;)*
    } $(oneof $oneof:ident: $oneof_ty:ident = $tags:literal {
        $($member_index:literal: $variant:ident: $member_name:literal, $member_number:literal, $member_json:literal,
            $member_kind:expr;)*
    })?) => {
        #[derive(Clone, PartialEq, prost::Message)]
        pub struct $ty {
            $(#[prost $prost] pub $field: $rust,)*
            $(#[prost(oneof = "kind::Kind", tags = $tags)] pub $oneof: Option<$oneof_ty>,)?
        }

        impl Described for $ty {
            fn descriptor() -> &'static MessageDescriptor {
                static FIELDS: &[FieldDescriptor] = &[
                    $(FieldDescriptor::new($number, stringify!($field), $json, $cardinality, $kind),)*
                    $($(FieldDescriptor::new($member_number, $member_name, $member_json, Explicit, $member_kind).in_oneof(0),)*)?
                ];
                static DESCRIPTOR: MessageDescriptor = MessageDescriptor::new($name, FIELDS);
                &DESCRIPTOR
            }

            fn field(&self, index: usize) -> Option<Value<'_>> {
                match index {
                    $($index => $get(&self.$field),)*
                    $($($member_index)|* => value::oneof(&self.$oneof, index),)?
                    _ => None,
                }
            }

            fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
                match index {
                    $($index => $slot(&mut self.$field, access),)*
                    $($($member_index)|* => slot::oneof(&mut self.$oneof, index, access),)?
                    _ => None,
                }
            }
        }
    };
}

message! {
    Scalars, "test.Scalars" {
        0: int32: i32, (int32, tag = "1"), 1, "int32", Implicit, Kind::Int32, value::implicit, slot::singular;
        1: int64: i64, (int64, tag = "2"), 2, "int64", Implicit, Kind::Int64, value::implicit, slot::singular;
        2: uint32: u32, (uint32, tag = "3"), 3, "uint32", Implicit, Kind::Uint32, value::implicit, slot::singular;
        3: uint64: u64, (uint64, tag = "4"), 4, "uint64", Implicit, Kind::Uint64, value::implicit, slot::singular;
        4: float: f32, (float, tag = "5"), 5, "float", Implicit, Kind::Float, value::implicit, slot::singular;
        5: double: f64, (double, tag = "6"), 6, "double", Implicit, Kind::Double, value::implicit, slot::singular;
        6: flag: bool, (bool, tag = "7"), 7, "flag", Implicit, Kind::Bool, value::implicit, slot::singular;
        7: display_name: String, (string, tag = "8"), 8, "displayName", Implicit, Kind::String, value::implicit, slot::singular;
        8: data: Vec<u8>, (bytes = "vec", tag = "9"), 9, "data", Implicit, Kind::Bytes, value::implicit, slot::singular;
        9: color: i32, (int32, tag = "10"), 10, "color", Implicit, of_enum::<Color>(), value::implicit, slot::singular;
        10: closed: Option<i32>, (int32, optional, tag = "11"), 11, "closed", Explicit, of_enum::<Closed>(), value::optional,
            slot::optional;
        11: maybe: Option<i32>, (int32, optional, tag = "12"), 12, "maybe", Explicit, Kind::Int32, value::optional,
            slot::optional;
        12: needed: i32, (int32, required, tag = "13"), 13, "needed", Required, Kind::Int32, value::required, slot::singular;
        13: null: i32, (int32, tag = "14"), 14, "null", Implicit, of_enum::<NullValue>(), value::implicit, slot::singular;
    }
}

message! {
    Node, "test.Node" {
        0: name: String, (string, tag = "1"), 1, "name", Implicit, Kind::String, value::implicit, slot::singular;
        1: child: Option<Box<Node>>, (message, optional, boxed, tag = "2"), 2, "child", Explicit, of::<Node>(),
            value::message::boxed::optional, slot::message::boxed::optional;
        2: children: Vec<Node>, (message, repeated, tag = "3"), 3, "children", Repeated, of::<Node>(), value::message::repeated,
            slot::message::repeated;
        3: by_id: BTreeMap<i64, Node>, (btree_map = "int64, message", tag = "4"), 4, "byId", Map, of::<Node>(),
            value::message::map, slot::message::map;
        4: numbers: Vec<i32>, (int32, repeated, tag = "5"), 5, "numbers", Repeated, Kind::Int32, value::repeated,
            slot::repeated;
        5: colors: Vec<i32>, (int32, repeated, tag = "6"), 6, "colors", Repeated, of_enum::<Color>(), value::repeated,
            slot::repeated;
        6: labels: HashMap<String, String>, (map = "string, string", tag = "7"), 7, "labels", Map, Kind::String, value::map,
            slot::map;
        7: by_flag: HashMap<bool, u64>, (map = "bool, uint64", tag = "8"), 8, "byFlag", Map, Kind::Uint64, value::map, slot::map;
        8: color_of: BTreeMap<i32, i32>, (btree_map = "int32, int32", tag = "9"), 9, "colorOf", Map, of_enum::<Color>(),
            value::map, slot::map;
    }
}

message! {
    Known, "test.Known" {
        0: time: Option<Timestamp>, (message, optional, tag = "1"), 1, "time", Explicit, of::<Timestamp>(),
            value::message::optional, slot::message::optional;
        1: wait: Option<Duration>, (message, optional, tag = "2"), 2, "wait", Explicit, of::<Duration>(),
            value::message::optional, slot::message::optional;
        2: mask: Option<FieldMask>, (message, optional, tag = "3"), 3, "mask", Explicit, of::<FieldMask>(),
            value::message::optional, slot::message::optional;
        3: any: Option<Any>, (message, optional, tag = "4"), 4, "any", Explicit, of::<Any>(), value::message::optional,
            slot::message::optional;
        4: object: Option<Struct>, (message, optional, tag = "5"), 5, "object", Explicit, of::<Struct>(),
            value::message::optional, slot::message::optional;
        5: json: Option<prost_types::Value>, (message, optional, tag = "6"), 6, "json", Explicit, of::<prost_types::Value>(),
            value::message::optional, slot::message::optional;
        6: array: Option<ListValue>, (message, optional, tag = "7"), 7, "array", Explicit, of::<ListValue>(),
            value::message::optional, slot::message::optional;
        7: number: Option<i64>, (message, optional, tag = "8"), 8, "number", Explicit, of::<i64>(), value::message::optional,
            slot::message::optional;
        8: empty: Option<()>, (message, optional, tag = "9"), 9, "empty", Explicit, of::<()>(), value::message::optional,
            slot::message::optional;
        9: jsons: Vec<prost_types::Value>, (message, repeated, tag = "10"), 10, "jsons", Repeated, of::<prost_types::Value>(),
            value::message::repeated, slot::message::repeated;
        10: times: Vec<Timestamp>, (message, repeated, tag = "11"), 11, "times", Repeated, of::<Timestamp>(),
            value::message::repeated, slot::message::repeated;
    }
    oneof kind: OneofKind = "20, 21, 22, 23" {
        11: Text: "a_text", 20, "aText", Kind::String;
        12: Null: "a_null", 21, "aNull", of_enum::<NullValue>();
        13: Json: "a_json", 22, "aJson", of::<prost_types::Value>();
        14: Color: "a_color", 23, "aColor", of_enum::<Color>();
    }
}

pub use kind::Kind as OneofKind;

mod kind {
    use super::*;

    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Kind {
        #[prost(string, tag = "20")]
        Text(String),
        #[prost(int32, tag = "21")]
        Null(i32),
        #[prost(message, tag = "22")]
        Json(prost_types::Value),
        #[prost(int32, tag = "23")]
        Color(i32),
    }

    impl Oneof for Kind {
        fn new(index: usize) -> Option<Self> {
            match index {
                11 => variant(Self::Text),
                12 => variant(Self::Null),
                13 => variant(Self::Json),
                14 => variant(Self::Color),
                _ => None,
            }
        }

        fn member(&self, index: usize) -> Option<Value<'_>> {
            match (index, self) {
                (11, Self::Text(value)) => value::required(value),
                (12, Self::Null(value)) => value::required(value),
                (13, Self::Json(value)) => value::message::required(value),
                (14, Self::Color(value)) => value::required(value),
                _ => None,
            }
        }

        fn slot(&mut self) -> Slot<'_> {
            match self {
                Self::Text(member) => slot::member(member),
                Self::Null(member) => slot::member(member),
                Self::Json(member) => slot::message::member(member),
                Self::Color(member) => slot::member(member),
            }
        }
    }
}

macro_rules! serde {
    ($($ty:ident),*) => {$(
        impl serde::Serialize for $ty {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                rpcsmith_message::json::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $ty {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rpcsmith_message::json::deserialize(deserializer)
            }
        }
    )*};
}

serde!(Scalars, Node, Known);
