//! The `describe` subcommand: prints services and types in the syntax of proto files, without comments.

use std::fmt::Write;

use rpcsmith_message::dynamic::ItemType;
use rpcsmith_message::reflect::{Cardinality, EnumDescriptor, Kind};

use super::command::Rpc;
use super::json::suggestion;
use super::report::printable;
use super::schema::{Field, Message};

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
    let schema = rpcs.first().map(|rpc| &rpc.request.schema);
    let found = schema.and_then(|schema| {
        let items = || schema.pool.enumeration(name).map(enumeration);
        Message::named(schema, name)
            .map(|found| message(&found))
            .or_else(items)
    });
    found.ok_or_else(|| {
        let messages = schema.into_iter().flat_map(|schema| schema.pool.messages());
        let types = messages.map(|message| message.descriptor().full_name());
        let known = types.chain(rpcs.iter().map(|rpc| rpc.name.as_str()));
        format!("nothing is called `{name}`{}", suggestion(name, known))
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

fn message(message: &Message) -> String {
    let mut text = format!("message {} {{\n", message.full_name());
    let mut oneofs = Vec::new();
    for field in message.fields() {
        match field.oneof() {
            Some((oneof, _)) if oneofs.iter().any(|known| known == oneof) => {}
            Some((oneof, members)) => {
                let _ = writeln!(text, "  oneof {oneof} {{");
                for member in members.iter().filter_map(|index| message.field(*index)) {
                    let _ = writeln!(text, "    {}", self::field(&member));
                }
                text.push_str("  }\n");
                oneofs.push(oneof.to_owned());
            }
            None => {
                let _ = writeln!(text, "  {}", self::field(&field));
            }
        }
    }
    text.push_str("}\n");
    text
}

fn field(field: &Field) -> String {
    let kind = match field.key() {
        Some(key) => format!("map<{}, {}>", scalar(Some(key)), of_kind(field)),
        None => of_kind(field),
    };
    let (name, number) = (field.descriptor.name(), field.descriptor.number());
    let label = match field.descriptor.cardinality() {
        Cardinality::Repeated => "repeated ",
        Cardinality::Required => "required ",
        Cardinality::Explicit if field.oneof().is_none() && field.message().is_none() => {
            "optional "
        }
        Cardinality::Explicit | Cardinality::Implicit | Cardinality::Map => "",
    };
    let default = match (field.default_value(), field.item()) {
        (Some(text), Some(ItemType::String)) => format!(" [default = {text:?}]"),
        // The descriptor has the escapes.
        (Some(text), Some(ItemType::Bytes)) => format!(" [default = \"{}\"]", printable(text)),
        (Some(text), _) => format!(" [default = {}]", printable(text)),
        (None, _) => String::new(),
    };
    format!("{label}{kind} {name} = {number}{default};")
}

fn of_kind(field: &Field) -> String {
    match (field.message(), field.descriptor.kind()) {
        (Some(message), _) => message.full_name().to_owned(),
        (None, Kind::Enum(items)) => items.descriptor().full_name().to_owned(),
        _ => scalar(field.item()),
    }
}

fn scalar(r#type: Option<ItemType>) -> String {
    let name = r#type.map(|r#type| format!("{type:?}").to_lowercase());
    name.unwrap_or_default()
}

fn enumeration(items: &EnumDescriptor) -> String {
    let mut text = format!("enum {} {{\n", items.full_name());
    for item in items.values() {
        let _ = writeln!(text, "  {} = {};", item.name(), item.number());
    }
    text.push_str("}\n");
    text
}
