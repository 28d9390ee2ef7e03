//! Creates the errors for unexpected tokens.

use super::Parser;
use crate::cel::error::SyntaxError;
use crate::cel::token::Token;

/// Syntax of other languages, and the equivalent in CEL.
const SLIPS: [(&str, &str); 8] = [
    ("and", "a logical and is written `&&`"),
    ("or", "a logical or is written `||`"),
    ("AND", "a logical and is written `&&`"),
    ("OR", "a logical or is written `||`"),
    ("is", "equality is written `==`"),
    ("not", "a negation is written `!`, as in `!(x in list)`"),
    ("if", "a condition is written `condition ? yes : no`"),
    (
        "like",
        "`matches`, `contains` and `startsWith` test strings",
    ),
];

impl Parser<'_> {
    /// Returns the error for a current token that is not the expected one.
    pub(super) fn unexpected(&self, expected: &str) -> SyntaxError {
        let found = match &self.token {
            Token::Ident(word) => format!("`{word}`"),
            Token::Quoted(name) => format!("`` `{name}` ``"),
            Token::Int(number) | Token::Double(number) => format!("`{number}`"),
            Token::Uint(number) => format!("`{number}u`"),
            Token::String(_) => "a string".to_owned(),
            Token::Bytes(_) => "bytes".to_owned(),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end".to_owned(),
        };
        let error = SyntaxError::new(
            format!("expected {expected}, found {found}"),
            self.span.clone(),
        );
        match self.hint(expected) {
            Some(hint) => error.with_hint(hint),
            None => error,
        }
    }

    fn hint(&self, expected: &str) -> Option<&'static str> {
        let slip = |word: &str| {
            let slip = SLIPS.iter().find(|(written, _)| *written == word);
            slip.map(|(_, hint)| *hint)
        };
        let operand = expected == "an expression";
        match self.token {
            Token::Ident(word) if slip(word).is_some() => return slip(word),
            Token::Symbol("-") if operand => {
                return Some("a minus cannot follow `!`; use parentheses");
            }
            Token::Symbol("!") if operand => return Some("`!` cannot follow `-`; use parentheses"),
            Token::Quoted(_) if operand => {
                return Some("backquotes are for names of fields, after a dot");
            }
            Token::Double(number) if number.starts_with('.') => {
                return Some("an element is selected with brackets, as in `list[0]`");
            }
            _ => {}
        }
        let before = &self.text[..self.end];
        let letters = |c: char| c == '_' || c.is_ascii_alphanumeric();
        let last_word = &before[before.trim_end_matches(letters).len()..];
        match last_word {
            "rb" | "rB" | "Rb" | "RB" => Some("raw bytes are written `br'…'`"),
            "not" => slip("not"),
            _ if before.ends_with(['=', '<', '>', '!']) && self.at(">") => {
                Some("`!=`, `<=` and `>=` are the operators of two characters")
            }
            _ => None,
        }
    }
}
