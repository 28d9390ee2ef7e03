//! Handlers that block their thread without end.

use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rpcsmith_runtime::{Channel, Request};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::calls::{channel_to, client, get};
use crate::health::{HealthCheckRequest, HealthClient, ServingStatus};
use crate::process::Server;

/// While a handler spins on each worker of the server, health checks are answered and the process ends in time.
pub async fn handlers_that_block_every_worker() -> Result<String> {
    let grace = Duration::from_secs(1);
    let mut server = Server::start(&[("FAULT__DRAIN__GRACE", "1s")]).await?;
    let workers = available_parallelism().map_or(1, NonZero::get);
    let mut spinning = JoinSet::new();
    // More calls than workers, so that every worker gets one.
    for _ in 0..8 * workers {
        let client = client(channel_to(&[server.address]).no_safe_retries())?;
        spinning.spawn(async move { client.get_user(get("spin")).await });
    }
    wait_until_blocked(&server).await?;
    let mut checks = 0;
    for _ in 0..10 {
        // Open a connection for each check, as kubelet does.
        let channel = Channel::builder(server.address.to_string()).build()?;
        let health = HealthClient::new(channel);
        let mut request = Request::new(HealthCheckRequest::default());
        request.set_timeout(Duration::from_secs(5));
        let checked = health.check(request).await;
        let status = checked.context("a health check fails")?.into_inner();
        ensure!(status.status() == ServingStatus::Serving, "{status:?}");
        checks += 1;
    }
    server.terminate()?;
    let ended = timeout(Duration::from_secs(20), server.ended()).await;
    let ended = ended.context("the process does not end")??;
    ensure!(
        ended <= grace + Duration::from_secs(1),
        "the process took {ended:.2?} to end"
    );
    Ok(format!(
        "{} handlers that spin, {workers} workers; {checks} health checks, 0 lost; the process ended {ended:.2?} after \
         SIGTERM, grace 1 s",
        spinning.len()
    ))
}

/// Waits until no worker is free for a call.
async fn wait_until_blocked(server: &Server) -> Result<()> {
    for _ in 0..20 {
        let probe = client(channel_to(&[server.address]).no_safe_retries())?;
        let answer = timeout(Duration::from_secs(1), probe.get_user(get("1"))).await;
        if answer.is_err() {
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("some workers are still free")
}
