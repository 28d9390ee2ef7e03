//! Transfers files: `transfer upload FILE…`, `transfer download NAME [TO]`, `transfer list`.
//!
//! The environment variable `FILE_CLIENT_TARGET` sets the server; the default is this machine.

use std::env;
use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use file_transfer::proto::file::v1::ListFilesRequest;
use file_transfer::proto::file::v1::file_service_client::FileServiceClient;
use file_transfer::transfer;
use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::Keepalive;

const USAGE: &str = "usage: transfer upload FILE... | download NAME [TO] | list";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), Box<dyn Error + Send + Sync>> {
    let target = env::var("FILE_CLIENT_TARGET");
    let target = target.unwrap_or_else(|_| "http://127.0.0.1:50051".to_owned());
    let channel = Channel::builder(target)
        .connect_timeout(Duration::from_secs(5))
        // Detect connections that break without a reset.
        .keepalive(Keepalive {
            interval: Duration::from_secs(20),
            timeout: Duration::from_secs(10),
            while_idle: false,
        });
    let client = FileServiceClient::new(channel.build()?);
    match arguments {
        ["upload", files @ ..] if !files.is_empty() => {
            for file in files {
                transfer::upload(&client, Path::new(file), progress_line(file)).await?;
                eprintln!();
            }
        }
        ["download", name] => download(&client, name, name).await?,
        ["download", name, to] => download(&client, name, to).await?,
        ["list"] => {
            let files = client.list_files(ListFilesRequest {}).await?;
            let mut files = files.into_inner();
            while let Some(file) = files.message().await? {
                println!("{:>12}  {}", file.size, file.name);
            }
        }
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

async fn download(
    client: &FileServiceClient,
    name: &str,
    to: &str,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    transfer::download(client, name, Path::new(to), progress_line(name)).await?;
    eprintln!();
    Ok(())
}

/// Shows progress in one line: each percent once on a terminal, otherwise only the end.
fn progress_line(name: &str) -> impl FnMut(u64, u64) {
    let (mut last, is_terminal) = (None, io::stderr().is_terminal());
    move |done, size| {
        let percent = (done * 100).checked_div(size).unwrap_or(100);
        if last.replace(percent) != Some(percent) && (is_terminal || percent == 100) {
            eprint!("\r{name}: {percent:>3} % of {size} bytes");
            // Ignore the error: the transfer continues without the line.
            let _ = io::stderr().flush();
        }
    }
}
