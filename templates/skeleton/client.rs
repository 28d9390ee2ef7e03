//! Calls the services of a server: `cargo run --bin {{ client }} -- --help`.

{{ client_imports }}
fn main() -> ExitCode {
{{ client_body }}}
{# #}
