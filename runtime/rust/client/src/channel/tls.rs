//! TLS settings of a channel.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use http::uri::Authority;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use rpcsmith_wire::pem::Pem;

/// TLS of a client: the servers that it trusts, and its own certificate.
///
/// The files are read for each connection, so a new connection uses changed files.
///
/// ```
/// use rpcsmith_runtime::channel::ClientTls;
///
/// let from_files = ClientTls::authorities("tls/ca.pem").identity("tls/client.pem", "tls/client.key");
///
/// # fn read_secret(name: &str) -> Vec<u8> { Vec::new() }
/// let from_memory = ClientTls::pem(read_secret("ca.pem"))
///     .identity_pem(read_secret("client.pem"), read_secret("client.key"));
/// ```
#[derive(Clone, Debug)]
pub struct ClientTls {
    authorities: Option<Pem>,
    identity: Option<(Pem, Pem)>,
    name: Option<String>,
}

impl ClientTls {
    /// Trusts the certificate authorities of the system.
    pub fn system() -> Self {
        Self {
            authorities: None,
            identity: None,
            name: None,
        }
    }

    /// Trusts only the certificate authorities in this file (PEM).
    pub fn authorities(file: impl Into<PathBuf>) -> Self {
        Self {
            authorities: Some(Pem::file(file)),
            ..Self::system()
        }
    }

    /// Like [`authorities`](Self::authorities), with PEM in memory.
    pub fn pem(authorities: impl AsRef<[u8]>) -> Self {
        Self {
            authorities: Some(Pem::memory("authorities", authorities)),
            ..Self::system()
        }
    }

    /// Sets the client certificate with its chain, and its key, all as PEM. The client sends it to servers that ask for it.
    ///
    /// If all users of the machine can read the key, the channel logs a warning with its path.
    #[must_use]
    pub fn identity(mut self, certificates: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.identity = Some((Pem::file(certificates), Pem::file(key)));
        self
    }

    /// Like [`identity`](Self::identity), with PEM in memory.
    #[must_use]
    pub fn identity_pem(mut self, certificates: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        let certificates = Pem::memory("client certificate", certificates);
        self.identity = Some((certificates, Pem::memory("key", key)));
        self
    }

    /// Expects this name in the certificate of the server, instead of the host of the target.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub(super) async fn connect(
        &self,
        stream: TcpStream,
        authority: &Authority,
        http1: bool,
    ) -> io::Result<TlsStream<TcpStream>> {
        let host = authority
            .host()
            .trim_start_matches('[')
            .trim_end_matches(']');
        let name = self.name.as_deref().unwrap_or(host).to_owned();
        let name = ServerName::try_from(name).map_err(io::Error::other)?;
        let settings = self.clone();
        let config = tokio::task::spawn_blocking(move || settings.config(http1)).await;
        let config = config.map_err(io::Error::other)??;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await?;
        match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") if !http1 => Ok(stream),
            // Servers that speak only HTTP/1.1 may choose no protocol.
            Some(b"http/1.1") | None if http1 => Ok(stream),
            _ if http1 => Err(io::Error::other("the server does not speak HTTP/1.1")),
            _ => Err(io::Error::other("the server does not speak HTTP/2")),
        }
    }

    /// Logs a warning if all users can read the key.
    pub(super) fn warn_if_key_is_exposed(&self) {
        if let Some((_, key)) = &self.identity {
            key.warn_if_exposed();
        }
    }

    pub(super) fn config(&self, http1: bool) -> io::Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        match &self.authorities {
            Some(pem) => {
                for certificate in certificates(pem)? {
                    roots.add(certificate).map_err(|error| in_pem(pem, error))?;
                }
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let provider = Arc::new(crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots);
        let mut config = match &self.identity {
            Some((chain, key)) => {
                let pem = key.read().map_err(|error| in_pem(key, error))?;
                let private = PrivateKeyDer::from_pem_slice(&pem);
                let private = private.map_err(|error| in_pem(key, error))?;
                builder
                    .with_client_auth_cert(certificates(chain)?, private)
                    .map_err(|error| in_pem(chain, error))?
            }
            None => builder.with_no_client_auth(),
        };
        let protocol = if http1 { &b"http/1.1"[..] } else { b"h2" };
        config.alpn_protocols = vec![protocol.to_vec()];
        Ok(config)
    }
}

fn certificates(pem: &Pem) -> io::Result<Vec<CertificateDer<'static>>> {
    let content = pem.read().map_err(|error| in_pem(pem, error))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&content).collect();
    let found = found.map_err(|error| in_pem(pem, error))?;
    if found.is_empty() {
        Err(in_pem(pem, "there is no certificate in it"))
    } else {
        Ok(found)
    }
}

fn in_pem(pem: &Pem, error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{pem}: {error}"))
}
