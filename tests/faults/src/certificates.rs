//! Issues certificates for the cases.

use std::path::PathBuf;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rpcsmith_runtime::channel::ClientTls;
use tempfile::TempDir;
use time::OffsetDateTime;

/// A certificate authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Issues a certificate for a name. Returns it and its key.
    pub fn issue(&self, name: &str, expired: bool) -> (String, String) {
        let now = OffsetDateTime::now_utc();
        if expired {
            self.issue_until(name, now - Duration::from_secs(3600))
        } else {
            self.issue_until(name, now + Duration::from_secs(3600))
        }
    }

    /// Issues a certificate that expires at `end`.
    pub fn issue_until(&self, name: &str, end: OffsetDateTime) -> (String, String) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = end - Duration::from_secs(7200);
        params.not_after = end;
        self.sign(&params)
    }

    /// Issues a certificate with the name only as common name, which clients no longer accept.
    pub fn issue_common_name(&self, name: &str) -> (String, String) {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// A folder with a server's certificate and key.
pub struct Files(TempDir);

impl Files {
    pub fn new(authority: &Authority) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.write(&authority.issue("localhost", false));
        files
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, (certificate, key): &(String, String)) {
        std::fs::write(self.path("server.pem"), certificate).unwrap();
        std::fs::write(self.path("server.key"), key).unwrap();
    }

    /// Writes another file and returns its path.
    pub fn add(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    /// The environment variables of a server with these files.
    pub fn vars(&self) -> Vec<(String, String)> {
        let path = |name: &str| self.path(name).display().to_string();
        vec![
            ("FAULT__TLS__CERTIFICATES".to_owned(), path("server.pem")),
            ("FAULT__TLS__KEY".to_owned(), path("server.key")),
            ("FAULT__TLS__RELOAD".to_owned(), "50ms".to_owned()),
        ]
    }

    /// The TLS settings of a client that trusts the authority.
    pub fn trust(&self, authority: &Authority) -> ClientTls {
        let name = "trusted.pem";
        self.add(name, &authority.pem());
        ClientTls::authorities(self.path(name)).server_name("localhost")
    }
}
