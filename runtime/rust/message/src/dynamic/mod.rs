//! Messages whose types are known only at run time.
//!
//! A [`Pool`] has the types of descriptors. Its messages implement [`Reflect`](crate::reflect::Reflect), so JSON, the text format
//! and field masks work for them as for generated messages.

mod message;
mod pool;
mod value;
mod wire;

pub use pool::{FieldType, ItemType, MessageType, Pool};
pub use value::DynamicMessage;
