//! Compression of messages.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/compression.md>.

use std::fmt;
use std::io::{self, Read};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::Status;

/// The header with the compression of the messages that follow.
pub const GRPC_ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
/// The header with the compressions that the sender accepts.
pub const GRPC_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");

/// The capacity of the first buffer for decompressed bytes, if the limit allows it.
const FIRST_BUFFER: usize = 1024;

/// The size from which the buffer grows by a quarter instead of doubling.
const SLOW_GROWTH: usize = 64 * 1024;

/// The largest window of zstd: 8 MiB, as a sender may assume.
///
/// Source: RFC 9659.
#[cfg(feature = "zstd")]
const ZSTD_WINDOW_LOG: u32 = 23;

/// A compression of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompressionEncoding {
    /// gzip, RFC 1952.
    #[cfg(feature = "gzip")]
    Gzip,
    /// zlib, RFC 1950, which gRPC calls `deflate`.
    #[cfg(feature = "deflate")]
    Deflate,
    /// Zstandard, RFC 8878.
    #[cfg(feature = "zstd")]
    Zstd,
}

impl CompressionEncoding {
    /// The compressions that this build supports.
    #[doc(hidden)]
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "gzip")]
        Self::Gzip,
        #[cfg(feature = "deflate")]
        Self::Deflate,
        #[cfg(feature = "zstd")]
        Self::Zstd,
    ];

    /// The name in the headers, for example `gzip`.
    #[doc(hidden)]
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "gzip")]
            Self::Gzip => "gzip",
            #[cfg(feature = "deflate")]
            Self::Deflate => "deflate",
            #[cfg(feature = "zstd")]
            Self::Zstd => "zstd",
        }
    }

    /// The value of `grpc-encoding`.
    #[doc(hidden)]
    pub fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    /// The compression with a name in `grpc-encoding`.
    pub fn named(name: &[u8]) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|encoding| encoding.name().as_bytes() == name)
    }
}

impl fmt::Display for CompressionEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The compressions that one side of a call accepts or sends, in the order in which they were enabled.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnabledCompressionEncodings([Option<CompressionEncoding>; 3]);

impl EnabledCompressionEncodings {
    /// Enables a compression.
    pub fn enable(&mut self, encoding: CompressionEncoding) {
        if self.is_enabled(encoding) {
            return;
        }
        if let Some(free) = self.0.iter_mut().find(|slot| slot.is_none()) {
            *free = Some(encoding);
        }
    }

    /// Removes the compression that was enabled last.
    pub fn pop(&mut self) -> Option<CompressionEncoding> {
        self.0.iter_mut().rev().find_map(Option::take)
    }

    /// Whether a compression is enabled.
    pub fn is_enabled(&self, encoding: CompressionEncoding) -> bool {
        self.0.contains(&Some(encoding))
    }

    /// Whether there is no compression.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The value of `grpc-accept-encoding`; `None` if there is no compression.
    #[doc(hidden)]
    pub fn header_value(&self) -> Option<HeaderValue> {
        if self.is_empty() {
            return None;
        }
        let names = self.0.iter().flatten().map(|encoding| encoding.name());
        let names: Vec<_> = names.chain(["identity"]).collect();
        HeaderValue::from_str(&names.join(",")).ok()
    }

    /// The compression of the responses: the first one that the client names and that is enabled here.
    #[doc(hidden)]
    pub fn accepted_by(&self, headers: &HeaderMap) -> Option<CompressionEncoding> {
        if self.is_empty() {
            return None;
        }
        let names = headers.get(GRPC_ACCEPT_ENCODING)?.as_bytes();
        let mut names = names.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        names.find_map(|name| {
            CompressionEncoding::named(name).filter(|encoding| self.is_enabled(*encoding))
        })
    }

    /// The compression of the requests, by their headers.
    ///
    /// # Errors
    /// `UNIMPLEMENTED` with the accepted compressions, for one that is not enabled.
    #[doc(hidden)]
    pub fn of_requests(&self, headers: &HeaderMap) -> Result<Option<CompressionEncoding>, Status> {
        match Received::read(headers, *self) {
            Received::Identity => Ok(None),
            Received::Known(encoding) => Ok(Some(encoding)),
            Received::Unknown(name) => {
                let name = name.as_bytes().escape_ascii();
                let mut status = Status::unimplemented(format!(
                    "the requests are compressed with `{name}`, which the server does not accept"
                ));
                let accepted = self.header_value();
                let accepted = accepted.unwrap_or(HeaderValue::from_static("identity"));
                status
                    .metadata_mut()
                    .as_mut()
                    .insert(GRPC_ACCEPT_ENCODING, accepted);
                Err(status)
            }
        }
    }
}

/// The compression of received messages, by `grpc-encoding`.
#[derive(Clone, Debug, Default)]
pub enum Received {
    /// The messages are not compressed.
    #[default]
    Identity,
    /// The messages may be compressed.
    Known(CompressionEncoding),
    /// The messages may be compressed in a way that the receiver does not accept.
    Unknown(HeaderValue),
}

impl Received {
    /// Reads the header of a message that may use the compressions in `accepted`.
    pub fn read(headers: &HeaderMap, accepted: EnabledCompressionEncodings) -> Self {
        let Some(name) = headers.get(GRPC_ENCODING) else {
            return Self::Identity;
        };
        match CompressionEncoding::named(name.as_bytes()) {
            Some(encoding) if accepted.is_enabled(encoding) => Self::Known(encoding),
            None if matches!(name.as_bytes(), b"identity" | b"") => Self::Identity,
            _ => Self::Unknown(name.clone()),
        }
    }
}

