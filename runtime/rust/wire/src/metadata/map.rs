//! The map of metadata.

use http::{HeaderMap, HeaderName};

use super::encoding::{Ascii, Binary, ValueEncoding};
use super::entry::Entry;
use super::iter::{GetAll, Iter, IterMut, Keys, Values, ValuesMut};
use super::key::InvalidMetadataKey;
use super::lookup::sealed::{IntoName, Named};
use super::lookup::{AsEncodingAgnosticMetadataKey, AsMetadataKey, IntoMetadataKey};
use super::reserved;
use super::value::MetadataValue;

/// The metadata of a request or a response: a map from keys to one or more values.
///
/// Methods without `_bin` see ASCII values, methods with `_bin` see binary values.
///
/// ```
/// use rpcsmith_runtime::metadata::{MetadataMap, MetadataValue};
///
/// let mut metadata = MetadataMap::new();
/// metadata.insert("x-tenant", "blue".parse()?);
/// metadata.insert_bin("x-trace-bin", MetadataValue::from_bytes(&[0, 255]));
///
/// assert_eq!(metadata.get("x-tenant").unwrap(), "blue");
/// assert_eq!(metadata.get_bin("x-trace-bin").unwrap().to_bytes()?, &[0, 255][..]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MetadataMap {
    pub(super) headers: HeaderMap,
}

