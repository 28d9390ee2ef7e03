//! The well-known types of prost-types, and the Rust types that prost has for wrappers and `google.protobuf.Empty`.

use prost_types::value::Kind as ValueKind;
use prost_types::{Any, Duration, FieldMask, ListValue, NullValue, Struct, Timestamp};

use super::Cardinality::{Explicit, Implicit, Map, Repeated};
use super::{
    Described, DescribedEnum, EnumDescriptor, EnumType, EnumValueDescriptor, FieldDescriptor, Kind,
    MessageDescriptor, MessageType, Oneof, Reflect, Slot, Value, WellKnown, slot, value,
};
use prost::bytes::Bytes;

const fn message<M: Described>() -> Kind {
    Kind::Message(MessageType::Static(<M as Described>::descriptor))
}

macro_rules! well_known {
    ($($ty:ty, $name:literal, $form:ident {
        $($index:literal: $field:ident, $json:literal, $number:literal, $cardinality:ident, $kind:expr, $get:path, $slot:path;)*
    })*) => {$(
        impl Described for $ty {
            fn descriptor() -> &'static MessageDescriptor {
                static FIELDS: &[FieldDescriptor] = &[
                    $(FieldDescriptor::new($number, stringify!($field), $json, $cardinality, $kind),)*
                ];
                static DESCRIPTOR: MessageDescriptor =
                    MessageDescriptor::new($name, FIELDS).well_known(WellKnown::$form);
                &DESCRIPTOR
            }
        }

        impl Reflect for $ty {
            fn descriptor(&self) -> &MessageDescriptor {
                <Self as Described>::descriptor()
            }

            fn get(&self, index: usize) -> Option<Value<'_>> {
                match index {
                    $($index => $get(&self.$field),)*
                    _ => None,
                }
            }

            fn slot(&mut self, index: usize) -> Option<Slot<'_>> {
                match index {
                    $($index => $slot(&mut self.$field),)*
                    _ => None,
                }
            }

            fn clear_field(&mut self, index: usize) {
                match index {
                    $($index => self.$field = Default::default(),)*
                    _ => {}
                }
            }
        }
    )*};
}

well_known! {
    Any, "google.protobuf.Any", Any {
        0: type_url, "typeUrl", 1, Implicit, Kind::String, value::implicit, slot::singular;
        1: value, "value", 2, Implicit, Kind::Bytes, value::implicit, slot::singular;
    }
    Duration, "google.protobuf.Duration", Duration {
        0: seconds, "seconds", 1, Implicit, Kind::Int64, value::implicit, slot::singular;
        1: nanos, "nanos", 2, Implicit, Kind::Int32, value::implicit, slot::singular;
    }
    FieldMask, "google.protobuf.FieldMask", FieldMask {
        0: paths, "paths", 1, Repeated, Kind::String, value::repeated, slot::repeated;
    }
    ListValue, "google.protobuf.ListValue", ListValue {
        0: values, "values", 1, Repeated, message::<prost_types::Value>(), value::message::repeated,
            slot::message::repeated;
    }
    Struct, "google.protobuf.Struct", Struct {
        0: fields, "fields", 1, Map, message::<prost_types::Value>(), value::message::map, slot::message::map;
    }
    Timestamp, "google.protobuf.Timestamp", Timestamp {
        0: seconds, "seconds", 1, Implicit, Kind::Int64, value::implicit, slot::singular;
        1: nanos, "nanos", 2, Implicit, Kind::Int32, value::implicit, slot::singular;
    }
}

impl DescribedEnum for NullValue {
    fn descriptor() -> &'static EnumDescriptor {
        static VALUES: &[EnumValueDescriptor] = &[EnumValueDescriptor::new("NULL_VALUE", 0)];
        static DESCRIPTOR: EnumDescriptor =
            EnumDescriptor::new("google.protobuf.NullValue", VALUES, false);
        &DESCRIPTOR
    }
}

impl Described for prost_types::Value {
    fn descriptor() -> &'static MessageDescriptor {
        static FIELDS: &[FieldDescriptor] = &[
            FieldDescriptor::new(
                1,
                "null_value",
                "nullValue",
                Explicit,
                Kind::Enum(EnumType::Static(<NullValue as DescribedEnum>::descriptor)),
            )
            .in_oneof(0),
            FieldDescriptor::new(2, "number_value", "numberValue", Explicit, Kind::Double)
                .in_oneof(0),
            FieldDescriptor::new(3, "string_value", "stringValue", Explicit, Kind::String)
                .in_oneof(0),
            FieldDescriptor::new(4, "bool_value", "boolValue", Explicit, Kind::Bool).in_oneof(0),
            FieldDescriptor::new(
                5,
                "struct_value",
                "structValue",
                Explicit,
                message::<Struct>(),
            )
            .in_oneof(0),
            FieldDescriptor::new(
                6,
                "list_value",
                "listValue",
                Explicit,
                message::<ListValue>(),
            )
            .in_oneof(0),
        ];
        static DESCRIPTOR: MessageDescriptor =
            MessageDescriptor::new("google.protobuf.Value", FIELDS).well_known(WellKnown::Value);
        &DESCRIPTOR
    }
}

