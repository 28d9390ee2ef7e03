//! The table of the routes of a service in HTTP/JSON.

use std::ops::Range;

use crate::http::{Binding, Body, Segment};
use crate::model::{FieldKind, FieldType, MessageId, Method, Model, ServiceId};
use crate::targets::rust::imports::Imports;
use crate::targets::rust::syntax::{Expr, lines};
use crate::targets::rust::types::Scope;

/// The constant with the routes; `None` if the service has none.
pub fn table(scope: Scope<'_>, id: ServiceId, imports: &mut Imports) -> Option<String> {
    let context = scope.context;
    if !context.http.has_routes(id) {
        return None;
    }
    let runtime = &context.options.runtime;
    let mut names = Names {
        model: context.model,
        segments: format!("{runtime}::PathSegment"),
        runtime,
        imports,
    };
    let mut routes = Vec::new();
    for (rpc, method) in context.model[id].methods.iter().enumerate() {
        for binding in context.http.bindings(id, rpc) {
            routes.push(names.route(rpc, method, binding));
        }
    }
    let route = names.imports.name(runtime, "HttpRoute");
    let start = ["pub const HTTP: &[", &route, "] ="];
    let [mut text] = lines(1);
    scope
        .printer()
        .assign(&mut text, 4, start, &reference(routes), ";");
    Some(text)
}

/// Writes routes, and imports what they name.
struct Names<'n, 'm> {
    model: &'m Model<'m>,
    runtime: &'m str,
    /// The path of the segments.
    segments: String,
    imports: &'n mut Imports,
}

impl Names<'_, '_> {
    /// `HttpRoute::get(0, &[…])`, and a call for each other part.
    fn route(&mut self, rpc: usize, method: &Method<'_>, binding: &Binding) -> Expr {
        let segments = binding.segments.iter().map(|segment| self.segment(segment));
        let segments = reference(segments.collect());
        let rpc = Expr::Atom(rpc.to_string());
        let (constructor, arguments) = match &*binding.method {
            "GET" => ("get", vec![rpc, segments]),
            "PUT" => ("put", vec![rpc, segments]),
            "POST" => ("post", vec![rpc, segments]),
            "DELETE" => ("delete", vec![rpc, segments]),
            "PATCH" => ("patch", vec![rpc, segments]),
            custom => ("custom", vec![text(custom), rpc, segments]),
        };
        let name = self.imports.name(self.runtime, "HttpRoute");
        let constructor = Expr::Atom(format!("{name}::{constructor}"));
        let route = Expr::Call(Box::new(constructor), arguments);
        self.parts(method, binding)
            .into_iter()
            .fold(route, |route, (function, arguments)| {
                Expr::Method(Box::new(route), function.to_owned(), arguments)
            })
    }

    /// The functions that add parts to a route, with their arguments.
    fn parts(&mut self, method: &Method<'_>, binding: &Binding) -> Vec<(&'static str, Vec<Expr>)> {
        let model = self.model;
        let field = |message, index| text(&field_path(model, message, &[index]));
        let mut parts = Vec::new();
        if let Some(action) = &binding.action {
            parts.push(("action", vec![text(action)]));
        }
        if !binding.variables.is_empty() {
            let variables = binding.variables.iter();
            let variables = variables.map(|variable| {
                let field = field_path(model, method.input, &variable.path);
                self.variable(&field, &variable.segments)
            });
            parts.push(("variables", vec![reference(variables.collect())]));
        }
        match binding.body {
            Body::None => {}
            Body::Whole => parts.push(("body", vec![text("*")])),
            Body::Field(index) => parts.push(("body", vec![field(method.input, index)])),
        }
        if let Some(index) = binding.response_body {
            parts.push(("response_body", vec![field(method.output, index)]));
        }
        let body = match binding.body {
            Body::None => None,
            Body::Whole => Some(method.input),
            Body::Field(index) => message_in(model, method.input, index),
        };
        if body.is_some_and(|body| is_http_body(model, body)) {
            parts.push(("upload", Vec::new()));
        }
        let response = match binding.response_body {
            None => Some(method.output),
            Some(index) => message_in(model, method.output, index),
        };
        if response.is_some_and(|response| is_http_body(model, response)) {
            parts.push(("download", Vec::new()));
        }
        parts
    }

    fn segment(&mut self, segment: &Segment) -> Expr {
        let mut name = |symbol| self.imports.name(&self.segments, symbol);
        match segment {
            Segment::Literal(literal) => {
                let function = Expr::Atom(name("Literal"));
                Expr::Call(Box::new(function), vec![text(literal)])
            }
            Segment::One => Expr::Atom(name("One")),
            Segment::Rest => Expr::Atom(name("Rest")),
        }
    }

    /// `PathVariable::new("user.name", 1..3)`.
    fn variable(&mut self, field: &str, segments: &Range<usize>) -> Expr {
        let name = self.imports.name(self.runtime, "PathVariable");
        let function = Expr::Atom(format!("{name}::new"));
        let range = Expr::Atom(format!("{}..{}", segments.start, segments.end));
        Expr::Call(Box::new(function), vec![text(field), range])
    }
}

/// The names of fields with dots between them.
fn field_path(model: &Model<'_>, mut message: MessageId, path: &[usize]) -> String {
    let mut names = Vec::with_capacity(path.len());
    for &index in path {
        let Some(field) = model[message].fields.get(index) else {
            break;
        };
        names.push(field.name);
        if let FieldKind::Singular(FieldType::Message { id, .. }, _) = field.kind {
            message = id;
        }
    }
    names.join(".")
}

/// The message that a singular field contains.
fn message_in(model: &Model<'_>, message: MessageId, index: usize) -> Option<MessageId> {
    match model[message].fields.get(index)?.kind {
        FieldKind::Singular(FieldType::Message { id, .. }, _) => Some(id),
        _ => None,
    }
}

/// Whether a message is the data of a body, not JSON.
fn is_http_body(model: &Model<'_>, message: MessageId) -> bool {
    model[message].full_name == ".google.api.HttpBody"
}

/// `&[items…]`.
fn reference(items: Vec<Expr>) -> Expr {
    Expr::Unary("&", Box::new(Expr::Array(items)))
}

/// A string. The texts of routes have no character that Rust escapes.
fn text(text: &str) -> Expr {
    Expr::Atom(format!("\"{text}\""))
}
