//! Servers that go away.

use anyhow::Result;

use super::{Calls, Load, client, to};
use crate::process::{Server, three};

fn addresses(servers: &[Server]) -> Vec<std::net::SocketAddr> {
    servers.iter().map(|server| server.address).collect()
}

/// One of three servers is killed in the midst of calls; those that may be called twice are not lost.
pub async fn kill_one_of_three() -> Result<String> {
    let mut servers = three(&[]).await?;
    let client = client(to(&addresses(&servers)))?;
    let load = Load::begin(&client, Calls::Idempotent);
    load.calls(1000).await;
    servers[1].kill().await?;
    load.calls(1000).await;
    servers[1].restart().await?;
    load.calls(1000).await;
    load.lossless().await
}

/// Servers are restarted one after another; no call is lost, whatever it is.
pub async fn rolling_restart() -> Result<String> {
    let mut servers = three(&[]).await?;
    let client = client(to(&addresses(&servers)))?;
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
        "{first}; {second} of those that may not be called twice"
    ))
}
