//! Loads each server in turn, in a closed loop, and tells what it took: CPU a call, calls a second, instructions, memory.
//!
//! The servers are processes of their own; their CPU time and memory are those that the kernel counts. Rounds go over
//! all servers, so that whatever else the machine does meets each of them; the medians of the rounds are told. Instructions
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
const TIME: Duration = Duration::from_millis(500);

/// The one in the middle.
fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
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
    let costs: Vec<Vec<Cost>> = servers.into_iter().map(|(_, costs)| costs).collect();
    let mut first = None;
    for (name, own) in SERVERS.iter().zip(&costs) {
        let rate = median(own.iter().map(|cost| cost.rate));
        let cpu = median(own.iter().map(|cost| cost.cpu));
        // Round by round, for what else the machine does is most alike within one.
        let rounds = own.iter().zip(&costs[0]);
        let beside = median(rounds.map(|(cost, first)| cost.cpu / first.cpu));
        let mut row = format!("{name:<24} {rate:>10.0} {cpu:>8.2} {beside:>8.2}");
        if counts {
            let number = server::instructions(name, shape, TASKS).await?;
            let beside = number / *first.get_or_insert(number);
            row.push_str(&format!(" {number:>12.0} {beside:>8.2}"));
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
        .map_or(Ok(11), |rounds| rounds.parse())?;
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
