//! Map fields: `HashMap` and `BTreeMap`.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};

use super::kind::Kind;
use super::write;

/// A map field.
pub trait Map<K, V> {
    /// The value of a key.
    fn get<Q: Hash + Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>;

    /// Sets the value of a key, and returns the old one.
    fn insert(&mut self, key: K, value: V) -> Option<V>;

    /// Writes all entries.
    fn encode(&self, tag: u32, kinds: (impl Kind<K>, impl Kind<V>), buf: &mut impl BufMut);

    /// The number of bytes that [`encode`](Self::encode) writes.
    fn encoded_len(&self, tag: u32, kinds: (impl Kind<K>, impl Kind<V>)) -> usize;

    /// Reads an entry.
    ///
    /// # Errors
    /// If the entry is malformed.
    fn merge(
        &mut self,
        kinds: (impl Kind<K>, impl Kind<V>),
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError>;
}

macro_rules! maps {
    ($($map:ident, $module:ident;)*) => {$(
        impl<K: Default + Eq + Hash + Ord, V> Map<K, V> for $map<K, V> {
            fn get<Q: Hash + Ord + ?Sized>(&self, key: &Q) -> Option<&V>
            where
                K: Borrow<Q>,
            {
                self.get(key)
            }

            fn insert(&mut self, key: K, value: V) -> Option<V> {
                self.insert(key, value)
            }

            fn encode(&self, tag: u32, (key, value): (impl Kind<K>, impl Kind<V>), buf: &mut impl BufMut) {
                for (entry_key, entry_value) in self {
                    let key_len = key.encoded_len(1, entry_key);
                    let value_len = value.encoded_len(2, entry_value);
                    write::pair(tag, WireType::LengthDelimited, (key_len + value_len) as u64, buf);
                    if key_len > 0 {
                        key.encode(1, entry_key, buf);
                    }
                    if value_len > 0 {
                        value.encode(2, entry_value, buf);
                    }
                }
            }

            fn encoded_len(&self, tag: u32, (key, value): (impl Kind<K>, impl Kind<V>)) -> usize {
                let entries = self.iter().map(|(entry_key, entry_value)| {
                    let len = key.encoded_len(1, entry_key) + value.encoded_len(2, entry_value);
                    encoding::encoded_len_varint(len as u64) + len
                });
                entries.sum::<usize>() + encoding::key_len(tag) * self.len()
            }

            fn merge(
                &mut self,
                (key, value): (impl Kind<K>, impl Kind<V>),
                buf: &mut impl Buf,
                ctx: DecodeContext,
            ) -> Result<(), DecodeError> {
                encoding::$module::merge_with_default(
                    |wire_type, entry_key, buf, ctx| key.merge(wire_type, entry_key, buf, ctx),
                    |wire_type, entry_value, buf, ctx| value.merge(wire_type, entry_value, buf, ctx),
                    value.default(),
                    self,
                    buf,
                    ctx,
                )
            }
        }
    )*};
}

maps! {
    HashMap, hash_map;
    BTreeMap, btree_map;
}
