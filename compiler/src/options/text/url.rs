//! Reads what is in brackets: the name of an extension, or the URL of a type.

use super::{Reader, Result};
use crate::lex::{TokenKind, is_identifier};

/// A name in brackets.
pub(super) struct Bracketed {
    /// Up to the last slash, which it includes. Empty without a slash.
    pub prefix: String,
    pub type_name: String,
}

impl Reader<'_> {
    /// Consumes a name with its brackets. Whitespace in it is ignored.
    pub(super) fn bracketed(&mut self) -> Result<Bracketed> {
        self.lexer.set_report_url_chars(true);
        self.lexer.advance();
        let mut text = String::new();
        while self.kind() == TokenKind::UrlChars {
            text.push_str(&String::from_utf8_lossy(self.text()));
            self.lexer.advance();
        }
        self.lexer.set_report_url_chars(false);
        self.expect(b']')?;
        let (prefix, type_name) = match text.rfind('/') {
            Some(slash) => text.split_at(slash + 1),
            None => ("", &*text),
        };
        if prefix.starts_with('/') {
            return Err(self.problem("the URL of a type begins with its host, not with `/`"));
        }
        if !has_valid_escapes(prefix.as_bytes()) {
            return Err(self.problem("in a URL, two hexadecimal digits follow each `%`"));
        }
        let mut parts = type_name.split('.');
        if !parts.all(|part| is_identifier(part.as_bytes())) {
            return Err(self.problem(format!("`{type_name}` is not the full name of a type")));
        }
        Ok(Bracketed {
            prefix: prefix.to_owned(),
            type_name: type_name.to_owned(),
        })
    }
}

fn has_valid_escapes(url: &[u8]) -> bool {
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let mut escapes = url.iter().enumerate().filter(|&(_, &byte)| byte == b'%');
    escapes.all(|(at, _)| is_hex(url.get(at + 1)) && is_hex(url.get(at + 2)))
}
