//! `phantom.PhantomController`.

use std::future;

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{CallContext, Request, Response, Status};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::node::Node;
use crate::proto::phantom::phantom_controller_server::PhantomController;
use crate::proto::phantom::{
    Contact, ContactStatus, Event, EventsRequest, GetContactsRequest, GetContactsResponse,
    SendMessageRequest, SendMessageResponse,
};

/// The number of events that are buffered for a subscriber, in addition to those that the node keeps for all subscribers.
const SUBSCRIBER_BUFFER: usize = 16;

/// Controls a node.
#[derive(Debug)]
pub struct PhantomControllerImpl {
    node: Node,
}

impl Default for PhantomControllerImpl {
    /// Creates a node with three contacts.
    fn default() -> Self {
        let contact = |id: &str, name: &str, status: ContactStatus| Contact {
            id: id.to_owned(),
            name: name.to_owned(),
            status,
        };
        Self {
            node: Node::new([
                contact("alice", "Alice", ContactStatus::Online),
                contact("bob", "Bob", ContactStatus::Offline),
                contact("carol", "Carol", ContactStatus::Offline),
            ]),
        }
    }
}

impl PhantomController for PhantomControllerImpl {
    /// Sends a message to a contact.
    ///
    /// NOT_FOUND if the contact does not exist; INVALID_ARGUMENT without a text.
    async fn send_message(
        &self,
        request: Request<SendMessageRequest>,
    ) -> Result<Response<SendMessageResponse>, Status> {
        Ok(Response::new(self.node.send(request.into_inner())?))
    }

    /// Lists the contacts.
    async fn get_contacts(
        &self,
        request: Request<GetContactsRequest>,
    ) -> Result<Response<GetContactsResponse>, Status> {
        let GetContactsRequest { online_only } = request.into_inner();
        let mut contacts = self.node.contacts();
        contacts.retain(|contact| !online_only || contact.status == ContactStatus::Online);
        Ok(Response::new(GetContactsResponse { contacts }))
    }

    /// Streams the events that follow, until the caller cancels.
    ///
    /// RESOURCE_EXHAUSTED if the subscriber reads so slowly that it misses events;
    /// UNAVAILABLE when the node shuts down.
    async fn subscribe_to_events(
        &self,
        request: Request<EventsRequest>,
    ) -> Result<Response<BoxStream<Event>>, Status> {
        let (sender, receiver) = mpsc::channel(SUBSCRIBER_BUFFER);
        let subscription = Subscription {
            events: self.node.subscribe(),
            contact_ids: request.into_inner().contact_ids,
            subscriber: sender,
            call: CallContext::current(),
        };
        tokio::spawn(subscription.run());
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

/// Sends events of the node to one subscriber.
struct Subscription {
    events: broadcast::Receiver<Event>,
    contact_ids: Vec<String>,
    subscriber: mpsc::Sender<Result<Event, Status>>,
    /// `None` without a server, where no drain happens.
    call: Option<CallContext>,
}

impl Subscription {
    async fn run(mut self) {
        let end = loop {
            tokio::select! {
                event = self.events.recv() => match event {
                    Ok(event) if !self.matches(&event) => {}
                    // This waits for a slow subscriber. Meanwhile, the node keeps a limited number of events.
                    Ok(event) => if self.subscriber.send(Ok(event)).await.is_err() { return },
                    Err(error) => break missed(error),
                },
                () = draining(self.call.as_ref()) => {
                    break Status::unavailable("the node is shutting down");
                }
                () = self.subscriber.closed() => return,
            }
        };
        // Sending fails only if the subscriber has disconnected.
        let _ = self.subscriber.send(Err(end)).await;
    }

    fn matches(&self, event: &Event) -> bool {
        let is_requested = |id: &str| self.contact_ids.iter().any(|requested| requested == id);
        self.contact_ids.is_empty() || event.contact_id().is_some_and(is_requested)
    }
}

fn missed(error: RecvError) -> Status {
    match error {
        RecvError::Lagged(count) => Status::resource_exhausted(format!(
            "the subscriber reads too slowly and has missed {count} events"
        )),
        RecvError::Closed => Status::unavailable("the node has ended"),
    }
}

/// Waits until the server drains. Without this, the stream would stay open until the end of the grace period.
async fn draining(call: Option<&CallContext>) {
    match call {
        Some(call) => call.draining().await,
        None => future::pending().await,
    }
}
