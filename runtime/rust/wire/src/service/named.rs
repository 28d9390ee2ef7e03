//! Names of services.

/// A service with a name, by which a server finds it.
pub trait NamedService {
    /// The full name, for example `grpc.health.v1.Health`.
    const NAME: &'static str;
}
