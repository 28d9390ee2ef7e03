//! A room in which everyone hears what anyone says.

use std::time::SystemTime;

use prost::Message;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::mpsc::error::SendError;
use tokio::sync::{broadcast, mpsc};
use tonic::{Status, Streaming};

use crate::proto::user::v1::ChatMessage;

/// Messages that a listener may lag behind.
const BACKLOG: usize = 256;

/// Bytes of a message.
const MAX_MESSAGE: usize = 4096;

/// A room. Whoever enters hears what is said from then on, their own words included.
#[derive(Debug)]
pub struct Room(broadcast::Sender<ChatMessage>);

impl Default for Room {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Room {
    /// Enters; [`Visit::stay`] does the rest.
    pub fn enter(&self) -> Visit {
        Visit {
            room: self.0.clone(),
            said: self.0.subscribe(),
        }
    }
}

/// Somebody in a room.
#[derive(Debug)]
pub struct Visit {
    room: broadcast::Sender<ChatMessage>,
    said: broadcast::Receiver<ChatMessage>,
}

impl Visit {
    /// Says what the visitor writes and lets them hear what is said, until they have written their last message, or have
    /// gone.
    pub async fn stay(
        mut self,
        mut written: Streaming<ChatMessage>,
        heard: mpsc::Sender<Result<ChatMessage, Status>>,
    ) {
        let end = loop {
            tokio::select! {
                message = written.message() => match message {
                    Ok(Some(message)) => match self.say(message) {
                        Ok(()) => {}
                        Err(status) => break Err(status),
                    },
                    Ok(None) => break Ok(()),
                    Err(status) => break Err(status),
                },
                message = self.said.recv() => match message {
                    // This waits for a slow visitor, who writes nothing meanwhile, either.
                    Ok(message) => if heard.send(Ok(message)).await.is_err() { return },
                    Err(RecvError::Lagged(count)) => break Err(missed(count)),
                    // It does not come to that while the visitor may speak.
                    Err(RecvError::Closed) => break Ok(()),
                },
                () = heard.closed() => return,
            }
        };
        // Whoever hears this no more has gone, and that is all there is to it.
        let _ = match end {
            Ok(()) => self.hear_out(&heard).await,
            Err(status) => heard.send(Err(status)).await,
        };
    }

    fn say(&self, message: ChatMessage) -> Result<(), Status> {
        if message.encoded_len() > MAX_MESSAGE {
            let text = format!("A message has at most {MAX_MESSAGE} bytes");
            return Err(Status::invalid_argument(text));
        }
        let timestamp = Some(SystemTime::now().into());
        let message = ChatMessage {
            timestamp,
            ..message
        };
        // It fails only if nobody listens, but the visitor does.
        let _ = self.room.send(message);
        Ok(())
    }

    /// Lets the visitor hear what has been said so far.
    async fn hear_out(
        &mut self,
        heard: &mpsc::Sender<Result<ChatMessage, Status>>,
    ) -> Result<(), SendError<Result<ChatMessage, Status>>> {
        loop {
            match self.said.try_recv() {
                Ok(message) => heard.send(Ok(message)).await?,
                Err(TryRecvError::Lagged(count)) => return heard.send(Err(missed(count))).await,
                Err(_) => return Ok(()),
            }
        }
    }
}

fn missed(count: u64) -> Status {
    let text = format!("You read too slowly and have missed {count} messages");
    Status::resource_exhausted(text)
}
