//! Reads a descriptor set, and keeps the bytes of its files.
//!
//! Encoding a decoded file again would lose what the decoder does not know: custom options, and features of editions.

use bytes::Bytes;
use prost::{DecodeError, Message};
use prost_types::FileDescriptorProto;

use crate::proto::grpc::reflection::v1::FileDescriptorResponse;

/// A file of a set.
pub(super) struct File {
    pub(super) encoded: Bytes,
    pub(super) descriptor: FileDescriptorProto,
}

/// The files of an encoded `google.protobuf.FileDescriptorSet`.
pub(super) fn files(set: &'static [u8]) -> Result<Vec<File>, DecodeError> {
    // Both messages have the files in field 1. This one has them undecoded.
    let set = FileDescriptorResponse::decode(Bytes::from_static(set))?;
    let files = set.file_descriptor_proto.into_iter();
    let decoded = files.map(|encoded| {
        let descriptor = FileDescriptorProto::decode(encoded.clone())?;
        Ok(File {
            encoded,
            descriptor,
        })
    });
    decoded.collect()
}
