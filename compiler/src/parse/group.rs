//! Parses groups, which declare a message and a field together.

use super::field::number;
use super::locations::LocationIndex;
use super::{MAX_DEPTH, Parser, Scope, path_index};
use crate::ast::{FieldIndex, Name};
use crate::fault::Fault;
use crate::lex::Token;

/// `FileDescriptorProto.message_type`
const MESSAGE_TYPE: i32 = 4;
/// `DescriptorProto.nested_type`
const NESTED_TYPE: i32 = 3;
/// `DescriptorProto.name`
const MESSAGE_NAME: i32 = 1;

impl Parser<'_> {
    /// Parses the block of a group, whose other parts are parsed.
    pub(super) fn group(
        &mut self,
        field: FieldIndex,
        name: Token,
        scope: Scope,
        field_location: LocationIndex,
    ) -> Option<()> {
        let (number, count) = match scope.message {
            Some(message) => (NESTED_TYPE, self.file.message(message).messages.len()),
            None => (MESSAGE_TYPE, self.file.top_messages.len()),
        };
        let path = [number, path_index(count)];
        let start = self.start_of(field_location);
        self.located_from(start, scope.location, &path, |parser, location| {
            let message_name = parser.file.field(field).name.clone();
            parser.mark(location, &[MESSAGE_NAME], name, name);
            parser.mark(field_location, &[number::TYPE_NAME], name, name);
            if !message_name
                .text
                .starts_with(|it: char| it.is_ascii_uppercase())
            {
                parser.push(
                    Fault::error(name.span, "the name of a group begins with a small letter")
                        .help("the field has the same name in lower case"),
                );
            }
            let this = parser.field_mut(field);
            this.name.text.make_ascii_lowercase();
            this.type_name = Some(Name {
                text: message_name.text.clone(),
                span: message_name.span,
            });
            let message = parser.add_message(scope.message, message_name);
            if !parser.at("{") {
                return parser.expected("the block of the group");
            }
            if parser.depth >= MAX_DEPTH {
                return parser.too_deep();
            }
            parser.message_block(message, location)
        })
    }
}
