//! Servers that crash or restart while clients call them.

use anyhow::Result;

use crate::calls::{channel_to, client};
use crate::load::{Calls, Load};
use crate::process::{Server, start_three};

fn addresses(servers: &[Server]) -> Vec<std::net::SocketAddr> {
    servers.iter().map(|server| server.address).collect()
}

/// One of three servers is killed during calls: no idempotent call is lost.
pub async fn kill_one_of_three() -> Result<String> {
    let mut servers = start_three(&[]).await?;
    let client = client(channel_to(&addresses(&servers)))?;
    let load = Load::begin(&client, Calls::Idempotent);
    load.calls(1000).await;
    servers[1].kill().await?;
    load.calls(1000).await;
    servers[1].restart().await?;
    load.calls(1000).await;
    load.lossless().await
}

/// Servers restart one after another: no call is lost, idempotent or not.
pub async fn rolling_restart() -> Result<String> {
    let mut servers = start_three(&[]).await?;
    let client = client(channel_to(&addresses(&servers)))?;
    let loads = [
        Load::begin(&client, Calls::Idempotent),
        Load::begin(&client, Calls::Once),
    ];
    loads[0].calls(500).await;
    for server in &mut servers {
        server.terminate()?;
        server.ended().await?;
        server.restart().await?;
        loads[0].calls(500).await;
        loads[1].calls(500).await;
    }
    let [first, second] = loads;
    let (first, second) = (first.lossless().await?, second.lossless().await?);
    Ok(format!(
        "{first}; {second} of a method that is not idempotent"
    ))
}
