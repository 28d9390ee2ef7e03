//! TLS of a server: certificates from files, which are reloaded when they change, and client certificates.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::Extensions;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{Error, RootCertStore, ServerConfig, crypto};
use tokio_rustls::server::TlsStream;

use super::connect_info::{ConnectInfo, addresses};
use super::error::ServeError;
use super::peer_identity::PeerIdentity;
use rpcsmith_wire::{TlsConnectInfo, private_key};

/// TLS of a server, with or without client certificates.
///
/// If all users of the machine can read the key, the server logs a warning with its path.
///
/// The server reloads the files when they change. New connections use the new certificates, and existing connections
/// continue. Files that do not match, for example in the middle of a change, are logged, and read again at the next check.
///
/// ```
/// use std::time::Duration;
/// use rpcsmith_runtime::serve::ServerTls;
///
/// let tls = ServerTls::files("tls/server.pem", "tls/server.key")
///     .require_client_certificates("tls/clients-ca.pem")
///     .reload_every(Duration::from_secs(10));
/// ```
#[derive(Clone, Debug)]
pub struct ServerTls {
    certificates: PathBuf,
    key: PathBuf,
    client_ca: Option<PathBuf>,
    clients_optional: bool,
    reload: Duration,
}

impl ServerTls {
    /// Uses a chain of certificates, the server's own first, and its key, all as PEM.
    pub fn files(certificates: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            certificates: certificates.into(),
            key: key.into(),
            client_ca: None,
            clients_optional: false,
            reload: Duration::from_secs(60),
        }
    }

    /// Requires a client certificate from an authority in this file (PEM).
    #[must_use]
    pub fn require_client_certificates(mut self, authorities: impl Into<PathBuf>) -> Self {
        self.client_ca = Some(authorities.into());
        self.clients_optional = false;
        self
    }

    /// Like [`require_client_certificates`](Self::require_client_certificates), but also accepts clients without a certificate:
    /// their requests have no [`PeerIdentity`].
    #[must_use]
    pub fn accept_client_certificates(mut self, authorities: impl Into<PathBuf>) -> Self {
        self.client_ca = Some(authorities.into());
        self.clients_optional = true;
        self
    }

    /// Sets how often the server checks whether files have changed. Default: each minute.
    #[must_use]
    pub fn reload_every(mut self, interval: Duration) -> Self {
        self.reload = interval;
        self
    }

    /// Reads the files at the start.
    pub(super) fn load(self, http1: bool) -> Result<Loaded, ServeError> {
        if self.reload.is_zero() {
            return Err(ServeError::Setting("reload_every is zero".to_owned()));
        }
        let files = Files::read(&self)?;
        let config = files.config(&self, http1)?;
        private_key::warn_if_exposed(&self.key);
        Ok(Loaded {
            current: Arc::new(RwLock::new(Arc::new(config))),
            files,
            tls: self,
            http1,
        })
    }
}

/// The content of the files, to detect changes.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    certificates: Vec<u8>,
    key: Vec<u8>,
    client_ca: Option<Vec<u8>>,
}

impl Files {
    fn read(tls: &ServerTls) -> Result<Self, ServeError> {
        let read = |path: &PathBuf| {
            let path = path.as_path();
            let unreadable = |error: io::Error| {
                ServeError::Setting(format!("cannot read {}: {error}", path.display()))
            };
            std::fs::read(path).map_err(unreadable)
        };
        Ok(Self {
            certificates: read(&tls.certificates)?,
            key: read(&tls.key)?,
            client_ca: tls.client_ca.as_ref().map(read).transpose()?,
        })
    }

    fn config(&self, tls: &ServerTls, http1: bool) -> Result<ServerConfig, ServeError> {
        let unusable = |path: &PathBuf, error: &dyn std::error::Error| {
            ServeError::Setting(format!("{}: {error}", path.display()))
        };
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificates).collect();
        let chain = chain.map_err(|error| unusable(&tls.certificates, &error))?;
        let key = PrivateKeyDer::from_pem_slice(&self.key);
        let key = key.map_err(|error| unusable(&tls.key, &error))?;
        let provider = Arc::new(crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| ServeError::Setting(error.to_string()))?;
        let builder = match (&tls.client_ca, &self.client_ca) {
            (Some(path), Some(pem)) => {
                let roots = roots(pem).map_err(|error| unusable(path, &*error))?;
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
                let verifier = if tls.clients_optional {
                    verifier.allow_unauthenticated()
                } else {
                    verifier
                };
                let verifier = verifier.build().map_err(|error| unusable(path, &error))?;
                builder.with_client_cert_verifier(verifier)
            }
            _ => builder.with_no_client_auth(),
        };
        let mut config = builder
            .with_single_cert(chain, key)
            .map_err(|error| unusable(&tls.certificates, &error))?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        if http1 {
            config.alpn_protocols.push(b"http/1.1".to_vec());
        }
        Ok(config)
    }
}

