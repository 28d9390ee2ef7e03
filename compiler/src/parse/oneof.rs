//! Parses oneofs, and makes those of fields with `optional` in proto3.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::locations::LocationIndex;
use super::message::number::FIELD;
use super::{Parser, Scope, no_name, path_index};
use crate::ast::{Element, FieldIndex, Label, MessageIndex, Name, Oneof};

/// Field numbers of `OneofDescriptorProto`.
mod number {
    pub const NAME: i32 = 1;
    pub const OPTIONS: i32 = 2;
}

impl Parser<'_> {
    /// Parses a oneof, from the word `oneof`.
    pub(super) fn oneof(
        &mut self,
        message: MessageIndex,
        scope: Scope,
        location: LocationIndex,
    ) -> Option<()> {
        let index = self.message_mut(message).oneofs.len();
        let oneof = u32::try_from(index).unwrap_or(u32::MAX);
        let name = no_name(self.here());
        self.message_mut(message).oneofs.push(Oneof {
            name,
            options: None,
            synthetic: false,
        });
        self.expect("oneof")?;
        let name = self.located(location, &[number::NAME], |parser, _| {
            parser.identifier("a oneof name")
        })?;
        if let Some(oneof) = self.message_mut(message).oneofs.get_mut(index) {
            oneof.name = name;
        }
        self.expect_end("{", location)?;
        loop {
            if self.at_end() {
                return self.missing_brace("oneof");
            }
            if self.at("option") {
                self.located(location, &[number::OPTIONS], |parser, location| {
                    parser.option_statement(Element::Oneof(message, oneof), location)
                })?;
            } else {
                self.oneof_field(message, oneof, scope);
            }
            if self.eat_end("}", None) {
                return Some(());
            }
        }
    }

    fn oneof_field(&mut self, message: MessageIndex, oneof: u32, scope: Scope) {
        if matches!(
            self.lexer.current_text(),
            b"required" | b"optional" | b"repeated"
        ) {
            let label = self.found();
            let _: Option<()> = self.fault_with_help(
                format!("a field of a oneof has the label {label}"),
                "remove the label",
            );
            self.lexer.advance();
        }
        let path = [FIELD, path_index(self.file.message(message).fields.len())];
        let parsed = self.located(scope.location, &path, |parser, location| {
            let field = parser.add_field(Some(message));
            parser.message_mut(message).fields.push(field);
            parser.field_mut(field).oneof = Some(oneof);
            parser.field_without_label(field, Some(Label::Optional), scope, location)
        });
        if parsed.is_none() {
            self.skip_statement();
        }
    }

    /// Adds a oneof for each field with `optional`. Its name begins with `_`, after as many `X` as make it unique.
    pub(super) fn add_synthetic_oneofs(&mut self, message: MessageIndex) {
        let fields = self.file.message(message).fields.clone();
        let is_optional = |&field: &FieldIndex| self.file.field(field).proto3_optional;
        if !fields.iter().any(is_optional) {
            return;
        }
        let mut names: HashSet<Box<str>, RandomState> = HashSet::default();
        let oneofs = &self.file.message(message).oneofs;
        names.extend(oneofs.iter().map(|oneof| oneof.name.text.clone()));
        names.extend(
            fields
                .iter()
                .map(|&it| self.file.field(it).name.text.clone()),
        );
        // A second field of a name is a fault. Without a oneof it cannot lengthen the search for unique names.
        let mut seen: HashSet<Box<str>, RandomState> = HashSet::default();
        for field in fields.into_iter() {
            let field = &mut self.file.fields[field.index()];
            if !field.proto3_optional || !seen.insert(field.name.text.clone()) {
                continue;
            }
            let mut name = String::from(&*field.name.text);
            if !name.starts_with('_') {
                name.insert(0, '_');
            }
            while names.contains(name.as_str()) {
                name.insert(0, 'X');
            }
            let name: Box<str> = name.into();
            names.insert(name.clone());
            let oneofs = &mut self.file.messages[message.index()].oneofs;
            field.oneof = Some(u32::try_from(oneofs.len()).unwrap_or(u32::MAX));
            oneofs.push(Oneof {
                name: Name {
                    text: name,
                    span: field.name.span,
                },
                options: None,
                synthetic: true,
            });
        }
    }
}
