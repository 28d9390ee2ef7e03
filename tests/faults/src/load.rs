//! A load of calls, which counts the lost ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::user::v1::CreateUserRequest;
use rpcsmith_faults::proto::user::v1::user_service_client::UserServiceClient;
use rpcsmith_runtime::Status;
use tokio::task::JoinSet;

use crate::calls::get;

/// A load of calls from several tasks without pauses, until [`lossless`](Self::lossless) stops it.
pub struct Load {
    stop: Arc<AtomicBool>,
    called: Arc<AtomicU64>,
    tasks: JoinSet<Vec<Status>>,
}

/// The method that a load calls.
#[derive(Clone, Copy)]
pub enum Calls {
    /// An idempotent method, which may be retried.
    Idempotent,
    /// A method that must not be called twice.
    Once,
}

impl Load {
    /// Starts the load.
    pub fn begin(client: &UserServiceClient, calls: Calls) -> Self {
        let (stop, called) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let mut tasks = JoinSet::new();
        for _ in 0..16 {
            let (client, stop, called) = (client.clone(), Arc::clone(&stop), Arc::clone(&called));
            tasks.spawn(async move {
                let mut lost = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let result = match calls {
                        Calls::Idempotent => client.get_user(get("slow")).await.map(drop),
                        Calls::Once => client
                            .create_user(CreateUserRequest::default())
                            .await
                            .map(drop),
                    };
                    lost.extend(result.err());
                    called.fetch_add(1, Ordering::Relaxed);
                }
                lost
            });
        }
        Self {
            stop,
            called,
            tasks,
        }
    }

    /// Waits until `number` more calls have ended.
    pub async fn calls(&self, number: u64) {
        let until = self.called.load(Ordering::Relaxed) + number;
        while self.called.load(Ordering::Relaxed) < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Stops the load and returns the number of calls.
    ///
    /// # Errors
    /// Returns an error if a call was lost.
    pub async fn lossless(mut self) -> Result<String> {
        self.stop.store(true, Ordering::Relaxed);
        let mut lost = Vec::new();
        while let Some(task) = self.tasks.join_next().await {
            lost.extend(task?);
        }
        let called = self.called.load(Ordering::Relaxed);
        ensure!(
            lost.is_empty(),
            "{called} calls, {} lost, the first with {:?}",
            lost.len(),
            lost.first()
        );
        Ok(format!("{called} calls, 0 lost"))
    }
}
