//! The identity of a client in its certificate.

use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use tokio_rustls::rustls::pki_types::CertificateDer;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// The identity of a client in its certificate, which a trusted authority has signed. Handlers find it in the extensions of
/// their request.
///
/// Compare one kind of name, for example a URI: the content of the subject differs between authorities.
///
/// ```
/// use rpcsmith_runtime::serve::PeerIdentity;
///
/// fn service(peer: &PeerIdentity) -> Option<&str> {
///     let mut ids = peer.uris().iter().filter_map(|uri| uri.strip_prefix("spiffe://example.com/"));
///     ids.next()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerIdentity {
    certificates: Arc<[CertificateDer<'static>]>,
    names: Arc<Names>,
}

/// The names in the client's own certificate.
#[derive(Debug, PartialEq, Eq)]
struct Names {
    subject: String,
    dns: Vec<String>,
    uris: Vec<String>,
    emails: Vec<String>,
    expires: SystemTime,
}

impl PeerIdentity {
    /// The certificates in DER, the client's own first.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(AsRef::as_ref)
    }

    /// The distinguished name of the subject in the format of RFC 4514, for example `CN=orders,O=Example`; empty if the
    /// certificate has none.
    pub fn subject(&self) -> &str {
        &self.names.subject
    }

    /// The DNS names in the subject alternative names (RFC 5280, 4.2.1.6).
    pub fn dns_names(&self) -> &[String] {
        &self.names.dns
    }

    /// The URIs in the subject alternative names, such as SPIFFE IDs.
    pub fn uris(&self) -> &[String] {
        &self.names.uris
    }

    /// The email addresses in the subject alternative names.
    pub fn emails(&self) -> &[String] {
        &self.names.emails
    }

    /// When the client's own certificate expires.
    pub(super) fn expires(&self) -> SystemTime {
        self.names.expires
    }

    /// Reads the names of the first of these certificates.
    pub(super) fn new(
        certificates: &[CertificateDer<'_>],
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let own = certificates.first().ok_or("there is no certificate")?;
        let owned = |certificate: &CertificateDer<'_>| certificate.clone().into_owned();
        Ok(Self {
            names: Arc::new(Names::read(own)?),
            certificates: certificates.iter().map(owned).collect(),
        })
    }
}

impl Names {
    fn read(own: &CertificateDer<'_>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        // It ignores invalid DNS names.
        let checked = webpki::EndEntityCert::try_from(own)?;
        // The verifier has accepted the certificate, so accept a serial number that is too long.
        let read = CertificateInner::<Raw>::from_der(own)?.tbs_certificate;
        let names = read.get::<SubjectAltName>()?;
        let names = names.map(|(_, SubjectAltName(names))| names);
        let is_visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        let email = |name| match name {
            GeneralName::Rfc822Name(email) if is_visible(email.as_str()) => {
                Some(email.as_str().to_owned())
            }
            _ => None,
        };
        Ok(Self {
            subject: read.subject.to_string(),
            dns: checked.valid_dns_names().map(str::to_owned).collect(),
            uris: checked.valid_uri_names().map(str::to_owned).collect(),
            expires: read.validity.not_after.to_system_time(),
            emails: names.into_iter().flatten().filter_map(email).collect(),
        })
    }
}