impl MetadataMap {
    /// An empty map. It allocates when the first entry is added.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for entries.
    ///
    /// # Panics
    /// If the capacity is more than 24,576.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            headers: HeaderMap::with_capacity(capacity),
        }
    }

    /// The metadata of headers. Binary values that are joined with commas are split.
    pub fn from_headers(mut headers: HeaderMap) -> Self {
        reserved::split_joined(&mut headers);
        Self { headers }
    }

    /// The headers of this metadata.
    pub fn into_headers(self) -> HeaderMap {
        self.headers
    }

    /// The headers of this metadata, without the ones that belong to the protocol, such as `content-type` and `te`.
    #[doc(hidden)]
    pub fn into_sanitized_headers(mut self) -> HeaderMap {
        reserved::remove(&mut self.headers);
        self.headers
    }

    /// The headers of this metadata for a status, which may name the accepted compressions, too.
    pub(crate) fn into_status_headers(mut self) -> HeaderMap {
        const GRPC_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
        let accepted = self.headers.remove(GRPC_ACCEPT_ENCODING);
        let mut headers = self.into_sanitized_headers();
        if let Some(accepted) = accepted {
            // The removal has made room.
            let _ = headers.try_insert(GRPC_ACCEPT_ENCODING, accepted);
        }
        headers
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.headers.len()
    }

    /// The number of keys.
    pub fn keys_len(&self) -> usize {
        self.headers.keys_len()
    }

    /// Whether the map has no entries.
    pub fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.headers.clear();
    }

    /// The number of entries for which there is room.
    pub fn capacity(&self) -> usize {
        self.headers.capacity()
    }

    /// Makes room for more entries.
    ///
    /// # Panics
    /// If the new capacity is more than 24,576.
    pub fn reserve(&mut self, additional: usize) {
        self.headers.reserve(additional);
    }

    /// The first value of a key.
    pub fn get<K: AsMetadataKey<Ascii>>(&self, key: K) -> Option<&MetadataValue<Ascii>> {
        self.find(&key)
    }

    /// The first value of a binary key.
    pub fn get_bin<K: AsMetadataKey<Binary>>(&self, key: K) -> Option<&MetadataValue<Binary>> {
        self.find(&key)
    }

    /// The first value of a key, to change it.
    pub fn get_mut<K: AsMetadataKey<Ascii>>(
        &mut self,
        key: K,
    ) -> Option<&mut MetadataValue<Ascii>> {
        self.find_mut(&key)
    }

    /// The first value of a binary key, to change it.
    pub fn get_bin_mut<K: AsMetadataKey<Binary>>(
        &mut self,
        key: K,
    ) -> Option<&mut MetadataValue<Binary>> {
        self.find_mut(&key)
    }

    /// All values of a key.
    pub fn get_all<K: AsMetadataKey<Ascii>>(&self, key: K) -> GetAll<'_, Ascii> {
        self.find_all(&key)
    }

    /// All values of a binary key.
    pub fn get_all_bin<K: AsMetadataKey<Binary>>(&self, key: K) -> GetAll<'_, Binary> {
        self.find_all(&key)
    }

    /// Whether a key of either kind has a value.
    pub fn contains_key<K: AsEncodingAgnosticMetadataKey>(&self, key: K) -> bool {
        key.name().is_in(&self.headers)
    }

    /// The keys with their values. A key with several values appears several times.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.headers.iter())
    }

    /// The keys with their values, to change the values.
    pub fn iter_mut(&mut self) -> IterMut<'_> {
        IterMut(self.headers.iter_mut())
    }

    /// The keys, each once.
    pub fn keys(&self) -> Keys<'_> {
        Keys(self.headers.keys())
    }

    /// The values.
    pub fn values(&self) -> Values<'_> {
        Values(self.headers.iter())
    }

    /// The values, to change them.
    pub fn values_mut(&mut self) -> ValuesMut<'_> {
        ValuesMut(self.headers.iter_mut())
    }

    /// The entry of a key, with or without values.
    ///
    /// # Errors
    /// If the text is not a key of ASCII values.
    pub fn entry<K: AsMetadataKey<Ascii>>(
        &mut self,
        key: K,
    ) -> Result<Entry<'_, Ascii>, InvalidMetadataKey> {
        self.entry_of(&key)
    }

    /// The entry of a binary key, with or without values.
    ///
    /// # Errors
    /// If the text is not a key of binary values.
    pub fn entry_bin<K: AsMetadataKey<Binary>>(
        &mut self,
        key: K,
    ) -> Result<Entry<'_, Binary>, InvalidMetadataKey> {
        self.entry_of(&key)
    }

    /// Sets the value of a key, and returns the first of the values that it replaces.
    ///
    /// # Panics
    /// If a literal is not a valid key, or the map has 24,576 entries.
    pub fn insert<K: IntoMetadataKey<Ascii>>(
        &mut self,
        key: K,
        value: MetadataValue<Ascii>,
    ) -> Option<MetadataValue<Ascii>> {
        self.put(key, value)
    }

    /// Sets the value of a binary key, and returns the first of the values that it replaces.
    ///
    /// # Panics
    /// As [`insert`](Self::insert).
    pub fn insert_bin<K: IntoMetadataKey<Binary>>(
        &mut self,
        key: K,
        value: MetadataValue<Binary>,
    ) -> Option<MetadataValue<Binary>> {
        self.put(key, value)
    }

    /// Adds a value of a key. Returns whether the key had values before.
    ///
    /// # Panics
    /// As [`insert`](Self::insert).
    pub fn append<K: IntoMetadataKey<Ascii>>(
        &mut self,
        key: K,
        value: MetadataValue<Ascii>,
    ) -> bool {
        self.headers.append(key.into_name(), value.header)
    }

    /// Adds a value of a binary key. Returns whether the key had values before.
    ///
    /// # Panics
    /// As [`insert`](Self::insert).
    pub fn append_bin<K: IntoMetadataKey<Binary>>(
        &mut self,
        key: K,
        value: MetadataValue<Binary>,
    ) -> bool {
        self.headers.append(key.into_name(), value.header)
    }

    /// Removes all values of a key, and returns the first.
    pub fn remove<K: AsMetadataKey<Ascii>>(&mut self, key: K) -> Option<MetadataValue<Ascii>> {
        self.take(&key)
    }

    /// Removes all values of a binary key, and returns the first.
    pub fn remove_bin<K: AsMetadataKey<Binary>>(
        &mut self,
        key: K,
    ) -> Option<MetadataValue<Binary>> {
        self.take(&key)
    }

    /// Adds the entries of another map. They replace the values of the keys that both have. A map that is full leaves out
    /// further keys.
    pub fn merge(&mut self, other: Self) {
        let mut current = None;
        for (next, value) in other.headers {
            // A map yields the name of a value only once.
            if let Some(name) = next {
                let added = self.headers.try_insert(name.clone(), value);
                current = added.is_ok().then_some(name);
            } else if let Some(name) = &current {
                let _ = self.headers.try_append(name, value);
            }
        }
    }

    fn find<VE: ValueEncoding>(&self, key: &impl Named) -> Option<&MetadataValue<VE>> {
        let name = key.name().of_kind::<VE>()?;
        name.get(&self.headers).map(MetadataValue::of_ref)
    }

    fn find_mut<VE: ValueEncoding>(&mut self, key: &impl Named) -> Option<&mut MetadataValue<VE>> {
        let name = key.name().of_kind::<VE>()?;
        name.get_mut(&mut self.headers).map(MetadataValue::of_mut)
    }

    fn find_all<VE: ValueEncoding>(&self, key: &impl Named) -> GetAll<'_, VE> {
        let name = key.name().of_kind::<VE>();
        GetAll::new(name.map(|name| name.get_all(&self.headers)))
    }

    fn entry_of<VE: ValueEncoding>(
        &mut self,
        key: &impl Named,
    ) -> Result<Entry<'_, VE>, InvalidMetadataKey> {
        let name = key.name().of_kind::<VE>();
        let name = name.ok_or_else(InvalidMetadataKey::new)?.parse()?;
        Ok(Entry::new(self.headers.entry(name)))
    }

    fn put<VE: ValueEncoding>(
        &mut self,
        key: impl IntoName<VE>,
        value: MetadataValue<VE>,
    ) -> Option<MetadataValue<VE>> {
        let replaced = self.headers.insert(key.into_name(), value.header);
        replaced.map(MetadataValue::of)
    }

    fn take<VE: ValueEncoding>(&mut self, key: &impl Named) -> Option<MetadataValue<VE>> {
        let name = key.name().of_kind::<VE>()?;
        name.remove(&mut self.headers).map(MetadataValue::of)
    }
}

impl AsRef<HeaderMap> for MetadataMap {
    fn as_ref(&self) -> &HeaderMap {
        &self.headers
    }
}

impl AsMut<HeaderMap> for MetadataMap {
    fn as_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }
}
