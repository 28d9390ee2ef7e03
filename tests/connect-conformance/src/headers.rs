//! Converts metadata to headers of the suite, and back.

use http::{HeaderMap, HeaderName, HeaderValue};
use rpcsmith_runtime::metadata::MetadataMap;

use crate::Failure;
use crate::proto::Header;

/// The headers of the suite as metadata. Values of binary metadata are already in base64.
///
/// # Errors
/// If a header has a name or a value that HTTP does not allow.
pub fn metadata(headers: &[Header]) -> Result<MetadataMap, Failure> {
    let mut map = HeaderMap::new();
    for header in headers {
        let name = HeaderName::from_bytes(header.name.as_bytes())?;
        for value in &header.value {
            map.append(name.clone(), HeaderValue::from_str(value)?);
        }
    }
    Ok(MetadataMap::from_headers(map))
}

/// Metadata as headers of the suite.
pub fn listed(metadata: &MetadataMap) -> Vec<Header> {
    let map = metadata.clone().into_headers();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    map.keys()
        .map(|name| Header {
            name: name.to_string(),
            value: map.get_all(name).iter().map(text).collect(),
        })
        .collect()
}
