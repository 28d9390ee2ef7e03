//! Handlers that never give their thread back.

use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rpcsmith_runtime::Channel;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tonic::Request;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::{client, get, to};
use crate::process::Server;

/// Health is answered, and the process ends in time, while a handler spins on each worker of the server.
pub async fn handlers_that_block_every_worker() -> Result<String> {
    let grace = Duration::from_secs(1);
    let mut server = Server::start(&[("FAULT__DRAIN__GRACE", "1s")]).await?;
    let workers = available_parallelism().map_or(1, NonZero::get);
    let mut spinning = JoinSet::new();
    // More than there are workers: each call that finds one keeps it.
    for _ in 0..8 * workers {
        let client = client(to(&[server.address]).no_safe_retries())?;
        spinning.spawn(async move { client.get_user(get("spin")).await });
    }
    blocked(&server).await?;
    let mut checks = 0;
    for _ in 0..10 {
        // A connection for each check, as kubelet does it.
        let channel = Channel::builder(server.address.to_string()).build()?;
        let mut health = HealthClient::new(channel);
        let mut request = Request::new(HealthCheckRequest::default());
        request.set_timeout(Duration::from_secs(5));
        let checked = health.check(request).await;
        let status = checked.context("a check of health fails")?.into_inner();
        ensure!(status.status() == ServingStatus::Serving, "{status:?}");
        checks += 1;
    }
    server.terminate()?;
    let ended = timeout(Duration::from_secs(20), server.ended()).await;
    let ended = ended.context("the process does not end")??;
    ensure!(
        ended <= grace + Duration::from_secs(1),
        "it took {ended:.2?}"
    );
    Ok(format!(
        "{} handlers that spin, {workers} workers; {checks} checks of health, 0 lost; the process ended {ended:.2?} after \
         SIGTERM, grace 1 s",
        spinning.len()
    ))
}

/// Waits until no worker is left for a call.
async fn blocked(server: &Server) -> Result<()> {
    for _ in 0..20 {
        let probe = client(to(&[server.address]).no_safe_retries())?;
        let answer = timeout(Duration::from_secs(1), probe.get_user(get("1"))).await;
        if answer.is_err() {
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("there are still workers for calls")
}
