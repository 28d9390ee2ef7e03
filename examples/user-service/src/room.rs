//! A chat room, which sends each message to all members.

use std::time::SystemTime;

use prost::Message;
use rpcsmith_runtime::{Status, Streaming};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::mpsc::error::SendError;
use tokio::sync::{broadcast, mpsc};

use crate::proto::user::v1::ChatMessage;

/// The maximum number of unread messages of a member.
const BACKLOG: usize = 256;

/// The maximum size of a message, in bytes.
const MAX_MESSAGE: usize = 4096;

/// A chat room. Members receive all messages that are sent after they join, including their own.
#[derive(Debug)]
pub struct Room(broadcast::Sender<ChatMessage>);

impl Default for Room {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Room {
    /// Joins the room; [`Membership::run`] transfers the messages.
    pub fn join(&self) -> Membership {
        Membership {
            room: self.0.clone(),
            messages: self.0.subscribe(),
        }
    }
}

/// A member of a room.
#[derive(Debug)]
pub struct Membership {
    room: broadcast::Sender<ChatMessage>,
    messages: broadcast::Receiver<ChatMessage>,
}

impl Membership {
    /// Sends the messages of the client to the room and those of the room to the client, until the client ends its stream
    /// or disconnects.
    pub async fn run(
        mut self,
        mut requests: Streaming<ChatMessage>,
        responses: mpsc::Sender<Result<ChatMessage, Status>>,
    ) {
        let end = loop {
            tokio::select! {
                message = requests.message() => match message {
                    Ok(Some(message)) => match self.send(message) {
                        Ok(()) => {}
                        Err(status) => break Err(status),
                    },
                    Ok(None) => break Ok(()),
                    Err(status) => break Err(status),
                },
                message = self.messages.recv() => match message {
                    // This waits for a slow client; its own messages wait meanwhile, too.
                    Ok(message) => if responses.send(Ok(message)).await.is_err() { return },
                    Err(RecvError::Lagged(count)) => break Err(missed(count)),
                    // The room stays open while `self.room` exists.
                    Err(RecvError::Closed) => break Ok(()),
                },
                () = responses.closed() => return,
            }
        };
        // Sending fails only if the client has disconnected.
        let _ = match end {
            Ok(()) => self.send_pending(&responses).await,
            Err(status) => responses.send(Err(status)).await,
        };
    }

    fn send(&self, message: ChatMessage) -> Result<(), Status> {
        if message.encoded_len() > MAX_MESSAGE {
            let text = format!("A message has at most {MAX_MESSAGE} bytes");
            return Err(Status::invalid_argument(text));
        }
        let timestamp = Some(SystemTime::now().into());
        let message = ChatMessage {
            timestamp,
            ..message
        };
        // Sending fails only without receivers, and `self.messages` is one.
        let _ = self.room.send(message);
        Ok(())
    }

    /// Sends the remaining messages of the room to the client.
    async fn send_pending(
        &mut self,
        responses: &mpsc::Sender<Result<ChatMessage, Status>>,
    ) -> Result<(), SendError<Result<ChatMessage, Status>>> {
        loop {
            match self.messages.try_recv() {
                Ok(message) => responses.send(Ok(message)).await?,
                Err(TryRecvError::Lagged(count)) => {
                    return responses.send(Err(missed(count))).await;
                }
                Err(_) => return Ok(()),
            }
        }
    }
}

fn missed(count: u64) -> Status {
    let text = format!("You read too slowly and have missed {count} messages");
    Status::resource_exhausted(text)
}
