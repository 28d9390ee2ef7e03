//! The fields of generated code: a function for each type, in a module for each cardinality.
//!
//! They take the number of the field, its name, and its name in JSON.

use super::FieldDescriptor;

/// A field with the option `debug_redact`.
pub const fn redacted(field: FieldDescriptor) -> FieldDescriptor {
    field.redacted()
}

/// Declares the function of a type. A parameter of its own is that of a method of the descriptor.
macro_rules! function {
    ($name:ident $(<$ty:ident: $bound:ident>)?, $kind:expr, $cardinality:ident($($method:ident($parameter:ident: $of:ty))?), $doc:expr) => {
        #[doc = $doc]
        pub const fn $name $(<$ty: $bound>)? (
            number: u32,
            name: &'static str,
            json_name: &'static str,
            $($parameter: $of,)?
        ) -> FieldDescriptor {
            FieldDescriptor::new(number, name, json_name, Cardinality::$cardinality, $kind)
                $(.$method($parameter))?
        }
    };
}

/// Declares the functions of a cardinality.
macro_rules! functions {
    ($cardinality:tt $parameter:tt; $($function:ident: $kind:ident,)*) => {
        $(function!(
            $function,
            Kind::$kind,
            $cardinality $parameter,
            concat!("`", stringify!($function), "`.")
        );)*
        function!(
            enumeration<E: DescribedEnum>,
            Kind::Enum(EnumType::Static(<E as DescribedEnum>::descriptor)),
            $cardinality $parameter,
            "An enum."
        );
        function!(
            message<M: Described>,
            Kind::Message(MessageType::Static(<M as Described>::descriptor)),
            $cardinality $parameter,
            "A message."
        );
        function!(
            group<M: Described>,
            Kind::Group(MessageType::Static(<M as Described>::descriptor)),
            $cardinality $parameter,
            "A group."
        );
    };
}

macro_rules! cardinalities {
    ($($(#[$doc:meta])* $module:ident: $cardinality:ident $parameter:tt;)*) => {$(
        $(#[$doc])*
        pub mod $module {
            use crate::reflect::{
                Cardinality, Described, DescribedEnum, EnumType, FieldDescriptor, Kind, MessageType,
            };

            functions! {
                $cardinality $parameter;
                double: Double,
                float: Float,
                int32: Int32,
                int64: Int64,
                uint32: Uint32,
                uint64: Uint64,
                sint32: Int32,
                sint64: Int64,
                fixed32: Uint32,
                fixed64: Uint64,
                sfixed32: Int32,
                sfixed64: Int64,
                bool: Bool,
                string: String,
                bytes: Bytes,
            }
        }
    )*};
}

cardinalities! {
    /// Fields without presence.
    implicit: Implicit();
    /// Fields with presence.
    optional: Explicit();
    /// Required fields.
    required: Required();
    /// Repeated fields.
    repeated: Repeated();
    /// Maps, with the type of their values.
    map: Map();
    /// Members of the oneof with an index.
    oneof: Explicit(in_oneof(oneof: u16));
}
