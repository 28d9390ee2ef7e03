//! Serves `user.v1.UserService` as the variables `FAULT__…` say, and prints its address when it does.

use std::error::Error;

use rpcsmith_faults::proto::faults::v1::rules_service_server::RulesServiceServer;
use rpcsmith_faults::proto::user::v1::user_service_server::UserServiceServer;
use rpcsmith_faults::service::{Rules, Users};
use rpcsmith_runtime::auth::Auth;
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
        .health();
    if std::env::var_os("FAULT__JWT__ISSUER").is_some() {
        server = server.auth(Auth::new(config.jwt()?));
    }
    let server = server.bind(config.address()).await?;
    println!("{}", server.local_addr().ok_or("it is of TCP")?);
    server.serve().await?;
    Ok(())
}
