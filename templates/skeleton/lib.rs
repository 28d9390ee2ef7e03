//! The services of `{{ package }}`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

{{ imports }}
/// A server of all services; the program adds what it needs beside them.
{% if deprecated %}#[allow(deprecated, reason = "the schema still has what it deprecates")]
{% endif %}pub fn server() -> ServerBuilder {
{{ server }}}
{# #}
