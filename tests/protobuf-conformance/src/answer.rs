//! Answers a request.

use rpcsmith_runtime::message::reflect::Registry;

use crate::formats::{self, Fault};
use crate::proto::conformance_response::Result as Answer;
use crate::proto::{ConformanceRequest, ConformanceResponse};

/// Reads the message of a request, and writes it in the requested format.
pub fn answer(registry: &Registry, request: &ConformanceRequest) -> ConformanceResponse {
    let answer = convert(registry, request).unwrap_or_else(|fault| match fault {
        Fault::Unsupported(format) => Answer::Skipped(format.to_owned()),
        Fault::Read(error) => Answer::ParseError(error),
        Fault::Write(error) => Answer::SerializeError(error),
    });
    ConformanceResponse {
        result: Some(answer),
    }
}

fn convert(registry: &Registry, request: &ConformanceRequest) -> Result<Answer, Fault> {
    let name = request.message_type.as_str();
    let Some(mut message) = registry.create(name) else {
        return Ok(Answer::RuntimeError(format!("no message {name}")));
    };
    formats::read(registry, request, &mut *message)?;
    formats::write(registry, request, &*message)
}
