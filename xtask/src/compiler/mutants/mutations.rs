//! The mutations of a source.

use std::ops::Range;

use super::source::Source;
use super::token::{Kind, Token};
use super::words::{
    BRACKETS, ESCAPES, FIELD_OPTIONS, GAPS, KEYWORDS, LABELS, NUMBERS, SYNTAXES, TYPES, VALUES,
};

/// A mutation. It does nothing if the source has no place for it.
pub type Mutation = fn(&mut Source);

/// All mutations, each with its weight.
pub const ALL: &[(usize, Mutation)] = &[
    (6, Source::delete_token),
    (4, Source::duplicate_token),
    (3, Source::swap_tokens),
    (5, Source::replace_token),
    (10, Source::change_number),
    (10, Source::rename),
    (4, Source::drop_line),
    (4, Source::copy_line),
    (3, Source::swap_lines),
    (4, Source::insert_keyword),
    (7, Source::change_type),
    (6, Source::change_label),
    (3, Source::change_syntax),
    (6, Source::add_field_option),
    (6, Source::change_value),
    (4, Source::change_text),
    (4, Source::insert_bracket),
    (3, Source::change_import),
    (2, Source::change_byte),
    (5, Source::insert_gap),
    (2, Source::cut),
    (4, Source::move_statement),
];

impl Source {
    fn delete_token(&mut self) {
        if let Some(token) = self.code() {
            self.replace(token.range(), b"");
        }
    }

    fn duplicate_token(&mut self) {
        if let Some(token) = self.code() {
            let text = [b" ", &self.text[token.range()]].concat();
            self.replace(token.end..token.end, &text);
        }
    }

    fn swap_tokens(&mut self) {
        let Some(first) = self.code() else { return };
        let next = self
            .tokens
            .iter()
            .find(|token| token.start >= first.end)
            .copied();
        let far = self.random.below(3) == 0;
        let second = if far { self.code() } else { next };
        if let Some(second) = second {
            self.swap(first.range(), second.range());
        }
    }

    /// Swaps two ranges that do not overlap.
    pub fn swap(&mut self, a: Range<usize>, b: Range<usize>) {
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        if first.end > second.start {
            return;
        }
        let texts = (
            self.text[first.clone()].to_vec(),
            self.text[second.clone()].to_vec(),
        );
        self.replace(second, &texts.0);
        self.replace(first, &texts.1);
    }

    fn replace_token(&mut self) {
        if let (Some(token), Some(other)) = (self.code(), self.code()) {
            let text = self.text[other.range()].to_vec();
            self.replace(token.range(), &text);
        }
    }

    fn change_number(&mut self) {
        let other = self.token(|_, token| token.kind == Kind::Number);
        if let (Some(token), Some(other)) =
            (self.token(|_, token| token.kind == Kind::Number), other)
        {
            let same = self.random.below(4) == 0;
            let text = match same {
                true => self.text[other.range()].to_vec(),
                false => self.pick_line(NUMBERS).as_bytes().to_vec(),
            };
            self.replace(token.range(), &text);
        }
    }

    fn rename(&mut self) {
        let is_name = |_: &[u8], token: &Token| token.kind == Kind::Name;
        if let (Some(token), Some(other)) = (self.token(is_name), self.token(is_name)) {
            let text = match self.random.below(6) {
                0 => b"unknown_name".to_vec(),
                1 => self.text[token.range()].to_ascii_uppercase(),
                _ => self.text[other.range()].to_vec(),
            };
            self.replace(token.range(), &text);
        }
    }

    fn drop_line(&mut self) {
        if let Some(line) = self.line() {
            self.replace(line, b"");
        }
    }

    fn copy_line(&mut self) {
        if let (Some(line), Some(place)) = (self.line(), self.line()) {
            let text = self.text[line].to_vec();
            self.replace(place.start..place.start, &text);
        }
    }

    fn swap_lines(&mut self) {
        if let (Some(a), Some(b)) = (self.line(), self.line()) {
            self.swap(a, b);
        }
    }

    fn insert_keyword(&mut self) {
        if let Some(at) = self.gap() {
            let text = format!(" {} ", self.pick_line(KEYWORDS));
            self.replace(at..at, text.as_bytes());
        }
    }

    fn change_type(&mut self) {
        let is_type = |text: &[u8], _: &Token| TYPES.iter().any(|name| name.as_bytes() == text);
        let is_name =
            |text: &[u8], token: &Token| token.kind == Kind::Name && text[0].is_ascii_uppercase();
        let Some(token) = self.token(is_type) else {
            return;
        };
        let name = self.token(is_name).filter(|_| self.random.below(3) == 0);
        let text = match name {
            Some(name) => self.text[name.range()].to_vec(),
            None => self.pick(TYPES).as_bytes().to_vec(),
        };
        self.replace(token.range(), &text);
    }

