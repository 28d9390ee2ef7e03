//! Messages whose types are known only at run time.
//!
//! A [`Pool`] has the types of descriptors. Its messages implement [`Reflect`](crate::reflect::Reflect), so JSON, the text format
//! and field masks work for them as for generated messages.
//!
//! ```
//! use std::sync::Arc;
//!
//! use prost::Message;
//! use rpcsmith_runtime::message::descriptor::{
//!     DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet, field_descriptor_proto::Type,
//! };
//! use rpcsmith_runtime::message::dynamic::{DynamicMessage, Pool};
//! use rpcsmith_runtime::message::json::{ReadOptions, WriteOptions};
//!
//! // Usually `FILE_DESCRIPTOR_SET` of generated code, or what a server sends for reflection.
//! # let name = FieldDescriptorProto {
//! #     name: Some("display_name".to_owned()),
//! #     number: Some(1),
//! #     r#type: Some(Type::String.into()),
//! #     ..FieldDescriptorProto::default()
//! # };
//! # let message = DescriptorProto { name: Some("User".to_owned()), field: vec![name], ..DescriptorProto::default() };
//! # let file = FileDescriptorProto {
//! #     name: Some("user.proto".to_owned()),
//! #     package: Some("user.v1".to_owned()),
//! #     message_type: vec![message],
//! #     ..FileDescriptorProto::default()
//! # };
//! # let descriptor_set = FileDescriptorSet { file: vec![file], ..FileDescriptorSet::default() }.encode_to_vec();
//! let pool = Arc::new(Pool::decode([&*descriptor_set])?);
//! let registry = pool.registry();
//!
//! let mut user = DynamicMessage::named(&pool, "user.v1.User").unwrap();
//! ReadOptions::new().registry(&registry).merge_str(&mut user, r#"{"displayName": "Ada"}"#)?;
//! assert_eq!(user.encode_to_vec(), b"\x0a\x03Ada");
//!
//! let text = WriteOptions::new().registry(&registry).original_names(true).to_string(&user)?;
//! assert_eq!(text, r#"{"display_name":"Ada"}"#);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod build;
mod field_type;
mod mask;
mod message;
mod pool;
mod registry;
mod value;
mod wire;

pub use build::PoolError;
pub use field_type::{FieldType, ItemType};
pub use pool::{MessageType, MethodType, Pool};
pub use value::DynamicMessage;
