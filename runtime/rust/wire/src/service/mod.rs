//! Interceptors, and names of services.

mod interceptor;
mod named;

pub use interceptor::{
    InterceptedService, Interceptor, InterceptorLayer, ResponseBody, ResponseFuture,
};
pub use named::NamedService;

#[cfg(test)]
mod tests;
