//! Breaks what can break: a line for each fault, with what was attempted and what was lost, and the sum.

mod attack;
mod cases;
mod certificates;
mod generator;
mod http2;
mod process;

use std::process::ExitCode;

/// What each fault may take; those that end have long ended by then.
const HANG: std::time::Duration = std::time::Duration::from_secs(120);

#[tokio::main]
async fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let (mut passed, mut failed) = (0, 0);
    for (name, fault) in cases::all() {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            continue;
        }
        // A task of its own, because a fault that is not withstood may panic.
        let told = tokio::time::timeout(HANG, tokio::spawn(fault)).await;
        let told = match told {
            Ok(Ok(told)) => told,
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(anyhow::anyhow!("it hangs")),
        };
        match told {
            Ok(told) => {
                passed += 1;
                println!("ok {name}: {told}");
            }
            Err(error) => {
                failed += 1;
                println!("FAILED {name}: {error:#}");
            }
        }
    }
    println!("faults: {passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
