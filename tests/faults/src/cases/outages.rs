//! Servers that are of no use to a client, and what they cost both.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::Backoff;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tonic::Code;

use super::{client, code, get, to};
use crate::http2::frame;
use crate::process::{Server, own_memory};

/// Empty settings: the preface of a server.
const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";

/// What a server does that is of no use.
#[derive(Clone, Copy, Debug)]
enum Outage {
    /// Closes connections at once.
    Closes,
    /// Sends its settings, and closes.
    GreetsAndCloses,
    /// Reads for a while, and closes.
    ClosesLate,
    /// Answers each request with UNAVAILABLE.
    Unavailable,
    /// Reads requests, and never answers.
    Silent,
}

/// A server in an outage, and what it has had of its clients.
#[derive(Clone)]
struct Useless {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Useless {
    async fn start(outage: Outage) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let useless = Self {
            address: listener.local_addr()?,
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let serving = useless.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::SeqCst);
                let requests = Arc::clone(&serving.requests);
                tokio::spawn(serve(stream, outage, requests));
            }
        });
        Ok(useless)
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
    if matches!(outage, Outage::GreetsAndCloses) {
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
            // SETTINGS and PING, which want an acknowledgement.
            4 if flags & 1 == 0 => stream.write_all(&frame(4, 1, 0, &[])).await?,
            6 if flags & 1 == 0 => stream.write_all(&frame(6, 1, 0, &payload)).await?,
            _ => {}
        }
    }
}

/// The most connections that a server which closes them may get for one call: two for the call, and those that the
/// backoff makes in the third of a second that its retries take.
const MOST_CONNECTIONS: usize = 10;

/// A call without a deadline to a server that accepts connections and closes them ends, after few connections.
pub async fn accepts_and_closes() -> Result<String> {
    let mut told = Vec::new();
    for outage in [Outage::Closes, Outage::GreetsAndCloses, Outage::ClosesLate] {
        let useless = Useless::start(outage).await?;
        let channel = Channel::builder(format!("http://{}", useless.address));
        // Connections come soon, so that calls do not end for want of them.
        let client = client(channel.reconnect_backoff(Backoff {
            initial: Duration::from_millis(20),
            max: Duration::from_millis(200),
        }))?;
        let code = code(client.get_user(get("1")).await);
        let made = useless.connections();
        ensure!(code == Code::Unavailable, "{outage:?}: {code:?}");
        ensure!(
            made <= MOST_CONNECTIONS,
            "{outage:?}: one call makes {made} connections"
        );
        told.push(made.to_string());
    }
    Ok(format!(
        "3 calls without a deadline to servers that accept and close, all ended as UNAVAILABLE; connections for each: {}",
        told.join(", ")
    ))
}

const CALLS: usize = 200;

/// What failures may cost beside one request a call: until half of the tokens are gone.
const MOST_REQUESTS: usize = CALLS + 20;

/// In an outage calls cost the server about one request each, and the client makes no connections for them.
pub async fn an_outage() -> Result<String> {
    let useless = Useless::start(Outage::Unavailable).await?;
    let client = client(Channel::builder(format!("http://{}", useless.address)))?;
    for _ in 0..CALLS {
        let code = code(client.get_user(get("1")).await);
        ensure!(code == Code::Unavailable, "{code:?}");
    }
    let (requests, connections) = (useless.requests(), useless.connections());
    ensure!(
        requests <= MOST_REQUESTS,
        "{CALLS} calls cost {requests} requests"
    );
    ensure!(connections == 1, "{connections} connections");
    Ok(format!(
        "{CALLS} calls in an outage, {requests} requests over {connections} connection"
    ))
}

const HEDGED: &str = r#"{"methodConfig": [{"name": [{}], "hedgingPolicy": {"maxAttempts": 5,
    "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}"#;

/// Calls that hedge five times do not make an outage five times as bad, whether the server fails or says nothing.
pub async fn hedging_storm() -> Result<String> {
    let mut told = Vec::new();
    for (outage, expected) in [
        (Outage::Unavailable, Code::Unavailable),
        (Outage::Silent, Code::DeadlineExceeded),
    ] {
        let useless = Useless::start(outage).await?;
        let channel = Channel::builder(format!("http://{}", useless.address))
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
        let requests = useless.requests();
        // The first calls are on their way together before one of them has failed.
        let most = MOST_REQUESTS + CALLS / 10 * 4;
        ensure!(
            requests <= most,
            "{outage:?}: {CALLS} calls cost {requests} requests"
        );
        told.push(format!("{outage:?} {requests}"));
    }
    Ok(format!(
        "{CALLS} calls with 5 hedges each, 20 at a time, to servers in an outage; requests: {}",
        told.join(", ")
    ))
}

/// Addresses in each answer: all of the loopback network, and more than count.
const ADDRESSES: u16 = 2000;

/// Answers, none of which has an address of another.
const FLIPS: usize = 20;

/// Answers of DNS that flip between thousands of addresses cost bounded connections and memory, and no call.
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
    // Those of one answer, and those of the one before that are about to end.
    ensure!(most <= 3 * 256, "{most} connections at a time");
    ensure!(grown <= 32, "the client takes {grown} MiB more");
    let few = to(&[server.address]);
    super::client(few)?.get_user(get("1")).await?;
    Ok(format!(
        "{FLIPS} answers of {ADDRESSES} addresses each, none like the one before: {calls} calls, 0 lost, at most {most} \
         connections at a time, {grown} MiB in the client"
    ))
}
