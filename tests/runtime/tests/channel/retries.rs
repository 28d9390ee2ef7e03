//! The cases of gRFC A6 (client retries): when a call is retried or hedged, and when not.

use rpcsmith_runtime::Code;

use crate::peer::Step::{
    Answer, HeadersThen, Http, MessageThen, Page, Pushback, Refuse, Reset, Status,
};
use crate::peer::{Peer, Step, answer, builder, client, config, get, in_time};
use crate::sample::user::{ChatMessage, ListUsersRequest};

const RETRY: &str = r#""retryPolicy": {"maxAttempts": 3, "initialBackoff": "0.001s", "maxBackoff": "0.002s",
    "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE", "ABORTED"]}"#;
const HEDGE: &str = r#""hedgingPolicy": {"maxAttempts": 3, "hedgingDelay": "3600s",
    "nonFatalStatusCodes": ["UNAVAILABLE"]}"#;
const NOTHING: &str = r#""waitForReady": false"#;

/// A policy, the steps of the server, the code of the call, and the number of attempts.
struct Case {
    name: &'static str,
    policy: &'static str,
    steps: &'static [Step],
    code: Code,
    attempts: usize,
}

const fn case(
    name: &'static str,
    policy: &'static str,
    steps: &'static [Step],
    code: Code,
    attempts: usize,
) -> Case {
    Case {
        name,
        policy,
        steps,
        code,
        attempts,
    }
}

const U: Code = Code::Unavailable;

/// Cases of `GetUser`, which is idempotent.
const CASES: &[Case] = &[
    case("no failure", RETRY, &[Answer], Code::Ok, 1),
    case("one failure", RETRY, &[Status(U)], Code::Ok, 2),
    case(
        "two failures of different codes",
        RETRY,
        &[Status(U), Status(Code::Aborted)],
        Code::Ok,
        3,
    ),
    case(
        "as many failures as attempts",
        RETRY,
        &[Status(U), Status(U), Status(U)],
        U,
        3,
    ),
    case(
        "the call ends with the last failure",
        RETRY,
        &[Status(U), Status(U), Status(Code::Aborted)],
        Code::Aborted,
        3,
    ),
    case(
        "a code that is not retried",
        RETRY,
        &[Status(Code::Internal)],
        Code::Internal,
        1,
    ),
    case(
        "a retried code, and then another",
        RETRY,
        &[Status(U), Status(Code::NotFound)],
        Code::NotFound,
        2,
    ),
    case(
        "OK without a message is not retried",
        RETRY,
        &[Status(Code::Ok)],
        Code::Unimplemented,
        1,
    ),
    case(
        "an HTTP status maps to a code that is retried",
        RETRY,
        &[Http(503)],
        Code::Ok,
        2,
    ),
    case(
        "the page of a proxy maps to a code too",
        RETRY,
        &[Page(503), Page(502)],
        Code::Ok,
        3,
    ),
    case(
        "a page with the status 200",
        RETRY,
        &[Page(200)],
        Code::Unknown,
        1,
    ),
    case(
        "an HTTP status maps to a code that is not retried",
        RETRY,
        &[Http(404)],
        Code::Unimplemented,
        1,
    ),
    case("headers commit", RETRY, &[HeadersThen(U)], U, 1),
    case(
        "headers of a second attempt commit",
        RETRY,
        &[Status(U), HeadersThen(U)],
        U,
        2,
    ),
    case("messages commit", RETRY, &[MessageThen(U)], U, 1),
    case("pushback delays", RETRY, &[Pushback(U, "5")], Code::Ok, 2),
    case("pushback of 0 ms", RETRY, &[Pushback(U, "0")], Code::Ok, 2),
    case(
        "pushback counts as an attempt",
        RETRY,
        &[Pushback(U, "1"), Pushback(U, "1"), Pushback(U, "1")],
        U,
        3,
    ),
    case(
        "negative pushback stops retries",
        RETRY,
        &[Pushback(U, "-1")],
        U,
        1,
    ),
    case(
        "malformed pushback stops retries",
        RETRY,
        &[Pushback(U, "soon")],
        U,
        1,
    ),
    case(
        "pushback of a code that is not retried",
        RETRY,
        &[Pushback(Code::Internal, "1")],
        Code::Internal,
        1,
    ),
    case(
        "a refused stream is retried without a policy",
        NOTHING,
        &[Refuse],
        Code::Ok,
        2,
    ),
    case(
        "a refused stream does not count",
        RETRY,
        &[Refuse, Status(U), Status(U)],
        Code::Ok,
        4,
    ),
    case(
        "a second refusal counts",
        RETRY,
        &[Refuse, Refuse, Status(U), Status(U)],
        U,
        4,
    ),
    case(
        "a reset stream is not retried",
        RETRY,
        &[Reset],
        Code::Internal,
        1,
    ),
    case(
        "idempotent methods are retried",
        NOTHING,
        &[Status(U), Status(U), Status(U)],
        Code::Ok,
        4,
    ),
    case(
        "up to four attempts",
        NOTHING,
        &[Status(U), Status(U), Status(U), Status(U)],
        U,
        4,
    ),
    case(
        "but only after UNAVAILABLE",
        NOTHING,
        &[Status(Code::Aborted)],
        Code::Aborted,
        1,
    ),
    case("hedging: no failure", HEDGE, &[Answer], Code::Ok, 1),
    case(
        "hedging: a failure starts the next hedge",
        HEDGE,
        &[Status(U)],
        Code::Ok,
        2,
    ),
    case(
        "hedging: as many failures as attempts",
        HEDGE,
        &[Status(U), Status(U), Status(U)],
        U,
        3,
    ),
    case(
        "hedging: a fatal code ends the call",
        HEDGE,
        &[Status(Code::Internal)],
        Code::Internal,
        1,
    ),
    case(
        "hedging: a fatal code after another",
        HEDGE,
        &[Status(U), Status(Code::Internal)],
        Code::Internal,
        2,
    ),
    case(
        "hedging: pushback delays",
        HEDGE,
        &[Pushback(U, "5")],
        Code::Ok,
        2,
    ),
    case(
        "hedging: negative pushback stops hedging",
        HEDGE,
        &[Pushback(U, "-1")],
        U,
        1,
    ),
    case("hedging: headers commit", HEDGE, &[HeadersThen(U)], U, 1),
    case(
        "hedging: a refused stream does not count",
        HEDGE,
        &[Refuse, Status(U), Status(U)],
        Code::Ok,
        4,
    ),
];

