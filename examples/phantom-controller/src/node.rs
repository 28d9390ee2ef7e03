//! A node in memory, without a network. It simulates its contacts: a contact that receives a message comes online and sends
//! the same text back.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rpcsmith_runtime::Code;
use rpcsmith_runtime::errors::StatusError;
use tokio::sync::broadcast;

use crate::proto::phantom::event::{ContactStatusChanged, MessageReceived, MessageSent, Payload};
use crate::proto::phantom::{
    Contact, ContactStatus, Event, SendMessageRequest, SendMessageResponse,
};

/// The maximum number of unread events of a subscriber.
const BACKLOG: usize = 256;

/// The maximum size of the text of a message, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// A node with its contacts and the subscribers of its events.
#[derive(Debug)]
pub struct Node {
    state: Mutex<State>,
    events: broadcast::Sender<Event>,
}

#[derive(Debug)]
struct State {
    contacts: Vec<Contact>,
    last_message: u64,
    last_event: u64,
}

/// Why a message cannot be sent.
#[derive(Debug, PartialEq, Eq)]
pub enum NodeError {
    /// No contact has this id.
    NotFound(String),
    TextRequired,
    TextTooLong,
}

impl Node {
    /// Creates a node with these contacts.
    pub fn new(contacts: impl IntoIterator<Item = Contact>) -> Self {
        let mut contacts: Vec<_> = contacts.into_iter().collect();
        contacts.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            state: Mutex::new(State {
                contacts,
                last_message: 0,
                last_event: 0,
            }),
            events: broadcast::channel(BACKLOG).0,
        }
    }

    /// The contacts, sorted by name.
    pub fn contacts(&self) -> Vec<Contact> {
        self.state().contacts.clone()
    }

    /// The events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Sends a message to a contact, which answers.
    pub fn send(&self, request: SendMessageRequest) -> Result<SendMessageResponse, NodeError> {
        let SendMessageRequest {
            contact_id,
            text,
            reply_to,
        } = request;
        match text.len() {
            0 => return Err(NodeError::TextRequired),
            1..=MAX_TEXT => {}
            _ => return Err(NodeError::TextTooLong),
        }

        let mut state = self.state();
        let contact = state
            .contacts
            .iter_mut()
            .find(|contact| contact.id == contact_id);
        let Some(contact) = contact else {
            return Err(NodeError::NotFound(contact_id));
        };
        let was_offline = contact.status != ContactStatus::Online;
        contact.status = ContactStatus::Online;

        let (message_id, answer_id) = (state.next_message_id(), state.next_message_id());
        let sent = MessageSent {
            contact_id: contact_id.clone(),
            message_id: message_id.clone(),
            text: text.clone(),
            reply_to,
        };
        self.publish(&mut state, Payload::MessageSent(sent));
        if was_offline {
            let changed = ContactStatusChanged {
                contact_id: contact_id.clone(),
                status: ContactStatus::Online,
            };
            self.publish(&mut state, Payload::ContactStatusChanged(changed));
        }
        let answer = MessageReceived {
            contact_id,
            message_id: answer_id,
            text,
            reply_to: Some(message_id.clone()),
        };
        self.publish(&mut state, Payload::MessageReceived(answer));

        Ok(SendMessageResponse {
            message_id,
            sent_at: Some(SystemTime::now().into()),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends an event to all subscribers. The state is locked meanwhile, so that events are in the order of their numbers.
    fn publish(&self, state: &mut State, payload: Payload) {
        state.last_event += 1;
        let event = Event {
            sequence: state.last_event,
            occurred_at: Some(SystemTime::now().into()),
            payload: Some(payload),
        };
        // Sending fails without subscribers, which is not an error here.
        let _ = self.events.send(event);
    }
}

impl State {
    fn next_message_id(&mut self) -> String {
        self.last_message += 1;
        format!("message-{}", self.last_message)
    }
}

impl Event {
    /// The contact of the event.
    pub fn contact_id(&self) -> Option<&str> {
        Some(match self.payload.as_ref()? {
            Payload::MessageSent(sent) => &sent.contact_id,
            Payload::MessageReceived(received) => &received.contact_id,
            Payload::ContactStatusChanged(changed) => &changed.contact_id,
        })
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(id) => write!(f, "Contact with id {id} not found"),
            Self::TextRequired => f.write_str("Text is required"),
            Self::TextTooLong => write!(f, "Text has at most {MAX_TEXT} bytes"),
        }
    }
}

impl std::error::Error for NodeError {}

impl StatusError for NodeError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound(_) => Code::NotFound,
            Self::TextRequired | Self::TextTooLong => Code::InvalidArgument,
        }
    }
}

// With this `?` turns the error into a status.
rpcsmith_runtime::error_statuses!(NodeError);
