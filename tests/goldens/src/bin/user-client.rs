//! Checks the `user.UserService` at the given port: prints a line for each check, and a summary. `--without` leaves out a
//! check that the server cannot pass.

use std::error::Error;
use std::pin::Pin;
use std::process::ExitCode;

use rpcsmith_goldens::goldens::user_service::user::user_service_client::UserServiceClient;
use rpcsmith_goldens::user_checks::CHECKS;
use rpcsmith_runtime::{Channel, Code};

#[allow(dead_code)]
#[path = "../../../../runtime/rust/tests/runtime/sample/health.rs"]
mod health;

use health::{HealthCheckRequest, HealthClient, ServingStatus};

async fn reports_its_health(channel: Channel) {
    let client = HealthClient::new(channel);
    for service in ["", "user.UserService"] {
        let service = service.to_owned();
        let response = client.check(HealthCheckRequest { service }).await;
        let response = response.expect("the service is known").into_inner();
        assert_eq!(response.status(), ServingStatus::Serving);
    }
    let service = "user.Other".to_owned();
    let other = client.check(HealthCheckRequest { service }).await;
    assert_eq!(
        other.expect_err("the service is unknown").code(),
        Code::NotFound
    );
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments: Vec<_> = std::env::args().skip(1).collect();
    let port = arguments
        .pop()
        .ok_or("usage: user-client [--without CHECK] PORT")?;
    let port: u16 = port.parse()?;
    let left_out = arguments.pop();
    let checks = || {
        CHECKS
            .iter()
            .filter(|(name, _)| Some(*name) != left_out.as_deref())
    };
    let channel = Channel::builder(format!("http://127.0.0.1:{port}")).build()?;
    let client = UserServiceClient::new(channel.clone());
    let mut failed = 0;
    let mut run = async |name: &str, check: Pin<Box<dyn Future<Output = ()> + Send>>| {
        // Run the check in a task, because it panics if it fails.
        let passed = tokio::spawn(check).await.is_ok();
        println!("{} {name}", if passed { "ok" } else { "FAILED" });
        failed += usize::from(!passed);
    };
    for (name, check) in checks() {
        run(name, check(client.clone())).await;
    }
    run("reports_its_health", Box::pin(reports_its_health(channel))).await;
    println!("{} passed, {failed} failed", checks().count() + 1 - failed);
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
