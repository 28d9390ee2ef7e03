//! The identity of a client by its certificate, and the log lines about invalid certificates.

use std::sync::Arc;
use std::time::Duration;

use rcgen::CertificateParams;
use rpcsmith_runtime::auth::{Auth, Authenticator, Credentials, Denied, Identity, Jwt, JwtKey};
use rpcsmith_runtime::serve::PeerIdentity;
use rpcsmith_runtime::{Code, Request};
use serde_json::json;
use time::OffsetDateTime;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SignatureScheme, crypto};

use crate::certificates::{Authority, Files};
use crate::lines::Lines;
use crate::sample::user::user_service_client::UserServiceClient;
use crate::support::{Served, get, in_time, serve, users};
use crate::tls::{connect, name};

/// Starts a server that accepts client certificates of the authority.
async fn start_server(authority: &Authority) -> (Served, Files) {
    let files = Files::new(authority);
    std::fs::write(files.path("clients.pem"), authority.pem()).unwrap();
    let tls = files.tls();
    let (builder, _events) = users();
    let tls = tls.accept_client_certificates(files.path("clients.pem"));
    (serve(builder.tls(tls)).await, files)
}

#[tokio::test]
async fn has_a_subject_and_names_of_each_kind() {
    let authority = Authority::new();
    let (served, _files) = start_server(&authority).await;
    let valid = authority.issue_with_names();
    let channel = connect(&served, &authority, Some(&valid)).await.unwrap();
    assert_eq!(
        name(channel.clone(), "identity").await.unwrap(),
        "orders.example.com"
    );
    // The text begins with the last part of the subject, and separators within a part are escaped.
    assert_eq!(
        name(channel, "subject").await.unwrap(),
        r"CN=orders,O=Example\, CN=admin spiffe://example.com/orders orders@example.com"
    );
}

