//! Certificates that do not hold, and certificates that change.

use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_runtime::channel::{ChannelBuilder, ClientTls};
use tonic::Code;

use super::{Calls, Load, client, code, get, to};
use crate::certificates::{Authority, Files};
use crate::process::Server;

async fn start(files: &Files, more: &[(&str, &str)]) -> Result<Server> {
    let vars = files.vars();
    let own = vars
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let vars: Vec<_> = own.chain(more.iter().copied()).collect();
    Server::start(&vars).await
}

fn over(server: &Server, tls: ClientTls) -> ChannelBuilder {
    to(&[server.address]).tls(tls).no_safe_retries()
}

async fn refused(server: &Server, tls: ClientTls) -> Result<()> {
    let code = code(client(over(server, tls))?.get_user(get("1")).await);
    ensure!(code == Code::Unavailable, "it is answered {code:?}");
    Ok(())
}

/// A server of another authority is not trusted.
pub async fn wrong_authority() -> Result<String> {
    let (authority, other) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    let server = start(&files, &[]).await?;
    refused(&server, files.trust(&other)).await?;
    client(over(&server, files.trust(&authority)))?
        .get_user(get("1"))
        .await?;
    Ok("1 call refused by the client; 1 with the right authority, 0 lost".to_owned())
}

/// A certificate that has expired is not trusted, the server's or the client's.
pub async fn expired_certificate() -> Result<String> {
    let authority = Authority::new();
    let expired = Files::new(&authority);
    expired.write(&authority.issue("localhost", true));
    let server = start(&expired, &[]).await?;
    refused(&server, expired.trust(&authority)).await?;

    let files = Files::new(&authority);
    let clients = files.add("clients.pem", &authority.pem());
    let server = start(&files, &[("FAULT__TLS__CLIENT_AUTHORITIES", &clients)]).await?;
    let (certificate, key) = authority.issue("client", true);
    let tls = files.trust(&authority).identity(
        files.add("client.pem", &certificate),
        files.add("client.key", &key),
    );
    refused(&server, tls).await?;
    Ok("1 expired server and 1 expired client refused".to_owned())
}

/// Where clients need a certificate, one without is not served.
pub async fn no_client_certificate() -> Result<String> {
    let (authority, clients) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    let file = files.add("clients.pem", &clients.pem());
    let server = start(&files, &[("FAULT__TLS__CLIENT_AUTHORITIES", &file)]).await?;
    refused(&server, files.trust(&authority)).await?;
    let identity = |(certificate, key): (String, String)| {
        files.trust(&authority).identity(
            files.add("client.pem", &certificate),
            files.add("client.key", &key),
        )
    };
    refused(&server, identity(authority.issue("client", false))).await?;
    let known = identity(clients.issue("client", false));
    client(over(&server, known))?.get_user(get("1")).await?;
    Ok(
        "1 client without a certificate and 1 of another authority refused; 1 known served"
            .to_owned(),
    )
}

/// New connections have the new certificate, and no call is lost on the way.
pub async fn rotation_under_load() -> Result<String> {
    let (old, new) = (Authority::new(), Authority::new());
    let files = Files::new(&old);
    let server = start(&files, &[]).await?;
    let caller = client(to(&[server.address]).tls(files.trust(&old)))?;
    let load = Load::begin(&caller, Calls::Once);
    load.calls(500).await;
    files.write(&new.issue("localhost", false));
    let newcomers = Files::new(&new);
    let mut waited = 0;
    while refused(&server, newcomers.trust(&new)).await.is_ok() {
        waited += 1;
        ensure!(waited < 500, "the new certificate is not served");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    load.calls(500).await;
    load.lossless().await
}
