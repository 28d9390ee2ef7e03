//! Errors in JSON: `{"code": "not_found", "message": "…", "details": [{"type": "…", "value": "…"}]}`.
//!
//! Source: Connect, "Error".

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use prost::Message;
use prost_types::Any;
use serde_json::{Map, Value};

use super::code;
use crate::base64::decode;
use crate::proto::google::rpc;
use crate::{Code, Status};

/// The start of the URL of a type, which JSON omits.
const TYPE_PREFIX: &str = "type.googleapis.com/";

/// The JSON of an error.
pub fn write(status: &Status) -> Value {
    let mut error = Map::new();
    error.insert("code".to_owned(), code::name(status.code()).into());
    if !status.message().is_empty() {
        error.insert("message".to_owned(), status.message().into());
    }
    let details = rpc::Status::decode(status.details())
        .unwrap_or_default()
        .details;
    if !details.is_empty() {
        let details = details.iter().map(write_detail).collect();
        error.insert("details".to_owned(), Value::Array(details));
    }
    Value::Object(error)
}

fn write_detail(detail: &Any) -> Value {
    let url = detail.type_url.as_str();
    let name = url.rsplit_once('/').map_or(url, |(_, name)| name);
    let mut object = Map::new();
    object.insert("type".to_owned(), name.into());
    let value = STANDARD_NO_PAD.encode(&detail.value);
    object.insert("value".to_owned(), value.into());
    Value::Object(object)
}

/// The status of an error. An error without a known code has `fallback`.
pub fn read(error: &Value, fallback: Code) -> Status {
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let code = text("code").and_then(code::named).unwrap_or(fallback);
    let message = text("message").unwrap_or_default();
    let details = error.get("details").and_then(Value::as_array);
    let details: Vec<_> = details
        .into_iter()
        .flatten()
        .filter_map(read_detail)
        .collect();
    if details.is_empty() {
        return Status::new(code, message);
    }
    let status = rpc::Status {
        code: code as i32,
        message: message.to_owned(),
        details,
    };
    Status::with_details(code, message, status.encode_to_vec().into())
}

/// A detail; `None` if it is malformed. Then the rest of the error is still of use.
fn read_detail(detail: &Value) -> Option<Any> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str);
    let name = text("type")?;
    let value = decode(text("value")?).ok()?;
    let type_url = if name.contains('/') {
        name.to_owned()
    } else {
        format!("{TYPE_PREFIX}{name}")
    };
    Some(Any { type_url, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> (Code, String, usize) {
        let status = read(&serde_json::from_str(json).unwrap(), Code::Unavailable);
        let details = rpc::Status::decode(status.details()).unwrap().details;
        (status.code(), status.message().to_owned(), details.len())
    }

    #[test]
    fn errors_are_read_leniently() {
        for (json, code, message, details) in [
            (r#"null"#, Code::Unavailable, "", 0),
            (r#"[1]"#, Code::Unavailable, "", 0),
            (r#"{"message": "m"}"#, Code::Unavailable, "m", 0),
            (
                r#"{"code": null, "message": "m"}"#,
                Code::Unavailable,
                "m",
                0,
            ),
            (
                r#"{"code": "foobar", "message": 1}"#,
                Code::Unavailable,
                "",
                0,
            ),
            (r#"{"code": "aborted", "x": {}}"#, Code::Aborted, "", 0),
            (
                r#"{"code": "aborted", "details": null}"#,
                Code::Aborted,
                "",
                0,
            ),
            (
                r#"{"code": "aborted", "details": [{"type": "a.B", "value": "Cgp0"}, {"type": "a.B"}, 1,
                {"type": "a.B", "value": "!"}, {"type": "a.B", "value": "Cg==", "debug": "x"}]}"#,
                Code::Aborted,
                "",
                2,
            ),
        ] {
            assert_eq!(of(json), (code, message.to_owned(), details), "{json}");
        }
    }

    #[test]
    fn errors_survive_a_round_trip() {
        let details = rpc::Status {
            code: 5,
            message: "gone".to_owned(),
            details: vec![Any {
                type_url: format!("{TYPE_PREFIX}a.B"),
                value: b"x".to_vec(),
            }],
        };
        let details = details.encode_to_vec();
        let status = Status::with_details(Code::NotFound, "gone", details.clone().into());
        let json = write(&status);
        let expected =
            r#"{"code":"not_found","details":[{"type":"a.B","value":"eA"}],"message":"gone"}"#;
        assert_eq!(json, serde_json::from_str::<Value>(expected).unwrap());
        assert_eq!(read(&json, Code::Unknown).details(), details);
    }
}
