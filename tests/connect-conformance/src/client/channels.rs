//! One channel for each server and configuration, and a client with the settings of a call.

use std::collections::HashMap;

use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::ClientTls;
use rpcsmith_runtime::codec::CompressionEncoding;
use tempfile::TempDir;

use crate::Failure;
use crate::proto::conformance_service_client::ConformanceServiceClient;
use crate::proto::{ClientCompatRequest, Codec, Compression, TlsCreds};
use crate::server::file;

/// What calls on the same channel have in common: the protocol, the version of HTTP, the server, and certificates.
type Key = (i32, i32, String, u32, Vec<u8>, Option<TlsCreds>);

/// The channels so far.
#[derive(Default)]
pub struct Channels(HashMap<Key, (Channel, Option<TempDir>)>);

impl Channels {
    /// A client for a call.
    pub fn client(
        &mut self,
        request: &ClientCompatRequest,
    ) -> Result<ConformanceServiceClient, Failure> {
        if request.codec() != Codec::Proto {
            return Err("this client has no codec but `proto`".into());
        }
        let mut client = ConformanceServiceClient::new(self.channel(request)?);
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
        let channel = Channel::builder(format!("http://{address}")).build()?;
        return Ok((channel, None));
    }
    let files = TempDir::new()?;
    let mut tls = ClientTls::authorities(file(&files, "server.pem", &request.server_tls_cert)?);
    if let Some(credentials) = &request.client_tls_creds {
        tls = tls.identity(
            file(&files, "client.pem", &credentials.cert)?,
            file(&files, "client.key", &credentials.key)?,
        );
    }
    let channel = Channel::builder(format!("https://{address}"))
        .tls(tls)
        .build()?;
    Ok((channel, Some(files)))
}
