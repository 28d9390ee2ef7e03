//! Descriptors of the standard error details (`google.rpc.ErrorInfo` and others), which schemas rarely import.

use std::sync::LazyLock;

use prost::Message;
use prost_reflect::{DescriptorPool, MessageDescriptor};
use prost_types::FileDescriptorSet;
use rpcsmith_wire::proto::google::rpc::FILE_DESCRIPTOR_SET;

/// The descriptor of a type such as `google.rpc.ErrorInfo`.
pub(super) fn descriptor(name: &str) -> Option<MessageDescriptor> {
    static POOL: LazyLock<Option<DescriptorPool>> = LazyLock::new(pool);
    POOL.as_ref()?.get_message_by_name(name)
}

fn pool() -> Option<DescriptorPool> {
    let mut pool = DescriptorPool::global();
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).ok()?;
    pool.add_file_descriptor_set(set).ok()?;
    Some(pool)
}
