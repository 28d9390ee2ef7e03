//! The `describe` subcommand: prints services and types in the syntax of proto files, without comments.

use std::fmt::Write;

use prost_reflect::{Cardinality, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};

use super::command::Rpc;
use super::json::suggestion;

/// Describes the subcommand, method, service, message or enum called `name`, or all services without a name.
///
/// # Errors
/// If nothing is called `name`.
pub(super) fn describe(rpcs: &[Rpc], name: Option<&str>) -> Result<String, String> {
    let Some(name) = name.map(|name| name.trim_start_matches('.')) else {
        return Ok(services(rpcs, |_| true));
    };
    if let Some(rpc) = rpcs
        .iter()
        .find(|rpc| rpc.name == name || full_name(rpc) == name)
    {
        let mut text = services(rpcs, |other| other.method == rpc.method);
        let _ = write!(text, "\n{}", message(&rpc.request));
        if rpc.response != rpc.request {
            let _ = write!(text, "\n{}", message(&rpc.response));
        }
        return Ok(text);
    }
    if rpcs.iter().any(|rpc| rpc.method.service() == name) {
        return Ok(services(rpcs, |rpc| rpc.method.service() == name));
    }
    let pool = rpcs.first().map(|rpc| rpc.request.parent_pool());
    let found = pool.and_then(|pool| {
        let items = || pool.get_enum_by_name(name).map(|items| enumeration(&items));
        pool.get_message_by_name(name)
            .map(|found| message(&found))
            .or_else(items)
    });
    found.ok_or_else(|| {
        let messages = pool.into_iter().flat_map(|pool| pool.all_messages());
        let types = messages.map(|message| message.full_name().to_owned());
        let known: Vec<_> = types
            .chain(rpcs.iter().map(|rpc| rpc.name.clone()))
            .collect();
        format!(
            "nothing is called `{name}`{}",
            suggestion(name, known.iter().map(String::as_str))
        )
    })
}

fn full_name(rpc: &Rpc) -> &str {
    rpc.method.path().trim_start_matches('/')
}

/// Describes the services of the methods that `selected` returns true for, with only those methods.
fn services(rpcs: &[Rpc], selected: impl Fn(&Rpc) -> bool) -> String {
    let mut text = String::new();
    let mut service = "";
    for rpc in rpcs.iter().filter(|rpc| selected(rpc)) {
        if rpc.method.service() != service {
            if !service.is_empty() {
                text.push_str("}\n\n");
            }
            service = rpc.method.service();
            let _ = writeln!(text, "service {service} {{");
        }
        let stream = |streams: bool| if streams { "stream " } else { "" };
        let _ = writeln!(
            text,
            "  rpc {}({}{}) returns ({}{});",
            rpc.method.name(),
            stream(rpc.streams_requests()),
            rpc.request.full_name(),
            stream(rpc.streams_responses()),
            rpc.response.full_name(),
        );
    }
    if !service.is_empty() {
        text.push_str("}\n");
    }
    text
}

fn message(message: &MessageDescriptor) -> String {
    let mut text = format!("message {} {{\n", message.full_name());
    let mut oneofs = Vec::new();
    for field in message.fields() {
        match field
            .containing_oneof()
            .filter(|oneof| oneof.fields().len() > 1)
        {
            Some(oneof) if oneofs.contains(&oneof) => {}
            Some(oneof) => {
                let _ = writeln!(text, "  oneof {} {{", oneof.name());
                for field in oneof.fields() {
                    let _ = writeln!(text, "    {}", self::field(&field));
                }
                text.push_str("  }\n");
                oneofs.push(oneof);
            }
            None => {
                let _ = writeln!(text, "  {}", self::field(&field));
            }
        }
    }
    text.push_str("}\n");
    text
}

fn field(field: &FieldDescriptor) -> String {
    let kind = match field.kind() {
        Kind::Message(entry) if field.is_map() => {
            let (key, value) = (entry.map_entry_key_field(), entry.map_entry_value_field());
            format!("map<{}, {}>", of_kind(&key.kind()), of_kind(&value.kind()))
        }
        kind => of_kind(&kind),
    };
    let not_in_oneof = field
        .containing_oneof()
        .is_none_or(|oneof| oneof.fields().len() == 1);
    let is_message = matches!(field.kind(), Kind::Message(_));
    let label = match field.cardinality() {
        Cardinality::Repeated if !field.is_map() => "repeated ",
        Cardinality::Required => "required ",
        Cardinality::Optional if field.supports_presence() && not_in_oneof && !is_message => {
            "optional "
        }
        _ => "",
    };
    format!("{label}{kind} {} = {};", field.name(), field.number())
}

fn of_kind(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(items) => items.full_name().to_owned(),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}

fn enumeration(items: &EnumDescriptor) -> String {
    let mut text = format!("enum {} {{\n", items.full_name());
    for item in items.values() {
        let _ = writeln!(text, "  {} = {};", item.name(), item.number());
    }
    text.push_str("}\n");
    text
}
