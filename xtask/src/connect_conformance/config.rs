//! The features that our server and client have, as the suite reads them.

/// What the suite could test, but the runtime does not have.
pub const LEFT_OUT: &str = "COMPRESSION_BR, COMPRESSION_SNAPPY, HTTP_VERSION_3";

/// The configuration. A sample leaves out TLS and all compressions but gzip.
///
/// docs/protocols.md has the reasons for what is [`LEFT_OUT`].
pub fn text(sample: bool) -> String {
    let compressions: &[&str] = if sample {
        &["IDENTITY", "GZIP"]
    } else {
        &["IDENTITY", "GZIP", "ZSTD", "DEFLATE"]
    };
    let lists = [
        ("versions", "HTTP_VERSION", &["1", "2"][..]),
        ("protocols", "PROTOCOL", &["CONNECT", "GRPC", "GRPC_WEB"]),
        ("codecs", "CODEC", &["PROTO", "JSON"]),
        ("compressions", "COMPRESSION", compressions),
    ];
    let mut text = "features:\n".to_owned();
    for (name, prefix, values) in lists {
        let values: Vec<_> = values
            .iter()
            .map(|value| format!("{prefix}_{value}"))
            .collect();
        text += &format!("  {name}: [{}]\n", values.join(", "));
    }
    let flags = [
        ("supportsH2c", true),
        ("supportsTls", !sample),
        ("supportsTlsClientCerts", !sample),
        ("supportsTrailers", true),
        ("supportsHalfDuplexBidiOverHttp1", true),
        ("supportsConnectGet", true),
        ("supportsMessageReceiveLimit", true),
    ];
    for (name, value) in flags {
        text += &format!("  {name}: {value}\n");
    }
    text
}
