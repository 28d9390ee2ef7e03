//! All kinds of calls, with their metadata and their errors.

use tonic_types::StatusExt;

use crate::clients::{self, Answer, Client, Failure, client};
use crate::servers::{self, serve};

fn answer(texts: &[&str]) -> Answer {
    Answer {
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        echo: None,
        echo_bin: None,
    }
}

fn echoed(texts: &[&str]) -> Answer {
    Answer {
        echo: Some("text".to_owned()),
        echo_bin: Some(vec![0, 255]),
        ..answer(texts)
    }
}

/// Runs a check with each client and each server.
async fn everywhere(check: impl AsyncFn(&mut Client)) {
    for server in servers::KINDS {
        let served = serve(server).await;
        for kind in clients::KINDS {
            println!("{kind:?} calls {server:?}");
            check(&mut client(kind, &served.url())).await;
        }
    }
}

#[tokio::test]
async fn calls_succeed() {
    everywhere(async |client| {
        assert_eq!(client.say("hello").await, Ok(echoed(&["hello"])));
        assert_eq!(client.say("").await, Ok(echoed(&[""])));
        assert_eq!(client.spell("abc").await, Ok(echoed(&["a", "b", "c"])));
        assert_eq!(client.spell("").await, Ok(echoed(&[])));
        assert_eq!(client.join(&["a", "b"]).await, Ok(answer(&["ab"])));
        assert_eq!(client.join(&[]).await, Ok(answer(&[""])));
        assert_eq!(client.talk(&["a", "b"]).await, Ok(answer(&["a", "b"])));
        let large = "x".repeat(1_000_000);
        assert_eq!(client.say(&large).await, Ok(echoed(&[&large])));
    })
    .await;
}

#[tokio::test]
async fn errors_keep_their_code_message_details_and_metadata() {
    let mut details = tonic_types::ErrorDetails::new();
    details.add_bad_request_violation("text", "is `fail`");
    let status =
        tonic::Status::with_error_details(tonic::Code::InvalidArgument, "100 % bad: grün", details);
    let expected = || Failure {
        code: 3,
        message: "100 % bad: grün".to_owned(),
        details: status.details().to_vec(),
        echo: Some("failed".to_owned()),
    };
    everywhere(async |client| {
        assert_eq!(client.say("fail").await, Err(expected()));
        let lost = client.spell("fail").await.unwrap_err();
        assert_eq!((lost.code, &*lost.message), (15, "the rest is lost"));
    })
    .await;
}

#[tokio::test]
async fn services_find_the_address_of_the_client() {
    // tonic puts its own type into the extensions, so our service on its server finds no address.
    for server in [
        servers::Kind::OursOnOurs,
        servers::Kind::TheirsOnOurs,
        servers::Kind::TheirsOnTheirs,
    ] {
        let served = serve(server).await;
        let mut client = client(clients::Kind::OursOverOurs, &served.url());
        let answer = client.say("address").await.unwrap();
        assert_eq!(answer.texts, ["127.0.0.1"], "{server:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_unavailable() {
    let served = serve(servers::Kind::OursOnOurs).await;
    let url = served.url();
    drop(served);
    for kind in clients::KINDS {
        let failure = client(kind, &url).say("x").await.unwrap_err();
        assert_eq!(failure.code, 14, "{kind:?}: {}", failure.message);
    }
}
