//! What the messages of generated code are encoded, measured, decoded and shown with.
//!
//! Users name this crate `rpcsmith_runtime::message`.
//!
//! A generated message calls one function for each field: [`encode`], [`len`] and [`merge`] hold those functions, named
//! by the field's type and, in modules, by its label. All of them do what prost's derive would have expanded to, most
//! through [`prost::encoding`], so that bytes, errors and `Debug` texts are the same, with one exception: `-0.0` is not the
//! default of a field and is written. Written once here, the functions are not compiled again for each field of a schema.
//!
//! | label | protobuf | held in | written |
//! |---|---|---|---|
//! | none | a singular field without presence | `T` | unless it is the default, which `-0.0` is not |
//! | `optional` | a singular field with presence | `Option<T>` | if it is set |
//! | `required` | a required field, a member of a oneof | `T` | always |
//! | `repeated` | a repeated field | `Vec<T>` | element by element |
//! | `packed` | a packed repeated field | `Vec<T>` | as one block, unless it is empty |

#![cfg_attr(docsrs, feature(doc_cfg))]

/// Hands every scalar type but `bytes`, with the Rust type that holds it, to a macro.
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
pub mod encode;
pub mod get;
pub mod kind;
pub mod len;
mod map;
pub mod merge;
mod size;
mod version;
mod write;

pub use map::Map;
