//! Unusual client certificates, which few authorities issue.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::string::Ia5String;
use rcgen::{
    CertificateParams, CustomExtension, DistinguishedName, DnType, KeyPair, SanType, SigningKey,
};

use crate::certificates::Authority;

impl Authority {
    /// Issues a certificate with a subject and with alternative names of each kind.
    pub fn issue_with_names(&self) -> (String, String) {
        let mut params = CertificateParams::new(vec!["orders.example.com".to_owned()]).unwrap();
        let text = |text: &str| Ia5String::try_from(text).unwrap();
        params.subject_alt_names.extend([
            SanType::URI(text("spiffe://example.com/orders")),
            SanType::Rfc822Name(text("orders@example.com")),
            SanType::Rfc822Name(text("line\nbreak@example.com")),
        ]);
        // The organization contains a text that looks like another part of the subject.
        params.distinguished_name = DistinguishedName::new();
        for (kind, value) in [
            (DnType::OrganizationName, "Example, CN=admin"),
            (DnType::CommonName, "orders"),
        ] {
            params.distinguished_name.push(kind, value);
        }
        self.sign(&params)
    }

    /// Issues a certificate whose alternative names are not ASCII, although RFC 5280 requires it.
    pub fn issue_unreadable(&self) -> (String, String) {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        let names = vec![0x30, 0x04, 0x81, 0x02, 0xc3, 0xa9];
        let extension = CustomExtension::from_oid_content(&[2, 5, 29, 17], names);
        params.custom_extensions.push(extension);
        self.sign(&params)
    }

    /// Issues a certificate of X.509 version 1, which has no extensions, as old tools do.
    pub fn issue_v1(&self) -> (String, String) {
        let params = CertificateParams::new(Vec::new()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let parts = children(children(certificate.der())[0]);
        // Remove the version, which is the first part, and the extensions, which are the last.
        let without: Vec<_> = parts
            .into_iter()
            .filter(|part| !matches!(part[0], 0xa0 | 0xa3))
            .collect();
        let signed = der(0x30, &without.concat());
        let algorithm = children(certificate.der())[1];
        let signature = self.0.key().sign(&signed).unwrap();
        let signature = der(0x03, &[&[0], signature.as_slice()].concat());
        let v1 = der(0x30, &[&signed, algorithm, &signature].concat());
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            STANDARD.encode(v1)
        );
        (pem, key.serialize_pem())
    }
}

/// Encodes an ASN.1 value in DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let header: &[u8] = match content.len() {
        0..128 => &[tag, low],
        128..256 => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [header, content].concat()
}

/// The child values of an ASN.1 value in DER.
fn children(value: &[u8]) -> Vec<&[u8]> {
    let header = |value: &[u8]| match value[1] {
        0x81 => (3, usize::from(value[2])),
        0x82 => (4, usize::from(u16::from_be_bytes([value[2], value[3]]))),
        length => (2, usize::from(length)),
    };
    let mut rest = &value[header(value).0..];
    let mut children = Vec::new();
    while !rest.is_empty() {
        let (start, length) = header(rest);
        let (child, others) = rest.split_at(start + length);
        children.push(child);
        rest = others;
    }
    children
}
