//! `grpc.reflection`: lists and describes the services of a server, for tools such as grpcurl.

use std::collections::BTreeSet;
use std::time::Duration;

use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use tonic_reflection::pb::{v1, v1alpha};
use tonic_reflection::server::Builder;

use super::error::ServeError;
use super::routes::{BuiltInLimits, RegisteredService};
use crate::any_service::AnyService;

/// The names of the services, of v1 and v1alpha.
const NAMES: [&str; 2] = [
    v1::server_reflection_server::SERVICE_NAME,
    v1alpha::server_reflection_server::SERVICE_NAME,
];

/// A request contains a name of the schema. Tools keep a stream open for a session, and open another one when it ends.
const LIMITS: BuiltInLimits = BuiltInLimits {
    max_request_size: 4096,
    max_time: Some(Duration::from_secs(600)),
};

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
    let own = own_files(&decode(sets)?)?;
    let names: Vec<&str> = services
        .iter()
        .map(|service| service.name.as_str())
        .chain(health)
        .chain(NAMES)
        .collect();
    let builder = || {
        let builder = Builder::configure()
            .include_reflection_service(false)
            .register_file_descriptor_set(FileDescriptorSet { file: own.clone() });
        let builder = sets.iter().fold(builder, |builder, set| {
            builder.register_encoded_file_descriptor_set(set)
        });
        names
            .iter()
            .copied()
            .fold(builder, Builder::with_service_name)
    };
    let v1 = builder().build_v1().map_err(|error| unusable(&error))?;
    let v1alpha = builder()
        .build_v1alpha()
        .map_err(|error| unusable(&error))?;
    for (name, service) in NAMES
        .into_iter()
        .zip([AnyService::tower(v1), AnyService::tower(v1alpha)])
    {
        services.push(RegisteredService {
            name: name.to_owned(),
            methods: None,
            built_in: Some(LIMITS),
            service,
        });
    }
    Ok(())
}

fn unusable(error: &dyn std::fmt::Display) -> ServeError {
    ServeError::Setting(format!("invalid descriptor set: {error}"))
}

fn decode(sets: &[&[u8]]) -> Result<Vec<FileDescriptorProto>, ServeError> {
    let mut files = Vec::new();
    for set in sets {
        let set = FileDescriptorSet::decode(*set).map_err(|error| unusable(&error))?;
        files.extend(set.file);
    }
    Ok(files)
}

/// The files of the runtime, without those that define a symbol of the user's files: clients reject two files that define
/// the same symbol.
fn own_files(of_user: &[FileDescriptorProto]) -> Result<Vec<FileDescriptorProto>, ServeError> {
    let defined: BTreeSet<String> = of_user.iter().flat_map(symbols).collect();
    let mut own = decode(&[
        v1::FILE_DESCRIPTOR_SET,
        v1alpha::FILE_DESCRIPTOR_SET,
        tonic_types::pb::FILE_DESCRIPTOR_SET,
        #[cfg(feature = "health")]
        tonic_health::pb::FILE_DESCRIPTOR_SET,
    ])?;
    own.retain(|file| !symbols(file).any(|symbol| defined.contains(&symbol)));
    for file in &mut own {
        file.name = file.name.take().map(full_path);
    }
    Ok(own)
}

/// The names of the messages and services of a file.
fn symbols(file: &FileDescriptorProto) -> impl Iterator<Item = String> {
    let messages = file.message_type.iter().map(|message| message.name());
    let services = file.service.iter().map(|service| service.name());
    let names = messages.chain(services);
    names.map(|name| format!("{}.{name}", file.package()))
}

/// The import path of a file. The crates of tonic omit the folders.
fn full_path(name: String) -> String {
    let path = match name.as_str() {
        "error_details.proto" => "google/rpc/error_details.proto",
        "health.proto" => "grpc/health/v1/health.proto",
        "reflection_v1.proto" => "grpc/reflection/v1/reflection.proto",
        "reflection_v1alpha.proto" => "grpc/reflection/v1alpha/reflection.proto",
        "status.proto" => "google/rpc/status.proto",
        _ => return name,
    };
    path.to_owned()
}