/// A connection ends when the certificate of its client expires.
#[tokio::test]
async fn ends_when_the_certificate_expires() {
    let authority = Authority::new();
    let (served, _files) = start_server(&authority).await;
    let mut params = CertificateParams::new(vec!["orders.example.com".to_owned()]).unwrap();
    params.not_after = OffsetDateTime::now_utc() + Duration::from_secs(2);
    let expires_soon = authority.sign(&params);
    let channel = connect(&served, &authority, Some(&expires_soon)).await;
    let channel = channel.unwrap();
    let identity = name(channel.clone(), "identity").await.unwrap();
    assert_eq!(identity, "orders.example.com");
    in_time(async {
        while name(channel.clone(), "identity").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn unreadable_certificates_are_logged() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let authority = Authority::new();
    let (served, _files) = start_server(&authority).await;
    let unreadable = authority.issue_unreadable();
    let channel = connect(&served, &authority, Some(&unreadable)).await;
    let channel = channel.unwrap();
    assert_eq!(name(channel.clone(), "subject").await.unwrap(), "");
    let peer = name(channel, "peer").await.unwrap();
    let line = lines.until("cannot parse a client certificate").await;
    assert!(line.starts_with("INFO rpcsmith_runtime::serve"), "{line}");
    assert!(line.contains(&format!("peer={peer}")), "{line}");
    assert!(line.contains("error="), "{line}");
}

/// Presents a fixed certificate, even if it is invalid.
#[derive(Debug)]
struct FixedCertificate(Arc<CertifiedKey>);

impl ResolvesClientCert for FixedCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Connects with a certificate that the server rejects. Returns the address of the client.
async fn connect_rejected(
    served: &Served,
    trusts: &Authority,
    (certificate, key): (String, String),
) -> String {
    let mut roots = RootCertStore::empty();
    let trusted = CertificateDer::from_pem_slice(trusts.pem().as_bytes()).unwrap();
    roots.add(trusted).unwrap();
    let provider = Arc::new(crypto::ring::default_provider());
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let key = provider.key_provider.load_private_key(key).unwrap();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let resolver = FixedCertificate(Arc::new(CertifiedKey::new(vec![certificate], key)));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_client_cert_resolver(Arc::new(resolver));
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = TcpStream::connect(served.address).await.unwrap();
    let client = stream.local_addr().unwrap().to_string();
    let connector = TlsConnector::from(Arc::new(config));
    // With TLS 1.3, a client sees the rejection only when it reads.
    if let Ok(mut stream) = connector
        .connect("localhost".try_into().unwrap(), stream)
        .await
    {
        let read = in_time(stream.read(&mut [0; 100])).await;
        assert!(read.is_err(), "{read:?}");
    }
    client
}

/// Only the log of the server has the reason: the client does not get it.
#[tokio::test]
async fn rejected_certificates_are_logged() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let authority = Authority::new();
    let (served, _files) = start_server(&authority).await;
    for (certificate, reason) in [
        (authority.issue_v1(), "UnsupportedCertVersion"),
        (authority.issue("c", true), "certificate expired"),
        (Authority::new().issue("c", false), "BadSignature"),
    ] {
        let peer = connect_rejected(&served, &authority, certificate).await;
        let line = lines.until(&format!("peer={peer}")).await;
        assert!(line.starts_with("INFO rpcsmith_runtime::serve"), "{line}");
        assert!(line.contains("client certificate rejected"), "{line}");
        assert!(line.contains(reason), "{line}");
    }
    // A peer without TLS is not logged at info.
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let peer = stream.local_addr().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"GET / HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let line = lines.until(&format!("peer={peer}")).await;
    assert!(line.starts_with("DEBUG"), "{line}");
}

/// Authenticates users by their tokens and services by their certificates.
struct TokenOrCertificate(Jwt);

impl Authenticator for TokenOrCertificate {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
        if credentials.headers().contains_key("authorization") {
            return self.0.authenticate(credentials).await;
        }
        let peer = credentials.extensions().get::<PeerIdentity>();
        let peer = peer.ok_or_else(|| Denied::invalid("there is no token and no certificate"))?;
        let mut uris = peer.uris().iter();
        let service = uris.find_map(|uri| uri.strip_prefix("spiffe://example.com/"));
        let service = service.ok_or_else(|| Denied::invalid("the certificate is of no service"))?;
        Ok(Identity::new(service))
    }
}

#[tokio::test]
async fn a_token_or_a_certificate() {
    const SECRET: &[u8] = b"a secret that has thirty-two bytes or more";
    let authority = Authority::new();
    let files = Files::new(&authority);
    std::fs::write(files.path("clients.pem"), authority.pem()).unwrap();
    let tls = files.tls();
    let tls = tls.accept_client_certificates(files.path("clients.pem"));
    let jwt = Jwt::new("issuer", "users", [JwtKey::hs256(SECRET).unwrap()]);
    let (builder, _events) = users();
    let served = serve(builder.tls(tls).auth(Auth::new(TokenOrCertificate(jwt)))).await;

    let claims = json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": 4_000_000_000_u64});
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    let key = jsonwebtoken::EncodingKey::from_secret(SECRET);
    let token = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    let (service, other) = (
        authority.issue_with_names(),
        authority.issue("other", false),
    );
    for (certificate, token, expected) in [
        (None, None, Code::Unauthenticated),
        (None, Some(&*token), Code::Ok),
        (Some(&service), None, Code::Ok),
        (Some(&other), None, Code::Unauthenticated),
        (Some(&other), Some(&*token), Code::Ok),
        // With an invalid token, the certificate does not matter.
        (Some(&service), Some("x"), Code::Unauthenticated),
    ] {
        let channel = connect(&served, &authority, certificate).await.unwrap();
        let mut request = Request::new(get("1"));
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().unwrap();
            request.metadata_mut().insert("authorization", value);
        }
        let result = in_time(UserServiceClient::new(channel).get_user(request)).await;
        let code = result.map_or_else(|status| status.code(), |_| Code::Ok);
        assert_eq!(code, expected, "{certificate:?} {token:?}");
    }
}
