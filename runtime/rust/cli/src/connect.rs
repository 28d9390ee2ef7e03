//! The connection to the server, and the options that configure it: its address, timeouts, headers, tokens and TLS.

use std::fs;
use std::future::ready;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};
use http::{HeaderMap, HeaderName, HeaderValue};
use rpcsmith_wire::base64;
use rpcsmith_wire::metadata::MetadataMap;

use super::json::MAX_VALUE;
use super::report::Failure;
use rpcsmith_client::Channel;
use rpcsmith_client::channel::{Backoff, BearerToken, ChannelBuilder, ServiceConfig};
use rpcsmith_client::client::Client;
use rpcsmith_wire::grpc::encodings::ENCODINGS;
use rpcsmith_wire::grpc::timeout;

/// Short, because a user waits for the one call: a server that closes every connection, for example because it requires
/// a client certificate, is reported within seconds.
const BACKOFF: Backoff = Backoff {
    initial: Duration::from_millis(50),
    max: Duration::from_millis(100),
};

/// An option with a value.
fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// The options of the program `name`.
pub(super) fn args(name: &str) -> Vec<Arg> {
    let mut args = vec![
        option(
            "target",
            "TARGET",
            "Address of the server: http://host:port, https://host, dns:///host:port or unix:/path",
        )
        .env(variable(name, "TARGET"))
        .default_value("http://127.0.0.1:50051"),
        option(
            "timeout",
            "TIME",
            "Timeout of the call, such as 250ms, 1.5s or 2m",
        )
        .value_parser(|text: &str| {
            timeout::parse(text).ok_or("expected a time such as 250ms, 1.5s or 2m")
        }),
        option(
            "header",
            "NAME: VALUE",
            "A header of the request, can be repeated; values of NAME-bin are base64; use --token-file for tokens",
        )
        .action(ArgAction::Append)
        .value_parser(header),
        option("token-file", "FILE", "A file with a bearer token").long_help(format!(
            "A file with a bearer token; without it, the environment variable {} is used",
            variable(name, "TOKEN")
        )),
        Arg::new("allow-plaintext-token")
            .long("allow-plaintext-token")
            .action(ArgAction::SetTrue)
            .help(
                "Allows sending the token without TLS to other machines, where others on the network can read it",
            ),
        option(
            "service-config",
            "FILE",
            "Retries, timeouts and load balancing, as a gRPC service config (JSON)",
        ),
    ];
    #[cfg(feature = "tls")]
    args.extend(tls_args());
    if !ENCODINGS.is_empty() {
        let names = ENCODINGS.iter().map(|(name, _)| *name);
        let compress = option("compress", "ENCODING", "Compresses requests");
        args.push(compress.value_parser(names.collect::<Vec<_>>()));
    }
    args
}

/// The options of TLS.
#[cfg(feature = "tls")]
fn tls_args() -> [Arg; 4] {
    [
        option(
            "ca",
            "FILE",
            "Certificate authorities (PEM) to trust instead of those of the system",
        ),
        option("cert", "FILE", "The client certificate (PEM)").requires("key"),
        option("key", "FILE", "The key (PEM) of the certificate").requires("cert"),
        option(
            "server-name",
            "NAME",
            "The name that the server's certificate must cover [default: the host of the target]",
        )
        .value_parser(server_name),
    ]
}

/// Checks that a name can be in a certificate: a DNS name or an IP address.
#[cfg(feature = "tls")]
fn server_name(text: &str) -> Result<String, String> {
    let name = tokio_rustls::rustls::pki_types::ServerName::try_from(text);
    name.map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}

/// The environment variable of a program, such as `USER_CLIENT_TARGET`.
fn variable(program: &str, what: &str) -> String {
    let name = program.chars().map(|letter| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_uppercase()
        } else {
            '_'
        }
    });
    format!("{}_{what}", name.collect::<String>())
}

fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = text.split_once(':').ok_or("expected `NAME: VALUE`")?;
    let name = name
        .trim()
        .parse::<HeaderName>()
        .map_err(|error| error.to_string())?;
    let reserved = ["content-type", "te", "host", "connection"];
    if name.as_str().starts_with("grpc-") || reserved.contains(&name.as_str()) {
        return Err(format!("`{name}` is reserved by gRPC"));
    }
    let value = HeaderValue::from_str(value.trim()).map_err(|error| error.to_string())?;
    let is_valid = !name.as_str().ends_with("-bin") || base64::is_binary_header(value.as_bytes());
    if !is_valid {
        return Err(format!(
            "the value of `{name}` must be base64; for text, use a name without `-bin`"
        ));
    }
    Ok((name, value))
}

/// The client, headers and timeout of calls.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) headers: MetadataMap,
    pub(super) timeout: Option<Duration>,
}

impl Connection {
    /// Builds a connection from the options of the program `name`.
    pub(super) fn from_args(matches: &ArgMatches, name: &str) -> Result<Self, Failure> {
        let builder = builder(matches, name).map_err(Failure::Usage)?;
        let channel = builder
            .build()
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let mut client = Client::new(channel).max_decoding_message_size(MAX_VALUE);
        let compress = matches.try_get_one::<String>("compress").ok().flatten();
        for (name, encoding) in ENCODINGS {
            client = client.accept_compressed(*encoding);
            if compress.is_some_and(|compress| compress == name) {
                client = client.send_compressed(*encoding);
            }
        }
        let mut headers = HeaderMap::new();
        let given = matches.get_many::<(HeaderName, HeaderValue)>("header");
        for (name, value) in given.into_iter().flatten() {
            headers.append(name.clone(), value.clone());
        }
        Ok(Self {
            client,
            headers: MetadataMap::from_headers(headers),
            timeout: matches.get_one::<Duration>("timeout").copied(),
        })
    }
}

fn builder(matches: &ArgMatches, name: &str) -> Result<ChannelBuilder, String> {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten();
    let mut builder = Channel::builder(text("target").map(String::as_str).unwrap_or_default());
    builder = builder.reconnect_backoff(BACKOFF);
    if let Some(path) = text("service-config") {
        let config = read_file(path)?.parse::<ServiceConfig>();
        builder = builder.service_config(config.map_err(|error| format!("{path}: {error}"))?);
    }
    let token = match text("token-file") {
        Some(path) => Some(read_file(path)?),
        None => std::env::var(variable(name, "TOKEN")).ok(),
    };
    if let Some(token) = token
        .as_deref()
        .map(str::trim)
        .filter(|token| !token.is_empty())
    {
        let token = BearerToken::new(token).map_err(|status| status.message().to_owned())?;
        builder = builder.bearer_token(move || ready(Ok(token.clone())));
    }
    if matches.get_flag("allow-plaintext-token") {
        builder = builder.allow_plaintext_token();
    }
    #[cfg(feature = "tls")]
    if ["ca", "cert", "server-name"]
        .into_iter()
        .any(|name| text(name).is_some())
    {
        use rpcsmith_client::channel::ClientTls;

        let mut tls = text("ca").map_or_else(ClientTls::system, ClientTls::authorities);
        if let (Some(cert), Some(key)) = (text("cert"), text("key")) {
            tls = tls.identity(cert, key);
        }
        if let Some(name) = text("server-name") {
            tls = tls.server_name(name);
        }
        builder = builder.tls(tls);
    }
    Ok(builder)
}

fn read_file(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}
