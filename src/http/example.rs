//! Examples of requests, for documentation.

use super::{Binding, Body, Http, Segment};
use crate::model::{FieldKind, FieldType, MessageId, Model, ServiceId};
use crate::outline::HttpRequest;

impl Http {
    /// A request that calls a method, by its index in its service; `None` if it has no route with a plain path.
    pub fn example(
        &self,
        model: &Model<'_>,
        service: ServiceId,
        method: usize,
    ) -> Option<HttpRequest> {
        let input = model[service].methods.get(method)?.input;
        let mut bindings = self.bindings(service, method).iter();
        bindings.find_map(|binding| example(model, input, binding))
    }
}

/// The request of a route, with `1` for each wildcard. `None` if a shell would read its path differently.
fn example(model: &Model<'_>, input: MessageId, binding: &Binding) -> Option<HttpRequest> {
    let segments = binding.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => text,
        Segment::One | Segment::Rest => "1",
    });
    let path = format!("/{}", segments.collect::<Vec<_>>().join("/"));
    let path = match &binding.action {
        Some(action) => format!("{path}:{action}"),
        None => path,
    };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/:-._~%".contains(letter);
    let method = match &*binding.method {
        "*" => "POST",
        method => method,
    };
    (path.chars().all(is_plain) && method.chars().all(is_plain)).then(|| HttpRequest {
        method: method.to_owned(),
        path,
        has_body: has_object(model, input, binding.body),
    })
}

/// Whether a body is an object of JSON.
fn has_object(model: &Model<'_>, input: MessageId, body: Body) -> bool {
    match body {
        Body::None => false,
        Body::Whole => true,
        Body::Field(index) => model[input].fields.get(index).is_some_and(|field| {
            matches!(
                field.kind,
                FieldKind::Singular(FieldType::Message { .. }, _)
            )
        }),
    }
}
