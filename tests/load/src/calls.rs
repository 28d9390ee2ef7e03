//! A closed loop of calls: each task makes its next call when the previous one has ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use rpcsmith_load::TOKEN;
use rpcsmith_load::theirs::user_service_client::UserServiceClient;
use rpcsmith_load::theirs::{CreateUserRequest, ListUsersRequest};
use tokio::task::JoinSet;
use tonic::Request;
use tonic::transport::Channel;

/// The number of messages of a stream.
const PAGE: u32 = 100;

/// The kind of calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Unary,
    Stream,
}

/// The tasks that make calls.
pub struct Calls {
    tasks: JoinSet<Result<()>>,
    counts: Arc<Counts>,
}

struct Counts {
    /// The number of calls that are left to start.
    remaining: AtomicU64,
    /// The number of messages that clients have received.
    received: AtomicU64,
}

impl Calls {
    /// Starts tasks that make a number of calls together.
    pub fn begin(channels: &[Channel], shape: Shape, tasks: usize, calls: u64) -> Self {
        let counts = Arc::new(Counts {
            remaining: AtomicU64::new(calls),
            received: AtomicU64::new(0),
        });
        let channels = channels.iter().cycle().take(tasks);
        let tasks = channels.map(|channel| call(channel.clone(), shape, Arc::clone(&counts)));
        Self {
            tasks: tasks.collect(),
            counts,
        }
    }

    /// The number of messages that clients have received.
    pub fn received(&self) -> u64 {
        self.counts.received.load(Ordering::Relaxed)
    }

    /// Starts no further calls.
    pub fn stop(&self) {
        self.counts.remaining.store(0, Ordering::Relaxed);
    }

    /// Waits until all calls have ended, and returns the number of messages that clients have received.
    pub async fn end(mut self) -> Result<u64> {
        while let Some(task) = self.tasks.join_next().await {
            task??;
        }
        Ok(self.received())
    }
}

impl Counts {
    /// Takes one of the remaining calls; false if there is none.
    fn take(&self) -> bool {
        let one_less = |remaining: u64| remaining.checked_sub(1);
        let taken = self
            .remaining
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
        taken.is_ok()
    }

    fn count(&self) {
        self.received.fetch_add(1, Ordering::Relaxed);
    }
}

async fn call(channel: Channel, shape: Shape, counts: Arc<Counts>) -> Result<()> {
    let mut client = UserServiceClient::new(channel);
    while counts.take() {
        match shape {
            Shape::Unary => {
                client.create_user(with_token(user())?).await?;
                counts.count();
            }
            Shape::Stream => {
                let request = with_token(ListUsersRequest { page_size: PAGE })?;
                let mut users = client.list_users(request).await?.into_inner();
                while users.message().await?.is_some() {
                    counts.count();
                }
            }
        }
    }
    Ok(())
}

/// A valid request.
fn user() -> CreateUserRequest {
    CreateUserRequest {
        id: "0b6a3f0e-54c8-4a8b-9d39-0c1f3a2b7d11".to_owned(),
        name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        phone: "+4930123456".to_owned(),
        age: 36,
        roles: vec!["reader".to_owned(), "writer".to_owned()],
    }
}

fn with_token<T>(message: T) -> Result<Request<T>> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", TOKEN.parse()?);
    Ok(request)
}
