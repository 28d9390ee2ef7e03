//! Errors: a `google.rpc.Status` in JSON.

use prost::Message;
use prost_types::Any;
use rpcsmith_message::json::ReadOptions;
use serde_json::Value;

use super::super::error::Details;
use crate::base64::decode;
use crate::code_names::CODE_NAMES;
use crate::proto::google::rpc;
use crate::{Code, Status};

/// The status in an error; `None` if it has no code of gRPC.
///
/// APIs of Google put the status into a member `error`, with the name of the code in `status` and the status of HTTP in `code`.
pub fn read(error: &Value, details: Details) -> Option<Status> {
    let error = error
        .get("error")
        .filter(|inner| inner.is_object())
        .unwrap_or(error);
    let code = code(error)?;
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let message = text("message").unwrap_or_default();
    let list = error.get("details").and_then(Value::as_array);
    let list = list.into_iter().flatten();
    let list: Vec<_> = list
        .filter_map(|detail| read_detail(detail, details))
        .collect();
    if list.is_empty() {
        return Some(Status::new(code, message));
    }
    let status = rpc::Status {
        code: code as i32,
        message: message.to_owned(),
        details: list,
    };
    let encoded = status.encode_to_vec().into();
    Some(Status::with_details(code, message, encoded))
}

fn code(error: &Value) -> Option<Code> {
    let name = error.get("status").and_then(Value::as_str);
    let named = name.and_then(|name| CODE_NAMES.iter().position(|known| *known == name));
    let number = || usize::try_from(error.get("code")?.as_u64()?).ok();
    let number = named.or_else(number)?;
    let is_error = (1..CODE_NAMES.len()).contains(&number);
    is_error.then(|| i32::try_from(number).map(Code::from_i32).ok())?
}

/// A detail; `None` if it is malformed, or of an unknown type without its bytes. Then the rest of the error is still of use.
fn read_detail(detail: &Value, details: Details) -> Option<Any> {
    let member = |name: &str| detail.get(name).and_then(Value::as_str);
    let type_url = member("@type")?;
    let text = detail.to_string();
    let mut known = details.registries().filter_map(|registry| {
        let options = ReadOptions::new().registry(registry).ignore_unknown(true);
        options.from_str::<Any>(&text).ok()
    });
    known.next().or_else(|| {
        Some(Any {
            type_url: type_url.to_owned(),
            value: decode(member("value")?).ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use rpcsmith_message::reflect::Registry;

    use super::*;

    fn of(json: &str) -> Option<(Code, String, usize)> {
        let details = Details::new(Registry::well_known());
        let status = read(&serde_json::from_str(json).unwrap(), details)?;
        let details = rpc::Status::decode(status.details()).unwrap().details;
        Some((status.code(), status.message().to_owned(), details.len()))
    }

    #[test]
    fn only_errors_with_a_code_are_statuses() {
        let not_found =
            |message: &str, details| Some((Code::NotFound, message.to_owned(), details));
        for (json, expected) in [
            (r#"{"code": 5, "message": "m"}"#, not_found("m", 0)),
            (r#"{"code": 5}"#, not_found("", 0)),
            (
                r#"{"error": {"code": 404, "message": "m", "status": "NOT_FOUND"}}"#,
                not_found("m", 0),
            ),
            (
                r#"{"code": 5, "error": "m", "message": "m"}"#,
                not_found("m", 0),
            ),
            (
                r#"{"code": 5, "details": [
                    {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s"},
                    {"@type": "type.googleapis.com/a.Unknown", "value": "CgE3"},
                    {"@type": "type.googleapis.com/a.Unknown", "value": "?"},
                    {"@type": "type.googleapis.com/a.Unknown", "name": "x"}, {}, 1]}"#,
                not_found("", 2),
            ),
            (r#"{"code": 0}"#, None),
            (r#"{"code": 17}"#, None),
            (r#"{"code": -5}"#, None),
            (r#"{"code": "5"}"#, None),
            (r#"{"error": {"code": 404}}"#, None),
            (r#"{"message": "m"}"#, None),
            ("[]", None),
            ("null", None),
        ] {
            assert_eq!(of(json), expected, "{json}");
        }
    }

    #[test]
    fn errors_survive_a_round_trip() {
        let mut built_in = Registry::new();
        crate::proto::register_all(&mut built_in);
        let details = Details::new(Box::leak(Box::new(built_in)));
        let any = |name: &str, value: Vec<u8>| Any {
            type_url: format!("type.googleapis.com/{name}"),
            value,
        };
        let info = rpc::ErrorInfo {
            reason: "GONE".to_owned(),
            ..Default::default()
        };
        let status = rpc::Status {
            code: 5,
            message: "no \"user\"".to_owned(),
            details: vec![
                any("google.rpc.ErrorInfo", info.encode_to_vec()),
                any("a.Unknown", b"\x00\xff".to_vec()),
            ],
        };
        let encoded = status.encode_to_vec();
        let status = Status::with_details(Code::NotFound, "no \"user\"", encoded.clone().into());
        let json = serde_json::from_slice(&details.json(&status)).unwrap();
        let read = read(&json, details).unwrap();
        assert_eq!(
            (read.code(), read.message()),
            (Code::NotFound, "no \"user\"")
        );
        assert_eq!(read.details(), encoded);
    }
}
