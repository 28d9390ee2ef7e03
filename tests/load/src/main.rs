//! Loads each server in turn, in a closed loop, and tells what it took: CPU a call, calls a second, memory.
//!
//! The servers are processes of their own; their CPU time and memory are those that the kernel counts. Rounds go over
//! all servers, so that whatever else the machine does meets each of them; the median of the rounds is told.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rpcsmith_load::theirs::user_service_client::UserServiceClient;
use rpcsmith_load::theirs::{GetUserRequest, ListUsersRequest};
use rpcsmith_load::{SERVERS, TOKEN};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tonic::Request;
use tonic::transport::Channel;

/// Calls at a time, at the load that others are multiples of.
const TASKS: usize = 16;

/// Messages of a stream.
const PAGE: i32 = 100;

/// What is done again and again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Unary,
    Stream,
}

/// A server under load.
struct Server {
    process: Child,
    channels: Vec<Channel>,
}

/// What a load took.
#[derive(Clone, Copy)]
struct Cost {
    /// Messages to clients a second.
    rate: f64,
    /// Microseconds of the server's CPU a message.
    cpu: f64,
}

impl Server {
    async fn start(name: &str) -> Result<Self> {
        let program = std::env::current_exe()?.with_file_name("load-server");
        let mut process = Command::new(program)
            .arg(name)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = process.stdout.take().context("standard output is piped")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await?;
        let mut channels = Vec::new();
        for _ in 0..4 {
            let url = format!("http://{}", line.trim());
            channels.push(Channel::from_shared(url)?.connect().await?);
        }
        Ok(Self { process, channels })
    }

    /// Calls from so many tasks for a time.
    async fn load(&self, shape: Shape, tasks: usize, time: Duration) -> Result<Cost> {
        let stop = Arc::new(AtomicBool::new(false));
        let received = Arc::new(AtomicU64::new(0));
        let mut running = JoinSet::new();
        for task in 0..tasks {
            let channel = self.channels[task % self.channels.len()].clone();
            let (stop, received) = (Arc::clone(&stop), Arc::clone(&received));
            running.spawn(call(channel, shape, stop, received));
        }
        tokio::time::sleep(time / 4).await;
        let (cpu, begun) = (self.cpu()?, Instant::now());
        let before = received.load(Ordering::Relaxed);
        tokio::time::sleep(time).await;
        let number = received.load(Ordering::Relaxed) - before;
        let (cpu, elapsed) = (self.cpu()? - cpu, begun.elapsed());
        stop.store(true, Ordering::Relaxed);
        while let Some(task) = running.join_next().await {
            task??;
        }
        ensure!(number > 0, "nothing is answered");
        #[expect(clippy::cast_precision_loss, reason = "there are not so many")]
        let number = number as f64;
        Ok(Cost {
            rate: number / elapsed.as_secs_f64(),
            cpu: cpu * 1e6 / number,
        })
    }

    /// Seconds of CPU, of all its threads, since it began.
    fn cpu(&self) -> Result<f64> {
        let id = self.process.id().context("the server runs")?;
        let mut nanos = 0;
        for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
            // Time on the CPU in nanoseconds, then time in the queue.
            let stat = std::fs::read_to_string(task?.path().join("schedstat"))?;
            let first = stat.split(' ').next().context("there is a time")?;
            nanos += first.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanos).as_secs_f64())
    }

    /// Its memory in MiB.
    fn memory(&self) -> Result<f64> {
        let id = self.process.id().context("the server runs")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line
            .context("memory is told")?
            .trim()
            .trim_end_matches(" kB");
        Ok(kib.parse::<f64>()? / 1024.0)
    }
}

/// Calls until it is told to stop.
async fn call(
    channel: Channel,
    shape: Shape,
    stop: Arc<AtomicBool>,
    received: Arc<AtomicU64>,
) -> Result<()> {
    let mut client = UserServiceClient::new(channel);
    while !stop.load(Ordering::Relaxed) {
        match shape {
            Shape::Unary => {
                let id = "1234".to_owned();
                client.get_user(with_token(GetUserRequest { id })?).await?;
                received.fetch_add(1, Ordering::Relaxed);
            }
            Shape::Stream => {
                let request = ListUsersRequest {
                    page_size: PAGE,
                    ..ListUsersRequest::default()
                };
                let mut users = client.list_users(with_token(request)?).await?.into_inner();
                while users.message().await?.is_some() {
                    received.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
    Ok(())
}

fn with_token<T>(message: T) -> Result<Request<T>> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", TOKEN.parse()?);
    Ok(request)
}

/// The one in the middle.
fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|one, other| one.cpu.total_cmp(&other.cpu));
    costs[costs.len() / 2]
}

/// Prints a row for each server: what it took, and how that is beside the first.
async fn compare(shape: Shape, rounds: usize, time: Duration) -> Result<()> {
    let mut servers = Vec::new();
    for name in SERVERS {
        servers.push((Server::start(name).await?, Vec::new()));
    }
    for round in 0..=rounds {
        for (server, costs) in &mut servers {
            let cost = server.load(shape, TASKS, time).await?;
            // The first is for caches and connections.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    let mut first = None;
    for (name, (_, costs)) in SERVERS.iter().zip(servers) {
        let cost = median(costs);
        let beside = cost.cpu / *first.get_or_insert(cost.cpu);
        println!(
            "{name:<20} {:>10.0} {:>10.2} {beside:>8.2}",
            cost.rate, cost.cpu
        );
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let rounds = std::env::args()
        .nth(1)
        .map_or(Ok(5), |rounds| rounds.parse())?;
    ensure!(rounds > 0, "there is no round");
    let time = Duration::from_millis(1000);
    for (shape, title) in [
        (Shape::Unary, "unary calls"),
        (Shape::Stream, "streams of 100 messages"),
    ] {
        println!(
            "{title}\n{:<20} {:>10} {:>10} {:>8}",
            "server", "messages/s", "CPU µs", "beside"
        );
        compare(shape, rounds, time).await?;
    }
    println!("memory in MiB under {TASKS} unary calls at a time, and 4 and 16 times as many");
    println!("{:<20} {:>8} {:>8} {:>8}", "server", "1x", "4x", "16x");
    for name in SERVERS {
        let server = Server::start(name).await?;
        let mut row = format!("{name:<20}");
        for times in [1, 4, 16] {
            server.load(Shape::Unary, TASKS * times, time).await?;
            row.push_str(&format!(" {:>8.1}", server.memory()?));
        }
        println!("{row}");
    }
    Ok(())
}
