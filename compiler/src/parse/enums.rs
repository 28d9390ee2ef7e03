//! Parses enums.

use std::collections::HashSet;

use super::locations::LocationIndex;
use super::{Parser, no_name, path_index};
use crate::ast::{Element, Enum, EnumIndex, EnumValue, MessageIndex, OptionValue, Visibility};

/// Field numbers of `EnumDescriptorProto`.
mod number {
    pub const NAME: i32 = 1;
    pub const VALUE: i32 = 2;
    pub const OPTIONS: i32 = 3;
}

/// Field numbers of `EnumValueDescriptorProto`.
mod value_number {
    pub const NAME: i32 = 1;
    pub const NUMBER: i32 = 2;
    pub const OPTIONS: i32 = 3;
}

impl Parser<'_> {
    pub(super) fn enum_mut(&mut self, enum_: EnumIndex) -> &mut Enum {
        &mut self.file.enums[enum_.index()]
    }

    /// Parses an enum, from the word `enum`.
    pub(super) fn enum_(
        &mut self,
        parent: Option<MessageIndex>,
        visibility: Option<Visibility>,
        location: LocationIndex,
    ) -> Option<()> {
        let enum_ = self.add_enum(parent);
        self.expect("enum")?;
        let name = self.located(location, &[number::NAME], |parser, _| {
            parser.identifier("an enum name")
        })?;
        self.enum_mut(enum_).name = name;
        self.expect_end("{", location)?;
        while !self.eat_end("}", None) {
            if self.at_end() {
                return self.missing_brace("enum");
            }
            if self.enum_statement(enum_, location).is_none() {
                self.skip_statement();
            }
        }
        self.validate_enum(enum_)?;
        self.enum_mut(enum_).visibility = visibility;
        Some(())
    }

    fn add_enum(&mut self, parent: Option<MessageIndex>) -> EnumIndex {
        let index = EnumIndex::next(&self.file.enums);
        let name = no_name(self.here());
        self.file.enums.push(Enum {
            name,
            parent,
            values: Vec::new(),
            reserved_ranges: Vec::new(),
            reserved_names: Vec::new(),
            options: None,
            visibility: None,
        });
        match parent {
            Some(parent) => self.message_mut(parent).enums.push(index),
            None => self.file.top_enums.push(index),
        }
        index
    }

    fn enum_statement(&mut self, enum_: EnumIndex, location: LocationIndex) -> Option<()> {
        if self.eat_end(";", None) {
            return Some(());
        }
        if self.at("option") {
            return self.located(location, &[number::OPTIONS], |parser, location| {
                parser.option_statement(Element::Enum(enum_), location)
            });
        }
        if self.at("reserved") {
            return self.enum_reserved(enum_, location);
        }
        let index = self.file.enum_(enum_).values.len();
        let path = [number::VALUE, path_index(index)];
        self.located(location, &path, |parser, location| {
            parser.enum_value(enum_, index, location)
        })
    }

    fn enum_value(
        &mut self,
        enum_: EnumIndex,
        index: usize,
        location: LocationIndex,
    ) -> Option<()> {
        // A value with a fault is kept too: `allow_alias` is no fault because of it.
        let here = self.here();
        self.enum_mut(enum_).values.push(EnumValue {
            name: no_name(here),
            number: 0,
            number_span: here,
            options: None,
        });
        let name = self.located(location, &[value_number::NAME], |parser, _| {
            parser.identifier("a name of a value")
        })?;
        if !self.eat("=") {
            return self.fault_with_help(
                "the value of the enum has no number",
                "write `=` and a number after its name",
            );
        }
        let start = self.lexer.current();
        let number = self.located(location, &[value_number::NUMBER], |parser, _| {
            parser.signed_integer("an integer")
        })?;
        let number_span = self.span_from(start);
        if let Some(value) = self.enum_mut(enum_).values.get_mut(index) {
            value.name = name;
            value.number = number;
            value.number_span = number_span;
        }
        if self.at("[") {
            let element = Element::EnumValue(enum_, u32::try_from(index).unwrap_or(u32::MAX));
            self.located(location, &[value_number::OPTIONS], |parser, location| {
                parser.expect("[")?;
                loop {
                    parser.option_assignment(element, location)?;
                    if !parser.eat(",") {
                        return parser.expect("]");
                    }
                }
            })?;
        }
        self.expect_end(";", location)
    }

    /// Checks that `allow_alias` is set to `true` only, and only if two values share a number.
    fn validate_enum(&mut self, enum_: EnumIndex) -> Option<()> {
        let this = self.file.enum_(enum_);
        let statements = this
            .options
            .map_or(&[][..], |block| &self.file.option_block(block).statements);
        let alias = statements.iter().find(|statement| {
            matches!(&*statement.name, [part] if !part.is_extension && &*part.text == "allow_alias")
        });
        let Some(alias) = alias else {
            return Some(());
        };
        if !matches!(&alias.value, OptionValue::Identifier(value) if &**value == "true") {
            let message = format!(
                "the enum `{}` sets `allow_alias`, but not to `true`, which has no effect",
                this.name.text
            );
            return self.fault_with_help(message, "remove the option `allow_alias`");
        }
        let mut numbers = HashSet::with_hasher(foldhash::fast::RandomState::default());
        if this.values.iter().all(|value| numbers.insert(value.number)) {
            let message = format!(
                "the enum `{}` sets `allow_alias`, but no two of its values have the same number",
                this.name.text
            );
            return self.fault_with_help(message, "remove the option `allow_alias`");
        }
        Some(())
    }
}