    fn change_label(&mut self) {
        let label = self.token(|text, _| matches!(text, b"optional" | b"required" | b"repeated"));
        let scalar = self.token(|text, _| TYPES.iter().any(|name| name.as_bytes() == text));
        let text = self.pick(LABELS);
        match (label, scalar) {
            (Some(label), _) => self.replace(label.range(), text.as_bytes()),
            (None, Some(scalar)) => {
                let text = format!("{text} ");
                self.replace(scalar.start..scalar.start, text.as_bytes());
            }
            _ => {}
        }
    }

    pub fn change_syntax(&mut self) {
        let starts = |text: &[u8], _: &Token| matches!(text, b"syntax" | b"edition");
        let start = self.token(starts).map(|token| token.start);
        let end = start.and_then(|start| {
            let mut rest = self.tokens.iter().filter(|token| token.start > start);
            rest.find(|token| &self.text[token.range()] == b";")
                .map(|token| token.end)
        });
        let text = self.pick_line(SYNTAXES);
        match (start, end) {
            (Some(start), Some(end)) => self.replace(start..end, text.as_bytes()),
            _ => self.replace(0..0, text.as_bytes()),
        }
    }

    fn add_field_option(&mut self) {
        let option = self.pick_line(FIELD_OPTIONS);
        let Some(end) = self.token(|text, _| matches!(text, b";" | b"]")) else {
            return;
        };
        let text = match &self.text[end.range()] {
            b"]" => format!(", {option}"),
            _ => format!(" [{option}]"),
        };
        self.replace(end.start..end.start, text.as_bytes());
    }

    /// Replaces the token or the block after `=` or `:`.
    pub fn change_value(&mut self) {
        let Some(sign) = self.token(|text, _| matches!(text, b"=" | b":")) else {
            return;
        };
        let next = self
            .tokens
            .iter()
            .find(|token| token.start >= sign.end)
            .copied();
        if let Some(value) = next {
            let text = format!(" {}", self.pick_line(VALUES));
            self.replace(value.range(), text.as_bytes());
        }
    }

    fn change_text(&mut self) {
        let Some(token) = self.token(|_, token| token.kind == Kind::Text) else {
            return;
        };
        let length = token.end - token.start;
        let at = token.start + 1 + self.random.below(length.max(2) - 1);
        let text = self.pick(ESCAPES);
        self.replace(at..at, text.as_bytes());
    }

    fn insert_bracket(&mut self) {
        if let Some(at) = self.gap() {
            let text = self.pick(BRACKETS);
            self.replace(at..at, text.as_bytes());
        }
    }

    fn change_import(&mut self) {
        let Some(import) = self.token(|text, _| text == b"import") else {
            return;
        };
        let next = self
            .tokens
            .iter()
            .find(|token| token.start >= import.end)
            .copied();
        let kind = match next {
            Some(next) if next.kind == Kind::Name => next.range(),
            _ => import.end..import.end,
        };
        match self.random.below(6) {
            0 => self.replace(import.range(), b"//"),
            1 => self.replace(kind, b" public"),
            2 => self.replace(kind, b" weak"),
            3 => self.replace(kind, b" option"),
            4 => self.replace(kind, b""),
            _ => self.copy_line(),
        }
    }

    fn change_byte(&mut self) {
        const BYTES: &[u8] = b"\0\x01\x7f\x80\xc3\xe2\xff\\\"'\n\r\t;{}$@#&~`";
        let at = self.random.below(self.text.len() + 1);
        let byte = [BYTES[self.random.below(BYTES.len())]];
        let removed = self.random.below(2).min(self.text.len() - at);
        self.replace(at..at + removed, &byte);
    }

    pub fn insert_gap(&mut self) {
        let at = self.gap().unwrap_or(0);
        let text = self.pick(GAPS);
        self.replace(at..at, text.as_bytes());
    }

    /// Ends the source early.
    fn cut(&mut self) {
        if let Some(at) = self.gap() {
            self.text.truncate(at);
        }
    }

    /// Moves or copies a statement without a block.
    fn move_statement(&mut self) {
        let (Some(start), Some(to)) = (self.statement_end(), self.statement_end()) else {
            return;
        };
        let mut rest = self.tokens.iter().filter(|token| token.start >= start);
        let end = rest.find(|token| matches!(&self.text[token.range()], b";" | b"{" | b"}"));
        let Some(end) = end
            .filter(|end| &self.text[end.range()] == b";")
            .map(|end| end.end)
        else {
            return;
        };
        let text = self.text[start..end].to_vec();
        self.replace(to..to, &text);
        if to >= end && self.random.below(2) == 0 {
            self.replace(start..end, b"");
        }
    }
}
