//! Descriptor sets as text: a line for each value, with its path.

use std::collections::HashMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use prost::Message;
use prost::bytes::Bytes;

use crate::differential::wire::{Field, Tree, Value};
use crate::request::Request;

/// The fields of the messages of `descriptor.proto`.
pub struct Schema {
    messages: HashMap<String, HashMap<u32, Known>>,
}

struct Known {
    name: String,
    kind: Kind,
    repeated: bool,
}

enum Kind {
    Scalar,
    Text,
    Message(String),
}

/// A value in a descriptor.
#[derive(Debug, PartialEq)]
pub struct Line {
    pub path: String,
    pub value: String,
}

#[derive(Clone, PartialEq, Message)]
struct FileProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "4")]
    messages: Vec<MessageProto>,
}

#[derive(Clone, PartialEq, Message)]
struct MessageProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    fields: Vec<FieldProto>,
    #[prost(message, repeated, tag = "3")]
    nested: Vec<MessageProto>,
}

#[derive(Clone, PartialEq, Message)]
struct FieldProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "3")]
    number: u32,
    #[prost(int32, tag = "4")]
    label: i32,
    #[prost(int32, tag = "5")]
    kind: i32,
    #[prost(string, tag = "6")]
    type_name: String,
}

/// The type of files.
const FILE: &str = ".google.protobuf.FileDescriptorProto";

/// The type of places and comments.
const LOCATION: &str = ".google.protobuf.SourceCodeInfo.Location";

impl Schema {
    /// Reads the descriptor of `descriptor.proto` from a set.
    ///
    /// # Errors
    /// If the set does not have it.
    pub fn of(set: Vec<u8>) -> Result<Self> {
        let files = Request::of_set(set, &[])?.files;
        let mut schema = Self {
            messages: HashMap::new(),
        };
        for bytes in files {
            for message in FileProto::decode(bytes)?.messages {
                schema.add(".google.protobuf", message);
            }
        }
        schema.messages.get(FILE).context("no descriptor.proto")?;
        Ok(schema)
    }

    fn add(&mut self, scope: &str, message: MessageProto) {
        let name = format!("{scope}.{}", message.name);
        let known = |field: FieldProto| {
            let kind = match field.kind {
                11 => Kind::Message(field.type_name),
                9 | 12 => Kind::Text,
                _ => Kind::Scalar,
            };
            let known = Known {
                name: field.name,
                kind,
                repeated: field.label == 3,
            };
            (field.number, known)
        };
        for nested in message.nested {
            self.add(&name, nested);
        }
        self.messages
            .insert(name, message.fields.into_iter().map(known).collect());
    }

    /// The lines of an encoded file.
    pub fn lines(&self, file: &Bytes) -> Vec<Line> {
        let mut lines = Vec::new();
        match Tree::parse(file) {
            Some(tree) => self.message(FILE, "", &tree, &mut lines),
            None => lines.push(Line {
                path: "file".to_owned(),
                value: "is no message".to_owned(),
            }),
        }
        lines
    }

    fn message(&self, kind: &str, path: &str, tree: &Tree, lines: &mut Vec<Line>) {
        if kind == LOCATION {
            return self.location(path, tree, lines);
        }
        let known = self.messages.get(kind);
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for Field { number, value } in &tree.0 {
            let known = known.and_then(|known| known.get(number));
            let mut path = match known {
                Some(known) if path.is_empty() => known.name.clone(),
                Some(known) => format!("{path}.{}", known.name),
                None => format!("{path}.({number})"),
            };
            if known.is_none_or(|known| known.repeated) {
                let count = counts.entry(*number).or_default();
                let _ = write!(path, "[{count}]");
                *count += 1;
            }
            match (value, known.map(|known| &known.kind)) {
                (Value::Bytes(bytes), Some(Kind::Message(name))) => match Tree::parse(bytes) {
                    Some(tree) if tree.0.is_empty() => lines.push(Line {
                        path,
                        value: "{}".to_owned(),
                    }),
                    Some(tree) => self.message(name, &path, &tree, lines),
                    None => lines.push(Line {
                        path,
                        value: format!("{bytes:?} is no message"),
                    }),
                },
                (value, kind) => lines.push(Line {
                    path,
                    value: text(value, matches!(kind, Some(Kind::Text))),
                }),
            }
        }
    }

    /// The parts of a place: its span and its comments.
    fn location(&self, path: &str, tree: &Tree, lines: &mut Vec<Line>) {
        let numbers = |value: &Value| match value {
            Value::Bytes(bytes) => varints(bytes),
            _ => Vec::new(),
        };
        let element = tree.0.iter().find(|field| field.number == 1);
        let element = element.map_or_else(Vec::new, |field| numbers(&field.value));
        let folder = path.rsplit_once('.').map_or("", |(folder, _)| folder);
        let element = format!("{folder}.location of {}", self.element(&element));
        for Field { number, value } in tree.0.iter().filter(|field| field.number != 1) {
            let (part, value) = match number {
                2 => ("span", format!("{:?}", numbers(value))),
                3 => ("leading", text(value, true)),
                4 => ("trailing", text(value, true)),
                6 => ("detached", text(value, true)),
                _ => ("unknown", text(value, false)),
            };
            let path = format!("{element}: {part}");
            lines.push(Line { path, value });
        }
    }

    /// An element by its path in `SourceCodeInfo`, with names of fields.
    fn element(&self, path: &[u64]) -> String {
        let mut text = String::new();
        let mut kind = Some(FILE);
        let mut numbers = path.iter();
        while let Some(number) = numbers.next() {
            let fields = kind.and_then(|kind| self.messages.get(kind));
            let number = u32::try_from(*number).unwrap_or_default();
            let Some(known) = fields.and_then(|fields| fields.get(&number)) else {
                let _ = write!(text, ".({number})");
                kind = None;
                continue;
            };
            let _ = write!(text, ".{}", known.name);
            if known.repeated
                && let Some(index) = numbers.next()
            {
                let _ = write!(text, "[{index}]");
            }
            kind = match &known.kind {
                Kind::Message(name) => Some(name),
                _ => None,
            };
        }
        if text.is_empty() {
            "file".to_owned()
        } else {
            text[1..].to_owned()
        }
    }
}

fn varints(bytes: &Bytes) -> Vec<u64> {
    let mut rest = bytes.clone();
    let mut numbers = Vec::new();
    while !rest.is_empty() {
        match prost::encoding::decode_varint(&mut rest) {
            Ok(number) => numbers.push(number),
            Err(_) => break,
        }
    }
    numbers
}

/// A value. Messages that are not known are printed as trees.
fn text(value: &Value, is_text: bool) -> String {
    match value {
        Value::Varint(number) => number.to_string(),
        Value::Fixed32(bits) => format!("fixed32 {bits:#x}"),
        Value::Fixed64(bits) => format!("fixed64 {bits:#x}"),
        Value::Group(tree) => format!("group {}", tree_text(tree)),
        Value::Bytes(bytes) => {
            match Tree::parse(bytes).filter(|tree| !is_text && !tree.0.is_empty()) {
                Some(tree) => tree_text(&tree),
                None => format!("{bytes:?}").trim_start_matches('b').to_owned(),
            }
        }
    }
}

fn tree_text(tree: &Tree) -> String {
    let fields = tree.0.iter();
    let fields: Vec<_> = fields
        .map(|field| format!("{}: {}", field.number, text(&field.value, false)))
        .collect();
    format!("{{{}}}", fields.join(", "))
}
