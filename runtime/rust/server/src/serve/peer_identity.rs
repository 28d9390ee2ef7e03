//! Who a client is, by its certificate.

use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use tokio_rustls::rustls::pki_types::CertificateDer;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Who a client is, by the certificate that an authority of the server has signed; in the extensions of its requests.
///
/// Compare one name of one kind, for example a URI: authorities differ in what they put into the subject.
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

/// What the client's own certificate says.
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

    /// The distinguished name of the subject as RFC 4514 writes it, for example `CN=orders,O=Example`; empty if the
    /// certificate has none.
    pub fn subject(&self) -> &str {
        &self.names.subject
    }

    /// The DNS names among the subject's alternative names (RFC 5280, 4.2.1.6).
    pub fn dns_names(&self) -> &[String] {
        &self.names.dns
    }

    /// The URIs among the subject's alternative names, such as SPIFFE's.
    pub fn uris(&self) -> &[String] {
        &self.names.uris
    }

    /// The email addresses among the subject's alternative names.
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
        let own = certificates.first().ok_or("there is none")?;
        let owned = |certificate: &CertificateDer<'_>| certificate.clone().into_owned();
        Ok(Self {
            names: Arc::new(Names::read(own)?),
            certificates: certificates.iter().map(owned).collect(),
        })
    }
}

impl Names {
    fn read(own: &CertificateDer<'_>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        // It leaves out what is no DNS name.
        let checked = webpki::EndEntityCert::try_from(own)?;
        // The verifier has let it pass: a serial number that is too long is no reason to refuse it now.
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
