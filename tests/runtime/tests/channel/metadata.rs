//! Metadata of attempts: a call has those of its final attempt only, and sends none of another call.

use rpcsmith_runtime::metadata::MetadataMap;
use rpcsmith_runtime::{Code, Request};

use crate::peer::Step::{HeadersThen, MessageThen, Pushback, Refuse, Status};
use crate::peer::{Peer, Step, builder, client, config, get, in_time};
use crate::sample::user::ListUsersRequest;

const U: Code = Code::Unavailable;

const RETRY: &str = r#""retryPolicy": {"maxAttempts": 3, "initialBackoff": "0.001s", "maxBackoff": "0.002s",
    "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}"#;
const HEDGE: &str = r#""hedgingPolicy": {"maxAttempts": 3, "hedgingDelay": "3600s",
    "nonFatalStatusCodes": ["UNAVAILABLE"]}"#;

fn method_config(policy: &str) -> String {
    format!(r#"{{"methodConfig": [{{"name": [{{"service": "user.UserService"}}], {policy}}}]}}"#)
}

/// The attempts that metadata name. The server numbers its responses.
fn attempts(metadata: &MetadataMap) -> Vec<String> {
    let values = metadata.get_all("x-attempt").iter();
    values
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_call_has_the_metadata_of_its_final_attempt() {
    const CASES: [(&[Step], Code, &str); 6] = [
        (&[Status(U), Status(U)], Code::Ok, "3"),
        (&[Pushback(U, "0")], Code::Ok, "2"),
        (&[Refuse, Status(U)], Code::Ok, "3"),
        (&[Status(U), Status(U), Status(U)], U, "3"),
        (&[Status(U), HeadersThen(Code::Aborted)], Code::Aborted, "2"),
        (&[Status(U), MessageThen(Code::Aborted)], Code::Aborted, "2"),
    ];
    for (steps, code, attempt) in CASES {
        for policy in [RETRY, HEDGE] {
            let (_peer, address) = Peer::new(steps.iter().copied()).await;
            let channel = builder(address).service_config(config(&method_config(policy)));
            let result = in_time(client(channel).get_user(get())).await;
            let (found, metadata) = match &result {
                Ok(response) => (Code::Ok, response.metadata()),
                Err(status) => (status.code(), status.metadata()),
            };
            assert_eq!(found, code, "{steps:?} {policy}");
            assert_eq!(attempts(metadata), [attempt], "{steps:?} {policy}");
            if let Ok(response) = &result {
                assert!(metadata.get("grpc-retry-pushback-ms").is_none());
                assert!(response.trailers().is_empty());
            }
        }
    }
}

#[tokio::test]
async fn a_stream_has_the_metadata_of_its_attempt() {
    let (_peer, address) = Peer::new([Status(U), MessageThen(Code::Aborted)]).await;
    let channel = builder(address).service_config(config(&method_config(RETRY)));
    let listed = client(channel)
        .list_users(ListUsersRequest::default())
        .await
        .unwrap();
    assert_eq!(attempts(listed.metadata()), ["2"]);
    let mut listed = listed.into_inner();
    assert!(in_time(listed.message()).await.unwrap().is_some());
    let status = in_time(listed.message()).await.unwrap_err();
    assert!(attempts(status.metadata()).is_empty());
}

/// A handler may forward all metadata of its own call.
#[tokio::test]
async fn the_form_of_another_call_is_not_sent() {
    const OF_CALL: [&str; 6] = [
        "grpc-encoding",
        "grpc-accept-encoding",
        "grpc-previous-rpc-attempts",
        "content-encoding",
        "accept-encoding",
        "expect",
    ];
    let (peer, address) = Peer::new([Status(U), Status(U)]).await;
    let channel = builder(address).service_config(config(&method_config(RETRY)));
    let mut request = Request::new(get());
    for name in OF_CALL {
        let metadata = request.metadata_mut();
        metadata.insert(name, "7".parse().unwrap());
    }
    let metadata = request.metadata_mut();
    metadata.insert("x-tenant", "blue".parse().unwrap());
    in_time(client(channel).get_user(request)).await.unwrap();
    let seen = peer.seen();
    assert_eq!(seen.len(), 3);
    for (number, attempt) in seen.iter().enumerate() {
        assert_eq!(attempt.header("x-tenant"), Some("blue"));
        for name in OF_CALL {
            let of_channel = name == "grpc-previous-rpc-attempts" && number > 0;
            let expected = of_channel.then(|| number.to_string());
            assert_eq!(attempt.header(name), expected.as_deref(), "{name}");
        }
    }
}
