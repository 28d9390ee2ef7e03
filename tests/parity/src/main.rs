//! Compares both generators on a request: `cargo run -p rpcsmith-parity -- request.bin`.

use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Result};

fn main() -> Result<ExitCode> {
    let path = env::args_os()
        .nth(1)
        .context("usage: rpcsmith-parity REQUEST")?;
    let request = fs::read(&path).with_context(|| path.display().to_string())?;
    let report = rpcsmith_parity::compare(&request)?;
    for difference in &report.differences {
        println!(
            "{}\n  rpcsmith:    {}\n  prost-build: {}",
            difference.path, difference.ours, difference.theirs
        );
    }
    for (class, count) in &report.classes {
        println!("{count:8}  {class}");
    }
    println!(
        "{:8}  differences\n{:8}  items",
        report.differences.len(),
        report.items
    );
    Ok(ExitCode::from(u8::from(!report.differences.is_empty())))
}
