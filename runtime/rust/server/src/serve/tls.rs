//! TLS: certificates from files that may change, and who the client is.

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
use tonic::transport::server::Connected;

use super::connect_info::ConnectInfo;
use super::error::ServeError;
use super::peer_identity::PeerIdentity;
use rpcsmith_wire::private_key;

/// TLS of a server, and which clients it asks for a certificate.
///
/// If all users of the machine can read the key, the log has a warning with its path.
///
/// Files are read again when they change: new connections have the new certificates, and those
/// that are there go on. Files that do not fit each other, as in the midst of a change, are logged
/// and left for the next look.
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
    /// Takes a chain of certificates, the server's own first, and its key, all as PEM.
    pub fn files(certificates: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            certificates: certificates.into(),
            key: key.into(),
            client_ca: None,
            clients_optional: false,
            reload: Duration::from_secs(60),
        }
    }

    /// Refuses clients without a certificate that an authority of this file (PEM) vouches for.
    #[must_use]
    pub fn require_client_certificates(mut self, authorities: impl Into<PathBuf>) -> Self {
        self.client_ca = Some(authorities.into());
        self.clients_optional = false;
        self
    }

    /// As [`require_client_certificates`](Self::require_client_certificates), but lets clients in
    /// that have none: their requests have no [`PeerIdentity`].
    #[must_use]
    pub fn accept_client_certificates(mut self, authorities: impl Into<PathBuf>) -> Self {
        self.client_ca = Some(authorities.into());
        self.clients_optional = true;
        self
    }

    /// How often to look whether files have changed; a minute unless set.
    #[must_use]
    pub fn reload_every(mut self, interval: Duration) -> Self {
        self.reload = interval;
        self
    }

    /// Reads the files for the first time.
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

/// The bytes of the files, by which a change shows.
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
                ServeError::Setting(format!("{} cannot be read: {error}", path.display()))
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
        return Err("there is no certificate in it".into());
    }
    Ok(Arc::new(roots))
}

/// What the next connection is accepted with.
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

    /// Looks after the files until it is dropped.
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
                        tracing::error!(target: "rpcsmith_runtime::serve", %error, "certificates stay as they are");
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
                        tracing::info!(target: "rpcsmith_runtime::serve", "certificates are reloaded");
                    }
                    Err(error) => {
                        tracing::error!(target: "rpcsmith_runtime::serve", %error, "certificates stay as they are")
                    }
                }
            }
        }))
    }
}

/// Looks after files.
pub(super) struct Reloads(JoinHandle<()>);

impl Drop for Reloads {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Logs why a handshake failed: at `info` if the client's certificate was refused, as its owner will ask for the
/// reason, which TLS does not send; at `debug` otherwise, as port scanners cause such failures.
pub(super) fn log_failure(peer: Option<SocketAddr>, error: &io::Error) {
    let peer = peer.map(tracing::field::display);
    let source = error.get_ref().and_then(|error| error.downcast_ref());
    match source {
        Some(Error::InvalidCertificate(_) | Error::NoCertificatesPresented) => {
            tracing::info!(target: "rpcsmith_runtime::serve", peer, %error, "a client certificate is refused");
        }
        _ => {
            tracing::debug!(target: "rpcsmith_runtime::serve", peer, %error, "a TLS handshake has failed")
        }
    }
}

/// What requests know about their connection, and when the client's certificate expires.
pub(super) fn connect_info(stream: &TlsStream<TcpStream>) -> (ConnectInfo, Option<Instant>) {
    let info = stream.connect_info();
    let (socket, session) = stream.get_ref();
    // Handlers find the address under the same type as without TLS.
    let socket = socket.connect_info();
    let identity = session.peer_certificates().map(PeerIdentity::new);
    let identity = identity.transpose().unwrap_or_else(|error| {
        let peer = socket.remote_addr().map(tracing::field::display);
        tracing::info!(target: "rpcsmith_runtime::serve", peer, %error, "a client certificate cannot be read: the client is anonymous");
        None
    });
    let expires = identity.as_ref().and_then(|identity| {
        let left = identity.expires().duration_since(SystemTime::now());
        Instant::now().checked_add(left.unwrap_or_default())
    });
    let connect_info = Arc::new(move |extensions: &mut Extensions| {
        extensions.insert(info.clone());
        extensions.insert(socket.clone());
        if let Some(identity) = &identity {
            extensions.insert(identity.clone());
        }
    });
    (connect_info, expires)
}
