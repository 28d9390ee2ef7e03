//! A source with its tokens and the mutations of it.

use std::ops::Range;

use super::token::{Kind, Token};
use crate::differential::random::Random;

/// A source that is mutated.
pub struct Source {
    pub text: Vec<u8>,
    pub tokens: Vec<Token>,
    /// Another source, of which mutations take parts.
    pub donor: Vec<u8>,
    pub random: Random,
}

impl Source {
    pub fn replace(&mut self, range: Range<usize>, text: &[u8]) {
        self.text.splice(range, text.iter().copied());
    }

    pub fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.random.below(words.len())]
    }

    /// One of the lines of a text.
    pub fn pick_line(&mut self, lines: &'static str) -> &'static str {
        let index = self.random.below(lines.lines().count());
        lines.lines().nth(index).unwrap_or_default()
    }

    /// One of the tokens that are accepted, but most often no comment.
    pub fn token(&mut self, accepts: impl Fn(&[u8], &Token) -> bool) -> Option<Token> {
        let tokens = self.tokens.iter();
        let found: Vec<Token> = tokens
            .filter(|token| accepts(&self.text[token.range()], token))
            .copied()
            .collect();
        let index = (!found.is_empty()).then(|| self.random.below(found.len()))?;
        found.get(index).copied()
    }

    pub fn code(&mut self) -> Option<Token> {
        self.token(|_, token| token.kind != Kind::Comment)
    }

    /// The end of a token of the code.
    pub fn gap(&mut self) -> Option<usize> {
        self.code().map(|token| token.end)
    }

    /// The end of a statement, or of the start of a block.
    pub fn statement_end(&mut self) -> Option<usize> {
        let end = self.token(|text, _| matches!(text, b";" | b"{" | b"}"));
        end.map(|token| token.end)
    }

    pub fn lines(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let lines = self.text.split_inclusive(|byte| *byte == b'\n');
        let ranges = lines.map(|line| {
            start += line.len();
            start - line.len()..start
        });
        ranges.collect()
    }

    pub fn line(&mut self) -> Option<Range<usize>> {
        let lines = self.lines();
        let index = (!lines.is_empty()).then(|| self.random.below(lines.len()))?;
        lines.get(index).cloned()
    }
}
