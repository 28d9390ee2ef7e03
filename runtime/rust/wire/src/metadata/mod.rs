//! Metadata of calls: headers and trailers.
//!
//! A key that ends in `-bin` has binary values, which are base64 on the wire; other keys have ASCII values.
//!
//! Source: `Custom-Metadata` of gRPC over HTTP/2.

mod encoding;
mod entry;
mod iter;
mod key;
mod lookup;
mod map;
mod reserved;
mod value;
mod value_traits;

use http::HeaderValue;

pub use encoding::{Ascii, Binary};
pub use entry::{Entry, OccupiedEntry, VacantEntry, ValueDrain};
pub use iter::{
    GetAll, Iter, IterMut, KeyAndMutValueRef, KeyAndValueRef, KeyRef, Keys, ValueIter,
    ValueIterMut, ValueRef, ValueRefMut, Values, ValuesMut,
};
pub use key::{AsciiMetadataKey, BinaryMetadataKey, MetadataKey};
pub use map::MetadataMap;
pub use value::{AsciiMetadataValue, BinaryMetadataValue, MetadataValue};

/// The most names in the headers of a request or a response, and in the end of a stream.
///
/// A map of `http` panics if it has 24,576 names. If a peer chooses names with equal hashes, that can happen from 6,554 names
/// on. So peers may send fewer names, with room for those that the protocols add.
#[doc(hidden)]
pub const MAX_NAMES: usize = 4096;

/// The content type of gRPC.
pub const GRPC_CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/grpc");

pub mod errors {
    //! Errors of keys and values.

    pub use super::encoding::{InvalidMetadataValue, InvalidMetadataValueBytes};
    pub use super::key::InvalidMetadataKey;
    pub use super::value::ToStrError;
}

#[cfg(test)]
mod tests;
