//! Binds rules to the fields of the messages of their method.

use std::ops::Range;

use super::fault::Fault;
use super::rule::{Pattern, Rule};
use super::template::{self, Template, TemplateVariable};
use super::{Binding, Body, Variable};
use crate::model::{Field, FieldKind, FieldType, MessageId, Method, Model};
use crate::options::nearest;

/// A route, and the template that it has in the file.
#[derive(Debug)]
pub struct Route<'a> {
    pub template: &'a str,
    pub binding: Binding,
}

/// The messages whose JSON is a string, a number or a bool.
const SCALAR_MESSAGES: [&str; 12] = [
    ".google.protobuf.BoolValue",
    ".google.protobuf.BytesValue",
    ".google.protobuf.DoubleValue",
    ".google.protobuf.Duration",
    ".google.protobuf.FieldMask",
    ".google.protobuf.FloatValue",
    ".google.protobuf.Int32Value",
    ".google.protobuf.Int64Value",
    ".google.protobuf.StringValue",
    ".google.protobuf.Timestamp",
    ".google.protobuf.UInt32Value",
    ".google.protobuf.UInt64Value",
];

/// The methods whose requests have no body.
const WITHOUT_BODY: [&str; 2] = ["GET", "HEAD"];

/// The routes of a method, in the order of the file.
///
/// # Errors
/// All faults of its option.
pub fn routes<'a>(model: &Model<'_>, method: &Method<'a>) -> Result<Vec<Route<'a>>, Vec<Fault>> {
    let rule = Rule::of_options(method.options.0).map_err(|error| vec![error.into()])?;
    let Some(rule) = rule else {
        return Ok(Vec::new());
    };
    let mut binder = Binder {
        model,
        input: method.input,
        output: method.output,
        routes: Vec::with_capacity(1 + rule.additional_bindings.len()),
        faults: Vec::new(),
    };
    binder.add(&rule);
    for encoded in &rule.additional_bindings {
        match crate::request::wire::decode::<Rule<'_>>(encoded) {
            Ok(additional) => binder.add_additional(&additional),
            Err(error) => binder.faults.push(error.into()),
        }
    }
    if binder.faults.is_empty() {
        Ok(binder.routes)
    } else {
        Err(binder.faults)
    }
}

/// Binds the rules of a method.
struct Binder<'m, 'a> {
    model: &'m Model<'m>,
    input: MessageId,
    output: MessageId,
    routes: Vec<Route<'a>>,
    faults: Vec<Fault>,
}

