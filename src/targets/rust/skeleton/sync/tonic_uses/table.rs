//! What replaces the items of tonic and its crates. `docs/migrate.md` has the same for people.

/// The crates, as code names them.
pub const CRATES: [&str; 8] = [
    "tonic",
    "tonic_build",
    "tonic_health",
    "tonic_prost",
    "tonic_prost_build",
    "tonic_reflection",
    "tonic_types",
    "tonic_web",
];

/// The items that have the same path in the runtime, below `tonic`.
const SAME: [&str; 18] = [
    "Code",
    "Extensions",
    "IntoRequest",
    "IntoStreamingRequest",
    "Request",
    "Response",
    "Result",
    "Status",
    "Streaming",
    "body::Body",
    "codec::CompressionEncoding",
    "codec::EnabledCompressionEncodings",
    "codec::Streaming",
    "metadata",
    "server::NamedService",
    "service::Interceptor",
    "service::InterceptorLayer",
    "service::interceptor",
];

/// Items, and how to replace them. A longer path precedes the path of its module.
const REPLACED: [(&str, &str); 22] = [
    (
        "tonic::async_trait",
        "delete the attribute: the methods are plain `async fn`s",
    ),
    (
        "tonic::include_file_descriptor_set",
        "use the generated constant `FILE_DESCRIPTOR_SET` of the package",
    ),
    (
        "tonic::include_proto",
        "use `rpcsmith_runtime::include_generated!()`, once for all packages",
    ),
    (
        "tonic::transport::Certificate",
        "use `ServerTls::pem` of `rpcsmith_runtime::serve` or `ClientTls::pem` of `rpcsmith_runtime::channel`",
    ),
    (
        "tonic::transport::Channel",
        "use `rpcsmith_runtime::Channel`, with the feature `channel`",
    ),
    (
        "tonic::transport::ClientTlsConfig",
        "use `rpcsmith_runtime::channel::ClientTls`, with the feature `tls`",
    ),
    (
        "tonic::transport::Endpoint",
        "use `rpcsmith_runtime::Channel::builder`, with the feature `channel`",
    ),
    (
        "tonic::transport::Identity",
        "use `ServerTls::pem` of `rpcsmith_runtime::serve` or `ClientTls::identity_pem` of `rpcsmith_runtime::channel`",
    ),
    (
        "tonic::transport::Server",
        "use `rpcsmith_runtime::Server`, with the feature `serve`",
    ),
    (
        "tonic::transport::ServerTlsConfig",
        "use `rpcsmith_runtime::serve::ServerTls`, with the feature `tls`",
    ),
    (
        "tonic::transport::server::TcpConnectInfo",
        "use `rpcsmith_runtime::TcpConnectInfo`",
    ),
    (
        "tonic::transport::server::TlsConnectInfo",
        "use `rpcsmith_runtime::TlsConnectInfo`, with the feature `tls`",
    ),
    (
        "tonic::transport::server::UdsConnectInfo",
        "use `rpcsmith_runtime::serve::UdsConnectInfo`",
    ),
    (
        "tonic::transport",
        "use `rpcsmith_runtime::Server` and `rpcsmith_runtime::Channel`",
    ),
    (
        "tonic_build",
        "use `rpcsmith::Builder`, with the build dependency `rpcsmith`",
    ),
    (
        "tonic_health",
        "use `.health()` of the server, with the feature `health`",
    ),
    (
        "tonic_prost_build",
        "use `rpcsmith::Builder`, with the build dependency `rpcsmith`",
    ),
    ("tonic_prost", "delete it: the runtime has the codec"),
    (
        "tonic_reflection",
        "use `.reflection([FILE_DESCRIPTOR_SET])` of the server, with the feature `reflection`",
    ),
    (
        "tonic_types",
        "use `rpcsmith_runtime::errors`, which has the same names, with the feature `errors`",
    ),
    (
        "tonic_web",
        "delete it: the server speaks gRPC-Web; pages of other origins need `.web(…)` and the feature `web`",
    ),
    (
        "tonic",
        "docs/migrate.md says what to use, and what has no counterpart",
    ),
];

/// How to replace a path; `None` for a path of another crate.
pub fn remedy(path: &[String]) -> Option<String> {
    let starts = |old: &str| {
        let mut path = path.iter();
        old.split("::")
            .all(|name| path.next().is_some_and(|part| part == name))
    };
    if let Some(item) = SAME.iter().find(|item| starts(&format!("tonic::{item}"))) {
        return Some(format!("use `rpcsmith_runtime::{item}`"));
    }
    let mut replaced = REPLACED.iter();
    let (_, help) = replaced.find(|(old, _)| starts(old))?;
    Some((*help).to_owned())
}

/// The crate of one of tonic's packages; `None` for other packages.
pub fn crate_of_package(name: &str) -> Option<&'static str> {
    let of_code = name.replace('-', "_");
    CRATES.into_iter().find(|name| *name == of_code)
}

/// What replaces a dependency on a crate.
pub fn replacement_of_crate(name: &str) -> String {
    let replacement = if name.ends_with("_build") {
        "rpcsmith"
    } else {
        "rpcsmith-runtime"
    };
    format!("`{replacement}` replaces it; remove it when no code uses it")
}
