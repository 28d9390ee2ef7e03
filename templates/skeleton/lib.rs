//! The services of `{{ package }}`.

#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

{{ imports }}
/// The schema of the services, as reflection tells it and the client reads it.
{{ descriptors }}
/// All services; the program adds what a server needs beside them.
pub fn server() -> ServerBuilder {
{{ server }}}
