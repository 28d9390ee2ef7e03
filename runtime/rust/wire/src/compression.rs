//! The encodings of messages that this build has.

use tonic::codec::CompressionEncoding;

/// The encodings, by the names that `grpc-encoding` gives them.
pub const ENCODINGS: &[(&str, CompressionEncoding)] = &[
    #[cfg(feature = "gzip")]
    ("gzip", CompressionEncoding::Gzip),
    #[cfg(feature = "deflate")]
    ("deflate", CompressionEncoding::Deflate),
    #[cfg(feature = "zstd")]
    ("zstd", CompressionEncoding::Zstd),
];
