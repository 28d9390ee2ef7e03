//! Attacks on a server, and what each must leave intact: memory, other callers, and the end of the process.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rpcsmith_faults::proto::user::v1::user_service_client::UserServiceClient;
use tokio::time::{sleep, timeout};

use crate::cases::{client, get, to};
use crate::process::Server;

const MIB: u64 = 1024 * 1024;

/// Time that calls have to finish after SIGTERM.
const GRACE: Duration = Duration::from_secs(1);

/// Rounds within which memory has to settle.
const ROUNDS: usize = 4;

/// The deadline of a call beside the attack.
const PROBE: Duration = Duration::from_secs(5);

/// What one round of an attack has done.
pub struct Struck {
    attempted: String,
    open: Box<dyn Any + Send>,
}

impl Struck {
    /// Reports a round: what was attempted and how the server answered, in a few words.
    ///
    /// `open` is dropped when memory has been measured: connections and streams in it stay open until then.
    pub fn new(attempted: impl Into<String>, open: impl Any + Send) -> Self {
        Self {
            attempted: attempted.into(),
            open: Box::new(open),
        }
    }
}

/// An attack on a server of its own, which [`withstand`](Self::withstand) runs several times.
pub struct Attack {
    vars: Vec<(String, String)>,
    peak: u64,
}

impl Attack {
    /// Attacks a server with these variables (`FAULT__LIMITS__MAX_REQUEST_SIZE`, …).
    pub fn on(vars: &[(&str, &str)]) -> Self {
        let vars = vars
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Self {
            vars: vars.collect(),
            peak: 32,
        }
    }

    /// Sets how much memory the server may use above its start while it is under attack (default: 32 MiB).
    ///
    /// What it may keep when the attack is over stays 32 MiB.
    pub fn peak(mut self, mib: u64) -> Self {
        self.peak = mib;
        self
    }

    /// Runs the attack several times on one server, and checks what every attack must leave intact.
    ///
    /// 1. In each round but the last, calls with a deadline of 5 seconds succeed while `strike` runs and while
    ///    its connections stay open, over one connection and over a new one each.
    /// 2. Memory stays below [`peak`](Self::peak) in each round and returns to 32 MiB above the start; the second
    ///    round needs at most 1.1 times what the first one needed. Where it needs more, because no two rounds are
    ///    alike on a busy machine, the same holds for one of the next two: what leaks grows with each.
    /// 3. In the last round, the server gets SIGTERM and ends within its grace and one second.
    ///
    /// # Errors
    /// If one of these does not hold, or if `strike` fails in another round than the last.
    pub async fn withstand<F>(self, strike: impl Fn(SocketAddr) -> F + Send) -> Result<String>
    where
        F: Future<Output = Result<Struck>> + Send + 'static,
    {
        let grace = format!("{}s", GRACE.as_secs());
        let mut vars: Vec<_> = self.vars.iter().map(|(k, v)| (&**k, &**v)).collect();
        vars.push(("FAULT__DRAIN__GRACE", &grace));
        let mut server = Server::start(&vars).await?;
        let probe = Probe::new(server.address)?;
        // What the first calls allocate is no cost of the attack.
        for _ in 0..20 {
            probe.call().await?;
        }
        let start = server.memory()?.now;
        let (attempted, mut first) = self
            .round(&server, start, &probe, strike(server.address))
            .await?;
        let mut rounds = 1;
        let second = loop {
            let (_, second) = self
                .round(&server, start, &probe, strike(server.address))
                .await?;
            rounds += 1;
            if second * 10 <= first * 11 {
                break second;
            }
            ensure!(
                rounds < ROUNDS,
                "{attempted}: a round takes {} MiB, the next one {} MiB",
                mib(first),
                mib(second)
            );
            first = second;
        };
        let strike = strike(server.address);
        let ended = ends(&mut server, strike).await?;
        Ok(format!(
            "{attempted}; memory {} MiB, at most {} MiB under attack, {} MiB in a second round; {} calls beside it, \
             0 lost; the process ended {ended:.2?} after SIGTERM under attack, grace 1 s",
            mib(start),
            mib(first),
            mib(second),
            probe.calls.load(Ordering::Relaxed)
        ))
    }

    /// One round: what was attempted, and the most memory so far.
    async fn round(
        &self,
        server: &Server,
        start: u64,
        probe: &Probe,
        strike: impl Future<Output = Result<Struck>> + Send,
    ) -> Result<(String, u64)> {
        let struck = tokio::select! {
            struck = strike => struck?,
            Err(error) = probe.repeat() => return Err(error.context("under attack")),
        };
        let attempted = &struck.attempted;
        for _ in 0..5 {
            let call = probe.call().await;
            call.with_context(|| {
                format!("while the connections of the attack are open ({attempted})")
            })?;
        }
        let most = server.memory()?.most;
        let grown = most.saturating_sub(start);
        ensure!(
            grown <= self.peak * MIB,
            "{attempted}: {} MiB more than before",
            mib(grown)
        );
        drop(struck.open);
        // Connections end behind the last call: wait for their memory.
        let mut kept = 0;
        for _ in 0..100 {
            kept = server.memory()?.now.saturating_sub(start);
            if kept <= 32 * MIB {
                return Ok((struck.attempted, most));
            }
            sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("{attempted}: {} MiB are kept after the attack", mib(kept))
    }
}

/// Ends a server under attack; how long that takes.
async fn ends<F>(server: &mut Server, strike: F) -> Result<Duration>
where
    F: Future<Output = Result<Struck>> + Send + 'static,
{
    let mut strike = tokio::spawn(strike);
    // Half a second into the attack, or when all of it is there.
    let struck = timeout(Duration::from_millis(500), &mut strike).await;
    server.terminate()?;
    let ended = timeout(Duration::from_secs(20), server.ended()).await;
    strike.abort();
    drop(struck);
    let ended = ended.context("the process does not end after SIGTERM under attack")??;
    ensure!(
        ended <= GRACE + Duration::from_secs(1),
        "the process ends {ended:.2?} after SIGTERM under attack, grace 1 s"
    );
    Ok(ended)
}

/// Another caller of the server.
struct Probe {
    address: SocketAddr,
    old: UserServiceClient,
    calls: AtomicUsize,
}

impl Probe {
    fn new(address: SocketAddr) -> Result<Self> {
        Ok(Self {
            address,
            old: client(to(&[address]).default_timeout(PROBE))?,
            calls: AtomicUsize::new(0),
        })
    }

    /// A call over the connection that is there, and one over a new one.
    async fn call(&self) -> Result<()> {
        let new = client(to(&[self.address]).default_timeout(PROBE))?;
        for client in [&self.old, &new] {
            let answer = client.get_user(get("1")).await;
            answer.context("a call beside the attack fails")?;
            self.calls.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Calls until one fails.
    async fn repeat(&self) -> Result<()> {
        loop {
            self.call().await?;
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Bytes in MiB, for reports.
fn mib(bytes: u64) -> String {
    format!("{}.{}", bytes / MIB, bytes % MIB * 10 / MIB)
}