impl<'a> Binder<'_, 'a> {
    fn add_additional(&mut self, rule: &Rule<'a>) {
        if !rule.additional_bindings.is_empty() {
            let fault = Fault::new("an additional binding has `additional_bindings` of its own");
            let help = "move them to the binding that contains it".to_owned();
            self.faults.push(fault.help(help));
        }
        self.add(rule);
    }

    fn add(&mut self, rule: &Rule<'a>) {
        let Some(pattern) = rule.pattern else {
            let fault = Fault::new("a binding has no path");
            let help = "set `get`, `put`, `post`, `delete`, `patch` or `custom`".to_owned();
            self.faults.push(fault.help(help));
            return;
        };
        self.check_method(pattern, rule.body);
        let template = template::parse(pattern.path);
        let template = template.unwrap_or_else(|fault| {
            self.faults.push(fault);
            Template::default()
        });
        let variables = self.variables(pattern.path, &template);
        let body = match rule.body {
            "" => Body::None,
            "*" => Body::Whole,
            name => self
                .part("body", self.input, name)
                .map_or(Body::None, Body::Field),
        };
        let response_body = match rule.response_body {
            "" => None,
            "*" => {
                let fault = Fault::new("`response_body` names a field, and `*` is not one");
                let help = "leave it out: the body of the response is the whole message".to_owned();
                self.faults.push(fault.help(help));
                None
            }
            name => self.part("response_body", self.output, name),
        };
        self.routes.push(Route {
            template: pattern.path,
            binding: Binding {
                method: pattern.method.to_owned(),
                segments: template.segments,
                action: template.action.map(str::to_owned),
                variables,
                body,
                response_body,
            },
        });
    }

    /// Checks the method of HTTP: a `token` of RFC 9110.
    fn check_method(&mut self, pattern: Pattern<'_>, body: &str) {
        let method = pattern.method;
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if method.is_empty() {
            let fault = Fault::new("a custom pattern has no `kind`");
            let help = "set `kind` to a method of HTTP, such as `HEAD`, or to `*` for any";
            self.faults.push(fault.help(help.to_owned()));
        } else if !method.chars().all(is_token) {
            let method = method.escape_debug();
            let fault = Fault::new(format!("`{method}` is not a method of HTTP"));
            let help = "write a word such as `HEAD`, or `*` for any method";
            self.faults.push(fault.help(help.to_owned()));
        }
        if WITHOUT_BODY.contains(&method) && !body.is_empty() {
            let fault = Fault::new(format!("a {method} request has no body"));
            let help =
                "leave out `body`: fields that are not in the path are parameters of the query";
            self.faults.push(fault.help(help.to_owned()));
        }
    }

    fn variables(&mut self, path: &str, template: &Template<'_>) -> Vec<Variable> {
        let mut variables: Vec<Variable> = Vec::with_capacity(template.variables.len());
        for TemplateVariable { names, segments } in &template.variables {
            match self.field_path(path, names) {
                Ok(fields) if variables.iter().any(|other| other.path == fields) => {
                    let part = span(names);
                    let name = &path[part.clone()];
                    let fault = Fault::new(format!("the variable `{name}` is in the path twice"));
                    let help = "write the segments of one of them without a variable".to_owned();
                    self.faults.push(fault.within(path, &part).help(help));
                }
                Ok(fields) => variables.push(Variable {
                    path: fields,
                    segments: segments.clone(),
                }),
                Err(fault) => self.faults.push(fault),
            }
        }
        variables
    }

    /// The indices of the fields of a variable.
    fn field_path(
        &self,
        template: &str,
        names: &[(&str, Range<usize>)],
    ) -> Result<Vec<usize>, Fault> {
        let mut message = self.input;
        let mut path = Vec::with_capacity(names.len());
        for (index, (name, part)) in names.iter().enumerate() {
            let is_last = index + 1 == names.len();
            let (at, field) = self
                .field(message, name)
                .map_err(|fault| fault.within(template, part))?;
            path.push(at);
            let full_name = self.full_name(message);
            let fault = |message: String| Fault::new(message).within(template, part);
            let item = match field.kind {
                FieldKind::Singular(item, _) => item,
                FieldKind::Repeated { .. } | FieldKind::Map { .. } => {
                    let many = "has many values, and a variable has one";
                    let fault = fault(format!("the field `{name}` of `{full_name}` {many}"));
                    return Err(fault.help("use a field that is not repeated".to_owned()));
                }
            };
            match item {
                FieldType::Message { id, .. } if !is_last => message = id,
                FieldType::Message { id, .. } if !self.is_scalar(id) => {
                    let fault = fault(format!("the field `{name}` of `{full_name}` is a message"));
                    return Err(fault.help(self.leaf(&template[span(names)], id)));
                }
                FieldType::Scalar(_) | FieldType::Enum(_) if !is_last => {
                    let fault = fault(format!("the field `{name}` of `{full_name}` has no fields"));
                    let short = &template[span(&names[..=index])];
                    return Err(fault.help(format!("write `{{{short}}}`")));
                }
                _ => {}
            }
        }
        Ok(path)
    }

    /// A suggestion of a field in a message.
    fn leaf(&self, path: &str, id: MessageId) -> Option<String> {
        let mut fields = self.model[id].fields.iter();
        let field = fields.find(|field| match field.kind {
            FieldKind::Singular(FieldType::Message { id, .. }, _) => self.is_scalar(id),
            FieldKind::Singular(..) => true,
            _ => false,
        })?;
        Some(format!(
            "name a field in it, such as `{path}.{}`",
            field.name
        ))
    }

    fn is_scalar(&self, id: MessageId) -> bool {
        SCALAR_MESSAGES.contains(&&*self.model[id].full_name)
    }

    /// The field of `body` or `response_body`.
    fn part(&mut self, option: &str, message: MessageId, name: &str) -> Option<usize> {
        if let Some((first, _)) = name.split_once('.') {
            let name = name.escape_debug();
            let fault = Fault::new(format!("`{option}`: `{name}` is in another message"));
            let help = format!(
                "name a field of the message itself: `{}`",
                first.escape_debug()
            );
            self.faults.push(fault.help(help));
            return None;
        }
        match self.field(message, name) {
            Ok((index, _)) => Some(index),
            Err(fault) => {
                self.faults.push(fault.of_option(option));
                None
            }
        }
    }

    /// The field of a message by its name in the file.
    fn field(&self, message: MessageId, name: &str) -> Result<(usize, &Field<'_>), Fault> {
        let fields = &self.model[message].fields;
        let mut indexed = fields.iter().enumerate();
        if let Some(found) = indexed.find(|(_, field)| field.name == name) {
            return Ok(found);
        }
        if let Some(fault) = self.oneof(message, name) {
            return Err(fault);
        }
        let message = self.full_name(message);
        let shown = name.escape_debug();
        let fault = Fault::new(format!("message `{message}` has no field `{shown}`"));
        let mut by_json = fields.iter().filter(|field| field.json_name == name);
        let suggestion = by_json.next().map(|field| field.name);
        let suggestion = suggestion.or_else(|| nearest(name, fields.iter().map(|it| it.name)));
        Err(fault.help(suggestion.map(|suggestion| format!("did you mean `{suggestion}`?"))))
    }

    /// The fault for the name of a oneof.
    fn oneof(&self, message: MessageId, name: &str) -> Option<Fault> {
        let oneofs = &self.model[message].oneofs;
        let index = oneofs.iter().position(|oneof| oneof.name == name)?;
        let members = self.model[message].fields.iter();
        let members = members.filter(|field| field.oneof == Some(index));
        let members: Vec<_> = members.map(|field| format!("`{}`", field.name)).collect();
        let message = self.full_name(message);
        let fault = Fault::new(format!("`{name}` of `{message}` is a oneof, not a field"));
        Some(fault.help(format!("name one of its fields: {}", members.join(", "))))
    }

    fn full_name(&self, message: MessageId) -> &str {
        self.model[message].full_name.trim_start_matches('.')
    }
}

/// The place of names with dots between them.
fn span(names: &[(&str, Range<usize>)]) -> Range<usize> {
    let start = names.first().map_or(0, |(_, part)| part.start);
    let end = names.last().map_or(start, |(_, part)| part.end);
    start..end
}
