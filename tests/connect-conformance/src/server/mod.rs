//! The server: one process for each configuration of the suite.

pub(crate) mod answer;
mod service;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::serve::ServerTls;
use rpcsmith_runtime::{Drain, Limits, Server};
use tempfile::TempDir;

use crate::proto::conformance_service_server::ConformanceServiceServer;
use crate::proto::{ServerCompatRequest, ServerCompatResponse};
use crate::{Failure, frames, json};

/// Serves what the request on standard input describes, until SIGTERM. Prints the address.
///
/// # Errors
/// If the request is malformed, or if the server cannot start.
pub async fn run() -> Result<(), Failure> {
    let request = frames::read(io::stdin())?.ok_or("the input has no request")?;
    let files = TempDir::new()?;
    let server = build(&request, &files)?;
    let server = server.bind(([127, 0, 0, 1], 0).into()).await?;
    let address = server
        .local_addr()
        .ok_or("the server does not listen on TCP")?;
    let response = ServerCompatResponse {
        host: address.ip().to_string(),
        port: address.port().into(),
        pem_cert: request.server_creds.unwrap_or_default().cert,
    };
    frames::write(io::stdout(), &response)?;
    server.serve().await?;
    Ok(())
}

fn build(
    request: &ServerCompatRequest,
    files: &TempDir,
) -> Result<rpcsmith_runtime::serve::ServerBuilder, Failure> {
    let mut limits = Limits::default();
    if request.message_receive_limit != 0 {
        limits.max_request_size = request.message_receive_limit as usize;
    }
    let mut server = Server::builder()
        .add_service(ConformanceServiceServer::new(service::Conformance).json(json()))
        .limits(limits)
        .drain(Drain {
            delay: Duration::ZERO,
            grace: Duration::from_millis(100),
            ..Drain::default()
        });
    for encoding in [
        CompressionEncoding::Gzip,
        CompressionEncoding::Zstd,
        CompressionEncoding::Deflate,
    ] {
        server = server.compression(encoding);
    }
    if let Some(credentials) = request.server_creds.as_ref().filter(|_| request.use_tls) {
        let file = |name, content: &[u8]| file(files, name, content);
        let mut tls = ServerTls::files(
            file("server.pem", &credentials.cert)?,
            file("server.key", &credentials.key)?,
        );
        if !request.client_tls_cert.is_empty() {
            tls = tls.require_client_certificates(file("clients.pem", &request.client_tls_cert)?);
        }
        server = server.tls(tls);
    }
    Ok(server)
}

/// Writes a file that only this user can read.
pub(crate) fn file(folder: &TempDir, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    let path = folder.path().join(name);
    std::fs::write(&path, content)?;
    Ok(path)
}
