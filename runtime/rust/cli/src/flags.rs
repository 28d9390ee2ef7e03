//! Flags from the fields of a request, and the request that they make.

use clap::{Arg, ArgAction, ArgMatches};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

use super::json;
use super::names::{Taken, kebab};
use super::value::{self, Given};

/// Names on the way to a field that has a flag.
const MOST_DEEP: usize = 4;
/// Flags of a method.
const MOST_FLAGS: usize = 250;

/// A flag, which sets a field of the request or of a message within.
#[derive(Debug)]
pub(super) struct Flag {
    name: String,
    /// The fields on the way, and the field itself.
    path: Vec<FieldDescriptor>,
}

/// The flags of a type of requests, those of a message before those of its fields.
///
/// There are none for what is within itself, within lists and maps, or too deep: that is given as JSON.
pub(super) fn of(message: &MessageDescriptor, mut taken: Taken) -> Vec<Flag> {
    let mut flags = Vec::new();
    if !json::is_special(message.full_name()) {
        collect(message, &mut Vec::new(), "", &mut taken, &mut flags);
    }
    flags
}

fn collect(
    message: &MessageDescriptor,
    path: &mut Vec<FieldDescriptor>,
    prefix: &str,
    taken: &mut Taken,
    flags: &mut Vec<Flag>,
) {
    for field in message.fields() {
        if flags.len() == MOST_FLAGS {
            return;
        }
        let name = taken.name(format!("{prefix}{}", kebab(field.name())));
        path.push(field.clone());
        flags.push(Flag {
            name: name.clone(),
            path: path.clone(),
        });
        if let Kind::Message(inner) = field.kind() {
            let around = |field: &FieldDescriptor| *field.parent_message() == inner;
            let plain = !field.is_list() && !field.is_map() && !json::is_special(inner.full_name());
            if plain && path.len() < MOST_DEEP && !path.iter().any(around) {
                collect(&inner, path, &format!("{name}."), taken, flags);
            }
        }
        path.pop();
    }
}

impl Flag {
    fn field(&self) -> Option<&FieldDescriptor> {
        self.path.last()
    }

    /// The flag as clap has it.
    pub(super) fn arg(&self) -> Arg {
        let arg = Arg::new(self.name.clone())
            .long(self.name.clone())
            .help_heading("Fields of the request");
        let Some(field) = self.field() else {
            return arg;
        };
        let many = field.is_list() || field.is_map();
        let arg = arg
            .value_name(value::placeholder(field))
            .value_parser(value::parser(field))
            .help(help(field))
            .allow_negative_numbers(true)
            .action(if many {
                ArgAction::Append
            } else {
                ArgAction::Set
            });
        match field.kind() {
            Kind::Bool if !many => arg
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true"),
            _ => arg,
        }
    }
}

/// What help says of a field: what else than a value of its type it takes.
fn help(field: &FieldDescriptor) -> String {
    let mut parts = Vec::new();
    if let Kind::Message(message) = field.kind()
        && !field.is_map()
    {
        parts.push(message.full_name().to_owned());
    }
    parts.extend(value::example(&field.kind()).map(str::to_owned));
    if field.is_list() || field.is_map() {
        parts.push("any number of times".to_owned());
    }
    if let Some(oneof) = field
        .containing_oneof()
        .filter(|oneof| oneof.fields().len() > 1)
    {
        parts.push(format!("one of `{}`", oneof.name()));
    }
    parts.join(", ")
}

/// What flags say of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Assignments(Vec<(Vec<FieldDescriptor>, Vec<Given>)>);

impl Assignments {
    /// What was given to flags.
    ///
    /// # Errors
    /// If two of them set fields of which only one can be set.
    pub(super) fn of(flags: &[Flag], matches: &ArgMatches) -> Result<Self, String> {
        let mut given: Vec<(&Flag, Vec<Given>)> = Vec::new();
        for flag in flags {
            if let Some(values) = matches.get_many::<Given>(&flag.name) {
                if let Some((other, _)) = given
                    .iter()
                    .find(|(other, _)| exclude(&flag.path, &other.path))
                {
                    return Err(format!(
                        "--{} and --{} exclude each other",
                        other.name, flag.name
                    ));
                }
                given.push((flag, values.cloned().collect()));
            }
        }
        let given = given
            .into_iter()
            .map(|(flag, values)| (flag.path.clone(), values));
        Ok(Self(given.collect()))
    }

    /// Sets the fields in a request; lists and maps are replaced.
    pub(super) fn apply(&self, request: &mut DynamicMessage) {
        for (path, values) in &self.0 {
            let Some((field, way)) = path.split_last() else {
                continue;
            };
            let mut message = &mut *request;
            for step in way {
                match message.get_field_mut(step).as_message_mut() {
                    Some(inner) => message = inner,
                    None => return,
                }
            }
            set(message, field, values);
        }
    }
}

fn set(message: &mut DynamicMessage, field: &FieldDescriptor, values: &[Given]) {
    let all = values.iter().cloned();
    let value = if field.is_map() {
        let entry = |given| match given {
            Given::Entry(key, value) => Some((key, value)),
            Given::Value(_) => None,
        };
        Some(Value::Map(all.filter_map(entry).collect()))
    } else {
        let mut plain = all.filter_map(|given| match given {
            Given::Value(value) => Some(value),
            Given::Entry(..) => None,
        });
        if field.is_list() {
            Some(Value::List(plain.collect()))
        } else {
            plain.next_back()
        }
    };
    if let Some(value) = value.filter(|value| value.is_valid_for_field(field)) {
        message.set_field(field, value);
    }
}

/// Whether two paths part at different members of a oneof.
fn exclude(one: &[FieldDescriptor], other: &[FieldDescriptor]) -> bool {
    let parted = one.iter().zip(other).find(|(one, other)| one != other);
    parted.is_some_and(|(one, other)| {
        let oneof = one.containing_oneof();
        oneof.is_some() && oneof == other.containing_oneof()
    })
}
