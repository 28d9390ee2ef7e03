//! The formats that rules ask of strings: whether a text is an email address, a host, an IP address, a URI.
//!
//! All of them read the bytes of the text once and allocate nothing.

mod class;
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
