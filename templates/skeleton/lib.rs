//! The services of `{{ package }}`.

#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

{{ imports }}
/// A server of all services; the program adds what it needs beside them.
pub fn server() -> ServerBuilder {
{{ server }}}
{# #}
