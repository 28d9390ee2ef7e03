//! Calls of HTTP/JSON over sockets, as plain HTTP clients make them.

mod binding;
mod bodies;
mod client;
mod errors;
mod http_client;
mod routes;
mod services;
mod streams;
mod validation;
