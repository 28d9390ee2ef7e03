//! Loads each server in turn, in a closed loop, and tells what it took: CPU a call, calls a second, instructions, memory.
//!
//! The servers are processes of their own; their CPU time and memory are those that the kernel counts. Rounds go over
//! all servers, so that whatever else the machine does meets each of them; the median of the rounds is told. Instructions
//! are counted by valgrind, if it is there: they hold on a machine that does other things too, but leave out the kernel.

mod calls;
mod server;

use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_load::SERVERS;

use calls::Shape;
use server::{Cost, Server};

/// Calls at a time, at the load that others are multiples of.
const TASKS: usize = 16;

/// Time of a load.
const TIME: Duration = Duration::from_secs(1);

/// The one in the middle.
fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|one, other| one.cpu.total_cmp(&other.cpu));
    costs[costs.len() / 2]
}

/// Prints a row for each server: what it took, and how that is beside the first.
async fn compare(shape: Shape, rounds: usize, counts: bool) -> Result<()> {
    let mut servers = Vec::new();
    for name in SERVERS {
        servers.push((Server::start(name).await?, Vec::new()));
    }
    for round in 0..=rounds {
        for (server, costs) in &mut servers {
            let cost = server.load(shape, TASKS, TIME).await?;
            // The first is for caches and connections.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    let mut first = None;
    for (name, (server, costs)) in SERVERS.iter().zip(servers) {
        drop(server);
        let cost = median(costs);
        let mut row = format!("{name:<24} {:>10.0} {:>8.2}", cost.rate, cost.cpu);
        let instructions = match counts {
            true => server::instructions(name, shape, TASKS).await?,
            false => f64::NAN,
        };
        let (cpu, count) = *first.get_or_insert((cost.cpu, instructions));
        row.push_str(&format!(" {:>8.2}", cost.cpu / cpu));
        if counts {
            row.push_str(&format!(
                " {instructions:>12.0} {:>8.2}",
                instructions / count
            ));
        }
        println!("{row}");
    }
    Ok(())
}

/// Prints the memory of each server under more and more calls at a time.
async fn memory() -> Result<()> {
    println!("memory in MiB under {TASKS} unary calls at a time, and 4 and 16 times as many");
    println!("{:<24} {:>8} {:>8} {:>8}", "server", "1x", "4x", "16x");
    for name in SERVERS {
        let server = Server::start(name).await?;
        let mut row = format!("{name:<24}");
        for times in [1, 4, 16] {
            server.load(Shape::Unary, TASKS * times, TIME).await?;
            row.push_str(&format!(" {:>8.1}", server.memory()?));
        }
        println!("{row}");
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let rounds = std::env::args()
        .nth(1)
        .map_or(Ok(5), |rounds| rounds.parse())?;
    ensure!(rounds > 0, "there is no round");
    let counts = server::can_count();
    let counted = match counts {
        true => " instructions   beside",
        false => "",
    };
    for (shape, title) in [
        (Shape::Unary, "unary calls"),
        (Shape::Stream, "streams of 100 messages"),
    ] {
        println!("{title}, a message");
        println!(
            "{:<24} {:>10} {:>8} {:>8}{counted}",
            "server", "messages/s", "CPU µs", "beside"
        );
        compare(shape, rounds, counts).await?;
    }
    memory().await
}
