//! Errors: a `google.rpc.Status` in JSON.
//!
//! Source: [`google/rpc/status.proto`](https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto).

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Extensions, HeaderValue, Response, StatusCode};
use prost::Message;
use prost_types::Any;
use rpcsmith_message::json::WriteOptions;
use rpcsmith_message::reflect::Registry;

use super::content_type::JSON;
use crate::Status;
use crate::body::Body;
use crate::codec::http_json::Types;
use crate::proto::google::rpc;

/// The types of messages in details of errors.
#[derive(Clone, Copy, Debug)]
pub struct Details {
    /// The types that the service knows.
    of_service: Option<&'static Registry>,
    /// The types of the runtime.
    built_in: &'static Registry,
}

impl Details {
    /// Details of the types of the runtime.
    pub fn new(built_in: &'static Registry) -> Self {
        Self {
            of_service: None,
            built_in,
        }
    }

    /// The same details, with the types that the service has put into the extensions of its response.
    #[must_use]
    pub fn of_service(self, extensions: &Extensions) -> Self {
        let types = extensions.get::<Types>();
        Self {
            of_service: types.map(|Types(types)| *types),
            ..self
        }
    }

    /// The same details, with the types of a client.
    #[must_use]
    pub fn of_client(self, of_service: Option<&'static Registry>) -> Self {
        Self { of_service, ..self }
    }

    /// The registries to look for a type, in their order.
    pub(super) fn registries(self) -> impl Iterator<Item = &'static Registry> {
        [self.of_service, Some(self.built_in)].into_iter().flatten()
    }

    /// Writes a detail. One of an unknown type has its bytes in base64.
    fn write(self, detail: &Any) -> Vec<u8> {
        let mut written = self.registries().filter_map(|registry| {
            let options = WriteOptions::new().registry(registry);
            options.to_vec(detail).ok()
        });
        let encoded = || WriteOptions::new().lenient(true).to_vec(detail);
        written
            .next()
            .or_else(|| encoded().ok())
            .unwrap_or_else(|| b"{}".to_vec())
    }

    /// The JSON of a status: `{"code": 5, "message": "…", "details": […]}`.
    pub fn json(self, status: &Status) -> Vec<u8> {
        let mut json = format!("{{\"code\":{}", status.code() as i32).into_bytes();
        if !status.message().is_empty() {
            json.extend_from_slice(b",\"message\":");
            // The writer of a text does not fail.
            let message = serde_json::to_vec(status.message());
            json.extend(message.unwrap_or_else(|_| b"\"\"".to_vec()));
        }
        let details = rpc::Status::decode(status.details());
        let details = details.unwrap_or_default().details;
        for (index, detail) in details.iter().enumerate() {
            let before: &[u8] = if index == 0 { b",\"details\":[" } else { b"," };
            json.extend_from_slice(before);
            json.extend(self.write(detail));
        }
        if !details.is_empty() {
            json.push(b']');
        }
        json.push(b'}');
        json
    }
}

/// The response to a request that is no call.
pub fn refusal(http: StatusCode, status: &Status) -> Response<Body> {
    let details = Details::new(Registry::well_known());
    let json = Bytes::from(details.json(status));
    let length = HeaderValue::from(json.len());
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = http;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Code;

    fn written(status: &Status) -> Value {
        let mut built_in = Registry::new();
        crate::proto::register_all(&mut built_in);
        let details = Details::new(Box::leak(Box::new(built_in)));
        serde_json::from_slice(&details.json(status)).unwrap()
    }

    #[test]
    fn a_status_has_its_code_and_its_message() {
        let status = Status::not_found("no \"user\"\n");
        let expected = json!({"code": 5, "message": "no \"user\"\n"});
        assert_eq!(written(&status), expected);
        assert_eq!(written(&Status::unknown("")), json!({"code": 2}));
    }

    #[test]
    fn details_are_messages_or_bytes() {
        let bad_request = rpc::BadRequest {
            field_violations: vec![rpc::bad_request::FieldViolation {
                field: "name".to_owned(),
                description: "is empty".to_owned(),
                ..Default::default()
            }],
        };
        let any = |name: &str, value: Vec<u8>| Any {
            type_url: format!("type.googleapis.com/{name}"),
            value,
        };
        let details = rpc::Status {
            code: 3,
            message: "m".to_owned(),
            details: vec![
                any("google.rpc.BadRequest", bad_request.encode_to_vec()),
                any("a.Unknown", b"\x00\xff".to_vec()),
                any("google.rpc.BadRequest", b"\xff".to_vec()),
            ],
        };
        let details = details.encode_to_vec().into();
        let status = Status::with_details(Code::InvalidArgument, "m", details);
        let expected = json!({"code": 3, "message": "m", "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "name", "description": "is empty"}],
            },
            {"@type": "type.googleapis.com/a.Unknown", "value": "AP8="},
            {"@type": "type.googleapis.com/google.rpc.BadRequest", "value": "/w=="},
        ]});
        assert_eq!(written(&status), expected);
    }
}
