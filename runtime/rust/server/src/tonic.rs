//! Our services in tonic's server, which finds them by tonic's trait.

use ::tonic::server::NamedService;

use crate::server::{Dispatch, Intercepted, ServiceServer};

impl<D: Dispatch<T>, T> NamedService for ServiceServer<D, T> {
    const NAME: &'static str = D::SERVICE;
}

impl<S: NamedService, I> NamedService for Intercepted<S, I> {
    const NAME: &'static str = S::NAME;
}
