//! Types that have the names of tonic's read and write the same headers.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use rpcsmith_wire::metadata::MetadataMap;
use rpcsmith_wire::{Code, Status};

const MESSAGES: [&str; 8] = [
    "",
    "plain",
    "100 %",
    "%41",
    "grün",
    "a\nb\tc",
    "\u{0}\u{7f}",
    "{\"a\": [1, 2]} <b>?#`",
];

/// tonic encodes more characters than it must, so messages differ on the wire, but not for a reader.
#[test]
fn each_reads_the_status_of_the_other() {
    for number in 0..=17 {
        for message in MESSAGES {
            let details = Bytes::from(format!("\0{message}"));
            let ours = Status::with_details(Code::from(number), message, details.clone());
            let theirs = tonic::Status::with_details(number.into(), message, details);

            let read = tonic::Status::from_header_map(&ours.to_header_map().unwrap()).unwrap();
            assert_eq!(read.code() as i32, theirs.code() as i32);
            assert_eq!(read.message(), message);
            assert_eq!(read.details(), theirs.details());
            assert!(read.metadata().is_empty());

            let mut headers = HeaderMap::new();
            theirs.add_header(&mut headers).unwrap();
            let read = Status::from_header_map(&headers).unwrap();
            assert_eq!(read.code() as i32, theirs.code() as i32);
            assert_eq!(read.message(), message);
            assert_eq!(read.details(), theirs.details());
            assert!(read.metadata().is_empty());
        }
    }
}

#[test]
fn codes_are_read_alike() {
    let texts = (-1..=20).map(|number: i32| number.to_string());
    for text in texts.chain(["", "00", "0 ", "x", "1.0"].map(str::to_owned)) {
        let (ours, theirs) = (
            Code::from_bytes(text.as_bytes()),
            tonic::Code::from_bytes(text.as_bytes()),
        );
        assert_eq!(ours as i32, theirs as i32, "{text}");
        assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
    }
}

#[test]
fn metadata_is_read_and_written_alike() {
    let pairs = [
        ("authorization", "Bearer x"),
        ("x-many", "1"),
        ("x-many", "2"),
        ("x-bytes-bin", "AAEC/w"),
        ("x-bytes-bin", "AAEC/w=="),
        ("x-empty", ""),
        ("x-empty-bin", ""),
        ("x-bad-bin", "*"),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let ours = MetadataMap::from_headers(headers.clone());
    let theirs = tonic::metadata::MetadataMap::from_headers(headers.clone());
    for (name, _) in pairs {
        let values = (
            ours.get_all(name).iter().map(|value| value.to_str().ok()),
            theirs.get_all(name).iter().map(|value| value.to_str().ok()),
        );
        assert!(values.0.eq(values.1), "{name}");
        let values = (
            ours.get_all_bin(name)
                .iter()
                .map(|value| value.to_bytes().ok()),
            theirs
                .get_all_bin(name)
                .iter()
                .map(|value| value.to_bytes().ok()),
        );
        assert!(values.0.eq(values.1), "{name}");
    }
    assert_eq!(ours.into_headers(), headers);
}

/// A sequence of numbers that is the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u8 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0.to_be_bytes()[0]
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.next() % 24;
        (0..length).map(|_| self.next()).collect()
    }
}

/// A peer can send any bytes in its headers.
#[test]
fn any_headers_are_a_status_and_metadata() {
    let mut numbers = Numbers(7);
    let mut read = 0;
    for _ in 0..20_000 {
        let mut headers = HeaderMap::new();
        for name in [
            "grpc-status",
            "grpc-message",
            "grpc-status-details-bin",
            "a",
            "a-bin",
        ] {
            // Mostly the characters that have a meaning.
            let value = numbers.bytes().into_iter();
            let value: Vec<u8> = value
                .map(|byte| b"%=,/+0123456789ABCDEFabcdef \xC3\xFF"[usize::from(byte) % 30])
                .collect();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
        let status = Status::from_header_map(&headers).unwrap();
        let again = Status::from_header_map(&status.to_header_map().unwrap()).unwrap();
        assert_eq!(again.code(), status.code());
        assert_eq!(again.message(), status.message());
        assert_eq!(again.details(), status.details());
        let values = status.metadata().get_all_bin("a-bin");
        read += values
            .iter()
            .filter(|value| value.to_bytes().is_ok())
            .count();
    }
    assert!(read > 0);
}

#[test]
fn any_message_arrives() {
    let mut numbers = Numbers(8);
    for _ in 0..20_000 {
        let message = String::from_utf8_lossy(&numbers.bytes()).into_owned();
        let status = Status::unknown(&*message);
        let headers = status.to_header_map().unwrap();
        let ours = Status::from_header_map(&headers).unwrap();
        let theirs = tonic::Status::from_header_map(&headers).unwrap();
        assert_eq!((ours.message(), theirs.message()), (&*message, &*message));
    }
}

/// The imports of a crate compile after `tonic::` becomes `rpcsmith_runtime::`. `docs/migrate.md` lists the others.
#[allow(unused_imports)]
mod imports {
    macro_rules! of {
        ($($tree:tt)*) => {
            mod of_tonic {
                use tonic::{$($tree)*};
            }
            mod ours {
                use rpcsmith_runtime::{$($tree)*};
            }
        };
    }

    of! {
        Code, Extensions, IntoRequest, IntoStreamingRequest, Request, Response, Result, Status, Streaming,
        body::Body,
        codec::{CompressionEncoding, EnabledCompressionEncodings, Streaming as OfCodec},
        metadata::{
            Ascii, AsciiMetadataKey, AsciiMetadataValue, Binary, BinaryMetadataKey, BinaryMetadataValue, Entry,
            GRPC_CONTENT_TYPE, GetAll, Iter, IterMut, KeyAndMutValueRef, KeyAndValueRef, KeyRef, Keys, MetadataKey,
            MetadataMap, MetadataValue, OccupiedEntry, VacantEntry, ValueDrain, ValueIter, ValueRef, ValueRefMut,
            Values, ValuesMut,
            errors::{InvalidMetadataKey, InvalidMetadataValue, InvalidMetadataValueBytes, ToStrError},
        },
        server::NamedService,
        service::{
            Interceptor, InterceptorLayer,
            interceptor::{
                InterceptedService, Interceptor as InModule, InterceptorLayer as LayerInModule, ResponseBody,
                ResponseFuture,
            },
        },
    }
}
