//! An implementation of `phantom.PhantomController`: a node in memory that sends its events to all subscribers.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status};
use tokio::sync::broadcast;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::BroadcastStream;

use crate::goldens::phantom_controller::phantom::event::{
    ContactStatusChanged, MessageReceived, MessageSent, Payload,
};
use crate::goldens::phantom_controller::phantom::phantom_controller_server::PhantomController;
use crate::goldens::phantom_controller::phantom::{
    Contact, ContactStatus, Event, EventsRequest, GetContactsRequest, GetContactsResponse,
    SendMessageRequest, SendMessageResponse,
};

/// The maximum number of unread events of a subscriber. If it falls further behind, it misses events.
const BACKLOG: usize = 64;

/// A node with its contacts and the subscribers of its events.
#[derive(Debug)]
pub struct Node {
    state: Mutex<State>,
    events: broadcast::Sender<Event>,
}

#[derive(Debug)]
struct State {
    contacts: Vec<Contact>,
    messages: u64,
    events: u64,
}

impl State {
    fn contact(&mut self, id: &str) -> Result<&mut Contact, Status> {
        let contact = self.contacts.iter_mut().find(|contact| contact.id == id);
        contact.ok_or_else(|| Status::not_found(format!("Contact with id {id} not found")))
    }

    fn next_message_id(&mut self) -> String {
        self.messages += 1;
        format!("message-{}", self.messages)
    }
}

impl Node {
    /// Creates a node with these contacts.
    pub fn new(mut contacts: Vec<Contact>) -> Self {
        contacts.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            state: Mutex::new(State {
                contacts,
                messages: 0,
                events: 0,
            }),
            events: broadcast::channel(BACKLOG).0,
        }
    }

    /// Changes the status of a contact.
    ///
    /// # Errors
    /// Returns `NOT_FOUND` if the contact does not exist.
    pub fn set_status(&self, contact_id: &str, status: ContactStatus) -> Result<(), Status> {
        let mut state = self.state();
        state.contact(contact_id)?.set_status(status);
        let payload = ContactStatusChanged {
            contact_id: contact_id.to_owned(),
            status: status.into(),
        };
        self.publish(&mut state, Payload::ContactStatusChanged(payload));
        Ok(())
    }

    /// Receives a message from a contact.
    ///
    /// # Errors
    /// Returns `NOT_FOUND` if the contact does not exist.
    pub fn receive(&self, contact_id: &str, text: &str) -> Result<(), Status> {
        let mut state = self.state();
        state.contact(contact_id)?;
        let payload = MessageReceived {
            contact_id: contact_id.to_owned(),
            message_id: state.next_message_id(),
            text: text.to_owned(),
        };
        self.publish(&mut state, Payload::MessageReceived(payload));
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes an event. The caller holds the lock, so that events are in the order of their numbers.
    fn publish(&self, state: &mut State, payload: Payload) {
        state.events += 1;
        let event = Event {
            sequence: state.events,
            occurred_at: Some(SystemTime::now().into()),
            payload: Some(payload),
        };
        // `send` fails if there is no subscriber, which is not an error here.
        let _ = self.events.send(event);
    }
}

impl PhantomController for Node {
    async fn send_message(
        &self,
        request: Request<SendMessageRequest>,
    ) -> Result<Response<SendMessageResponse>, Status> {
        let SendMessageRequest {
            contact_id, text, ..
        } = request.into_inner();
        let mut state = self.state();
        state.contact(&contact_id)?;
        let message_id = state.next_message_id();
        let payload = MessageSent {
            contact_id,
            message_id: message_id.clone(),
            text,
        };
        self.publish(&mut state, Payload::MessageSent(payload));
        Ok(Response::new(SendMessageResponse {
            message_id,
            sent_at: Some(SystemTime::now().into()),
        }))
    }

    async fn get_contacts(
        &self,
        request: Request<GetContactsRequest>,
    ) -> Result<Response<GetContactsResponse>, Status> {
        let GetContactsRequest { online_only } = request.into_inner();
        let mut contacts = self.state().contacts.clone();
        contacts.retain(|contact| !online_only || contact.status() == ContactStatus::Online);
        Ok(Response::new(GetContactsResponse { contacts }))
    }

    async fn subscribe_to_events(
        &self,
        request: Request<EventsRequest>,
    ) -> Result<Response<BoxStream<Event>>, Status> {
        let EventsRequest { contact_ids } = request.into_inner();
        let events = BroadcastStream::new(self.events.subscribe());
        // A slow subscriber sees missed events as a gap in the numbers.
        let events = events.filter_map(Result::ok).filter(move |event| {
            contact_ids.is_empty() || contact_id(event).is_some_and(|id| contact_ids.contains(id))
        });
        Ok(Response::new(Box::pin(events.map(Ok))))
    }
}

/// The contact of an event.
fn contact_id(event: &Event) -> Option<&String> {
    Some(match event.payload.as_ref()? {
        Payload::MessageSent(payload) => &payload.contact_id,
        Payload::MessageReceived(payload) => &payload.contact_id,
        Payload::ContactStatusChanged(payload) => &payload.contact_id,
    })
}
