//! Runs fault injection cases: prints a line for each case, with what was attempted and what was lost, and a summary.
//!
//! Arguments select the cases whose name contains one of them.

mod attack;
mod calls;
mod cases;
mod certificates;
mod generator;
#[allow(dead_code)]
#[path = "../../../runtime/rust/tests/runtime/sample/health.rs"]
mod health;
mod http2;
mod load;
mod process;

use std::process::ExitCode;

/// The time limit of a case, far above the duration of each.
const TIME_LIMIT: std::time::Duration = std::time::Duration::from_secs(120);

#[tokio::main]
async fn main() -> ExitCode {
    let selected: Vec<String> = std::env::args().skip(1).collect();
    let (mut passed, mut failed) = (0, 0);
    for (name, case) in cases::all() {
        if !selected.is_empty() && !selected.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        // Run the case in a task, because it may panic.
        let result = tokio::time::timeout(TIME_LIMIT, tokio::spawn(case)).await;
        let result = match result {
            Ok(Ok(result)) => result,
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(anyhow::anyhow!("the case does not end")),
        };
        match result {
            Ok(summary) => {
                passed += 1;
                println!("ok {name}: {summary}");
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
