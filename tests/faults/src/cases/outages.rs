//! Servers in an outage: a client must not multiply requests and connections, and its calls must end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_runtime::channel::Backoff;
use rpcsmith_runtime::{Channel, Code};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::calls::{channel_to, client, code, get};
use crate::http2::frame;
use crate::process::{Server, own_memory};

/// Empty settings: the preface of a server.
const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";

/// The behavior of a server in an outage.
#[derive(Clone, Copy, Debug)]
enum Outage {
    /// Closes connections immediately.
    Closes,
    /// Sends its settings and closes.
    SendsSettingsAndCloses,
    /// Reads a request, then closes after a while.
    ClosesLate,
    /// Answers each request with UNAVAILABLE.
    Unavailable,
    /// Reads requests and never answers.
    Silent,
}

/// A server in an outage that counts the connections and requests of its clients.
#[derive(Clone)]
struct BrokenServer {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl BrokenServer {
    async fn start(outage: Outage) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = Self {
            address: listener.local_addr()?,
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::SeqCst);
                let requests = Arc::clone(&serving.requests);
                tokio::spawn(serve(stream, outage, requests));
            }
        });
        Ok(server)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(
    mut stream: tokio::net::TcpStream,
    outage: Outage,
    requests: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    if matches!(outage, Outage::Closes) {
        return Ok(());
    }
    stream.write_all(SETTINGS).await?;
    if matches!(outage, Outage::SendsSettingsAndCloses) {
        return Ok(());
    }
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    loop {
        let mut header = [0; 9];
        stream.read_exact(&mut header).await?;
        let [high, middle, low, kind, flags, id @ ..] = header;
        let length = u32::from_be_bytes([0, high, middle, low]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        match kind {
            // HEADERS: a request.
            1 => {
                requests.fetch_add(1, Ordering::SeqCst);
                if matches!(outage, Outage::ClosesLate) {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    return Ok(());
                }
                if matches!(outage, Outage::Unavailable) {
                    let status =
                        b"\x88\0\x0ccontent-type\x10application/grpc\0\x0bgrpc-status\x0214";
                    let answer = frame(1, 5, u32::from_be_bytes(id), status);
                    stream.write_all(&answer).await?;
                }
            }
            // SETTINGS and PING require an acknowledgement.
            4 if flags & 1 == 0 => stream.write_all(&frame(4, 1, 0, &[])).await?,
            6 if flags & 1 == 0 => stream.write_all(&frame(6, 1, 0, &payload)).await?,
            _ => {}
        }
    }
}

/// The maximum number of connections for one call to a server that closes them: two for the call, and those that the
/// channel opens with its backoff during the retries, which take a third of a second.
const MAX_CONNECTIONS: usize = 10;

/// A call without a deadline to a server that accepts and closes connections ends after few connections.
pub async fn accepts_and_closes() -> Result<String> {
    let mut counts = Vec::new();
    for outage in [
        Outage::Closes,
        Outage::SendsSettingsAndCloses,
        Outage::ClosesLate,
    ] {
        let server = BrokenServer::start(outage).await?;
        let channel = Channel::builder(format!("http://{}", server.address));
        // Reconnect quickly, so that calls do not end because of the backoff.
        let client = client(channel.reconnect_backoff(Backoff {
            initial: Duration::from_millis(20),
            max: Duration::from_millis(200),
        }))?;
        let code = code(client.get_user(get("1")).await);
        let connections = server.connections();
        ensure!(code == Code::Unavailable, "{outage:?}: {code:?}");
        ensure!(
            connections <= MAX_CONNECTIONS,
            "{outage:?}: one call opens {connections} connections"
        );
        counts.push(connections.to_string());
    }
    Ok(format!(
        "3 calls without a deadline to servers that accept and close, all ended as UNAVAILABLE; connections for each: {}",
        counts.join(", ")
    ))
}

const CALLS: usize = 200;

/// The maximum number of requests for all calls: one for each call, and retries until half of the throttling tokens are
/// used.
const MAX_REQUESTS: usize = CALLS + 20;

/// In an outage, each call costs the server about one request, and the client opens no further connections.
pub async fn an_outage() -> Result<String> {
    let server = BrokenServer::start(Outage::Unavailable).await?;
    let client = client(Channel::builder(format!("http://{}", server.address)))?;
    for _ in 0..CALLS {
        let code = code(client.get_user(get("1")).await);
        ensure!(code == Code::Unavailable, "{code:?}");
    }
    let (requests, connections) = (server.requests(), server.connections());
    ensure!(
        requests <= MAX_REQUESTS,
        "{CALLS} calls cost {requests} requests"
    );
    ensure!(connections == 1, "{connections} connections");
    Ok(format!(
        "{CALLS} calls in an outage, {requests} requests over {connections} connection"
    ))
}

const HEDGED: &str = r#"{"methodConfig": [{"name": [{}], "hedgingPolicy": {"maxAttempts": 5,
    "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}"#;

/// Hedging with five attempts does not multiply the load on a server in an outage, whether it fails or does not answer.
pub async fn hedging_storm() -> Result<String> {
    let mut counts = Vec::new();
    for (outage, expected) in [
        (Outage::Unavailable, Code::Unavailable),
        (Outage::Silent, Code::DeadlineExceeded),
    ] {
        let server = BrokenServer::start(outage).await?;
        let channel = Channel::builder(format!("http://{}", server.address))
            .default_timeout(Duration::from_millis(100))
            .service_config(HEDGED.parse()?);
        let client = client(channel)?;
        for _ in 0..10 {
            let mut calls = JoinSet::new();
            for _ in 0..CALLS / 10 {
                let client = client.clone();
                calls.spawn(async move { code(client.get_user(get("1")).await) });
            }
            for code in calls.join_all().await {
                ensure!(code == expected, "{outage:?}: {code:?}");
            }
        }
        let requests = server.requests();
        // The calls of the first batch run before one of them has failed, so they hedge without throttling.
        let most = MAX_REQUESTS + CALLS / 10 * 4;
        ensure!(
            requests <= most,
            "{outage:?}: {CALLS} calls cost {requests} requests"
        );
        counts.push(format!("{outage:?} {requests}"));
    }
    Ok(format!(
        "{CALLS} calls with 5 hedges each, 20 at a time, to servers in an outage; requests: {}",
        counts.join(", ")
    ))
}

/// The number of addresses in each DNS answer, all in the loopback network. It exceeds the limit of a channel.
const ADDRESSES: u16 = 2000;

/// The number of DNS answers. No two of them share an address.
const FLIPS: usize = 20;

/// DNS answers that change between thousands of addresses cost bounded connections and memory, and no call is lost.
pub async fn dns_answers_that_flip() -> Result<String> {
    let server = Server::start(&[
        ("FAULT__ADDRESS", "0.0.0.0:0"),
        ("FAULT__PLAINTEXT", "true"),
    ])
    .await?;
    let port = server.address.port();
    let answers = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&answers);
    let channel = Channel::builder(format!("dns:///flips.test:{port}"))
        .round_robin()
        .default_timeout(Duration::from_secs(5))
        .resolve_every(Duration::from_millis(400))
        .resolver(move |_, port| {
            let flip = counted.fetch_add(1, Ordering::SeqCst);
            let address = move |number: u16| {
                let [high, low] = number.to_be_bytes();
                let flip = u8::try_from(flip).unwrap_or_default();
                SocketAddr::from(([127, 1 + flip, high, low.max(1)], port))
            };
            std::future::ready(Ok((0..ADDRESSES).map(address).collect()))
        });
    let before = own_memory()?.now;
    let client = client(channel)?;
    let (mut calls, mut most) = (0, 0);
    while answers.load(Ordering::SeqCst) < FLIPS {
        client.get_user(get("1")).await?;
        calls += 1;
        most = most.max(server.sockets()?);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let grown = own_memory()?.now.saturating_sub(before) / 1024 / 1024;
    // The connections of one answer, and those of the previous answer, which are closing.
    ensure!(most <= 3 * 256, "{most} connections at a time");
    ensure!(grown <= 32, "the client uses {grown} MiB more");
    let few = channel_to(&[server.address]);
    crate::calls::client(few)?.get_user(get("1")).await?;
    Ok(format!(
        "{FLIPS} answers of {ADDRESSES} addresses each, all different: {calls} calls, 0 lost, at most {most} \
         connections at a time, {grown} MiB in the client"
    ))
}
