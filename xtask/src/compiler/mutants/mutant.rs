//! Makes mutants of sources.

use super::source::Source;
use super::token::tokens;
use super::{mutations, structure};
use crate::differential::random::Random;

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
