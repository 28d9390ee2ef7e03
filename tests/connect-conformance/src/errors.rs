//! Converts statuses to errors of the suite, and back.

use prost::Message;
use prost_types::Any;
use rpcsmith_runtime::metadata::MetadataMap;
use rpcsmith_runtime::{Code, Status};

use crate::proto::Error;

/// `google.rpc.Status`, which holds the details of a status.
#[derive(Clone, PartialEq, Message)]
struct RpcStatus {
    #[prost(int32, tag = 1)]
    code: i32,
    #[prost(string, tag = 2)]
    message: String,
    #[prost(message, repeated, tag = 3)]
    details: Vec<Any>,
}

/// The status of an error that the suite orders, with further metadata.
pub fn status(error: Error, metadata: MetadataMap) -> Status {
    let (code, message) = (error.code, error.message.unwrap_or_default());
    let details = RpcStatus {
        code,
        message: message.clone(),
        details: error.details,
    };
    let details = if details.details.is_empty() {
        Vec::new()
    } else {
        details.encode_to_vec()
    };
    Status::with_details_and_metadata(Code::from(code), message, details.into(), metadata)
}

/// The error of a status. Details that are no `google.rpc.Status` are left out.
pub fn error(status: &Status) -> Error {
    let details = RpcStatus::decode(status.details()).unwrap_or_default();
    Error {
        code: i32::from(status.code()),
        message: Some(status.message().to_owned()),
        details: details.details,
    }
}

/// A message as `Any`.
pub fn any<M: Message + prost::Name>(message: &M) -> Any {
    Any {
        type_url: format!("type.googleapis.com/{}", M::full_name()),
        value: message.encode_to_vec(),
    }
}
