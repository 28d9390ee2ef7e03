//! `grpc.reflection`: what a server serves, for tools such as grpcurl.

use std::collections::BTreeSet;
use std::time::Duration;

use prost_types::{FileDescriptorProto, FileDescriptorSet};
use tonic_prost::prost::Message;
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

/// A request has a name of the schema. Tools keep the stream for a session, and open another when it ends.
const LIMITS: BuiltInLimits = BuiltInLimits {
    max_request_size: 4096,
    max_time: Some(Duration::from_secs(600)),
};

/// Adds the reflection services if there are descriptor sets.
///
/// They list `added`, `later` and themselves, even a service that no set describes. Beside the files
/// of the sets, clients find those of reflection, of health and of `google.rpc`.
pub(super) fn add(
    sets: &[&'static [u8]],
    later: Option<&str>,
    added: &mut Vec<RegisteredService>,
) -> Result<(), ServeError> {
    if sets.is_empty() {
        return Ok(());
    }
    let own = own_files(&decode(sets)?)?;
    let names: Vec<&str> = added
        .iter()
        .map(|added| added.name.as_str())
        .chain(later)
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
        added.push(RegisteredService {
            name: name.to_owned(),
            methods: None,
            built_in: Some(LIMITS),
            service,
        });
    }
    Ok(())
}

fn unusable(error: &dyn std::fmt::Display) -> ServeError {
    ServeError::Setting(format!("a descriptor set is not usable: {error}"))
}

fn decode(sets: &[&[u8]]) -> Result<Vec<FileDescriptorProto>, ServeError> {
    let mut files = Vec::new();
    for set in sets {
        let set = FileDescriptorSet::decode(*set).map_err(|error| unusable(&error))?;
        files.extend(set.file);
    }
    Ok(files)
}

/// The files of the runtime, without those that define a symbol of the user's files: clients reject
/// two files that define the same symbol.
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

/// The path by which other files import this one; the crates of tonic leave the folders out.
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
