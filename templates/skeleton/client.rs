//! A command-line client of the services: `cargo run --bin {{ client }} -- --help`.

{{ client_imports }}
fn main() -> ExitCode {
{{ client_body }}}
{# #}
