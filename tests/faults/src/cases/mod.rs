//! The list of all cases, and what they share: clients, and a load that counts lost calls.

mod amplifiers;
mod crashes;
mod drains;
mod floods;
mod half_requests;
mod identities;
mod outages;
mod peers;
mod rules;
mod schemas;
mod spins;
mod tokens;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::user::v1::user_service_client::UserServiceClient;
use rpcsmith_faults::proto::user::v1::{CreateUserRequest, GetUserRequest};
use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};
use tokio::task::JoinSet;
use tonic::{Code, Status};

/// A case. It resolves to a text of what was attempted and what was lost.
pub type Case = Pin<Box<dyn Future<Output = Result<String>> + Send>>;

macro_rules! cases {
    ($($module:ident::$case:ident)*) => {
        /// All cases with their names.
        pub fn all() -> Vec<(&'static str, Case)> {
            vec![$((stringify!($case), Box::pin($module::$case()) as Case)),*]
        }
    };
}

cases! {
    crashes::kill_one_of_three
    crashes::rolling_restart
    peers::accepts_and_never_answers
    peers::resets
    peers::sends_half_a_message
    peers::slow_headers
    amplifiers::zstd_bombs
    outages::accepts_and_closes
    outages::an_outage
    outages::hedging_storm
    outages::dns_answers_that_flip
    floods::messages_over_the_limit
    floods::ten_thousand_streams
    floods::rapid_resets
    floods::responses_that_nobody_reads
    floods::reflection_that_nobody_reads
    half_requests::to_health_and_reflection
    half_requests::over_one_connection
    half_requests::over_many_connections
    half_requests::many_small_requests
    half_requests::streams_after_a_large_message
    half_requests::streams_after_a_compressed_message
    half_requests::over_http1
    half_requests::to_the_admin_port
    half_requests::of_other_content_types
    tokens::expired_tokens
    tokens::tokens_for_another_audience
    tokens::tokens_of_another_key
    tokens::unsigned_tokens
    tokens::tokens_that_are_malformed
    tokens::tokens_of_unknown_keys
    identities::wrong_authority
    identities::expired_certificate
    identities::no_client_certificate
    identities::many_expired_clients
    identities::certificate_that_expires
    identities::wrong_host_certificates
    identities::rotation_under_load
    drains::a_client_that_never_reads
    drains::silent_connections
    drains::a_handler_that_panics
    rules::a_list_of_empty_messages
    rules::loops_within_loops
    rules::patterns_of_a_request
    rules::texts_that_grow
    spins::handlers_that_block_every_worker
    schemas::constants_that_never_end
    schemas::faults_in_long_lines
    schemas::files_in_the_way
    schemas::settings_that_lead_elsewhere
    schemas::killed_while_it_writes
}

/// A builder of a channel that balances calls over servers and reconnects quickly.
pub fn channel_to(addresses: &[SocketAddr]) -> ChannelBuilder {
    let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    Channel::builder(addresses.join(","))
        .round_robin()
        .default_timeout(Duration::from_secs(10))
        .reconnect_backoff(Backoff {
            initial: Duration::from_millis(20),
            max: Duration::from_millis(200),
        })
}

pub fn client(channel: ChannelBuilder) -> Result<UserServiceClient> {
    Ok(UserServiceClient::new(channel.build()?))
}

pub fn get(id: &str) -> GetUserRequest {
    GetUserRequest { id: id.to_owned() }
}

/// The status code of a call; `Ok` if it succeeds.
pub fn code<T>(result: Result<T, Status>) -> Code {
    result.map_or_else(|status| status.code(), |_| Code::Ok)
}

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
