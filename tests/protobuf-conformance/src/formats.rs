//! The formats of messages.

use prost::Message;

use crate::proto::conformance_request::Payload;
use crate::proto::conformance_response::Result as Answer;
use crate::proto::{ConformanceRequest, WireFormat};

/// Why a message is not converted.
pub enum Fault {
    /// The program does not support this format.
    Unsupported(&'static str),
    Read(String),
    Write(String),
}

/// What a message needs for all formats.
pub trait TestMessage: Message + Default {}

impl<M: Message + Default> TestMessage for M {}

/// Reads the message of a request.
pub fn read<M: TestMessage>(request: &ConformanceRequest) -> Result<M, Fault> {
    match &request.payload {
        Some(Payload::ProtobufPayload(bytes)) => {
            M::decode(&bytes[..]).map_err(|error| Fault::Read(error.to_string()))
        }
        Some(Payload::JsonPayload(_)) => Err(Fault::Unsupported("JSON")),
        Some(Payload::TextPayload(_)) => Err(Fault::Unsupported("the text format")),
        Some(Payload::JspbPayload(_)) => Err(Fault::Unsupported("JSPB")),
        None => Err(Fault::Read("there is no payload".to_owned())),
    }
}

/// Writes a message in the format that a request asks for.
pub fn write<M: TestMessage>(message: &M, request: &ConformanceRequest) -> Result<Answer, Fault> {
    match request.requested_output_format() {
        WireFormat::Protobuf => Ok(Answer::ProtobufPayload(message.encode_to_vec())),
        WireFormat::Json => Err(Fault::Unsupported("JSON")),
        WireFormat::TextFormat => Err(Fault::Unsupported("the text format")),
        WireFormat::Jspb => Err(Fault::Unsupported("JSPB")),
        WireFormat::Unspecified => Err(Fault::Write("there is no format".to_owned())),
    }
}
