//! The schemas of errors.

use super::node::{Node, Object};
use super::schema::Schema;

/// The name of the schema of errors of Connect. No message has a name with a dash.
pub const CONNECT: &str = "connect-error";

/// The name of the message of errors.
pub const STATUS: &str = "google.rpc.Status";

/// The codes of Connect.
const CODES: [&str; 16] = [
    "canceled",
    "unknown",
    "invalid_argument",
    "deadline_exceeded",
    "not_found",
    "already_exists",
    "permission_denied",
    "resource_exhausted",
    "failed_precondition",
    "aborted",
    "out_of_range",
    "unimplemented",
    "internal",
    "unavailable",
    "data_loss",
    "unauthenticated",
];

/// The response of a call that fails, with the schema of this name.
pub fn response(name: &str) -> Object {
    let media = Object::new().with("schema", Schema::reference(name));
    Object::new()
        .with("description", "An error.")
        .with("content", Object::new().with("application/json", media))
}

/// `google.rpc.Status`, as `google/rpc/status.proto` declares it.
pub fn status() -> Schema {
    let detail = Schema::typed("object").with(
        "properties",
        Object::new().with("@type", Schema::typed("string")),
    );
    let code = Schema::typed("integer").with("format", "int32");
    Schema::typed("object")
        .with(
            "description",
            "An error: its code of gRPC, a message, and details.",
        )
        .with(
            "properties",
            Object::new()
                .with("code", code)
                .with("message", Schema::typed("string"))
                .with("details", Schema::typed("array").with("items", detail)),
        )
}

/// An error of a unary call.
///
/// Source: <https://connectrpc.com/docs/protocol/#error-end-stream>.
pub fn connect() -> Schema {
    let detail = Schema::typed("object")
        .with(
            "properties",
            Object::new()
                .with("type", described("string", "The full name of the message."))
                .with(
                    "value",
                    described("string", "The encoded message, as base64 without padding."),
                ),
        )
        .with("required", vec!["type", "value"]);
    let code = Schema::typed("string").with("enum", CODES.to_vec());
    Schema::typed("object")
        .with(
            "description",
            "An error of a call by the protocol of Connect.",
        )
        .with(
            "properties",
            Object::new()
                .with("code", code)
                .with("message", Schema::typed("string"))
                .with("details", Schema::typed("array").with("items", detail)),
        )
        .with("required", vec![Node::from("code")])
}

fn described(name: &'static str, text: &str) -> Schema {
    Schema::typed(name).with("description", text)
}
