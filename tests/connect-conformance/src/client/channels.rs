//! One channel for each server and configuration, and a client with the settings of a call.

use std::collections::HashMap;

use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::{ChannelBuilder, ClientTls, Protocol};
use rpcsmith_runtime::codec::CompressionEncoding;
use tempfile::TempDir;

use crate::proto::conformance_service_client::ConformanceServiceClient;
use crate::proto::{ClientCompatRequest, Codec, Compression, HttpVersion, TlsCreds};
use crate::server::file;
use crate::{Failure, json, proto};

/// What calls on the same channel have in common: the protocol, the version of HTTP, GET, the server, and certificates.
type Key = (i32, i32, bool, String, u32, Vec<u8>, Option<TlsCreds>);

/// The channels so far.
#[derive(Default)]
pub struct Channels(HashMap<Key, (Channel, Option<TempDir>)>);

impl Channels {
    /// A client for a call.
    pub fn client(
        &mut self,
        request: &ClientCompatRequest,
    ) -> Result<ConformanceServiceClient, Failure> {
        let mut client = ConformanceServiceClient::new(self.channel(request)?);
        client = match request.codec() {
            Codec::Proto => client,
            Codec::Json => client.with_json(json()),
            other => return Err(format!("this client has no {}", other.as_str_name()).into()),
        };
        if request.message_receive_limit != 0 {
            client = client.max_decoding_message_size(request.message_receive_limit as usize);
        }
        let encoding = match request.compression() {
            Compression::Gzip => CompressionEncoding::Gzip,
            Compression::Zstd => CompressionEncoding::Zstd,
            Compression::Deflate => CompressionEncoding::Deflate,
            Compression::Unspecified | Compression::Identity => return Ok(client),
            other => return Err(format!("this client has no {}", other.as_str_name()).into()),
        };
        Ok(client.send_compressed(encoding).accept_compressed(encoding))
    }

    fn channel(&mut self, request: &ClientCompatRequest) -> Result<Channel, Failure> {
        let key = (
            request.protocol,
            request.http_version,
            request.use_get_http_method,
            request.host.clone(),
            request.port,
            request.server_tls_cert.clone(),
            request.client_tls_creds.clone(),
        );
        if let Some((channel, _)) = self.0.get(&key) {
            return Ok(channel.clone());
        }
        let (channel, files) = connect(request)?;
        self.0.insert(key, (channel.clone(), files));
        Ok(channel)
    }
}

fn connect(request: &ClientCompatRequest) -> Result<(Channel, Option<TempDir>), Failure> {
    let address = format!("{}:{}", request.host, request.port);
    if request.server_tls_cert.is_empty() {
        let channel = with_protocol(Channel::builder(format!("http://{address}")), request)?;
        return Ok((channel.build()?, None));
    }
    let files = TempDir::new()?;
    let mut tls = ClientTls::authorities(file(&files, "server.pem", &request.server_tls_cert)?);
    if let Some(credentials) = &request.client_tls_creds {
        tls = tls.identity(
            file(&files, "client.pem", &credentials.cert)?,
            file(&files, "client.key", &credentials.key)?,
        );
    }
    let channel = Channel::builder(format!("https://{address}")).tls(tls);
    let channel = with_protocol(channel, request)?.build()?;
    Ok((channel, Some(files)))
}

fn with_protocol(
    channel: ChannelBuilder,
    request: &ClientCompatRequest,
) -> Result<ChannelBuilder, Failure> {
    let mut channel = channel.protocol(match request.protocol() {
        proto::Protocol::Grpc => Protocol::Grpc,
        proto::Protocol::GrpcWeb => Protocol::GrpcWeb,
        proto::Protocol::Connect => Protocol::Connect,
        proto::Protocol::Unspecified => return Err("the call has no protocol".into()),
    });
    if request.http_version() == HttpVersion::HttpVersion1 {
        channel = channel.http1();
    }
    if request.use_get_http_method {
        channel = channel.use_get();
    }
    Ok(channel)
}
