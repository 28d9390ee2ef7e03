//! Parses `extend` blocks.

use std::sync::Arc;

use super::field::number;
use super::locations::LocationIndex;
use super::{Parser, Scope, path_index};

impl Parser<'_> {
    /// Parses an `extend` block, whose location has no index in its path.
    pub(super) fn extend(&mut self, scope: Scope, location: LocationIndex) -> Option<()> {
        self.expect("extend")?;
        let first = self.lexer.current();
        let extendee = Arc::new(self.user_type()?);
        let last = self.lexer.previous();
        self.expect_end("{", location)?;
        loop {
            if self.at_end() {
                return self.missing_brace("extend");
            }
            let count = match scope.message {
                Some(message) => self.file.message(message).extensions.len(),
                None => self.file.top_extensions.len(),
            };
            let parsed = self.located(location, &[path_index(count)], |parser, location| {
                parser.mark(location, &[number::EXTENDEE], first, last);
                let field = parser.add_field(scope.message);
                parser.field_mut(field).extendee = Some(Arc::clone(&extendee));
                match scope.message {
                    Some(message) => parser.message_mut(message).extensions.push(field),
                    None => parser.file.top_extensions.push(field),
                }
                parser.field(field, scope, location)
            });
            if parsed.is_none() {
                self.skip_statement();
            }
            if self.eat_end("}", None) {
                return Some(());
            }
        }
    }
}
