//! The formats of messages.

use std::sync::LazyLock;

use rpcsmith_runtime::message::reflect::{Described, Registry};
use rpcsmith_runtime::message::{json, text};

use crate::proto::conformance_request::Payload;
use crate::proto::conformance_response::Result as Answer;
use crate::proto::{ConformanceRequest, TestCategory, WireFormat, register_all};

/// Why a message is not converted.
pub enum Fault {
    /// The program does not support this format.
    Unsupported(&'static str),
    Read(String),
    Write(String),
}

/// What a message needs for all formats.
pub trait TestMessage: Described {}

impl<M: Described> TestMessage for M {}

/// The types of `google.protobuf.Any` and the extensions in the suite.
fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let mut registry = Registry::new();
        register_all(&mut registry);
        registry
    });
    &REGISTRY
}

/// Reads the message of a request.
pub fn read<M: TestMessage>(request: &ConformanceRequest) -> Result<M, Fault> {
    match &request.payload {
        Some(Payload::ProtobufPayload(bytes)) => {
            M::decode(&bytes[..]).map_err(|error| Fault::Read(error.to_string()))
        }
        Some(Payload::JsonPayload(text)) => {
            let ignore = request.test_category() == TestCategory::JsonIgnoreUnknownParsingTest;
            let options = json::ReadOptions::new()
                .registry(registry())
                .ignore_unknown(ignore);
            options
                .from_str(text)
                .map_err(|error| Fault::Read(error.to_string()))
        }
        Some(Payload::TextPayload(text)) => {
            let options = text::ReadOptions::new().registry(registry());
            options
                .from_str(text)
                .map_err(|error| Fault::Read(error.to_string()))
        }
        Some(Payload::JspbPayload(_)) => Err(Fault::Unsupported("JSPB")),
        None => Err(Fault::Read("there is no payload".to_owned())),
    }
}

/// Writes a message in the format that a request asks for.
pub fn write<M: TestMessage>(message: &M, request: &ConformanceRequest) -> Result<Answer, Fault> {
    match request.requested_output_format() {
        WireFormat::Protobuf => Ok(Answer::ProtobufPayload(message.encode_to_vec())),
        WireFormat::Json => {
            let options = json::WriteOptions::new().registry(registry());
            let text = options
                .to_string(message)
                .map_err(|error| Fault::Write(error.to_string()))?;
            Ok(Answer::JsonPayload(text))
        }
        WireFormat::TextFormat => {
            let options = text::WriteOptions::new()
                .registry(registry())
                .unknown_fields(request.print_unknown_fields);
            Ok(Answer::TextPayload(options.to_string(message)))
        }
        WireFormat::Jspb => Err(Fault::Unsupported("JSPB")),
        WireFormat::Unspecified => Err(Fault::Write("there is no format".to_owned())),
    }
}
