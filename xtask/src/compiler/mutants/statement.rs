//! Finds the statements of a proto source.

use std::ops::Range;

use super::token::{Kind, Token};

/// A statement: a block, or what ends with a semicolon.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub range: Range<usize>,
    /// The kind of the block around it.
    pub context: Context,
    /// The kind of the block that it is, and the range between its braces.
    pub block: Option<(Context, Range<usize>)>,
    /// Its tokens before a block, without comments.
    pub tokens: Vec<Token>,
}

/// The kind of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Context {
    File,
    Message,
    Enum,
    Service,
    Rpc,
    Oneof,
    Extend,
}

impl Context {
    /// The name in the lists of statements to insert.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Message => "message",
            Self::Enum => "enum",
            Self::Service => "service",
            Self::Rpc => "rpc",
            Self::Oneof => "oneof",
            Self::Extend => "extend",
        }
    }

    /// The kind of a block after these tokens.
    fn of(source: &[u8], tokens: &[Token]) -> Self {
        for token in tokens {
            match &source[token.range()] {
                b"enum" => return Self::Enum,
                b"service" => return Self::Service,
                b"rpc" => return Self::Rpc,
                b"oneof" => return Self::Oneof,
                b"extend" => return Self::Extend,
                b"message" | b"group" => return Self::Message,
                _ => {}
            }
        }
        Self::Message
    }
}

/// All statements, also those in blocks. A statement that is not complete is left out.
pub fn statements(source: &[u8], tokens: &[Token]) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut open: Vec<(Vec<Token>, Context, usize)> = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    // Braces and brackets in a statement are parts of values.
    let mut depth = 0_usize;
    for token in tokens.iter().filter(|token| token.kind != Kind::Comment) {
        let text = &source[token.range()];
        let context = open
            .last()
            .map_or(Context::File, |(_, context, _)| *context);
        let is_value = depth > 0 || is_option(source, &current);
        match text {
            b"{" | b"[" if is_value || text == b"[" => depth += 1,
            b"}" | b"]" if depth > 0 => depth -= 1,
            b"{" => {
                let block = Context::of(source, &current);
                open.push((std::mem::take(&mut current), block, token.end));
                continue;
            }
            b"}" => {
                current.clear();
                if let Some((header, block, start)) = open.pop() {
                    let context = open
                        .last()
                        .map_or(Context::File, |(_, context, _)| *context);
                    let from = header.first().map_or(start, |token| token.start);
                    found.push(Statement {
                        range: from..token.end,
                        context,
                        block: Some((block, start..token.start)),
                        tokens: header,
                    });
                }
                continue;
            }
            b";" if depth == 0 => {
                let from = current.first().map_or(token.start, |token| token.start);
                found.push(Statement {
                    range: from..token.end,
                    context,
                    block: None,
                    tokens: std::mem::take(&mut current),
                });
                continue;
            }
            _ => {}
        }
        current.push(*token);
    }
    found
}

fn is_option(source: &[u8], tokens: &[Token]) -> bool {
    tokens
        .first()
        .is_some_and(|token| &source[token.range()] == b"option")
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn statements_of_a_file() {
        let source =
            b"option (a) = { b: 1; }; message M { int32 a = 1 [(b) = {}]; oneof o { M m = 2; } }";
        let found = statements(source, &tokens(source));
        let texts: Vec<_> = found
            .iter()
            .map(|each| {
                (
                    each.context,
                    String::from_utf8_lossy(&source[each.range.clone()]).len(),
                )
            })
            .collect();
        let expected = [
            (Context::File, 23),
            (Context::Message, 23),
            (Context::Oneof, 8),
            (Context::Message, 20),
            (Context::File, 58),
        ];
        assert_eq!(texts, expected);
    }
}
