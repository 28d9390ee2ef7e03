//! The services of `{{ package }}`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

{{ imports }}
/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
{% if deprecated %}#[allow(deprecated, reason = "the service has deprecated elements")]
{% endif %}pub fn server() -> ServerBuilder {
{{ server }}}
{# #}