impl Reflect for prost_types::Value {
    fn descriptor(&self) -> &MessageDescriptor {
        <Self as Described>::descriptor()
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        self.kind.as_ref()?.get(index)
    }

    fn slot(&mut self, index: usize) -> Option<Slot<'_>> {
        Oneof::slot(&mut self.kind, index)
    }

    fn clear_field(&mut self, index: usize) {
        if self.get(index).is_some() {
            self.kind = None;
        }
    }
}

impl Oneof for ValueKind {
    fn get(&self, index: usize) -> Option<Value<'_>> {
        match (index, self) {
            (0, Self::NullValue(member)) => value::required(member),
            (1, Self::NumberValue(member)) => value::required(member),
            (2, Self::StringValue(member)) => value::required(member),
            (3, Self::BoolValue(member)) => value::required(member),
            (4, Self::StructValue(member)) => value::message::required(member),
            (5, Self::ListValue(member)) => value::message::required(member),
            _ => None,
        }
    }

    fn slot(oneof: &mut Option<Self>, index: usize) -> Option<Slot<'_>> {
        let is_set = oneof
            .as_ref()
            .is_some_and(|member| member.get(index).is_some());
        if !is_set {
            *oneof = Some(match index {
                0 => Self::NullValue(Default::default()),
                1 => Self::NumberValue(Default::default()),
                2 => Self::StringValue(Default::default()),
                3 => Self::BoolValue(Default::default()),
                4 => Self::StructValue(Default::default()),
                5 => Self::ListValue(Default::default()),
                _ => return None,
            });
        }
        match oneof.as_mut()? {
            Self::NullValue(member) => slot::singular(member),
            Self::NumberValue(member) => slot::singular(member),
            Self::StringValue(member) => slot::singular(member),
            Self::BoolValue(member) => slot::singular(member),
            Self::StructValue(member) => slot::message::singular(member),
            Self::ListValue(member) => slot::message::singular(member),
        }
    }
}

macro_rules! wrappers {
    ($($ty:ty, $name:literal, $kind:ident;)*) => {$(
        impl Described for $ty {
            fn descriptor() -> &'static MessageDescriptor {
                static FIELDS: &[FieldDescriptor] =
                    &[FieldDescriptor::new(1, "value", "value", Implicit, Kind::$kind)];
                static DESCRIPTOR: MessageDescriptor =
                    MessageDescriptor::new($name, FIELDS).well_known(WellKnown::Wrapper);
                &DESCRIPTOR
            }
        }

        impl Reflect for $ty {
            fn descriptor(&self) -> &MessageDescriptor {
                <Self as Described>::descriptor()
            }

            fn get(&self, index: usize) -> Option<Value<'_>> {
                (index == 0).then(|| value::implicit(self))?
            }

            fn slot(&mut self, index: usize) -> Option<Slot<'_>> {
                (index == 0).then(|| slot::singular(self))?
            }

            fn clear_field(&mut self, index: usize) {
                if index == 0 {
                    *self = Default::default();
                }
            }
        }
    )*};
}

wrappers! {
    bool, "google.protobuf.BoolValue", Bool;
    f64, "google.protobuf.DoubleValue", Double;
    f32, "google.protobuf.FloatValue", Float;
    i32, "google.protobuf.Int32Value", Int32;
    i64, "google.protobuf.Int64Value", Int64;
    u32, "google.protobuf.UInt32Value", Uint32;
    u64, "google.protobuf.UInt64Value", Uint64;
    String, "google.protobuf.StringValue", String;
    Vec<u8>, "google.protobuf.BytesValue", Bytes;
    Bytes, "google.protobuf.BytesValue", Bytes;
}

impl Described for () {
    fn descriptor() -> &'static MessageDescriptor {
        static DESCRIPTOR: MessageDescriptor =
            MessageDescriptor::new("google.protobuf.Empty", &[]).well_known(WellKnown::Empty);
        &DESCRIPTOR
    }
}

impl Reflect for () {
    fn descriptor(&self) -> &MessageDescriptor {
        <Self as Described>::descriptor()
    }

    fn get(&self, _: usize) -> Option<Value<'_>> {
        None
    }

    fn slot(&mut self, _: usize) -> Option<Slot<'_>> {
        None
    }

    fn clear_field(&mut self, _: usize) {}
}
