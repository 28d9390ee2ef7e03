//! `grpc.reflection`: lists and describes the services of a server, for tools such as grpcurl.

mod index;
mod service;
mod set;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::error::ServeError;
use super::routes::{BuiltInLimits, RegisteredService};
use crate::any_service::AnyService;
use crate::proto::grpc::reflection::{v1, v1alpha};
use crate::server::ServiceServer;
use index::Index;
use service::{Reflection, V1, V1Alpha};

/// The names of the services, of v1 and v1alpha.
const NAMES: [&str; 2] = [
    v1::server_reflection_methods::SERVICE,
    v1alpha::server_reflection_methods::SERVICE,
];

/// A request contains a name of the schema. Tools keep a stream open for a session, and open another one when it ends.
const LIMITS: BuiltInLimits = BuiltInLimits {
    max_request_size: 4096,
    max_time: Some(Duration::from_secs(600)),
};

/// The files of the runtime.
const OWN: [&[u8]; 4] = [
    v1::FILE_DESCRIPTOR_SET,
    v1alpha::FILE_DESCRIPTOR_SET,
    rpcsmith_wire::proto::google::rpc::FILE_DESCRIPTOR_SET,
    rpcsmith_wire::proto::grpc::health::v1::FILE_DESCRIPTOR_SET,
];

/// Adds the reflection services if there are descriptor sets.
///
/// They list all `services`, the health service and themselves, even a service that no set describes. In addition to the
/// files of the sets, they describe reflection, health and `google.rpc`.
pub(super) fn add(
    sets: &[&'static [u8]],
    health: Option<&str>,
    services: &mut Vec<RegisteredService>,
) -> Result<(), ServeError> {
    if sets.is_empty() {
        return Ok(());
    }
    let names: BTreeSet<String> = services
        .iter()
        .map(|service| service.name.as_str())
        .chain(health)
        .chain(NAMES)
        .map(str::to_owned)
        .collect();
    let index = index(sets)
        .map_err(|error| ServeError::Setting(format!("invalid descriptor set: {error}")))?;
    let reflection = Reflection::new(index, names);
    let reflection = Arc::new(reflection);
    let v1 = AnyService::tower(ServiceServer::<V1, _>::from_arc(Arc::clone(&reflection)));
    let v1alpha = AnyService::tower(ServiceServer::<V1Alpha, _>::from_arc(reflection));
    for (name, methods, service) in [
        (NAMES[0], v1::server_reflection_methods::ALL, v1),
        (NAMES[1], v1alpha::server_reflection_methods::ALL, v1alpha),
    ] {
        services.push(RegisteredService {
            name: name.to_owned(),
            json: false,
            http: &[],
            methods: Some(methods),
            built_in: Some(LIMITS),
            service,
        });
    }
    Ok(())
}

/// The files of the user, and those of the runtime without those that define a symbol of the user's files: clients reject
/// two files that define the same symbol.
fn index(sets: &[&'static [u8]]) -> Result<Index, prost::DecodeError> {
    let mut index = Index::default();
    for set in sets {
        for file in set::files(set)? {
            index.add(file);
        }
    }
    for set in OWN {
        for file in set::files(set)? {
            if !index.defines_any_of(&file) {
                index.add(file);
            }
        }
    }
    Ok(index)
}

#[cfg(test)]
mod tests;