fn method_config(policy: &str) -> String {
    format!(r#"{{"methodConfig": [{{"name": [{{"service": "user.UserService"}}], {policy}}}]}}"#)
}

#[tokio::test]
async fn all_cases() {
    for case in CASES {
        let (peer, address) = Peer::new(case.steps.iter().copied()).await;
        let channel = builder(address).service_config(config(&method_config(case.policy)));
        let result = in_time(client(channel).get_user(get())).await;
        let code = result
            .as_ref()
            .map_or_else(|status| status.code(), |_| Code::Ok);
        assert_eq!(code, case.code, "{}: {result:?}", case.name);
        if let Ok(response) = result {
            assert_eq!(response.into_inner(), answer(), "{}", case.name);
        }
        let seen = peer.seen();
        assert_eq!(seen.len(), case.attempts, "{}", case.name);
        let with_body = seen.iter().filter(|seen| !seen.body.is_empty());
        assert!(
            with_body
                .clone()
                .all(|seen| seen.body == crate::peer::framed(&get())),
            "{}: an attempt lacks the complete request",
            case.name
        );
    }
}

/// An attempt sends the number of previous attempts that a server has seen.
#[tokio::test]
async fn previous_attempts_are_sent() {
    let (peer, address) = Peer::new([Refuse, Status(U), Status(U)]).await;
    let channel = builder(address).service_config(config(&method_config(RETRY)));
    client(channel).get_user(get()).await.unwrap();
    let headers: Vec<_> = peer
        .seen()
        .iter()
        .map(|seen| seen.header("grpc-previous-rpc-attempts").map(str::to_owned))
        .collect();
    assert_eq!(
        headers,
        [None, None, Some("1".to_owned()), Some("2".to_owned())]
    );
}

/// `ListUsers` has no idempotency level: it is retried only by a policy, or if the server has not seen it.
#[tokio::test]
async fn methods_that_are_not_idempotent() {
    for (policy, steps, code, attempts) in [
        (NOTHING, &[Status(U)][..], U, 1),
        (NOTHING, &[Refuse], Code::Ok, 2),
        (HEDGE, &[Status(U)], U, 1),
        (RETRY, &[Status(U)], Code::Ok, 2),
    ] {
        let (peer, address) = Peer::new(steps.iter().copied()).await;
        let channel = builder(address).service_config(config(&method_config(policy)));
        let result = client(channel)
            .list_users(ListUsersRequest::default())
            .await;
        let result = result.map_err(|status| status.code()).map(drop);
        assert_eq!(result.err().unwrap_or(Code::Ok), code, "{policy} {steps:?}");
        assert_eq!(peer.seen().len(), attempts, "{policy} {steps:?}");
    }
    let (peer, address) = Peer::new([Status(U)]).await;
    let without = client(builder(address).no_safe_retries());
    assert_eq!(without.get_user(get()).await.unwrap_err().code(), U);
    assert_eq!(peer.seen().len(), 1);
}

/// A call with a stream of responses is retried only before the first response.
#[tokio::test]
async fn streams_of_responses() {
    let (peer, address) = Peer::new([Status(U), MessageThen(U)]).await;
    let channel = builder(address).service_config(config(&method_config(RETRY)));
    let listed = client(channel)
        .list_users(ListUsersRequest::default())
        .await;
    let mut listed = listed.unwrap().into_inner();
    assert!(listed.message().await.unwrap().is_some());
    assert_eq!(listed.message().await.unwrap_err().code(), U);
    assert_eq!(peer.seen().len(), 2);
}

/// A stream of requests is retried only if it fits into the retry buffer.
#[tokio::test]
async fn streams_of_requests() {
    let message = |size| ChatMessage {
        content: "c".repeat(size),
    };
    for (size, attempts) in [(100, 2), (300, 1)] {
        let (peer, address) = Peer::new([Status(U)]).await;
        let channel = builder(address)
            .retry_buffer(1000)
            .service_config(config(&method_config(RETRY)));
        let messages = [message(size), message(size), message(size), message(size)];
        let chat = client(channel).chat(tokio_stream::iter(messages)).await;
        assert_eq!(chat.is_ok(), attempts == 2, "{size}");
        let seen = peer.seen();
        assert_eq!(seen.len(), attempts, "{size}");
        let length = 4 * crate::peer::framed(&message(size)).len();
        assert!(seen.iter().all(|seen| seen.body.len() == length), "{size}");
    }
}
