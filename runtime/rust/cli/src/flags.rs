//! Derives flags from the fields of a request, and sets those fields from the arguments.
//!
//! Fields of nested messages have flags such as `--user.display-name`, up to the limits below; deeper fields are set as JSON.

use clap::{Arg, ArgAction, ArgMatches};
use rpcsmith_message::dynamic::{DynamicMessage, ItemType};
use rpcsmith_message::reflect::{Reflect, Slot};

use super::names::{Taken, kebab};
use super::schema::{Field, Message};
use super::value::{self, FlagValue};

/// Most fields on the path of a flag.
const MAX_DEPTH: usize = 4;
/// Most flags of one method.
const MAX_FLAGS: usize = 250;

/// A flag that sets a field of the request or of a nested message.
#[derive(Debug)]
pub(super) struct Flag {
    name: String,
    /// The fields from the request to the field, which is the last one.
    path: Vec<Field>,
}

/// The flags of a request type, those of a message before those of its fields.
///
/// Fields of recursive messages, of messages in lists and maps, and of deeply nested messages have no flags: they are set as
/// JSON.
pub(super) fn of_request(message: &Message, mut taken: Taken) -> Vec<Flag> {
    let mut flags = Vec::new();
    if message.form().is_none() {
        collect(message, &mut Vec::new(), "", &mut taken, &mut flags);
    }
    flags
}

fn collect(
    message: &Message,
    path: &mut Vec<Field>,
    prefix: &str,
    taken: &mut Taken,
    flags: &mut Vec<Flag>,
) {
    for field in message.fields() {
        if flags.len() == MAX_FLAGS {
            return;
        }
        let name = taken.claim(format!("{prefix}{}", kebab(field.descriptor.name())));
        path.push(field.clone());
        flags.push(Flag {
            name: name.clone(),
            path: path.clone(),
        });
        if let Some(inner) = field.message() {
            let recursive = |field: &Field| field.parent == inner;
            let plain = !field.is_list() && !field.is_map() && inner.form().is_none();
            if plain && path.len() < MAX_DEPTH && !path.iter().any(recursive) {
                collect(&inner, path, &format!("{name}."), taken, flags);
            }
        }
        path.pop();
    }
}

impl Flag {
    fn field(&self) -> Option<&Field> {
        self.path.last()
    }

    /// The flag as a clap argument.
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
        match field.item() {
            Some(ItemType::Bool) if !many => arg
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true"),
            _ => arg,
        }
    }
}

/// The help text of a field: its type if it is a message, an example, and whether it repeats or is in a oneof.
fn help(field: &Field) -> String {
    let mut parts = Vec::new();
    if let Some(message) = field.message()
        && !field.is_map()
    {
        parts.push(message.full_name().to_owned());
        parts.extend(value::example(&message).map(str::to_owned));
    }
    if field.is_list() || field.is_map() {
        parts.push("can be repeated".to_owned());
    }
    if let Some((oneof, members)) = field.oneof()
        && members.len() > 1
    {
        parts.push(format!("one of `{oneof}`"));
    }
    parts.join(", ")
}

/// The fields that flags set, and their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Assignments(Vec<(Vec<Field>, Vec<FlagValue>)>);

impl Assignments {
    /// Collects the values of the flags in the arguments.
    ///
    /// # Errors
    /// If two flags set different members of one oneof.
    pub(super) fn from_args(flags: &[Flag], matches: &ArgMatches) -> Result<Self, String> {
        let mut given: Vec<(&Flag, Vec<FlagValue>)> = Vec::new();
        for flag in flags {
            if let Some(values) = matches.get_many::<FlagValue>(&flag.name) {
                if let Some((other, _)) = given
                    .iter()
                    .find(|(other, _)| conflict(&flag.path, &other.path))
                {
                    return Err(format!(
                        "--{} and --{} cannot be used together",
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
            let Some((field, parents)) = path.split_last() else {
                continue;
            };
            if let Some(parent) = nested(request, parents) {
                set(parent, field, values);
            }
        }
    }
}

/// The message at the end of a path of fields, which become set.
fn nested<'m>(message: &'m mut dyn Reflect, path: &[Field]) -> Option<&'m mut dyn Reflect> {
    path.iter()
        .try_fold(message, |message, field| match message.slot(field.index) {
            Some(Slot::Message(inner)) => Some(inner),
            _ => None,
        })
}

fn set(message: &mut dyn Reflect, field: &Field, values: &[FlagValue]) {
    if field.is_list() || field.is_map() {
        message.clear_field(field.index);
    }
    for value in values {
        let slot = match (value, message.slot(field.index)) {
            (FlagValue::Value(_), Some(Slot::List(list))) => list.push(),
            (FlagValue::Value(_), Some(Slot::Messages(list))) => list.push(),
            (FlagValue::Entry(key, _), Some(Slot::Map(map))) => {
                map.remove(key);
                map.insert(key).ok()
            }
            (FlagValue::Entry(key, _), Some(Slot::MessageMap(map))) => {
                map.remove(key);
                map.insert(key).ok()
            }
            (_, slot) => slot,
        };
        let (FlagValue::Value(value) | FlagValue::Entry(_, value)) = value;
        if let Some(slot) = slot {
            value.put(slot);
        }
    }
}

/// Whether the first difference of two paths is between members of the same oneof.
fn conflict(one: &[Field], other: &[Field]) -> bool {
    let difference = one.iter().zip(other).find(|(one, other)| one != other);
    difference.is_some_and(|(one, other)| {
        let oneof = one.descriptor.oneof();
        oneof.is_some() && oneof == other.descriptor.oneof()
    })
}
