//! Parses messages.

use super::locations::LocationIndex;
use super::{MAX_DEPTH, Parser, Scope, no_name, path_index};
use crate::ast::{
    Element, File, Message, MessageIndex, Name, OptionStatement, OptionValue, Visibility,
};
use crate::fault::Fault;

/// Field numbers of `DescriptorProto`.
pub(super) mod number {
    pub const NAME: i32 = 1;
    pub const FIELD: i32 = 2;
    pub const NESTED_TYPE: i32 = 3;
    pub const ENUM_TYPE: i32 = 4;
    pub const EXTENSION_RANGE: i32 = 5;
    pub const EXTENSION: i32 = 6;
    pub const OPTIONS: i32 = 7;
    pub const ONEOF: i32 = 8;
}

/// The end of a range up to `max`, until the options of the message are known.
pub(super) const MAX_SENTINEL: i32 = -1;

impl Parser<'_> {
    pub(super) fn message_mut(&mut self, message: MessageIndex) -> &mut Message {
        &mut self.file.messages[message.index()]
    }

    /// Adds an empty message to a message, or to the file.
    pub(super) fn add_message(&mut self, parent: Option<MessageIndex>, name: Name) -> MessageIndex {
        let index = MessageIndex::next(&self.file.messages);
        self.file.messages.push(Message {
            name,
            parent,
            fields: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            extensions: Vec::new(),
            extension_ranges: Vec::new(),
            oneofs: Vec::new(),
            reserved_ranges: Vec::new(),
            reserved_names: Vec::new(),
            options: None,
            visibility: None,
            map_entry: false,
        });
        match parent {
            Some(parent) => self.message_mut(parent).messages.push(index),
            None => self.file.top_messages.push(index),
        }
        index
    }

    /// Parses a message, from the word `message`.
    pub(super) fn message(
        &mut self,
        parent: Option<MessageIndex>,
        visibility: Option<Visibility>,
        location: LocationIndex,
    ) -> Option<()> {
        let message = self.add_message(parent, no_name(self.here()));
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        self.expect("message")?;
        let name = self.located(location, &[number::NAME], |parser, _| {
            parser.identifier("a message name")
        })?;
        self.message_mut(message).name = name;
        self.message_block(message, location)?;
        if self.is_proto3() {
            self.add_synthetic_oneofs(message);
        }
        self.message_mut(message).visibility = visibility;
        Some(())
    }

    pub(super) fn too_deep(&mut self) -> Option<()> {
        self.fault(format!(
            "messages are nested too deeply: at most {MAX_DEPTH} levels are allowed"
        ))
    }

    /// Parses the block of a message or a group.
    pub(super) fn message_block(
        &mut self,
        message: MessageIndex,
        location: LocationIndex,
    ) -> Option<()> {
        self.depth += 1;
        let parsed = self.message_statements(message, location);
        self.depth -= 1;
        parsed?;
        adjust_max_ranges(&mut self.file, message);
        self.validate_message(message)
    }

    fn message_statements(&mut self, message: MessageIndex, location: LocationIndex) -> Option<()> {
        self.expect_end("{", location)?;
        while !self.eat_end("}", None) {
            if self.at_end() {
                return self.missing_brace("message");
            }
            if self.message_statement(message, location).is_none() {
                self.skip_statement();
            }
        }
        Some(())
    }

    /// Adds the fault that a block does not end.
    pub(super) fn missing_brace(&mut self, what: &str) -> Option<()> {
        self.fault_with_help(
            format!("the file ends within the block of this {what}"),
            "add the missing `}`",
        )
    }

    fn message_statement(&mut self, message: MessageIndex, location: LocationIndex) -> Option<()> {
        if self.eat_end(";", None) {
            return Some(());
        }
        let visibility = self.visibility()?;
        let scope = Scope {
            message: Some(message),
            location,
        };
        let this = self.file.message(message);
        let path = |number, count| [number, path_index(count)];
        match self.lexer.current_text() {
            b"message" => {
                let path = path(number::NESTED_TYPE, this.messages.len());
                self.located(location, &path, |parser, location| {
                    parser.message(Some(message), visibility, location)
                })
            }
            b"enum" => {
                let path = path(number::ENUM_TYPE, this.enums.len());
                self.located(location, &path, |parser, location| {
                    parser.enum_(Some(message), visibility, location)
                })
            }
            b"extensions" => {
                self.located(location, &[number::EXTENSION_RANGE], |parser, location| {
                    parser.extensions(message, location)
                })
            }
            b"reserved" => self.message_reserved(message, location),
            b"extend" => self.located(location, &[number::EXTENSION], |parser, location| {
                parser.extend(scope, location)
            }),
            b"option" => self.located(location, &[number::OPTIONS], |parser, location| {
                parser.option_statement(Element::Message(message), location)
            }),
            b"oneof" => {
                let path = path(number::ONEOF, this.oneofs.len());
                self.located(location, &path, |parser, location| {
                    parser.oneof(message, scope, location)
                })
            }
            _ => {
                let path = path(number::FIELD, this.fields.len());
                self.located(location, &path, |parser, location| {
                    let field = parser.add_field(Some(message));
                    parser.message_mut(message).fields.push(field);
                    parser.field(field, scope, location)
                })
            }
        }
    }

    fn validate_message(&mut self, message: MessageIndex) -> Option<()> {
        let statements = statements(&self.file, message).iter();
        let explicit = statements
            .filter_map(|statement| Some((statement.name.first()?, statement.name_span)))
            .find(|(part, _)| !part.is_extension && &*part.text == "map_entry");
        let Some((_, span)) = explicit else {
            return Some(());
        };
        self.push(
            Fault::error(span, "the option `map_entry` cannot be set")
                .help("use a field of type `map<…, …>`"),
        );
        None
    }
}

/// The option statements of a message.
fn statements(file: &File, message: MessageIndex) -> &[OptionStatement] {
    let options = file.message(message).options;
    options.map_or(&[], |options| &*file.option_block(options).statements)
}

/// Sets the ends of ranges up to `max`: all numbers for a message set, or else all numbers of fields.
fn adjust_max_ranges(file: &mut File, message: MessageIndex) {
    const FIELD_LIMIT: i32 = 1 << 29;
    let is_message_set = statements(file, message).iter().any(|statement| {
        matches!(&*statement.name, [part] if !part.is_extension && &*part.text == "message_set_wire_format")
            && matches!(&statement.value, OptionValue::Identifier(value) if &**value == "true")
    });
    let limit = if is_message_set {
        i32::MAX
    } else {
        FIELD_LIMIT
    };
    let message = &mut file.messages[message.index()];
    let extensions = message.extension_ranges.iter_mut().map(|it| &mut it.end);
    let reserved = message.reserved_ranges.iter_mut().map(|it| &mut it.end);
    for end in extensions.chain(reserved) {
        if *end == MAX_SENTINEL {
            *end = limit;
        }
    }
}
