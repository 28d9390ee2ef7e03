//! `phantom.PhantomController`.

use std::future;

use rpcsmith_runtime::CallContext;
use rpcsmith_runtime::server::BoxStream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::node::Node;
use crate::proto::phantom::phantom_controller_server::PhantomController;
use crate::proto::phantom::{
    Contact, ContactStatus, Event, EventsRequest, GetContactsRequest, GetContactsResponse,
    SendMessageRequest, SendMessageResponse,
};

/// Events that wait for a subscriber beside those that the node keeps for all.
const SUBSCRIBER_BUFFER: usize = 16;

/// Controls a node.
#[derive(Debug)]
pub struct PhantomControllerImpl {
    node: Node,
}

impl Default for PhantomControllerImpl {
    /// A node that knows three others.
    fn default() -> Self {
        let contact = |id: &str, name: &str, status: ContactStatus| Contact {
            id: id.to_owned(),
            name: name.to_owned(),
            status: status.into(),
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
    /// NOT_FOUND if there is no such contact; INVALID_ARGUMENT without a text.
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
        contacts.retain(|contact| !online_only || contact.status() == ContactStatus::Online);
        Ok(Response::new(GetContactsResponse { contacts }))
    }

    /// Streams what happens from now on, until the caller has had enough.
    ///
    /// RESOURCE_EXHAUSTED for a subscriber that reads so slowly that events would be missing;
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

/// What leads events from the node to one subscriber.
struct Subscription {
    events: broadcast::Receiver<Event>,
    contact_ids: Vec<String>,
    subscriber: mpsc::Sender<Result<Event, Status>>,
    /// None if the service is called in process, where nothing drains.
    call: Option<CallContext>,
}

impl Subscription {
    async fn run(mut self) {
        let end = loop {
            tokio::select! {
                event = self.events.recv() => match event {
                    Ok(event) if !self.wants(&event) => {}
                    // This waits for a slow subscriber, while the node keeps what comes next, but not for ever.
                    Ok(event) => if self.subscriber.send(Ok(event)).await.is_err() { return },
                    Err(error) => break missed(error),
                },
                () = draining(self.call.as_ref()) => {
                    break Status::unavailable("the node is shutting down");
                }
                () = self.subscriber.closed() => return,
            }
        };
        // Whoever hears this no more has gone, and that is all there is to it.
        let _ = self.subscriber.send(Err(end)).await;
    }

    fn wants(&self, event: &Event) -> bool {
        let about = |id: &str| self.contact_ids.iter().any(|wanted| wanted == id);
        self.contact_ids.is_empty() || event.contact_id().is_some_and(about)
    }
}

fn missed(error: RecvError) -> Status {
    match error {
        RecvError::Lagged(count) => Status::resource_exhausted(format!(
            "the subscriber reads too slowly and has missed {count} events"
        )),
        RecvError::Closed => Status::unavailable("the node has gone"),
    }
}

/// Waits until the server drains: without this, the stream would use up the time that calls have to finish.
async fn draining(call: Option<&CallContext>) {
    match call {
        Some(call) => call.draining().await,
        None => future::pending().await,
    }
}
