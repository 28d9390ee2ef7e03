//! Reflection: listed services, symbols and files.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet, ServiceDescriptorProto};
use rpcsmith_runtime::Code;
use tonic_reflection::pb::{v1, v1alpha};

use crate::sample::user::user_service_methods as methods;
use crate::support::{serve, tonic_channel, users};

/// An encoded descriptor set with one file that declares services.
fn schema(path: &str, package: &str, services: &[&str]) -> &'static [u8] {
    let service = |name: &&str| ServiceDescriptorProto {
        name: Some((*name).to_owned()),
        ..Default::default()
    };
    let file = FileDescriptorProto {
        name: Some(path.to_owned()),
        package: Some(package.to_owned()),
        service: services.iter().map(service).collect(),
        ..Default::default()
    };
    FileDescriptorSet { file: vec![file] }
        .encode_to_vec()
        .leak()
}

enum Query<'a> {
    Services,
    Symbol(&'a str),
    File(&'a str),
}

/// Sends a query to one version of the service. Returns names of services, or files.
macro_rules! query {
    ($version:ident, $address:expr, $query:expr) => {{
        use $version::server_reflection_request::MessageRequest;
        use $version::server_reflection_response::MessageResponse;
        let request = $version::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(match $query {
                Query::Services => MessageRequest::ListServices(String::new()),
                Query::Symbol(name) => MessageRequest::FileContainingSymbol(name.to_owned()),
                Query::File(name) => MessageRequest::FileByFilename(name.to_owned()),
            }),
        };
        let channel = tonic_channel($address).await;
        let responses = $version::server_reflection_client::ServerReflectionClient::new(channel)
            .server_reflection_info(tokio_stream::once(request))
            .await;
        let response = responses.unwrap().into_inner().message().await;
        match response.unwrap().unwrap().message_response {
            Some(MessageResponse::ListServicesResponse(list)) => {
                let names = list.service.into_iter();
                Ok(names.map(|service| service.name.into_bytes()).collect())
            }
            Some(MessageResponse::FileDescriptorResponse(files)) => Ok(files.file_descriptor_proto),
            Some(MessageResponse::ErrorResponse(error)) => Err(Code::from(error.error_code)),
            other => panic!("{other:?}"),
        }
    }};
}

async fn query(address: SocketAddr, query: Query<'_>) -> Result<Vec<Vec<u8>>, Code> {
    let v1: Result<Vec<Vec<u8>>, Code> = query!(v1, address, query);
    let v1alpha: Result<Vec<Vec<u8>>, Code> = query!(v1alpha, address, query);
    assert_eq!(v1, v1alpha);
    v1
}

async fn services(address: SocketAddr) -> Vec<String> {
    let names = query(address, Query::Services).await.unwrap();
    let names = names
        .into_iter()
        .map(|name| String::from_utf8(name).unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

async fn file(address: SocketAddr, what: Query<'_>) -> Result<FileDescriptorProto, Code> {
    let files = query(address, what).await?;
    Ok(FileDescriptorProto::decode(files[0].as_slice()).unwrap())
}

#[tokio::test]
async fn lists_only_served_services() {
    const REFLECTION: [&str; 2] = [
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    ];
    let (builder, _events) = users();
    let served =
        serve(builder.reflection([schema("user.proto", "user", &["UserService", "Unserved"])]))
            .await;
    let [v1, v1alpha] = REFLECTION;
    assert_eq!(
        services(served.address).await,
        [v1, v1alpha, methods::SERVICE]
    );

    // A service without a descriptor is listed too.
    let (builder, _events) = users();
    let other = schema("other.proto", "other", &["Unserved"]);
    let served = serve(builder.health().reflection([other])).await;
    let health = "grpc.health.v1.Health";
    assert_eq!(
        services(served.address).await,
        [health, v1, v1alpha, methods::SERVICE]
    );
}

/// grpcurl needs these files to decode `grpc-status-details-bin` and to describe services.
#[tokio::test]
async fn finds_the_details_of_errors_and_the_services_of_the_runtime() {
    let (builder, _events) = users();
    let served = serve(builder.health().reflection([schema(
        "user.proto",
        "user",
        &["UserService"],
    )]))
    .await;
    let mut imports = BTreeSet::new();
    for (symbol, path) in [
        ("google.rpc.Status", "google/rpc/status.proto"),
        ("google.rpc.BadRequest", "google/rpc/error_details.proto"),
        ("google.rpc.ErrorInfo", "google/rpc/error_details.proto"),
        ("grpc.health.v1.Health", "grpc/health/v1/health.proto"),
        (
            "grpc.reflection.v1.ServerReflection",
            "grpc/reflection/v1/reflection.proto",
        ),
        (
            "grpc.reflection.v1alpha.ServerReflection",
            "grpc/reflection/v1alpha/reflection.proto",
        ),
        ("user.UserService", "user.proto"),
    ] {
        let found = file(served.address, Query::Symbol(symbol)).await.unwrap();
        assert_eq!(found.name(), path, "{symbol}");
        imports.extend(found.dependency);
        imports.insert(path.to_owned());
    }
    for import in &imports {
        let found = file(served.address, Query::File(import)).await.unwrap();
        assert_eq!(found.name(), import);
    }
    let missing = file(served.address, Query::Symbol("google.rpc.Missing")).await;
    assert_eq!(missing, Err(Code::NotFound));
}

/// Clients reject two files that declare the same symbol.
#[tokio::test]
async fn prefers_the_files_of_the_user() {
    let (builder, _events) = users();
    let health = schema("vendored/health.proto", "grpc.health.v1", &["Health"]);
    let served = serve(builder.health().reflection([health])).await;
    let found = file(served.address, Query::Symbol("grpc.health.v1.Health")).await;
    assert_eq!(found.unwrap().name(), "vendored/health.proto");
    let own = file(served.address, Query::File("grpc/health/v1/health.proto")).await;
    assert_eq!(own, Err(Code::NotFound));
}

#[tokio::test]
async fn a_malformed_descriptor_set_is_rejected() {
    let (builder, _events) = users();
    let builder = builder.reflection([b"\xff".as_slice()]);
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert!(
        error.to_string().starts_with("invalid descriptor set"),
        "{error}"
    );
}
