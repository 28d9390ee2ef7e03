//! Runs a closed-loop load on each server, and prints CPU time per message, messages per second, instructions and memory.
//!
//! The servers are separate processes; the kernel counts their CPU time and memory. Each round loads all servers, so that
//! other work of the machine affects them alike, and the report has the medians of the rounds. valgrind, if installed,
//! counts instructions and allocations: other work does not affect them, but they exclude the kernel.
//!
//! The first argument is the number of rounds, and the others are the servers; all by default.

mod calls;
mod server;

use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_load::SERVERS;

use calls::Shape;
use server::{Cost, Count, Server};

/// The number of concurrent calls of the basic load.
const TASKS: usize = 16;

/// The duration of a load.
const TIME: Duration = Duration::from_millis(500);

/// The median.
fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Prints a row for each server: its cost, and the ratio to the first server.
async fn compare(shape: Shape, names: &[String], rounds: usize, counts: bool) -> Result<()> {
    let mut servers = Vec::new();
    for name in names {
        servers.push((Server::start(name).await?, Vec::new()));
    }
    for round in 0..=rounds {
        for (server, costs) in &mut servers {
            let cost = server.load(shape, TASKS, TIME).await?;
            // The first round warms up caches and connections.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    let costs: Vec<Vec<Cost>> = servers.into_iter().map(|(_, costs)| costs).collect();
    let mut first = None;
    for (name, own) in names.iter().zip(&costs) {
        let rate = median(own.iter().map(|cost| cost.rate));
        let cpu = median(own.iter().map(|cost| cost.cpu));
        // Compute the ratio in each round: other work of the machine is most alike within a round.
        let rounds = own.iter().zip(&costs[0]);
        let ratio = median(rounds.map(|(cost, first)| cost.cpu / first.cpu));
        let mut row = format!("{name:<24} {rate:>10.0} {cpu:>8.2} {ratio:>8.2}");
        if counts {
            let number = server::count(Count::Instructions, name, shape, TASKS).await?;
            let ratio = number / *first.get_or_insert(number);
            let allocations = server::count(Count::Allocations, name, shape, TASKS).await?;
            row.push_str(&format!(" {number:>12.0} {ratio:>8.2} {allocations:>11.1}"));
        }
        println!("{row}");
    }
    Ok(())
}

/// Prints the memory of each server for an increasing number of concurrent calls.
async fn memory(names: &[String]) -> Result<()> {
    println!("memory in MiB with {TASKS} concurrent unary calls, and with 4 and 16 times as many");
    println!("{:<24} {:>8} {:>8} {:>8}", "server", "1x", "4x", "16x");
    for name in names {
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
    let mut arguments = std::env::args().skip(1);
    let rounds = arguments.next().map_or(Ok(11), |rounds| rounds.parse())?;
    ensure!(rounds > 0, "the number of rounds is 0");
    let mut names: Vec<_> = arguments.collect();
    if names.is_empty() {
        names = SERVERS.map(str::to_owned).into();
    }
    let counts = server::can_count();
    let counted = if counts {
        " instructions    ratio allocations"
    } else {
        ""
    };
    for (shape, title) in [
        (Shape::Unary, "unary calls"),
        (Shape::Stream, "streams of 100 messages"),
    ] {
        println!("{title}, per message");
        println!(
            "{:<24} {:>10} {:>8} {:>8}{counted}",
            "server", "messages/s", "CPU µs", "ratio"
        );
        compare(shape, &names, rounds, counts).await?;
    }
    memory(&names).await
}
