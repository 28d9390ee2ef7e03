//! Matches the routes in a file, each a line such as `GET /v1/{name=users/*}`, and compares the time with `matchit`, the
//! router of axum.

use rpcsmith_http::{Failure, Routes};

fn main() -> Result<(), Failure> {
    let file = std::env::args().nth(1).ok_or("name a file with routes")?;
    let lines = std::fs::read_to_string(file)?;
    println!("{}", Routes::read(&lines)?.compare()?);
    Ok(())
}
