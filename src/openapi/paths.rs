//! The paths of routes: wildcards become parameters.
//!
//! A parameter of OpenAPI is one segment, so `{name=shelves/*}` is `shelves/{name}`, and each wildcard of a variable with
//! several has its own parameter.

use super::parameters::Parameter;
use super::schema::Schema;
use super::{Api, text};
use crate::http::{Binding, Segment, Variable};
use crate::model::{FieldType, MessageId, Method, Service};

/// A method and one of its routes.
#[derive(Clone, Copy, Debug)]
pub struct Route<'m> {
    pub service: &'m Service<'m>,
    pub method: &'m Method<'m>,
    pub binding: &'m Binding,
}

/// A path with its parameters.
#[derive(Debug, Default)]
pub struct RoutePath {
    pub text: String,
    pub parameters: Vec<Parameter>,
}

impl RoutePath {
    pub fn new(api: &Api<'_>, route: Route<'_>) -> Self {
        let binding = route.binding;
        let mut path = Self::default();
        let mut anonymous = 0;
        for (index, segment) in binding.segments.iter().enumerate() {
            path.text.push('/');
            if let Segment::Literal(text) = segment {
                path.text.push_str(text);
                continue;
            }
            let mut variables = binding.variables.iter();
            let mut parameter = match variables.find(|variable| variable.segments.contains(&index))
            {
                Some(variable) => Wildcard::new(api, route, variable, index).parameter(),
                None => {
                    anonymous += 1;
                    let name = format!("segment_{anonymous}");
                    Parameter::of_path(name, about(segment).to_owned(), part(segment))
                }
            };
            // Fields may have the names of other wildcards.
            let mut name = parameter.name.clone();
            while path.parameters.iter().any(|other| other.name == name) {
                name.push('_');
            }
            parameter.rename(&name);
            path.text.push_str(&format!("{{{name}}}"));
            path.parameters.push(parameter);
        }
        if binding.segments.is_empty() {
            path.text.push('/');
        }
        if let Some(action) = &binding.action {
            path.text.push(':');
            path.text.push_str(action);
        }
        path
    }

    /// The text without the names of parameters.
    pub fn form(&self) -> String {
        let mut form = String::with_capacity(self.text.len());
        for (index, part) in self.text.split('{').enumerate() {
            let rest = part.split_once('}').map_or(part, |(_, rest)| rest);
            form.push_str(if index == 0 { part } else { "{}" });
            form.push_str(if index == 0 { "" } else { rest });
        }
        form
    }
}

/// The schema of a part of a path.
fn part(segment: &Segment) -> Schema {
    let schema = Schema::typed("string");
    match segment {
        Segment::Rest => schema,
        _ => schema.with("pattern", "^[^/]+$"),
    }
}

fn about(segment: &Segment) -> &'static str {
    match segment {
        Segment::Rest => "Any number of segments, with `/` between them.",
        _ => "",
    }
}

/// A wildcard within a variable.
struct Wildcard<'a> {
    api: &'a Api<'a>,
    /// The segments of the variable.
    segments: &'a [Segment],
    /// The index of the wildcard in them.
    at: usize,
    /// The name of the field.
    name: String,
    field: Option<(MessageId, usize)>,
}

impl<'a> Wildcard<'a> {
    fn new(api: &'a Api<'a>, route: Route<'a>, variable: &Variable, index: usize) -> Self {
        let segments = route.binding.segments.get(variable.segments.clone());
        let (name, field) = field(api, route.method.input, &variable.path);
        Self {
            api,
            segments: segments.unwrap_or_default(),
            at: index - variable.segments.start,
            name,
            field,
        }
    }

    fn parameter(&self) -> Parameter {
        if let ([Segment::One], Some((message, index))) = (self.segments, self.field) {
            // The segment is the whole value of the field.
            let name = self.name.clone();
            let of_field = Parameter::of_field(self.api, message, index, name);
            return Parameter {
                in_path: true,
                required: true,
                ..of_field
            };
        }
        let segment = self.segments.get(self.at).unwrap_or(&Segment::One);
        let mut description = vec![about(segment).to_owned()];
        if self.segments.len() > 1 {
            let template = self.template();
            description.push(format!("The field `{}` is `{template}`.", self.name));
        }
        if let Some((message, index)) = self.field {
            let (comment, rules) = self.api.described_field(message, index);
            description.push(comment);
            description.push(text::list(&format!("Rules of `{}`:", self.name), &rules));
        }
        description.retain(|text| !text.is_empty());
        let name = self.name_of(self.at);
        Parameter::of_path(name, description.join("\n\n"), part(segment))
    }

    /// The name of the parameter for the wildcard at an index: numbered if there are several.
    fn name_of(&self, at: usize) -> String {
        let is_wildcard = |segment: &&Segment| !matches!(segment, Segment::Literal(_));
        let count = |segments: &[Segment]| segments.iter().filter(is_wildcard).count();
        match count(self.segments) {
            1 => self.name.clone(),
            _ => format!(
                "{}_{}",
                self.name,
                count(self.segments.get(..at).unwrap_or_default()) + 1
            ),
        }
    }

    /// The value of the field, with parameters in braces.
    fn template(&self) -> String {
        let parts = self
            .segments
            .iter()
            .enumerate()
            .map(|(at, segment)| match segment {
                Segment::Literal(text) => text.clone(),
                _ => format!("{{{}}}", self.name_of(at)),
            });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// The name of a field by its path, with dots between, and the message that has it.
fn field(api: &Api<'_>, input: MessageId, path: &[usize]) -> (String, Option<(MessageId, usize)>) {
    let (mut message, mut names, mut last) = (Some(input), Vec::new(), None);
    for &index in path {
        let Some(id) = message else { break };
        let Some(field) = api.model[id].fields.get(index) else {
            break;
        };
        names.push(field.name);
        last = Some((id, index));
        message = match field.kind.item() {
            FieldType::Message { id, .. } => Some(id),
            _ => None,
        };
    }
    (names.join("."), last)
}
