//! Small requests that would take hours or gigabytes without budgets, because of their rules or when they are decoded.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::faults::v1::rules_service_client::RulesServiceClient;
use rpcsmith_faults::proto::faults::v1::{CheckRequest, Part};
use rpcsmith_runtime::Code;
use tokio::task::JoinSet;

use crate::attack::{Attack, Round};
use crate::calls::{channel_to, code};

/// `this.all(a, this.all(b, this.all(c, …)))` over 1,500 numbers: 3.4 * 10^9 sums for a request of 1.5 KB.
pub async fn loops_within_loops() -> Result<String> {
    let request = CheckRequest {
        values: vec![1; 1_500],
        ..CheckRequest::default()
    };
    exhausts_budget("nested loops over 1,500 numbers", 16, request).await
}

/// Short patterns that take a long time to compile.
pub async fn patterns_of_a_request() -> Result<String> {
    let request = CheckRequest {
        patterns: vec!["|[a-z0-9]{1,99}".to_owned(); 100_000],
        ..CheckRequest::default()
    };
    exhausts_budget("100,000 patterns to compile", 4, request).await
}

/// A text of 1 MB in which each letter is replaced by one of 1 MB.
pub async fn texts_that_grow() -> Result<String> {
    let request = CheckRequest {
        text: "a".repeat(1_000_000),
        replacement: "b".repeat(1_000_000),
        ..CheckRequest::default()
    };
    exhausts_budget("a text that would grow to a terabyte", 16, request).await
}

/// 500,000 messages of two bytes, each of which takes 288 bytes in memory.
pub async fn a_list_of_empty_messages() -> Result<String> {
    let request = CheckRequest {
        parts: vec![Part::default(); 500_000],
        ..CheckRequest::default()
    };
    exhausts_budget("500,000 empty messages in 1 MB", 1, request).await
}

/// Sends a request several times concurrently, and checks that each is answered `RESOURCE_EXHAUSTED`.
async fn exhausts_budget(
    description: &'static str,
    requests: u32,
    request: CheckRequest,
) -> Result<String> {
    let attack = move |address: SocketAddr| round(description, requests, address, request.clone());
    // The peak allows for two workers that decode at the same time.
    Attack::on(&[]).peak(256).withstand(attack).await
}

async fn round(
    description: &str,
    requests: u32,
    address: SocketAddr,
    request: CheckRequest,
) -> Result<Round> {
    let channel = channel_to(&[address]).default_timeout(Duration::from_secs(60));
    let client = RulesServiceClient::new(channel.build()?);
    let start = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..requests {
        let (client, request) = (client.clone(), request.clone());
        calls.spawn(async move { code(client.check(request).await) });
    }
    while let Some(code) = calls.join_next().await {
        let code = code?;
        ensure!(code == Code::ResourceExhausted, "{description}: {code:?}");
    }
    let each = start.elapsed() / requests;
    let attempted =
        format!("{requests} requests with {description}: RESOURCE_EXHAUSTED, {each:.0?} each");
    Ok(Round::new(attempted, client))
}
