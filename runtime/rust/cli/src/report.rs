//! Prints errors, statuses and metadata to standard error, and decides the exit code.
//!
//! Texts from the server are printed without control characters, which could otherwise send commands to a terminal.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

use prost::Message;
use rpcsmith_wire::metadata::{KeyAndValueRef, MetadataMap};
use rpcsmith_wire::proto::google::rpc;
use rpcsmith_wire::{Code, Status};

use super::json::Style;
use super::schema::{self, Schema};
use rpcsmith_wire::code_names::code_name;

/// The exit code after Ctrl-C, as in shells.
pub(super) const INTERRUPTED: u8 = 130;

/// Why the program fails.
#[derive(Debug)]
pub(super) enum Failure {
    /// The text to print and the exit code.
    Formatted(String, u8),
    /// The arguments or the JSON are invalid.
    Usage(String),
    /// The call has ended with a status.
    Status(String, Code),
    /// Any other error, such as one of the system.
    Broken(String),
    /// Ctrl-C.
    Interrupted,
    /// The reader of the responses has closed the stream.
    Unread,
}

impl Failure {
    /// Prints the failure and returns the exit code.
    pub(super) fn print(self, stderr: &mut dyn Write) -> u8 {
        let (text, code) = match self {
            Self::Formatted(text, code) => (text, code),
            Self::Usage(reason) => (format!("error: {}\n", printable(&reason)), 2),
            Self::Status(text, code) => (text, exit_code(code)),
            Self::Broken(reason) => (format!("error: {}\n", printable(&reason)), 1),
            Self::Interrupted => (String::new(), INTERRUPTED),
            Self::Unread => (String::new(), 0),
        };
        // An error that cannot be written to standard error cannot be reported anywhere else.
        let _ = stderr.write_all(text.as_bytes());
        code
    }
}

/// 64 plus the number of the code, as in grpcurl.
fn exit_code(code: Code) -> u8 {
    64 + u8::try_from(i32::from(code)).unwrap_or(2)
}

/// A line such as `error: NOT_FOUND: no such user`.
pub(super) fn line(status: &Status) -> String {
    let name = code_name(status.code());
    match status.message() {
        "" => format!("error: {name}\n"),
        message => format!("error: {name}: {}\n", printable(message)),
    }
}

/// A status with its details. Details whose types are in `schema` are printed as JSON.
pub(super) fn status(status: &Status, schema: &Arc<Schema>, style: Style) -> String {
    let mut text = line(status);
    let details = rpc::Status::decode(status.details())
        .unwrap_or_default()
        .details;
    for detail in details {
        let name = detail.type_url.rsplit('/').next().unwrap_or_default();
        if let Ok(request) = rpc::BadRequest::decode(&*detail.value)
            && name == "google.rpc.BadRequest"
        {
            for violation in request.field_violations {
                let field = printable(&violation.field);
                let _ = writeln!(text, "  {field}: {}", printable(&violation.description));
            }
            continue;
        }
        let _ = match detail_json(name, &detail.value, schema, style) {
            Some(json) => writeln!(text, "  {name} {json}"),
            None => writeln!(
                text,
                "  {} of {} bytes",
                printable(&detail.type_url),
                detail.value.len()
            ),
        };
    }
    text
}

fn detail_json(name: &str, bytes: &[u8], schema: &Arc<Schema>, style: Style) -> Option<String> {
    let details = || schema::Message::named(Schema::error_details()?, name);
    let known = schema::Message::named(schema, name).or_else(details)?;
    let mut message = known.empty();
    message.merge(bytes).ok()?;
    let style = Style {
        redacted: style.redacted,
        ..Style::default()
    };
    let text = style.print(&known.schema, &message).ok()?;
    Some(printable(&String::from_utf8_lossy(&text)))
}

/// Prints headers or trailers, one per line.
pub(super) fn metadata(metadata: &MetadataMap, stderr: &mut dyn Write) {
    for entry in metadata.iter() {
        let (name, value) = match &entry {
            KeyAndValueRef::Ascii(name, value) => (name.as_str(), value.as_encoded_bytes()),
            KeyAndValueRef::Binary(name, value) => (name.as_str(), value.as_encoded_bytes()),
        };
        let _ = writeln!(
            stderr,
            "< {name}: {}",
            printable(&String::from_utf8_lossy(value))
        );
    }
}

/// Escapes control characters, which could send commands to a terminal.
pub(super) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\t' => printable.push(letter),
            letter if letter.is_control() => printable.extend(letter.escape_default()),
            letter => printable.push(letter),
        }
    }
    printable
}
