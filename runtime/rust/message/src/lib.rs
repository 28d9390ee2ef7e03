//! Encodes, measures, decodes and prints the messages of generated code.
//!
//! Use this crate through `rpcsmith_runtime::message`.
//!
//! A generated message calls one function for each field. The modules [`encode`], [`len`] and [`merge`] have these functions,
//! named by the type of the field, and grouped in modules by its label. They do the same as the code that prost's derive
//! expands to, most of them through [`prost::encoding`]. So bytes, errors and `Debug` texts are the same, with one exception:
//! `-0.0` is not the default of a field, and is written. The functions compile once here, not again for each field of a
//! schema.
//!
//! | label | protobuf | Rust type | written |
//! |---|---|---|---|
//! | none | a singular field without presence | `T` | unless it is the default, which `-0.0` is not |
//! | `optional` | a singular field with presence | `Option<T>` | if it is set |
//! | `required` | a required field, a member of a oneof | `T` | always |
//! | `repeated` | a repeated field | `Vec<T>` | each element with its key |
//! | `packed` | a packed repeated field | `Vec<T>` | as one block, unless it is empty |

#![cfg_attr(docsrs, feature(doc_cfg))]

/// Calls a macro with all scalar types except `bytes`, and their Rust types.
macro_rules! for_each_scalar {
    ($define:ident) => {
        $define! {
            double: f64,
            float: f32,
            int32: i32,
            int64: i64,
            uint32: u32,
            uint64: u64,
            sint32: i32,
            sint64: i64,
            fixed32: u32,
            fixed64: u64,
            sfixed32: i32,
            sfixed64: i64,
            bool: bool,
            string: String,
        }
    };
}

#[doc(hidden)]
pub mod budget;
pub mod debug;
mod default;
mod delimited;
#[cfg(feature = "descriptor")]
#[allow(missing_docs)]
mod descriptor_messages;
#[cfg(feature = "dynamic")]
pub mod dynamic;
pub mod encode;
pub mod get;
#[cfg(feature = "json")]
pub mod json;
pub mod kind;
pub mod len;
mod map;
pub mod merge;
#[cfg(feature = "reflect")]
pub mod reflect;
mod scalar;
mod size;
#[cfg(feature = "text")]
pub mod text;
mod unknown;
mod version;
pub mod view;
mod write;

/// The messages of `google/protobuf/descriptor.proto`, with the options of all editions.
///
/// Those of prost-types drop custom options. These keep them, and a constant of generated code reads them:
///
/// ```
/// use prost::Message;
/// use rpcsmith_runtime::message::descriptor::{FileDescriptorProto, FileOptions};
/// use rpcsmith_runtime::message::{Extension, kind};
///
/// const OWNER: Extension<FileOptions, String> = Extension::singular(50000, "example.owner", kind::String);
///
/// let file = FileDescriptorProto::decode(&b"\x42\x08\x82\xb5\x18\x04team"[..])?;
/// let options = file.options.unwrap_or_default();
/// assert_eq!(OWNER.get(&options)?.as_deref(), Some("team"));
/// # Ok::<(), prost::DecodeError>(())
/// ```
///
/// With the feature `json`, they have JSON and the text format.
///
/// Source: [`descriptor.proto`] of protobuf 36.
///
/// [`descriptor.proto`]: https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/descriptor.proto
#[cfg(feature = "descriptor")]
pub mod descriptor {
    pub use super::descriptor_messages::google::protobuf::*;
}

/// The paths in the generated code of this crate.
#[cfg(feature = "descriptor")]
mod runtime {
    pub(crate) use crate as message;
}

pub use map::Map;
pub use unknown::{Extendable, Extension, Records, UnknownFields, UnknownValue};
