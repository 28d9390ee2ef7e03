//! The messages to validate.

use std::collections::HashMap;

use prost::Message;
use prost::bytes::Bytes;

use super::mutate::Mutator;
use super::variants;
use super::wire::Tree;
use crate::conformance::suite::{Any, Suites};

/// An encoded message, and its type without a leading dot.
pub struct Pair {
    pub name: String,
    pub bytes: Bytes,
}

impl Pair {
    /// Appends it to the input of both sides.
    pub fn write(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        let any = Any {
            type_url: format!("/{}", self.name),
            value: self.bytes.clone(),
        };
        Ok(any.encode_length_delimited(out)?)
    }
}

/// Creates messages of some types, from those of the suite if it has any.
pub struct Source<'a> {
    pub mutator: Mutator<'a>,
    pub types: Vec<String>,
    pub seeds: HashMap<String, Vec<Bytes>>,
    /// The assumed depth of messages, which limits their size.
    pub depth: usize,
}

/// The inputs of the suite by the full names of their types, with a leading dot.
pub fn seeds(suites: &Suites) -> HashMap<String, Vec<Bytes>> {
    let mut seeds: HashMap<_, Vec<_>> = HashMap::new();
    let cases = suites.suites.iter().flat_map(|suite| &suite.cases);
    for input in cases.filter_map(|case| case.input.as_ref()) {
        let name = input.type_url.rsplit('/').next().unwrap_or_default();
        seeds
            .entry(format!(".{name}"))
            .or_default()
            .push(input.value.clone());
    }
    seeds
}

impl Source<'_> {
    /// The next message of a type.
    pub fn pair(&mut self, turn: usize) -> Pair {
        let name = &self.types[turn % self.types.len()];
        let mutator = &mut self.mutator;
        let seeds = self.seeds.get(&variants::base(name));
        let seeds = seeds.map_or(&[][..], Vec::as_slice);
        let mut tree = Tree::default();
        match mutator.random.pick(seeds).and_then(Tree::parse) {
            Some(seed) if !mutator.random.one_in(4) => tree = seed,
            _ => mutator.fill(name, &mut tree, &Bytes::new(), self.depth),
        }
        if !mutator.random.one_in(10) {
            mutator.mutate(name, &mut tree, &Bytes::new(), self.depth);
        }
        Pair {
            name: name[1..].to_owned(),
            bytes: tree.to_bytes(),
        }
    }
}
