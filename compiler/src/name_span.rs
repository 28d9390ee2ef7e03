//! The places of the names of elements.

use crate::ast::{Element, File};
use crate::source::Span;

impl File {
    /// Whether there is a `syntax` or `edition` statement.
    pub fn has_syntax(&self) -> bool {
        self.syntax_span.end > 0
    }

    /// The name of an element. For a file, its `syntax` or `edition` statement; for an extension range, the range.
    pub fn name_span(&self, element: Element) -> Span {
        match element {
            Element::File => self.syntax_span,
            Element::Message(message) => self.message(message).name.span,
            Element::Field(field) => self.field(field).name.span,
            Element::Oneof(message, index) => {
                self.message(message).oneofs[index as usize].name.span
            }
            Element::ExtensionRange(message, index) => {
                self.message(message).extension_ranges[index as usize].span
            }
            Element::Enum(enum_) => self.enum_(enum_).name.span,
            Element::EnumValue(enum_, index) => self.enum_(enum_).values[index as usize].name.span,
            Element::Service(service) => self.service(service).name.span,
            Element::Method(service, index) => {
                self.service(service).methods[index as usize].name.span
            }
        }
    }
}
