//! Calls the service in process: no socket, no port.

use phantom_controller::proto::phantom::event::Payload;
use phantom_controller::proto::phantom::phantom_controller_client::PhantomControllerClient;
use phantom_controller::proto::phantom::{
    ContactStatus, Event, EventsRequest, GetContactsRequest, SendMessageRequest,
};
use phantom_controller::services::phantom_controller::PhantomControllerImpl;
use rpcsmith_runtime::{Code, Streaming};

fn client() -> PhantomControllerClient {
    PhantomControllerClient::in_process(PhantomControllerImpl::default())
}

fn message(contact_id: &str, text: &str) -> SendMessageRequest {
    SendMessageRequest {
        contact_id: contact_id.to_owned(),
        text: text.to_owned(),
        reply_to: None,
    }
}

async fn subscribe(client: &PhantomControllerClient, contact_ids: &[&str]) -> Streaming<Event> {
    let request = EventsRequest {
        contact_ids: contact_ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    let events = client.subscribe_to_events(request).await;
    events.unwrap().into_inner()
}

async fn next(events: &mut Streaming<Event>) -> (u64, String) {
    let event = events.message().await.unwrap().unwrap();
    let description = match event.payload.unwrap() {
        Payload::MessageSent(sent) => format!("to {}: {}", sent.contact_id, sent.text),
        Payload::MessageReceived(received) => format!(
            "from {}: {} (re {})",
            received.contact_id,
            received.text,
            received.reply_to(),
        ),
        Payload::ContactStatusChanged(changed) => {
            format!("{} is {:?}", changed.contact_id, changed.status)
        }
    };
    (event.sequence, description)
}

#[tokio::test]
async fn send_message() {
    let client = client();
    let response = client.send_message(message("alice", "hello")).await;
    let response = response.unwrap().into_inner();
    assert_eq!(response.message_id, "message-1");
    assert!(response.sent_at.is_some());

    let long = "a".repeat(20_000);
    for (contact, text, code, expected) in [
        (
            "dave",
            "hello",
            Code::NotFound,
            "Contact with id dave not found",
        ),
        ("alice", "", Code::InvalidArgument, "Text is required"),
        (
            "alice",
            &long,
            Code::InvalidArgument,
            "Text has at most 16384 bytes",
        ),
    ] {
        let status = client
            .send_message(message(contact, text))
            .await
            .unwrap_err();
        assert_eq!((status.code(), status.message()), (code, expected));
    }
}

#[tokio::test]
async fn get_contacts() {
    let client = client();
    let contacts = async |online_only| -> Vec<(String, ContactStatus)> {
        let response = client
            .get_contacts(GetContactsRequest { online_only })
            .await;
        let contacts = response.unwrap().into_inner().contacts;
        contacts
            .into_iter()
            .map(|contact| (contact.name.clone(), contact.status))
            .collect()
    };
    let named = |name: &str, status| (name.to_owned(), status);
    let alice = named("Alice", ContactStatus::Online);
    let carol = named("Carol", ContactStatus::Offline);
    let bob = |status| named("Bob", status);
    assert_eq!(
        contacts(false).await,
        [alice.clone(), bob(ContactStatus::Offline), carol]
    );
    assert_eq!(contacts(true).await, std::slice::from_ref(&alice));

    // A contact that receives a message comes online.
    client.send_message(message("bob", "hello")).await.unwrap();
    assert_eq!(contacts(true).await, [alice, bob(ContactStatus::Online)]);
}

#[tokio::test]
async fn subscribe_to_events() {
    let client = client();
    let mut all = subscribe(&client, &[]).await;
    let mut of_bob = subscribe(&client, &["bob", "nobody"]).await;
    for (contact, text) in [("alice", "one"), ("bob", "two")] {
        client.send_message(message(contact, text)).await.unwrap();
    }
    let of_bob_expected = [
        (3, "to bob: two"),
        (4, "bob is Online"),
        (5, "from bob: two (re message-3)"),
    ];
    let of_alice_expected = [(1, "to alice: one"), (2, "from alice: one (re message-1)")];
    for (sequence, description) in of_alice_expected.iter().chain(&of_bob_expected) {
        assert_eq!(next(&mut all).await, (*sequence, (*description).to_owned()));
    }
    for (sequence, description) in of_bob_expected {
        assert_eq!(next(&mut of_bob).await, (sequence, description.to_owned()));
    }
}

#[tokio::test]
async fn a_slow_subscriber_gets_the_buffered_events_and_an_error() {
    let client = client();
    let mut slow = subscribe(&client, &[]).await;
    let mut quick = subscribe(&client, &[]).await;
    for number in 1..=500 {
        client
            .send_message(message("alice", "hello"))
            .await
            .unwrap();
        assert_eq!(next(&mut quick).await.0, 2 * number - 1);
        assert_eq!(next(&mut quick).await.0, 2 * number);
    }
    let mut received = 0;
    let status = loop {
        match slow.message().await {
            Ok(event) => {
                received += 1;
                assert_eq!(event.unwrap().sequence, received);
            }
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::ResourceExhausted);
    let expected = "the subscriber reads too slowly and has missed ";
    assert!(
        status.message().starts_with(expected),
        "{}",
        status.message()
    );
}
