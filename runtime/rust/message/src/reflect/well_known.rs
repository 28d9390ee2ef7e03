//! The well-known types of prost-types, and the Rust types that prost has for wrappers and `google.protobuf.Empty`.

use prost_types::value::Kind as ValueKind;
use prost_types::{Any, Duration, FieldMask, ListValue, NullValue, Struct, Timestamp};

use super::{
    Access, Described, DescribedEnum, EnumDescriptor, EnumValueDescriptor, FieldDescriptor,
    MessageDescriptor, Oneof, Slot, Value, WellKnown, field, slot, value, variant,
};
use prost::bytes::Bytes;

macro_rules! well_known {
    ($($ty:ty, $name:literal, $form:ident {
        $($index:literal: $field:ident, $json:literal, $number:literal, $new:path, $get:path, $slot:path;)*
    })*) => {$(
        impl Described for $ty {
            fn descriptor() -> &'static MessageDescriptor {
                static FIELDS: &[FieldDescriptor] = &[
                    $($new($number, stringify!($field), $json),)*
                ];
                static DESCRIPTOR: MessageDescriptor =
                    MessageDescriptor::well_known($name, FIELDS, WellKnown::$form);
                &DESCRIPTOR
            }

            fn field(&self, index: usize) -> Option<Value<'_>> {
                match index {
                    $($index => $get(&self.$field),)*
                    _ => None,
                }
            }

            fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
                match index {
                    $($index => $slot(&mut self.$field, access),)*
                    _ => None,
                }
            }
        }
    )*};
}

well_known! {
    Any, "google.protobuf.Any", Any {
        0: type_url, "typeUrl", 1, field::implicit::string, value::implicit, slot::singular;
        1: value, "value", 2, field::implicit::bytes, value::implicit, slot::singular;
    }
    Duration, "google.protobuf.Duration", Duration {
        0: seconds, "seconds", 1, field::implicit::int64, value::implicit, slot::singular;
        1: nanos, "nanos", 2, field::implicit::int32, value::implicit, slot::singular;
    }
    FieldMask, "google.protobuf.FieldMask", FieldMask {
        0: paths, "paths", 1, field::repeated::string, value::repeated, slot::repeated;
    }
    ListValue, "google.protobuf.ListValue", ListValue {
        0: values, "values", 1, field::repeated::message::<prost_types::Value>, value::message::repeated,
            slot::message::repeated;
    }
    Struct, "google.protobuf.Struct", Struct {
        0: fields, "fields", 1, field::map::message::<prost_types::Value>, value::message::map, slot::message::map;
    }
    Timestamp, "google.protobuf.Timestamp", Timestamp {
        0: seconds, "seconds", 1, field::implicit::int64, value::implicit, slot::singular;
        1: nanos, "nanos", 2, field::implicit::int32, value::implicit, slot::singular;
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
            field::oneof::enumeration::<NullValue>(1, "null_value", "nullValue", 0),
            field::oneof::double(2, "number_value", "numberValue", 0),
            field::oneof::string(3, "string_value", "stringValue", 0),
            field::oneof::bool(4, "bool_value", "boolValue", 0),
            field::oneof::message::<Struct>(5, "struct_value", "structValue", 0),
            field::oneof::message::<ListValue>(6, "list_value", "listValue", 0),
        ];
        static DESCRIPTOR: MessageDescriptor =
            MessageDescriptor::well_known("google.protobuf.Value", FIELDS, WellKnown::Value);
        &DESCRIPTOR
    }

    fn field(&self, index: usize) -> Option<Value<'_>> {
        value::oneof(&self.kind, index)
    }

    fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        slot::oneof(&mut self.kind, index, access)
    }
}

impl Oneof for ValueKind {
    fn new(index: usize) -> Option<Self> {
        match index {
            0 => variant(Self::NullValue),
            1 => variant(Self::NumberValue),
            2 => variant(Self::StringValue),
            3 => variant(Self::BoolValue),
            4 => variant(Self::StructValue),
            5 => variant(Self::ListValue),
            _ => None,
        }
    }

    fn member(&self, index: usize) -> Option<Value<'_>> {
        match (index, self) {
            (0, Self::NullValue(value)) => value::required(value),
            (1, Self::NumberValue(value)) => value::required(value),
            (2, Self::StringValue(value)) => value::required(value),
            (3, Self::BoolValue(value)) => value::required(value),
            (4, Self::StructValue(value)) => value::message::required(value),
            (5, Self::ListValue(value)) => value::message::required(value),
            _ => None,
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        match self {
            Self::NullValue(value) => slot::member(value),
            Self::NumberValue(value) => slot::member(value),
            Self::StringValue(value) => slot::member(value),
            Self::BoolValue(value) => slot::member(value),
            Self::StructValue(value) => slot::message::member(value),
            Self::ListValue(value) => slot::message::member(value),
        }
    }
}

macro_rules! wrappers {
    ($($ty:ty, $name:literal, $kind:ident;)*) => {$(
        impl Described for $ty {
            fn descriptor() -> &'static MessageDescriptor {
                static FIELDS: &[FieldDescriptor] =
                    &[field::implicit::$kind(1, "value", "value")];
                static DESCRIPTOR: MessageDescriptor =
                    MessageDescriptor::well_known($name, FIELDS, WellKnown::Wrapper);
                &DESCRIPTOR
            }

            fn field(&self, index: usize) -> Option<Value<'_>> {
                (index == 0).then(|| value::implicit(self))?
            }

            fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
                (index == 0).then(|| slot::singular(self, access))?
            }
        }
    )*};
}

wrappers! {
    bool, "google.protobuf.BoolValue", bool;
    f64, "google.protobuf.DoubleValue", double;
    f32, "google.protobuf.FloatValue", float;
    i32, "google.protobuf.Int32Value", int32;
    i64, "google.protobuf.Int64Value", int64;
    u32, "google.protobuf.UInt32Value", uint32;
    u64, "google.protobuf.UInt64Value", uint64;
    String, "google.protobuf.StringValue", string;
    Vec<u8>, "google.protobuf.BytesValue", bytes;
    Bytes, "google.protobuf.BytesValue", bytes;
}

impl Described for () {
    fn descriptor() -> &'static MessageDescriptor {
        static DESCRIPTOR: MessageDescriptor =
            MessageDescriptor::well_known("google.protobuf.Empty", &[], WellKnown::Empty);
        &DESCRIPTOR
    }

    fn field(&self, _: usize) -> Option<Value<'_>> {
        None
    }

    fn field_mut(&mut self, _: usize, _: Access) -> Option<Slot<'_>> {
        None
    }
}
