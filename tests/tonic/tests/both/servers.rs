//! Both services on both servers.

use std::net::SocketAddr;

use rpcsmith_runtime::{Code, Drain, Server};
use rpcsmith_tonic_tests::ours::Echo;
use rpcsmith_tonic_tests::rpcsmith::echo::v1::echo_service_server as ours;
use rpcsmith_tonic_tests::theirs::Converting;
use rpcsmith_tonic_tests::tonic_build::echo_service_server as theirs;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;

/// A service on a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    OursOnOurs,
    TheirsOnOurs,
    OursOnTheirs,
    TheirsOnTheirs,
}

pub const KINDS: [Kind; 4] = [
    Kind::OursOnOurs,
    Kind::TheirsOnOurs,
    Kind::OursOnTheirs,
    Kind::TheirsOnTheirs,
];

/// A running server. It ends when it is dropped.
pub struct Served {
    pub address: SocketAddr,
    /// How the streams of requests of `Join` ended.
    pub ends: UnboundedReceiver<Result<String, Code>>,
    task: JoinHandle<()>,
}

impl Served {
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub async fn serve(kind: Kind) -> Served {
    let (sender, ends) = unbounded_channel();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let echo = Echo(sender);
    let task = match kind {
        Kind::OursOnOurs => {
            let service = ours::EchoServiceServer::new(echo);
            on_ours(listener, |server| server.add_service(service))
        }
        Kind::TheirsOnOurs => {
            let service = theirs::EchoServiceServer::new(Converting(echo));
            on_ours(listener, |server| server.add_tonic_service(service))
        }
        Kind::OursOnTheirs => {
            let service = ours::EchoServiceServer::new(echo);
            on_theirs(listener, tonic::service::Routes::new(service))
        }
        Kind::TheirsOnTheirs => {
            let service = theirs::EchoServiceServer::new(Converting(echo));
            on_theirs(listener, tonic::service::Routes::new(service))
        }
    };
    Served {
        address,
        ends,
        task,
    }
}

type Builder = rpcsmith_runtime::serve::ServerBuilder;

fn on_ours(listener: TcpListener, add: impl FnOnce(Builder) -> Builder) -> JoinHandle<()> {
    let drain = Drain {
        on_signals: false,
        ..Drain::default()
    };
    let server = add(Server::builder().drain(drain));
    let server = server.listen(listener);
    tokio::spawn(async move {
        let _ = server.unwrap().serve().await;
    })
}

fn on_theirs(listener: TcpListener, routes: tonic::service::Routes) -> JoinHandle<()> {
    let server = tonic::transport::Server::builder().add_routes(routes);
    tokio::spawn(async move {
        let incoming = TcpListenerStream::new(listener);
        server.serve_with_incoming(incoming).await.unwrap();
    })
}
