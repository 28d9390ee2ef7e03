//! The end of a stream: an envelope with `{"error": {…}, "metadata": {"name": ["value"]}}`.
//!
//! Source: Connect, "EndStreamResponse".

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::error;
use crate::edge::envelope::{PREFIX, prefix};
use crate::edge::headers::{only_status_headers, take_status};
use crate::metadata::MAX_NAMES;
use crate::{Code, Status};

/// The flag of the last envelope.
pub const FLAG: u8 = 2;

/// The last envelope for the trailers of gRPC, which have a status.
pub fn write(mut trailers: HeaderMap) -> Bytes {
    let status = take_status(&mut trailers);
    let status = status.unwrap_or_else(|| Status::unknown("the response has no status"));
    let mut end = Map::new();
    if status.code() != Code::Ok {
        end.insert("error".to_owned(), error::write(&status));
    }
    if !trailers.is_empty() {
        let mut metadata = Map::new();
        for name in trailers.keys() {
            let values = trailers.get_all(name).iter();
            // JSON has no other text than Unicode.
            let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into());
            metadata.insert(name.as_str().to_owned(), Value::Array(values.collect()));
        }
        end.insert("metadata".to_owned(), Value::Object(metadata));
    }
    let json = Value::Object(end).to_string();
    let mut envelope = BytesMut::with_capacity(PREFIX + json.len());
    envelope.put_slice(&prefix(FLAG, json.len()).unwrap_or([FLAG, 0, 0, 0, 0]));
    envelope.put_slice(json.as_bytes());
    envelope.freeze()
}

/// The trailers of gRPC for the JSON of the last envelope.
///
/// # Errors
/// `INTERNAL` if it is malformed.
pub fn read(json: &[u8]) -> Result<HeaderMap, Status> {
    let malformed = |error: &dyn std::fmt::Display| {
        Status::internal(format!("the end of the stream is malformed: {error}"))
    };
    let end: Value = serde_json::from_slice(json).map_err(|error| malformed(&error))?;
    let Value::Object(end) = end else {
        return Err(malformed(&"it is not an object"));
    };
    let status = match end.get("error") {
        None | Some(Value::Null) => Status::ok(""),
        Some(error) => error::read(error, Code::Unknown),
    };
    let mut trailers = HeaderMap::new();
    let metadata = end.get("metadata").and_then(Value::as_object);
    for (name, values) in metadata.into_iter().flatten() {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            continue;
        };
        for value in values.as_array().into_iter().flatten() {
            let value = value
                .as_str()
                .and_then(|text| HeaderValue::from_str(text).ok());
            let added = value.is_none_or(|value| trailers.try_append(&name, value).is_ok());
            if !added || trailers.keys_len() > MAX_NAMES {
                return Err(malformed(&"there is too much metadata"));
            }
        }
    }
    Ok(only_status_headers(&status, trailers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(json: &str) -> Option<(String, String, usize)> {
        let trailers = read(json.as_bytes()).ok()?;
        let text = |name| {
            let value = trailers.get(name).map(HeaderValue::as_bytes);
            String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
        };
        Some((text("grpc-status"), text("grpc-message"), trailers.len()))
    }

    #[test]
    fn the_end_of_other_writers_is_read() {
        for (json, expected) in [
            ("{}", Some(("0", "", 1))),
            (r#"{"error": null}"#, Some(("0", "", 1))),
            (r#"{"error": {}}"#, Some(("2", "", 1))),
            (
                r#"{"error": {"code": "aborted", "message": "m"}}"#,
                Some(("10", "m", 2)),
            ),
            (r#"{"code": "aborted"}"#, Some(("0", "", 1))),
            (
                r#"{"metadata": {"A": ["1", "2"], "b c": ["3"], "d": "4", "e": [5, "6"]}}"#,
                Some(("0", "", 4)),
            ),
            (
                r#"{"metadata": {"grpc-status": ["5"]}}"#,
                Some(("0", "", 1)),
            ),
            (r#"{"metadata": null}"#, Some(("0", "", 1))),
            ("[]", None),
            ("null", None),
            ("{", None),
            ("", None),
        ] {
            let expected = expected
                .map(|(status, message, count)| (status.to_owned(), message.to_owned(), count));
            assert_eq!(end(json), expected, "{json}");
        }
    }

    #[test]
    fn metadata_of_any_size_is_an_error_at_most() {
        for count in [MAX_NAMES, MAX_NAMES + 1, 24_576, 24_577, 32_768, 50_000] {
            let names: Vec<_> = (0..count)
                .map(|name| format!(r#""{name}":["x"]"#))
                .collect();
            let metadata = names.join(",");
            for error in ["", r#","error":{"code":"aborted","message":"m"}"#] {
                let read = read(format!(r#"{{"metadata":{{{metadata}}}{error}}}"#).as_bytes());
                assert_eq!(read.is_ok(), count <= MAX_NAMES, "{count}");
            }
        }
    }

    #[test]
    fn trailers_survive_a_round_trip() {
        let mut metadata = HeaderMap::new();
        metadata.append("x-twice", HeaderValue::from_static("1"));
        metadata.append("x-twice", HeaderValue::from_static("2"));
        metadata.append("x-bin", HeaderValue::from_static("AAE"));
        for status in [Status::ok(""), Status::aborted("über")] {
            let trailers = only_status_headers(&status, metadata.clone());
            let envelope = write(trailers.clone());
            assert_eq!(envelope[0], FLAG);
            assert_eq!(read(&envelope[PREFIX..]).unwrap(), trailers);
        }
    }
}
