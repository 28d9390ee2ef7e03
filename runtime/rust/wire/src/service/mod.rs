//! Interceptors, and names of services.

pub mod interceptor;
mod named;

pub use interceptor::{InterceptedService, Interceptor, InterceptorLayer};
pub use named::NamedService;

#[cfg(test)]
mod tests;
