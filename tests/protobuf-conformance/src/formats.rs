//! The formats of messages.

use rpcsmith_runtime::message::reflect::{DynMessage, Registry};
use rpcsmith_runtime::message::{json, text};

use crate::proto::conformance_request::Payload;
use crate::proto::conformance_response::Result as Answer;
use crate::proto::{ConformanceRequest, TestCategory, WireFormat};

/// Why a message is not converted.
pub enum Fault {
    /// The program does not support this format.
    Unsupported(&'static str),
    Read(String),
    Write(String),
}

/// Reads the message of a request.
pub fn read(
    registry: &Registry,
    request: &ConformanceRequest,
    message: &mut dyn DynMessage,
) -> Result<(), Fault> {
    match &request.payload {
        Some(Payload::ProtobufPayload(bytes)) => message
            .merge_bytes(bytes)
            .map_err(|error| Fault::Read(error.to_string())),
        Some(Payload::JsonPayload(text)) => {
            let ignore = request.test_category() == TestCategory::JsonIgnoreUnknownParsingTest;
            let options = json::ReadOptions::new()
                .registry(registry)
                .ignore_unknown(ignore);
            options
                .merge_str(message, text)
                .map_err(|error| Fault::Read(error.to_string()))
        }
        Some(Payload::TextPayload(text)) => {
            let options = text::ReadOptions::new().registry(registry);
            options
                .merge_str(message, text)
                .map_err(|error| Fault::Read(error.to_string()))
        }
        Some(Payload::JspbPayload(_)) => Err(Fault::Unsupported("JSPB")),
        None => Err(Fault::Read("there is no payload".to_owned())),
    }
}

/// Writes a message in the format that a request asks for.
pub fn write(
    registry: &Registry,
    request: &ConformanceRequest,
    message: &dyn DynMessage,
) -> Result<Answer, Fault> {
    match request.requested_output_format() {
        WireFormat::Protobuf => Ok(Answer::ProtobufPayload(message.to_bytes())),
        WireFormat::Json => {
            let options = json::WriteOptions::new().registry(registry);
            let text = options
                .to_string(message)
                .map_err(|error| Fault::Write(error.to_string()))?;
            Ok(Answer::JsonPayload(text))
        }
        WireFormat::TextFormat => {
            let options = text::WriteOptions::new()
                .registry(registry)
                .unknown_fields(request.print_unknown_fields);
            Ok(Answer::TextPayload(options.to_string(message)))
        }
        WireFormat::Jspb => Err(Fault::Unsupported("JSPB")),
        WireFormat::Unspecified => Err(Fault::Write("there is no format".to_owned())),
    }
}
