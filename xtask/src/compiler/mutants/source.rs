//! A source with its tokens and the mutations of it.

use std::ops::Range;

use super::token::{Kind, Token, tokens};
use super::{mutations, structure};
use crate::differential::random::Random;

/// A source that is mutated.
pub struct Source {
    pub text: Vec<u8>,
    pub tokens: Vec<Token>,
    /// Another source, of which mutations take parts.
    pub donor: Vec<u8>,
    pub random: Random,
}

/// A mutant of a source.
pub fn mutant(text: &[u8], donor: &[u8], random: &mut Random) -> Vec<u8> {
    let mut source = Source {
        text: text.to_vec(),
        tokens: tokens(text),
        donor: donor.to_vec(),
        random: Random::new(random.bits()),
    };
    let count = match source.random.below(10) {
        0..6 => 1,
        6..8 => 2,
        8 => 3,
        _ => 5,
    };
    // Some mutations find no place.
    let mut left = count;
    for _ in 0..20 {
        let before = source.text.len();
        let changed = source.mutate();
        left -= usize::from(changed || source.text.len() != before);
        if left == 0 {
            break;
        }
    }
    source.text
}

impl Source {
    /// Applies a mutation, and returns whether it changed the source.
    fn mutate(&mut self) -> bool {
        let mutations = match self.random.below(3) {
            0 => mutations::ALL,
            _ => structure::ALL,
        };
        let chosen = weighted(mutations, &mut self.random);
        let before = self.text.clone();
        if let Some(mutation) = chosen {
            mutation(self);
        }
        let changed = before != self.text;
        if changed {
            self.tokens = tokens(&self.text);
        }
        changed
    }

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

/// One of the items, as often as its weight says.
pub fn weighted<'a, T>(items: &'a [(usize, T)], random: &mut Random) -> Option<&'a T> {
    let mut at = random.below(items.iter().map(|(weight, _)| weight).sum());
    let found = items.iter().find(|(weight, _)| {
        let found = at < *weight;
        at = at.saturating_sub(*weight);
        found
    });
    found.map(|(_, item)| item)
}