fn roots(pem: &[u8]) -> Result<Arc<RootCertStore>, Box<dyn std::error::Error>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate?)?;
    }
    if roots.is_empty() {
        return Err("the file contains no certificate".into());
    }
    Ok(Arc::new(roots))
}

/// The current certificates.
pub(super) struct Loaded {
    current: Arc<RwLock<Arc<ServerConfig>>>,
    files: Files,
    tls: ServerTls,
    http1: bool,
}

impl Loaded {
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&current))
    }

    /// Checks the files regularly, until it is dropped.
    pub(super) fn reload(&self) -> Reloads {
        let (tls, http1, current) = (self.tls.clone(), self.http1, Arc::clone(&self.current));
        let mut files = self.files.clone();
        Reloads(tokio::spawn(async move {
            loop {
                tokio::time::sleep(tls.reload).await;
                let reading = tls.clone();
                let read = tokio::task::spawn_blocking(move || Files::read(&reading)).await;
                let changed = match read {
                    Ok(Ok(read)) if read == files => continue,
                    Ok(Ok(read)) => read,
                    Ok(Err(error)) => {
                        tracing::error!(target: "rpcsmith_runtime::serve", %error, "cannot reload certificates: keeping the old ones");
                        continue;
                    }
                    Err(_) => continue,
                };
                match changed.config(&tls, http1) {
                    Ok(config) => {
                        let mut current = current.write().unwrap_or_else(PoisonError::into_inner);
                        *current = Arc::new(config);
                        files = changed;
                        private_key::warn_if_exposed(&tls.key);
                        tracing::info!(target: "rpcsmith_runtime::serve", "certificates reloaded");
                    }
                    Err(error) => {
                        tracing::error!(target: "rpcsmith_runtime::serve", %error, "cannot reload certificates: keeping the old ones")
                    }
                }
            }
        }))
    }
}

/// A task that checks the files.
pub(super) struct Reloads(JoinHandle<()>);

impl Drop for Reloads {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Logs why a handshake failed: at `info` for a rejected client certificate, because TLS does not send the reason to the
/// client; otherwise at `debug`, because port scanners cause such failures.
pub(super) fn log_failure(peer: Option<SocketAddr>, error: &io::Error) {
    let peer = peer.map(tracing::field::display);
    let source = error.get_ref().and_then(|error| error.downcast_ref());
    match source {
        Some(Error::InvalidCertificate(_) | Error::NoCertificatesPresented) => {
            tracing::info!(target: "rpcsmith_runtime::serve", peer, %error, "client certificate rejected");
        }
        _ => {
            tracing::debug!(target: "rpcsmith_runtime::serve", peer, %error, "TLS handshake failed")
        }
    }
}

/// The connection info for requests, and when the client certificate expires.
pub(super) fn connect_info(stream: &TlsStream<TcpStream>) -> (ConnectInfo, Option<Instant>) {
    let (socket, session) = stream.get_ref();
    let addresses = addresses(socket);
    let identity = session.peer_certificates().map(PeerIdentity::new);
    let identity = identity.transpose().unwrap_or_else(|error| {
        let peer = addresses.remote_addr().map(tracing::field::display);
        tracing::info!(target: "rpcsmith_runtime::serve", peer, %error, "cannot parse a client certificate: the client is anonymous");
        None
    });
    let expires = identity.as_ref().and_then(|identity| {
        let left = identity.expires().duration_since(SystemTime::now());
        Instant::now().checked_add(left.unwrap_or_default())
    });
    let certificates = session.peer_certificates();
    let certificates = certificates.map(|certificates| Arc::new(certificates.to_vec()));
    let info = TlsConnectInfo::new(addresses.clone(), certificates);
    let connect_info = Arc::new(move |extensions: &mut Extensions| {
        extensions.insert(addresses.clone());
        extensions.insert(info.clone());
        if let Some(identity) = &identity {
            extensions.insert(identity.clone());
        }
    });
    (connect_info, expires)
}
