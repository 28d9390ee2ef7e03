//! Serves `grpc.testing.TestService` until its standard input ends. Prints the port.
//!
//! The arguments are the files of a certificate and of its key. Without them, it serves without TLS.

use http::Request;
use rpcsmith_interop::Failure;
use rpcsmith_interop::flags::{Flags, Watched};
use rpcsmith_interop::proto::test_service_server::TestServiceServer;
use rpcsmith_interop::server::Tests;
use rpcsmith_runtime::Server;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::serve::ServerTls;
use tokio::io::AsyncReadExt;

/// Notes which messages of a request are compressed.
fn watch(mut request: Request<Body>) -> Request<Body> {
    let flags = Flags::default();
    request.extensions_mut().insert(flags.clone());
    request.map(|body| Body::new(Watched::new(body, flags)))
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut server = Server::builder()
        .add_service(TestServiceServer::new(Tests))
        .compression(CompressionEncoding::Gzip)
        .layer(tower::util::MapRequestLayer::new(watch));
    if let (Some(certificate), Some(key)) = (arguments.next(), arguments.next()) {
        server = server.tls(ServerTls::files(certificate, key));
    }
    let server = server.bind(([127, 0, 0, 1], 0).into()).await?;
    let address = server
        .local_addr()
        .ok_or("the server does not listen on TCP")?;
    println!("{}", address.port());
    let handle = server.drain_handle();
    tokio::spawn(async move {
        // The end of the input, or an error, ends the server.
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
        handle.drain();
    });
    server.serve().await?;
    Ok(())
}
