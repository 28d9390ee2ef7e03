//! Parses fields of messages and extensions.

use super::locations::LocationIndex;
use super::map::MapType;
use super::types::ParsedType;
use super::{Parser, Scope, no_name};
use crate::ast::{Element, Field, FieldIndex, JsonName, Label, MessageIndex, Name, Type};
use crate::fault::Fault;
use crate::source::Span;

/// Field numbers of `FieldDescriptorProto`.
pub(super) mod number {
    pub const NAME: i32 = 1;
    pub const EXTENDEE: i32 = 2;
    pub const NUMBER: i32 = 3;
    pub const LABEL: i32 = 4;
    pub const TYPE: i32 = 5;
    pub const TYPE_NAME: i32 = 6;
    pub const DEFAULT_VALUE: i32 = 7;
    pub const OPTIONS: i32 = 8;
    pub const JSON_NAME: i32 = 10;
}

impl Parser<'_> {
    pub(super) fn field_mut(&mut self, field: FieldIndex) -> &mut Field {
        &mut self.file.fields[field.index()]
    }

    /// Adds an empty field, which is in no list of a message yet.
    pub(super) fn add_field(&mut self, parent: Option<MessageIndex>) -> FieldIndex {
        let index = FieldIndex::next(&self.file.fields);
        let span = self.here();
        self.file.fields.push(Field {
            name: no_name(span),
            parent,
            extendee: None,
            number: 0,
            number_span: span,
            label: Label::Optional,
            type_: None,
            type_name: None,
            type_span: span,
            default: None,
            json_name: None,
            oneof: None,
            proto3_optional: false,
            map_entry: None,
            options: None,
            span,
        });
        index
    }

    /// Parses a field from its label.
    pub(super) fn field(
        &mut self,
        field: FieldIndex,
        scope: Scope,
        location: LocationIndex,
    ) -> Option<()> {
        let label = self.label(location);
        if label == Some(Label::Optional) && self.is_proto3() {
            self.field_mut(field).proto3_optional = true;
        }
        self.field_without_label(field, label, scope, location)
    }

    fn label(&mut self, location: LocationIndex) -> Option<Label> {
        let label = match self.lexer.current_text() {
            b"optional" => Label::Optional,
            b"required" => Label::Required,
            b"repeated" => Label::Repeated,
            _ => return None,
        };
        if self.has_edition() {
            let _: Option<()> = match label {
                Label::Optional => self.fault_with_help(
                    "editions have no label `optional`",
                    "remove it: fields have presence unless `features.field_presence` says otherwise",
                ),
                Label::Required => self.fault_with_help(
                    "editions have no label `required`",
                    "use `features.field_presence = LEGACY_REQUIRED`",
                ),
                Label::Repeated => None,
            };
        }
        self.located(location, &[number::LABEL], |parser, _| {
            parser.lexer.advance()
        });
        Some(label)
    }

    /// Parses a field from its type. A field of a oneof has its label already.
    pub(super) fn field_without_label(
        &mut self,
        field: FieldIndex,
        label: Option<Label>,
        scope: Scope,
        location: LocationIndex,
    ) -> Option<()> {
        let map = self.field_type(field, label, location)?;
        let name_token = self.lexer.current();
        let name = self.located(location, &[number::NAME], |parser, _| {
            parser.identifier("a field name")
        })?;
        self.field_mut(field).name = name;
        self.field_number(field, location)?;
        self.field_options(field, location)?;
        if self.file.field(field).type_ == Some(Type::Group) {
            self.group(field, name_token, scope, location)?;
        } else {
            self.expect_end(";", location)?;
        }
        let start = self.file.field(field).span.start;
        let end = self.lexer.previous().span.end;
        self.field_mut(field).span = Span::new(start, end);
        if let Some(map) = map {
            self.add_map_entry(field, map, scope);
        }
        Some(())
    }

    /// Parses the type. Returns the types of a map.
    fn field_type(
        &mut self,
        field: FieldIndex,
        label: Option<Label>,
        location: LocationIndex,
    ) -> Option<Option<MapType>> {
        let start = self.lexer.current();
        // A number that depends on the type completes the path.
        self.located(location, &[], |parser, type_location| {
            let is_map = parser.eat("map");
            if is_map && parser.at("<") {
                let map = parser.map_type(field, label)?;
                parser.extend_path(type_location, number::TYPE_NAME);
                let span = parser.span_from(start);
                let field = parser.field_mut(field);
                field.label = Label::Repeated;
                field.type_span = span;
                return Some(Some(map));
            }
            let label = label.unwrap_or_else(|| parser.default_label());
            parser.field_mut(field).label = label;
            let type_ = if is_map {
                // A message or an enum of this name.
                ParsedType::Named(Name {
                    text: "map".into(),
                    span: start.span,
                })
            } else {
                parser.type_()?
            };
            let span = parser.span_from(start);
            let this = parser.field_mut(field);
            this.type_span = span;
            let number = match type_ {
                ParsedType::Scalar(type_) => {
                    this.type_ = Some(type_);
                    number::TYPE
                }
                ParsedType::Named(name) => {
                    this.type_name = Some(name);
                    number::TYPE_NAME
                }
            };
            parser.extend_path(type_location, number);
            Some(None)
        })
    }

    /// The label of a field without one, which proto2 does not allow.
    fn default_label(&mut self) -> Label {
        if !self.is_proto3() && !self.has_edition() {
            let found = self.found();
            let help = if self.file.has_syntax() {
                "in proto2 each field has the label `optional`, `required` or `repeated`"
            } else {
                "add `syntax = \"proto3\";` as the first statement: a file without it is proto2"
            };
            let _: Option<()> = self.fault_with_help(
                format!("expected a label or a statement, found {found}"),
                help,
            );
        }
        Label::Optional
    }

    fn field_number(&mut self, field: FieldIndex, location: LocationIndex) -> Option<()> {
        if !self.eat("=") {
            return self.fault_with_help(
                "the field has no number",
                "write `=` and a number after its name",
            );
        }
        let span = self.here();
        let number = self.located(location, &[number::NUMBER], |parser, _| {
            parser.integer("a field number")
        })?;
        let field = self.field_mut(field);
        field.number = number;
        field.number_span = span;
        Some(())
    }

    /// Parses the options in brackets, if there are any.
    fn field_options(&mut self, field: FieldIndex, field_location: LocationIndex) -> Option<()> {
        if !self.at("[") {
            return Some(());
        }
        self.located(field_location, &[number::OPTIONS], |parser, location| {
            parser.expect("[")?;
            loop {
                // These two are fields of the descriptor, not options.
                if parser.at("default") {
                    parser.default(field, field_location)?;
                } else if parser.at("json_name") {
                    parser.json_name(field, field_location)?;
                } else {
                    parser.option_assignment(Element::Field(field), location)?;
                }
                if !parser.eat(",") {
                    return parser.expect("]");
                }
            }
        })
    }

    fn json_name(&mut self, field: FieldIndex, location: LocationIndex) -> Option<()> {
        if self.file.field(field).json_name.is_some() {
            self.push(Fault::error(
                self.here(),
                "the option `json_name` is already set",
            ));
        }
        let span = self.here();
        self.located(location, &[number::JSON_NAME], |parser, location| {
            parser.expect("json_name")?;
            parser.expect("=")?;
            // The value has a location with the same path.
            parser.located(location, &[], |parser, _| {
                let value = parser.string("a JSON name as a string")?.into();
                parser.field_mut(field).json_name = Some(JsonName { value, span });
                Some(())
            })
        })
    }
}