/// Counts the memory of decompressed messages, and can refuse it.
pub trait Meter: Send + Sync {
    /// Counts a message that takes `bytes` after decompression, before the memory is allocated.
    ///
    /// # Errors
    /// The status of the call if it may not take so much.
    fn decompressed(&self, bytes: usize) -> Result<(), Status>;
}

/// Decompresses a message of at most `limit` bytes; `what` names it in the status. No buffer is larger than the limit.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` for a larger message, `INTERNAL` for malformed data, and the errors of `meter`.
pub fn decompress(
    encoding: CompressionEncoding,
    data: &[u8],
    limit: usize,
    what: &str,
    meter: Option<&dyn Meter>,
) -> Result<Bytes, Status> {
    // Some peers set the flag of an empty message that they do not compress.
    if data.is_empty() {
        return Ok(Bytes::new());
    }
    let first = data.len().saturating_mul(2).max(FIRST_BUFFER).min(limit);
    let bytes = with_reader(encoding, data, |reader| read(reader, first, limit, meter));
    match bytes {
        Ok(bytes) => Ok(bytes.into()),
        Err(Fault::TooLarge) => Err(Status::resource_exhausted(format!(
            "a {what} message is over the limit of {limit} bytes after decompression"
        ))),
        Err(Fault::Refused(status)) => Err(status),
        Err(Fault::Malformed(error)) => Err(Status::internal(format!(
            "a {what} message is not {encoding}: {error}"
        ))),
    }
}

/// Why a message cannot be decompressed.
enum Fault {
    TooLarge,
    Refused(Status),
    Malformed(io::Error),
}

#[cfg_attr(
    not(any(feature = "gzip", feature = "deflate", feature = "zstd")),
    expect(unused_variables, reason = "no compression is compiled in")
)]
fn with_reader(
    encoding: CompressionEncoding,
    data: &[u8],
    read: impl FnOnce(&mut dyn Read) -> Result<Vec<u8>, Fault>,
) -> Result<Vec<u8>, Fault> {
    match encoding {
        #[cfg(feature = "gzip")]
        CompressionEncoding::Gzip => read(&mut flate2::bufread::MultiGzDecoder::new(data)),
        #[cfg(feature = "deflate")]
        CompressionEncoding::Deflate => {
            let mut decoder = flate2::bufread::ZlibDecoder::new(data);
            let bytes = read(&mut decoder)?;
            // The decoder stops at the end of its stream.
            if decoder.into_inner().is_empty() {
                Ok(bytes)
            } else {
                let message = "there is data after its end";
                Err(Fault::Malformed(io::Error::other(message)))
            }
        }
        #[cfg(feature = "zstd")]
        CompressionEncoding::Zstd => {
            let decoder = zstd::stream::read::Decoder::with_buffer(data);
            let mut decoder = decoder.map_err(Fault::Malformed)?;
            let window = decoder.window_log_max(ZSTD_WINDOW_LOG);
            window.map_err(Fault::Malformed)?;
            read(&mut decoder)
        }
    }
}

/// Reads all bytes into a buffer that starts with `first` bytes and never has more than `limit`.
fn read(
    reader: &mut dyn Read,
    first: usize,
    limit: usize,
    meter: Option<&dyn Meter>,
) -> Result<Vec<u8>, Fault> {
    let mut output = Vec::new();
    let mut length = 0;
    loop {
        if length == output.len() {
            if length == limit {
                return match next(reader, &mut [0])? {
                    0 => Ok(output),
                    _ => Err(Fault::TooLarge),
                };
            }
            // A message counts with the size of its buffer, so a large buffer grows slowly.
            let more = if length < SLOW_GROWTH {
                length
            } else {
                length / 4
            };
            let size = first.max(length.saturating_add(more)).min(limit);
            if let Some(meter) = meter {
                meter.decompressed(size).map_err(Fault::Refused)?;
            }
            output.reserve_exact(size - length);
            output.resize(size, 0);
        }
        match next(reader, output.get_mut(length..).unwrap_or_default())? {
            0 => break,
            more => length += more,
        }
    }
    output.truncate(length);
    Ok(output)
}

fn next(reader: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, Fault> {
    loop {
        match reader.read(buffer) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Fault::Malformed(error)),
        }
    }
}

/// Compresses a message, and appends it to `output`.
///
/// # Errors
/// `INTERNAL` if the compressor fails.
#[cfg_attr(
    not(any(feature = "gzip", feature = "deflate", feature = "zstd")),
    expect(
        unused_variables,
        unreachable_code,
        reason = "no compression is compiled in"
    )
)]
pub fn compress(
    encoding: CompressionEncoding,
    data: &[u8],
    output: &mut BytesMut,
) -> Result<(), Status> {
    #[cfg(any(feature = "gzip", feature = "deflate", feature = "zstd"))]
    let writer = bytes::BufMut::writer(output);
    let compressed: io::Result<()> = match encoding {
        #[cfg(feature = "gzip")]
        CompressionEncoding::Gzip => {
            let level = flate2::Compression::default();
            let mut encoder = flate2::write::GzEncoder::new(writer, level);
            io::Write::write_all(&mut encoder, data).and_then(|()| encoder.try_finish())
        }
        #[cfg(feature = "deflate")]
        CompressionEncoding::Deflate => {
            let level = flate2::Compression::default();
            let mut encoder = flate2::write::ZlibEncoder::new(writer, level);
            io::Write::write_all(&mut encoder, data).and_then(|()| encoder.try_finish())
        }
        #[cfg(feature = "zstd")]
        CompressionEncoding::Zstd => {
            zstd::stream::copy_encode(data, writer, zstd::DEFAULT_COMPRESSION_LEVEL)
        }
    };
    compressed.map_err(|error| Status::internal(format!("cannot compress a message: {error}")))
}

#[cfg(test)]
mod tests;
