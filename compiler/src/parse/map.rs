//! Parses map fields, and makes the messages of their entries.

use super::types::ParsedType;
use super::{MAX_DEPTH, Parser, Scope};
use crate::ast::{Element, FieldIndex, Label, MessageIndex, Name, OptionStatement, Type};
use crate::fault::Fault;
use crate::source::Span;

/// The types of a map.
#[derive(Debug)]
pub(super) struct MapType {
    key: (ParsedType, Span),
    value: (ParsedType, Span),
}

impl Parser<'_> {
    /// Parses the types of a map field, from `<`.
    pub(super) fn map_type(&mut self, field: FieldIndex, label: Option<Label>) -> Option<MapType> {
        if self.file.field(field).oneof.is_some() {
            return self.fault("a oneof cannot have a map field");
        }
        if label.is_some() {
            return self.fault_with_help(
                "a map field cannot have a label",
                "remove `optional`, `required` or `repeated`",
            );
        }
        if self.file.field(field).extendee.is_some() {
            return self.fault("an extension cannot be a map field");
        }
        self.expect("<")?;
        let key = self.type_with_span()?;
        self.expect(",")?;
        let value = self.type_with_span()?;
        self.expect(">")?;
        Some(MapType { key, value })
    }

    fn type_with_span(&mut self) -> Option<(ParsedType, Span)> {
        let start = self.lexer.current();
        let type_ = self.type_()?;
        Some((type_, self.span_from(start)))
    }

    /// Adds the message of the entries of a map field.
    pub(super) fn add_map_entry(&mut self, field: FieldIndex, map: MapType, scope: Scope) {
        let declared = self.file.field(field);
        let name = Name {
            text: entry_name(&declared.name.text).into(),
            span: declared.name.span,
        };
        if self.depth >= MAX_DEPTH {
            self.push(Fault::error(
                name.span,
                format!(
                    "the entries of the map are messages nested too deeply: at most {MAX_DEPTH} levels are allowed"
                ),
            ));
            return;
        }
        let type_span = declared.type_span;
        let entry = self.add_message(scope.message, name.clone());
        self.message_mut(entry).map_entry = true;
        let this = self.field_mut(field);
        this.map_entry = Some(entry);
        this.type_name = Some(Name {
            text: name.text,
            span: type_span,
        });
        let key = self.add_entry_field(entry, field, ("key", 1), map.key);
        let value = self.add_entry_field(entry, field, ("value", 2), map.value);
        self.copy_to_entry(field, [key, value]);
    }

    fn add_entry_field(
        &mut self,
        entry: MessageIndex,
        map: FieldIndex,
        (name, number): (&str, i32),
        (type_, type_span): (ParsedType, Span),
    ) -> FieldIndex {
        let index = self.add_field(Some(entry));
        self.message_mut(entry).fields.push(index);
        let map = self.file.field(map);
        let (name_span, number_span, span) = (map.name.span, map.number_span, map.span);
        let field = self.field_mut(index);
        field.name = Name {
            text: name.into(),
            span: name_span,
        };
        field.number = number;
        field.number_span = number_span;
        field.span = span;
        field.type_span = type_span;
        match type_ {
            ParsedType::Scalar(type_) => field.type_ = Some(type_),
            ParsedType::Named(name) => field.type_name = Some(name),
        }
        index
    }

    /// Copies the options that hold for the key and the value too: features, and `enforce_utf8` for strings.
    fn copy_to_entry(&mut self, map: FieldIndex, entry_fields: [FieldIndex; 2]) {
        let Some(options) = self.file.field(map).options else {
            return;
        };
        for field in entry_fields {
            let is_string = self.file.field(field).type_ == Some(Type::String);
            let statements = &self.file.option_block(options).statements;
            let copied = statements.iter().filter(|it| is_inherited(it, is_string));
            let copied: Vec<_> = copied.cloned().collect();
            if !copied.is_empty() {
                let block = self.option_block(Element::Field(field));
                self.file.options[block.index()].statements = copied;
            }
        }
    }
}

fn is_inherited(statement: &OptionStatement, is_string: bool) -> bool {
    match &*statement.name {
        [part, ..] if part.is_extension => false,
        [part] if is_string && &*part.text == "enforce_utf8" => true,
        [part, ..] => &*part.text == "features",
        [] => false,
    }
}

/// The name of the message of a map field's entries: `foo_bar` has `FooBarEntry`.
fn entry_name(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + "Entry".len());
    let mut starts_word = true;
    for character in field.chars() {
        if character == '_' {
            starts_word = true;
        } else if std::mem::take(&mut starts_word) {
            name.push(character.to_ascii_uppercase());
        } else {
            name.push(character);
        }
    }
    name.push_str("Entry");
    name
}
