use super::*;
use crate::Code;

fn enabled() -> EnabledCompressionEncodings {
    let mut enabled = EnabledCompressionEncodings::default();
    for encoding in CompressionEncoding::ALL {
        enabled.enable(*encoding);
        enabled.enable(*encoding);
    }
    enabled
}

fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
}

#[test]
fn messages_are_the_same_after_compression() {
    for encoding in CompressionEncoding::ALL {
        for size in [0, 1, 1023, 1024, 1025, 100_000] {
            let message: Vec<_> = (0..size).map(|byte: usize| (byte / 7) as u8).collect();
            let mut compressed = BytesMut::new();
            compress(*encoding, &message, &mut compressed).unwrap();
            let back = decompress(*encoding, &compressed, size, "test", None).unwrap();
            assert_eq!(back, message, "{encoding} {size}");
        }
    }
}

#[test]
fn a_bomb_takes_no_more_memory_than_the_limit() {
    struct Most(std::sync::atomic::AtomicUsize);
    impl Meter for Most {
        fn decompressed(&self, bytes: usize) -> Result<(), Status> {
            self.0
                .fetch_max(bytes, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        }
    }
    for encoding in CompressionEncoding::ALL {
        let mut bomb = BytesMut::new();
        compress(*encoding, &vec![0; 10_000_000], &mut bomb).unwrap();
        let most = Most(0.into());
        let status = decompress(*encoding, &bomb, 300_000, "test", Some(&most)).unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted, "{encoding}");
        assert_eq!(most.0.into_inner(), 300_000, "{encoding}");
    }
}

#[test]
fn malformed_data_is_internal() {
    for encoding in CompressionEncoding::ALL {
        let mut data = BytesMut::new();
        compress(*encoding, b"hello, hello, hello", &mut data).unwrap();
        let cut = (1..data.len()).map(|end| data[..end].to_vec());
        let longer = [&b"\0"[..], b"more", &[0; 100]].map(|more| [&data[..], more].concat());
        for bad in cut.chain(longer).chain([b"hello".to_vec()]) {
            // Data after the end is found even if the message has the size of the limit.
            for limit in [1000, 19] {
                let status = decompress(*encoding, &bad, limit, "test", None).unwrap_err();
                assert_eq!(
                    status.code(),
                    Code::Internal,
                    "{encoding}: {status} {bad:?}"
                );
            }
        }
    }
}

#[test]
fn an_unknown_compression_is_refused_with_the_accepted_ones() {
    let status = enabled()
        .of_requests(&headers(GRPC_ENCODING, "br"))
        .unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    let accepted = status.metadata().get("grpc-accept-encoding").unwrap();
    assert!(accepted.to_str().unwrap().ends_with("identity"));
    let identity = enabled().of_requests(&headers(GRPC_ENCODING, "identity"));
    assert_eq!(identity.unwrap(), None);
    let nothing = EnabledCompressionEncodings::default();
    assert_eq!(nothing.header_value(), None);
    assert_eq!(nothing.of_requests(&HeaderMap::new()).unwrap(), None);
}

#[test]
fn responses_use_the_first_accepted_compression() {
    for encoding in CompressionEncoding::ALL {
        let mut one = EnabledCompressionEncodings::default();
        one.enable(*encoding);
        let accept = headers(GRPC_ACCEPT_ENCODING, "br , gzip,deflate, zstd,identity");
        assert_eq!(one.accepted_by(&accept), Some(*encoding));
        assert_eq!(one.accepted_by(&HeaderMap::new()), None);
        assert_eq!(one.pop(), Some(*encoding));
        assert!(one.is_empty());
    }
}
