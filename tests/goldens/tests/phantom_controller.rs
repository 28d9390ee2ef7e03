//! `phantom.PhantomController` sends events to several subscribers, in process and over a socket.

use std::sync::Arc;

use rpcsmith_goldens::goldens::phantom_controller::phantom::event::{
    ContactStatusChanged, MessageReceived, MessageSent, Payload,
};
use rpcsmith_goldens::goldens::phantom_controller::phantom::phantom_controller_client::PhantomControllerClient;
use rpcsmith_goldens::goldens::phantom_controller::phantom::phantom_controller_server::PhantomControllerServer;
use rpcsmith_goldens::goldens::phantom_controller::phantom::{
    Contact, ContactStatus, Event, EventsRequest, GetContactsRequest, GetContactsResponse,
    SendMessageRequest,
};
use rpcsmith_goldens::phantom_controller::Node;
use rpcsmith_goldens::serve;
use rpcsmith_runtime::{Code, Streaming};

fn contact(id: &str, name: &str, status: ContactStatus) -> Contact {
    Contact {
        id: id.to_owned(),
        name: name.to_owned(),
        status: status.into(),
    }
}

fn node() -> Arc<Node> {
    Arc::new(Node::new(vec![
        contact("b", "Bob", ContactStatus::Offline),
        contact("a", "Alice", ContactStatus::Online),
    ]))
}

async fn subscribe(client: &PhantomControllerClient, contact_ids: &[&str]) -> Streaming<Event> {
    let contact_ids = contact_ids.iter().map(|id| (*id).to_owned()).collect();
    let response = client
        .subscribe_to_events(EventsRequest { contact_ids })
        .await;
    response.unwrap().into_inner()
}

/// The next events without their times, which the node chooses.
async fn next(events: &mut Streaming<Event>, count: usize) -> Vec<(u64, Payload)> {
    let mut next = Vec::new();
    for _ in 0..count {
        let event = events
            .message()
            .await
            .unwrap()
            .expect("the stream continues");
        assert!(event.occurred_at.is_some());
        next.push((
            event.sequence,
            event.payload.expect("an event has a payload"),
        ));
    }
    next
}

async fn publishes_events(node: Arc<Node>, client: PhantomControllerClient) {
    let mut all = subscribe(&client, &[]).await;
    let mut second_all = subscribe(&client.clone(), &[]).await;
    let mut of_bob = subscribe(&client, &["b"]).await;
    let unsubscribed = subscribe(&client, &[]).await;
    drop(unsubscribed);

    let request = SendMessageRequest {
        contact_id: "a".to_owned(),
        text: "Hello".to_owned(),
        reply_to: None,
    };
    let sent = client.send_message(request).await.unwrap().into_inner();
    assert_eq!(sent.message_id, "message-1");
    assert!(sent.sent_at.is_some());
    node.set_status("b", ContactStatus::Online).unwrap();
    node.receive("b", "Привет").unwrap();

    let hello = Payload::MessageSent(MessageSent {
        contact_id: "a".to_owned(),
        message_id: "message-1".to_owned(),
        text: "Hello".to_owned(),
    });
    let online = Payload::ContactStatusChanged(ContactStatusChanged {
        contact_id: "b".to_owned(),
        status: ContactStatus::Online.into(),
    });
    let answer = Payload::MessageReceived(MessageReceived {
        contact_id: "b".to_owned(),
        message_id: "message-2".to_owned(),
        text: "Привет".to_owned(),
    });
    let of_all = [(1, hello), (2, online.clone()), (3, answer.clone())];
    assert_eq!(next(&mut all, 3).await, of_all);
    assert_eq!(next(&mut second_all, 3).await, of_all);
    assert_eq!(next(&mut of_bob, 2).await, [(2, online), (3, answer)]);
}

async fn lists_contacts(node: Arc<Node>, client: PhantomControllerClient) {
    let get = async |online_only| {
        let response = client
            .get_contacts(GetContactsRequest { online_only })
            .await;
        response.unwrap().into_inner()
    };
    let alice = contact("a", "Alice", ContactStatus::Online);
    let bob = contact("b", "Bob", ContactStatus::Offline);
    assert_eq!(
        get(false).await,
        GetContactsResponse {
            contacts: vec![alice.clone(), bob]
        }
    );
    assert_eq!(
        get(true).await,
        GetContactsResponse {
            contacts: vec![alice]
        }
    );

    node.set_status("a", ContactStatus::Offline).unwrap();
    assert_eq!(get(true).await, GetContactsResponse::default());
}

async fn rejects_unknown_contacts(client: PhantomControllerClient) {
    let request = SendMessageRequest {
        contact_id: "x".to_owned(),
        ..SendMessageRequest::default()
    };
    let status = client
        .send_message(request)
        .await
        .expect_err("the contact does not exist");
    assert_eq!(
        (status.code(), status.message()),
        (Code::NotFound, "Contact with id x not found")
    );
}

fn in_process(node: &Arc<Node>) -> PhantomControllerClient {
    PhantomControllerClient::new(PhantomControllerServer::from_arc(Arc::clone(node)))
}

async fn over_a_socket(node: &Arc<Node>) -> PhantomControllerClient {
    let server = PhantomControllerServer::from_arc(Arc::clone(node));
    let url = serve::spawn_url(server).await.unwrap();
    PhantomControllerClient::connect(url).await.unwrap()
}

#[tokio::test]
async fn publishes_events_in_process() {
    let node = node();
    publishes_events(Arc::clone(&node), in_process(&node)).await;
}

#[tokio::test]
async fn publishes_events_over_a_socket() {
    let node = node();
    publishes_events(Arc::clone(&node), over_a_socket(&node).await).await;
}

#[tokio::test]
async fn lists_contacts_in_process() {
    let node = node();
    lists_contacts(Arc::clone(&node), in_process(&node)).await;
}

#[tokio::test]
async fn lists_contacts_over_a_socket() {
    let node = node();
    lists_contacts(Arc::clone(&node), over_a_socket(&node).await).await;
}

#[tokio::test]
async fn rejects_unknown_contacts_in_process_and_over_a_socket() {
    rejects_unknown_contacts(in_process(&node())).await;
    rejects_unknown_contacts(over_a_socket(&node()).await).await;
}
