//! TLS of a server: certificates from memory, or from files, which are reloaded when they change, and client certificates.

use std::borrow::Cow;
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
use rpcsmith_wire::TlsConnectInfo;
use rpcsmith_wire::connect_info::Connection;
use rpcsmith_wire::pem::Pem;

/// The name of the authorities in errors.
const AUTHORITIES: &str = "authorities of client certificates";

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
///
/// The certificates can also be in memory, for example from a secret store. They stay the same then:
///
/// ```
/// use rpcsmith_runtime::serve::ServerTls;
///
/// # fn read_secret(name: &str) -> Vec<u8> { Vec::new() }
/// let tls = ServerTls::pem(read_secret("server.pem"), read_secret("server.key"))
///     .require_client_certificates_pem(read_secret("clients-ca.pem"));
/// ```
#[derive(Clone, Debug)]
pub struct ServerTls {
    certificates: Pem,
    key: Pem,
    client_ca: Option<Pem>,
    clients_optional: bool,
    reload: Duration,
}

impl ServerTls {
    /// Uses a chain of certificates, the server's own first, and its key, all as PEM.
    pub fn files(certificates: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self::new(Pem::file(certificates), Pem::file(key))
    }

    /// Like [`files`](Self::files), with PEM in memory.
    pub fn pem(certificates: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        let certificates = Pem::memory("certificates", certificates);
        Self::new(certificates, Pem::memory("key", key))
    }

    fn new(certificates: Pem, key: Pem) -> Self {
        Self {
            certificates,
            key,
            client_ca: None,
            clients_optional: false,
            reload: Duration::from_secs(60),
        }
    }

    /// Requires a client certificate from an authority in this file (PEM).
    #[must_use]
    pub fn require_client_certificates(self, authorities: impl Into<PathBuf>) -> Self {
        self.client_certificates(Pem::file(authorities), false)
    }

    /// Like [`require_client_certificates`](Self::require_client_certificates), with PEM in memory.
    #[must_use]
    pub fn require_client_certificates_pem(self, authorities: impl AsRef<[u8]>) -> Self {
        self.client_certificates(Pem::memory(AUTHORITIES, authorities), false)
    }

    /// Like [`require_client_certificates`](Self::require_client_certificates), but also accepts clients without a certificate:
    /// their requests have no [`PeerIdentity`].
    #[must_use]
    pub fn accept_client_certificates(self, authorities: impl Into<PathBuf>) -> Self {
        self.client_certificates(Pem::file(authorities), true)
    }

    /// Like [`accept_client_certificates`](Self::accept_client_certificates), with PEM in memory.
    #[must_use]
    pub fn accept_client_certificates_pem(self, authorities: impl AsRef<[u8]>) -> Self {
        self.client_certificates(Pem::memory(AUTHORITIES, authorities), true)
    }

    fn client_certificates(mut self, authorities: Pem, optional: bool) -> Self {
        self.client_ca = Some(authorities);
        self.clients_optional = optional;
        self
    }

    /// Sets how often the server checks whether files have changed. Default: each minute.
    #[must_use]
    pub fn reload_every(mut self, interval: Duration) -> Self {
        self.reload = interval;
        self
    }

    fn has_files(&self) -> bool {
        let all = [&self.certificates, &self.key].into_iter();
        all.chain(&self.client_ca).any(|pem| pem.path().is_some())
    }

    /// Reads the files at the start.
    pub(super) fn load(self, http1: bool) -> Result<Loaded, ServeError> {
        if self.reload.is_zero() {
            return Err(ServeError::Setting("reload_every is zero".to_owned()));
        }
        let files = Files::read(&self)?;
        let config = files.config(&self, http1)?;
        self.key.warn_if_exposed();
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
        let read = |pem: &Pem| {
            let unreadable =
                |error: io::Error| ServeError::Setting(format!("cannot read {pem}: {error}"));
            pem.read().map(Cow::into_owned).map_err(unreadable)
        };
        Ok(Self {
            certificates: read(&tls.certificates)?,
            key: read(&tls.key)?,
            client_ca: tls.client_ca.as_ref().map(read).transpose()?,
        })
    }

    fn config(&self, tls: &ServerTls, http1: bool) -> Result<ServerConfig, ServeError> {
        let unusable = |pem: &Pem, error: &dyn std::error::Error| {
            ServeError::Setting(format!("{pem}: {error}"))
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
            (Some(source), Some(pem)) => {
                let roots = roots(pem).map_err(|error| unusable(source, &*error))?;
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
                let verifier = if tls.clients_optional {
                    verifier.allow_unauthenticated()
                } else {
                    verifier
                };
                let verifier = verifier.build().map_err(|error| unusable(source, &error))?;
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

    /// Checks the files regularly, until it is dropped. Without files, it does nothing.
    pub(super) fn reload(&self) -> Reloads {
        if !self.tls.has_files() {
            return Reloads(None);
        }
        let (tls, http1, current) = (self.tls.clone(), self.http1, Arc::clone(&self.current));
        let mut files = self.files.clone();
        Reloads(Some(tokio::spawn(async move {
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
                        tls.key.warn_if_exposed();
                        tracing::info!(target: "rpcsmith_runtime::serve", "certificates reloaded");
                    }
                    Err(error) => {
                        tracing::error!(target: "rpcsmith_runtime::serve", %error, "cannot reload certificates: keeping the old ones")
                    }
                }
            }
        })))
    }
}

/// A task that checks the files.
pub(super) struct Reloads(Option<JoinHandle<()>>);

impl Drop for Reloads {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
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
    let connection = Connection::new(addresses.remote_addr, move |extensions: &mut Extensions| {
        extensions.insert(addresses.clone());
        extensions.insert(info.clone());
        if let Some(identity) = &identity {
            extensions.insert(identity.clone());
        }
    });
    (Arc::new(connection), expires)
}
