//! The contexts of prost's decoder within nested messages, for the parts of a view that prost reads.

use std::sync::OnceLock;

use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};
use prost::{DecodeError, Message};

/// The most levels of messages within a message, as in prost.
pub const MAX_LEVELS: u8 = 100;

/// The context where so many levels of messages may follow.
pub fn context(levels: u8) -> DecodeContext {
    static CONTEXTS: OnceLock<Vec<DecodeContext>> = OnceLock::new();
    if levels == MAX_LEVELS {
        return DecodeContext::default();
    }
    let contexts = CONTEXTS.get_or_init(contexts);
    contexts
        .get(usize::from(levels))
        .cloned()
        .unwrap_or_default()
}

/// The context for each number of levels. Only prost's decoder of messages makes that of the next level.
fn contexts() -> Vec<DecodeContext> {
    let mut contexts = vec![DecodeContext::default()];
    for _ in 0..MAX_LEVELS {
        let outer = contexts.last().cloned().unwrap_or_default();
        let mut probe = Probe(None);
        // A message with the key of a field.
        let data = &mut &[1, 8][..];
        // The context of the last level has no next one.
        let _ = encoding::message::merge(WireType::LengthDelimited, &mut probe, data, outer);
        contexts.extend(probe.0);
    }
    contexts.reverse();
    contexts
}

/// A message that keeps the context in which it is read.
#[derive(Debug)]
struct Probe(Option<DecodeContext>);

impl Message for Probe {
    fn encode_raw(&self, _: &mut impl BufMut) {}

    fn merge_field(
        &mut self,
        _: u32,
        _: WireType,
        _: &mut impl Buf,
        context: DecodeContext,
    ) -> Result<(), DecodeError> {
        self.0 = Some(context);
        Ok(())
    }

    fn encoded_len(&self) -> usize {
        0
    }

    fn clear(&mut self) {}
}
