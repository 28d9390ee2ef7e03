//! Formats of strings in rules: email addresses, host names, IP addresses, URIs and IDs.
//!
//! Each function reads the bytes of the text once, and allocates nothing.

mod char_set;
mod email;
mod host;
mod id;
mod ip;
mod uri;

pub use email::is_email;
pub use host::{is_host_and_port, is_hostname};
pub use id::{is_tuuid, is_ulid, is_uuid};
pub use ip::{is_ip, is_ip_prefix, is_ip_version};
pub use uri::{is_uri, is_uri_ref};
