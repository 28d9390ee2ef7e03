//! `grpc.reflection`: what a server serves, for tools such as grpcurl.

use tonic_reflection::server::Builder;

use super::error::ServeError;
use super::routes::Added;
use super::service::{AnyService, name_of};

/// Adds the services of both versions, if there are descriptor sets to tell of.
pub(super) fn add(sets: &[&'static [u8]], added: &mut Vec<Added>) -> Result<(), ServeError> {
    if sets.is_empty() {
        return Ok(());
    }
    let builder = || {
        let sets = sets.iter();
        sets.fold(Builder::configure(), |builder, set| {
            builder.register_encoded_file_descriptor_set(set)
        })
    };
    let unusable = |error: tonic_reflection::server::Error| {
        ServeError::Setting(format!("a descriptor set is not usable: {error}"))
    };
    let v1 = builder().build_v1().map_err(unusable)?;
    let v1alpha = builder().build_v1alpha().map_err(unusable)?;
    let mut push = |name: &str, service| {
        added.push(Added {
            name: name.to_owned(),
            methods: None,
            own: true,
            service,
        });
    };
    push(name_of(&v1), AnyService::tower(v1));
    push(name_of(&v1alpha), AnyService::tower(v1alpha));
    Ok(())
}
