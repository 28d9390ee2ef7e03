//! Generated clients with a service config.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use rpcsmith_goldens::goldens::options_service_config::options_service_config::{
    self as generated, SERVICE_CONFIG,
};
use rpcsmith_goldens::runtime::Channel;
use rpcsmith_goldens::serve;
use rpcsmith_runtime::{Code, Request, Response, Status};

use generated::users_client::UsersClient;
use generated::users_server::{Users, UsersServer};

/// Fails the first two calls of `Change`, and records the timeout of each call.
#[derive(Clone, Default)]
struct Failing {
    changes: Arc<AtomicU32>,
    timeouts: Arc<Mutex<Vec<Option<String>>>>,
}

impl Failing {
    fn record<T>(&self, request: &Request<T>) {
        let timeout = request.metadata().get("grpc-timeout");
        let timeout = timeout.map(|timeout| timeout.to_str().unwrap().to_owned());
        self.timeouts.lock().unwrap().push(timeout);
    }
}

impl Users for Failing {
    async fn get(
        &self,
        request: Request<generated::Request>,
    ) -> Result<Response<generated::Response>, Status> {
        self.record(&request);
        Ok(Response::new(generated::Response::default()))
    }

    async fn change(
        &self,
        request: Request<generated::Request>,
    ) -> Result<Response<generated::Response>, Status> {
        self.record(&request);
        match self.changes.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => Err(Status::unavailable("not yet")),
            _ => Ok(Response::new(generated::Response::default())),
        }
    }
}

async fn serve_failing() -> (Failing, String) {
    let failing = Failing::default();
    let server = UsersServer::new(failing.clone());
    let url = serve::spawn_url(server).await.unwrap();
    (failing, url)
}

fn seconds(timeout: &Option<String>) -> u64 {
    let micros = timeout.as_ref().unwrap().strip_suffix('u').unwrap();
    micros.parse::<u64>().unwrap().div_ceil(1_000_000)
}

async fn follows_the_config(client: &UsersClient, failing: &Failing) {
    client.get(generated::Request::default()).await.unwrap();
    client.change(generated::Request::default()).await.unwrap();
    let timeouts = failing.timeouts.lock().unwrap();
    let timeouts: Vec<_> = timeouts.iter().map(seconds).collect();
    assert_eq!(timeouts, [3, 10, 10, 10]);
}

#[tokio::test]
async fn with_connect() {
    let (failing, url) = serve_failing().await;
    let client = UsersClient::connect(url).await.unwrap();
    follows_the_config(&client, &failing).await;
    let without_server = UsersClient::connect("http://127.0.0.1:1").await;
    assert!(without_server.is_err());
}

#[tokio::test]
async fn with_a_channel_and_with_an_interceptor() {
    let (failing, url) = serve_failing().await;
    let channel = Channel::builder(url).build().unwrap();
    follows_the_config(&UsersClient::new(channel), &failing).await;

    let (failing, url) = serve_failing().await;
    let channel = Channel::builder(url).build().unwrap();
    let client = UsersClient::with_interceptor(channel, Ok);
    follows_the_config(&client, &failing).await;
}

#[tokio::test]
async fn the_config_of_the_channel_takes_precedence() {
    let (failing, url) = serve_failing().await;
    let channel = Channel::builder(url)
        .service_config("{}".parse().unwrap())
        .build()
        .unwrap();
    let client = UsersClient::new(channel);
    client.get(generated::Request::default()).await.unwrap();
    let changed = client.change(generated::Request::default()).await;
    assert_eq!(changed.unwrap_err().code(), Code::Unavailable);
    assert_eq!(*failing.timeouts.lock().unwrap(), [None, None]);
}

#[test]
fn the_constant_parses() {
    let config = SERVICE_CONFIG.read().unwrap();
    assert_eq!(config.names().len(), 3);
    assert_eq!(SERVICE_CONFIG.json().parse().as_ref(), Ok(config));
}
