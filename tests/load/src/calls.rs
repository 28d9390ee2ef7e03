//! Clients that call in a closed loop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use rpcsmith_load::TOKEN;
use rpcsmith_load::theirs::user_service_client::UserServiceClient;
use rpcsmith_load::theirs::{CreateUserRequest, ListUsersRequest};
use tokio::task::JoinSet;
use tonic::Request;
use tonic::transport::Channel;

/// Messages of a stream.
const PAGE: u32 = 100;

/// What is done again and again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Unary,
    Stream,
}

/// Tasks that call.
pub struct Calls {
    tasks: JoinSet<Result<()>>,
    counts: Arc<Counts>,
}

struct Counts {
    /// Calls that are not begun yet.
    left: AtomicU64,
    /// Messages that clients have got.
    received: AtomicU64,
}

impl Calls {
    /// Begins so many calls, by so many tasks.
    pub fn begin(channels: &[Channel], shape: Shape, tasks: usize, calls: u64) -> Self {
        let counts = Arc::new(Counts {
            left: AtomicU64::new(calls),
            received: AtomicU64::new(0),
        });
        let channels = channels.iter().cycle().take(tasks);
        let tasks = channels.map(|channel| call(channel.clone(), shape, Arc::clone(&counts)));
        Self {
            tasks: tasks.collect(),
            counts,
        }
    }

    /// Messages that clients have got.
    pub fn received(&self) -> u64 {
        self.counts.received.load(Ordering::Relaxed)
    }

    /// Begins no more.
    pub fn stop(&self) {
        self.counts.left.store(0, Ordering::Relaxed);
    }

    /// Waits for the end of all, and tells the messages that clients have got.
    pub async fn end(mut self) -> Result<u64> {
        while let Some(task) = self.tasks.join_next().await {
            task??;
        }
        Ok(self.received())
    }
}

impl Counts {
    /// Whether there is another call to begin.
    fn take(&self) -> bool {
        let one_less = |left: u64| left.checked_sub(1);
        let taken = self
            .left
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

/// A user who keeps all rules.
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
