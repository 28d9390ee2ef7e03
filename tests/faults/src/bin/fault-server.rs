//! Serves `user.v1.UserService` and `faults.v1.RulesService`, configured by the variables `FAULT__…`, and prints its
//! address when it is ready. With `FAULT_HTTP`, it also answers plain HTTP requests, including HTTP/1.1.

use std::error::Error;

use http::{Request, Response};
use http_body_util::BodyExt;
use rpcsmith_faults::proto::faults::v1::rules_service_server::RulesServiceServer;
use rpcsmith_faults::proto::user::v1::FILE_DESCRIPTOR_SET;
use rpcsmith_faults::proto::user::v1::user_service_server::UserServiceServer;
use rpcsmith_faults::service::{Rules, Users};
use rpcsmith_runtime::auth::Auth;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::{Server, serve};

fn main() -> Result<(), Box<dyn Error>> {
    serve::block_on(run())?
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config: ServerConfig = Sources::new("FAULT")?.env().read()?;
    let mut server = Server::builder()
        .configure(&config)?
        .add_service(UserServiceServer::new(Users))
        .add_service(RulesServiceServer::new(Rules))
        .compression(CompressionEncoding::Gzip)
        .health()
        .reflection([FILE_DESCRIPTOR_SET]);
    if std::env::var_os("FAULT_HTTP").is_some() {
        server = server.fallback(tower::service_fn(echo));
    }
    if std::env::var_os("FAULT__JWT__ISSUER").is_some() {
        server = server.auth(Auth::new(config.jwt()?));
    }
    let server = server.bind(config.address()).await?;
    println!(
        "{}",
        server
            .local_addr()
            .ok_or("the server does not listen on TCP")?
    );
    server.serve().await?;
    Ok(())
}

/// Answers a plain HTTP request with its own body.
async fn echo(request: Request<Body>) -> Result<Response<Body>, rpcsmith_runtime::Status> {
    let body = request.into_body().collect().await?;
    Ok(Response::new(Body::new(body)))
}
