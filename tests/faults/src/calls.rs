//! Clients of the server, and their calls.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use rpcsmith_faults::proto::user::v1::GetUserRequest;
use rpcsmith_faults::proto::user::v1::user_service_client::UserServiceClient;
use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};
use rpcsmith_runtime::{Channel, Code, Status};

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

/// A client of the service over a channel.
pub fn client(channel: ChannelBuilder) -> Result<UserServiceClient> {
    Ok(UserServiceClient::new(channel.build()?))
}

/// A request for the user with an ID.
pub fn get(id: &str) -> GetUserRequest {
    GetUserRequest { id: id.to_owned() }
}

/// The status code of a call; `Ok` if it succeeds.
pub fn code<T>(result: Result<T, Status>) -> Code {
    result.map_or_else(|status| status.code(), |_| Code::Ok)
}
