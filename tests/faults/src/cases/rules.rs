//! Requests of a few kilobytes whose rules would take hours.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::faults::v1::CheckRequest;
use rpcsmith_faults::proto::faults::v1::rules_service_client::RulesServiceClient;
use tokio::task::JoinSet;
use tonic::Code;

use super::{code, to};
use crate::attack::{Attack, Struck};

/// Requests of one round, at the same time.
const REQUESTS: u32 = 16;

/// `this.all(a, this.all(b, this.all(c, …)))` over 1,500 numbers: 3.4 * 10^9 sums for a request of 1.5 KB.
pub async fn loops_within_loops() -> Result<String> {
    let request = CheckRequest {
        values: vec![1; 1_500],
        ..CheckRequest::default()
    };
    exhausts("nested loops over 1,500 numbers", request).await
}

/// Patterns that are short and large when they are compiled.
pub async fn patterns_of_a_request() -> Result<String> {
    let request = CheckRequest {
        patterns: vec![r"|\pL{4}\pL{4}\pL{4}".to_owned(); 100_000],
        ..CheckRequest::default()
    };
    exhausts("100,000 patterns to compile", request).await
}

/// A text of 1 MB in which each letter is replaced by one of 1 MB.
pub async fn texts_that_grow() -> Result<String> {
    let request = CheckRequest {
        text: "a".repeat(1_000_000),
        replacement: "b".repeat(1_000_000),
        ..CheckRequest::default()
    };
    exhausts("a text that would grow to a terabyte", request).await
}

/// Sends a request again and again, which has to be answered `RESOURCE_EXHAUSTED`.
async fn exhausts(what: &'static str, request: CheckRequest) -> Result<String> {
    let strike = move |address: SocketAddr| round(what, address, request.clone());
    // The requests themselves, and what is decoded of them.
    Attack::on(&[]).peak(256).withstand(strike).await
}

async fn round(what: &str, address: SocketAddr, request: CheckRequest) -> Result<Struck> {
    let channel = to(&[address]).default_timeout(Duration::from_secs(60));
    let client = RulesServiceClient::new(channel.build()?);
    let begun = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..REQUESTS {
        let (client, request) = (client.clone(), request.clone());
        calls.spawn(async move { code(client.check(request).await) });
    }
    while let Some(code) = calls.join_next().await {
        let code = code?;
        ensure!(code == Code::ResourceExhausted, "{what}: {code:?}");
    }
    let each = begun.elapsed() / REQUESTS;
    let attempted = format!("{REQUESTS} requests with {what}: RESOURCE_EXHAUSTED, {each:.0?} each");
    Ok(Struck::new(attempted, client))
}
