//! The client: one process makes all calls of the suite, several at a time.

mod call;
mod channels;
mod results;
mod upload;

use std::io;
use std::sync::Arc;

use tokio::sync::{Mutex, Semaphore, mpsc};

use crate::proto::client_compat_response::Result as Outcome;
use crate::proto::{ClientCompatRequest, ClientCompatResponse, ClientErrorResult};
use crate::{Failure, frames};
use channels::Channels;

/// How many calls run at the same time. Each call over HTTP/1.1 needs a connection of its own, and the suite measures the time
/// that is left of a deadline.
const CALLS: usize = 8;

/// Makes the calls on standard input, and writes their results.
///
/// # Errors
/// If a request is malformed, or if a result cannot be written.
pub async fn run() -> Result<(), Failure> {
    let channels = Arc::new(Mutex::new(Channels::default()));
    let slots = Arc::new(Semaphore::new(CALLS));
    let (results, mut written) = mpsc::unbounded_channel();
    let writer = tokio::task::spawn_blocking(move || {
        while let Some(response) = written.blocking_recv() {
            frames::write(io::stdout(), &response)?;
        }
        io::Result::Ok(())
    });
    let mut requests = requests();
    while let Some(request) = requests.recv().await {
        let request = request?;
        let slot = Arc::clone(&slots).acquire_owned().await?;
        let (results, channels) = (results.clone(), Arc::clone(&channels));
        tokio::spawn(async move {
            // The writer has only ended if standard output is closed.
            let _ = results.send(answer(request, &channels).await);
            drop(slot);
        });
    }
    drop(results);
    writer.await??;
    Ok(())
}

/// Reads the requests on a thread of its own, because reading blocks.
fn requests() -> mpsc::Receiver<Result<ClientCompatRequest, Failure>> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        while let Some(request) = frames::read(io::stdin()).transpose() {
            let failed = request.is_err();
            if sender.blocking_send(request).is_err() || failed {
                return;
            }
        }
    });
    receiver
}

async fn answer(request: ClientCompatRequest, channels: &Mutex<Channels>) -> ClientCompatResponse {
    let test_name = request.test_name.clone();
    let client = channels.lock().await.client(&request);
    let result = match client {
        Ok(client) => call::run(client, request).await,
        Err(error) => Err(error),
    };
    ClientCompatResponse {
        test_name,
        result: Some(match result {
            Ok(result) => Outcome::Response(result),
            Err(error) => Outcome::Error(ClientErrorResult {
                message: error.to_string(),
            }),
        }),
    }
}
