//! The descriptor sets of generated packages, served by reflection.

use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use rpcsmith_goldens::goldens::{
    nested_packages, options_compile_well_known_types, options_descriptor_set_all,
    phantom_controller, user_service, well_known_types,
};
use tokio_stream::StreamExt;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_reflection::server::Builder;

/// Sends requests to a reflection server with these sets.
async fn ask(sets: &[&'static [u8]], requests: Vec<MessageRequest>) -> Vec<MessageResponse> {
    let mut builder = Builder::configure().include_reflection_service(false);
    for set in sets {
        builder = builder.register_encoded_file_descriptor_set(set);
    }
    let mut client = ServerReflectionClient::new(builder.build_v1().unwrap());
    let requests: Vec<_> = requests
        .into_iter()
        .map(|request| ServerReflectionRequest {
            host: String::new(),
            message_request: Some(request),
        })
        .collect();
    let responses = client
        .server_reflection_info(tokio_stream::iter(requests))
        .await
        .unwrap();
    let responses = responses
        .into_inner()
        .map(|response| response.unwrap().message_response.unwrap());
    responses.collect().await
}

#[tokio::test]
async fn lists_services() {
    let sets = [
        user_service::user::FILE_DESCRIPTOR_SET,
        phantom_controller::phantom::FILE_DESCRIPTOR_SET,
        nested_packages::a::b::c::FILE_DESCRIPTOR_SET,
        well_known_types::well_known_types::FILE_DESCRIPTOR_SET,
    ];
    let responses = ask(&sets, vec![MessageRequest::ListServices(String::new())]).await;
    let [MessageResponse::ListServicesResponse(list)] = &responses[..] else {
        panic!("{responses:?}");
    };
    let mut services: Vec<_> = list
        .service
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    services.sort_unstable();
    assert_eq!(
        services,
        [
            "a.b.c.Forest",
            "phantom.PhantomController",
            "user.UserService",
            "well_known_types.WellKnown"
        ]
    );
}

#[tokio::test]
async fn returns_the_files_of_symbols() {
    let symbols = [
        "user.UserService",
        "user.UserService.Chat",
        "user.User",
        "google.protobuf.Timestamp",
    ];
    let requests = symbols.map(|symbol| MessageRequest::FileContainingSymbol(symbol.to_owned()));
    let responses = ask(&[user_service::user::FILE_DESCRIPTOR_SET], requests.into()).await;
    let files: Vec<_> = responses.iter().map(file_name).collect();
    let expected = [
        "user.proto",
        "user.proto",
        "user.proto",
        "google/protobuf/timestamp.proto",
    ];
    assert_eq!(files, expected);
}

fn file_name(response: &MessageResponse) -> String {
    let MessageResponse::FileDescriptorResponse(files) = response else {
        panic!("{response:?}");
    };
    let file = FileDescriptorProto::decode(&*files.file_descriptor_proto[0]).unwrap();
    file.name.unwrap()
}

fn files(set: &[u8]) -> Vec<(String, bool)> {
    let set = FileDescriptorSet::decode(set).unwrap();
    let files = set.file.into_iter();
    files
        .map(|file| (file.name.unwrap(), file.source_code_info.is_some()))
        .collect()
}

/// A set contains the files of its package and their imports, imports first, without comments.
#[test]
fn sets_are_complete() {
    let without_comments = |names: &[&str]| {
        names
            .iter()
            .map(|name| ((*name).to_owned(), false))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        files(user_service::user::FILE_DESCRIPTOR_SET),
        without_comments(&[
            "google/protobuf/timestamp.proto",
            "google/protobuf/empty.proto",
            "user.proto"
        ])
    );
    assert_eq!(
        files(options_descriptor_set_all::descriptor_set_all::FILE_DESCRIPTOR_SET),
        without_comments(&["google/protobuf/timestamp.proto", "shapes.proto"])
    );
    assert_eq!(
        files(options_compile_well_known_types::clock::FILE_DESCRIPTOR_SET),
        without_comments(&[
            "google/protobuf/duration.proto",
            "google/protobuf/empty.proto",
            "google/protobuf/timestamp.proto",
            "google/protobuf/wrappers.proto",
            "clock.proto",
        ])
    );
}

/// The generated literal escapes all bytes correctly.
#[test]
fn sets_contain_special_bytes() {
    let set = options_descriptor_set_all::descriptor_set_all::escapes::FILE_DESCRIPTOR_SET;
    let set = FileDescriptorSet::decode(set).unwrap();
    let package = set.file[0].options.as_ref().unwrap().java_package();
    let expected =
        "quote \" apostrophe ' backslash \\ newline \n tab \t zero \0 bell \u{7} unicode é 世";
    assert_eq!(package, expected);
}
