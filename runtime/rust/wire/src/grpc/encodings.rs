//! The compressions that this build supports.

use crate::codec::CompressionEncoding;

/// The encodings with their names in `grpc-encoding`.
pub const ENCODINGS: &[(&str, CompressionEncoding)] = &[
    #[cfg(feature = "gzip")]
    ("gzip", CompressionEncoding::Gzip),
    #[cfg(feature = "deflate")]
    ("deflate", CompressionEncoding::Deflate),
    #[cfg(feature = "zstd")]
    ("zstd", CompressionEncoding::Zstd),
];
