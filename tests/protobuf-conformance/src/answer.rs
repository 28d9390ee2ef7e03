//! Chooses the type of a request's message.

use crate::formats::{self, Fault, TestMessage};
use crate::proto::conformance_response::Result as Answer;
use crate::proto::protobuf_test_messages::{editions, proto2, proto3};
use crate::proto::{ConformanceRequest, ConformanceResponse, FailureSet};

/// Reads the message of a request, and writes it in the requested format.
pub fn answer(request: &ConformanceRequest) -> ConformanceResponse {
    let answer = convert(request).unwrap_or_else(|fault| match fault {
        Fault::Unsupported(format) => Answer::Skipped(format.to_owned()),
        Fault::Read(error) => Answer::ParseError(error),
        Fault::Write(error) => Answer::SerializeError(error),
    });
    ConformanceResponse {
        result: Some(answer),
    }
}

fn convert(request: &ConformanceRequest) -> Result<Answer, Fault> {
    let convert = match request.message_type.as_str() {
        // The first request of the suite asks for its expected failures. Its answer is empty.
        "conformance.FailureSet" => convert_as::<FailureSet>,
        "protobuf_test_messages.proto2.TestAllTypesProto2" => {
            convert_as::<proto2::TestAllTypesProto2>
        }
        "protobuf_test_messages.proto3.TestAllTypesProto3" => {
            convert_as::<proto3::TestAllTypesProto3>
        }
        "protobuf_test_messages.editions.TestAllTypesEdition2023" => {
            convert_as::<editions::TestAllTypesEdition2023>
        }
        "protobuf_test_messages.editions.proto2.TestAllTypesProto2" => {
            convert_as::<editions::proto2::TestAllTypesProto2>
        }
        "protobuf_test_messages.editions.proto3.TestAllTypesProto3" => {
            convert_as::<editions::proto3::TestAllTypesProto3>
        }
        name => return Ok(Answer::RuntimeError(format!("no message {name}"))),
    };
    convert(request)
}

fn convert_as<M: TestMessage>(request: &ConformanceRequest) -> Result<Answer, Fault> {
    let message: M = formats::read(request)?;
    formats::write(&message, request)
}
