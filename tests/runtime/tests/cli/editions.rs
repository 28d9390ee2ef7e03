//! Files with editions: clients that use their descriptors agree with generated code.

use std::io;

use rpcsmith_runtime::cli::Client;
use rpcsmith_runtime::{Request, Response, Status};

use crate::host::{echo, output_of, run, spawn_and_wait};

#[allow(dead_code)]
#[path = "../../../../tests/golden/editions_2023/expected/mod.rs"]
mod edition_2023;

#[allow(dead_code)]
#[path = "../../../../tests/golden/editions_2024/expected/mod.rs"]
mod edition_2024;

use edition_2023::editions_2023::editions_server::{Editions, EditionsServer};
use edition_2023::editions_2023::{
    self as v2023, Encodings, Presence, encodings::Body, presence::Choice,
};
use edition_2024::albums::v1 as albums;

/// Returns fields of each encoding, if the request equals the expected one.
struct Server(Presence);

impl Editions for Server {
    async fn get(&self, request: Request<Presence>) -> Result<Response<Encodings>, Status> {
        let (actual, expected) = (request.into_inner(), &self.0);
        if actual != *expected {
            return Err(Status::invalid_argument(format!(
                "{actual:?} is not {expected:?}"
            )));
        }
        let body = |text: &str| Body {
            text: Some(text.to_owned()),
        };
        Ok(Response::new(Encodings {
            packed: vec![1, 300],
            expanded: vec![2, 3],
            expanded_enum: vec![1, 0],
            length_prefixed: Some(body("a")),
            delimited: Some(body("b")),
            delimited_many: vec![body("c"), body("d")],
        }))
    }
}

fn assert_request(args: &[&str], expected: Presence) {
    let address = spawn_and_wait(async move {
        crate::support::serve(EditionsServer::new(Server(expected))).await
    });
    let client =
        Client::new("editions").service(v2023::editions_methods::ALL, v2023::FILE_DESCRIPTOR_SET);
    let answer = output_of(run(
        &client,
        address,
        &[&["get"], args].concat(),
        io::empty(),
    ));
    let expected = r#"{"packed":[1,300],"expanded":[2,3],"expandedEnum":["COLOR_RED","COLOR_UNSPECIFIED"],"lengthPrefixed":{"text":"a"},"delimited":{"text":"b"},"delimitedMany":[{"text":"c"},{"text":"d"}]}"#;
    assert_eq!(answer, expected);
}

#[test]
fn presence_and_encodings_of_edition_2023() {
    assert_request(&[], Presence::default());
    let none = Presence::default();
    assert_request(
        &["--explicit=", "--implicit=", "--with-default=7"],
        Presence {
            explicit: Some(String::new()),
            with_default: Some(7),
            ..none.clone()
        },
    );
    assert_request(
        &[
            "--required=r",
            "--open=COLOR_RED",
            "--closed=SHADE_LIGHT",
            "--data=",
            "--message={}",
        ],
        Presence {
            required: "r".to_owned(),
            open: 1,
            closed: Some(2),
            choice: Some(Choice::Data(Vec::new())),
            message: Some(Box::default()),
            ..none
        },
    );
}

#[test]
fn edition_2024() {
    let client =
        Client::new("albums").service(albums::albums_methods::ALL, albums::FILE_DESCRIPTOR_SET);
    let args = ["get-album", "--title=x"];
    assert_eq!(
        output_of(run(&client, echo(), &args, io::empty())),
        r#"{"title":"x"}"#
    );
}
