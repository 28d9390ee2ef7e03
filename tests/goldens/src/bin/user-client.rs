//! Checks the `user.UserService` at the port given: a line for each check, and the sum at the end.

use std::error::Error;
use std::process::ExitCode;

use rpcsmith_goldens::goldens::user_service::user::user_service_client::UserServiceClient;
use rpcsmith_goldens::user_checks::CHECKS;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let port: u16 = std::env::args()
        .nth(1)
        .ok_or("usage: user-client PORT")?
        .parse()?;
    let client = UserServiceClient::connect(format!("http://127.0.0.1:{port}")).await?;
    let mut failed = 0;
    for (name, check) in CHECKS {
        // A task of its own, because a check that fails panics.
        let passed = tokio::spawn(check(client.clone())).await.is_ok();
        println!("{} {name}", if passed { "ok" } else { "FAILED" });
        failed += usize::from(!passed);
    }
    println!("{} passed, {failed} failed", CHECKS.len() - failed);
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
