//! Certificates that do not hold, and certificates that change.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::{ChannelBuilder, ClientTls};
use time::OffsetDateTime;
use tokio::task::JoinSet;
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

/// Clients whose certificate has expired, in numbers: none is served, others are, and what they cost is given back.
pub async fn expired_clients_in_numbers() -> Result<String> {
    const CLIENTS: usize = 50;
    let authority = Authority::new();
    let files = Files::new(&authority);
    let clients = files.add("clients.pem", &authority.pem());
    let mut server = start(
        &files,
        &[
            ("FAULT__TLS__CLIENT_AUTHORITIES", &clients),
            ("FAULT__DRAIN__GRACE", "1s"),
        ],
    )
    .await?;
    let identity = |kind: &str, expired| {
        let (certificate, key) = authority.issue("client", expired);
        files.trust(&authority).identity(
            files.add(&format!("{kind}.pem"), &certificate),
            files.add(&format!("{kind}.key"), &key),
        )
    };
    let (known, expired) = (identity("known", false), identity("expired", true));
    let probe = client(over(&server, known).default_timeout(Duration::from_secs(5)))?;
    let address = server.address;
    let attack = || {
        let tls = expired.clone();
        async move {
            let mut calls = JoinSet::new();
            for _ in 0..CLIENTS {
                let caller = client(to(&[address]).tls(tls.clone()).no_safe_retries())?;
                calls.spawn(async move { code(caller.get_user(get("1")).await) });
            }
            for code in calls.join_all().await {
                ensure!(code == Code::Unavailable, "it is answered {code:?}");
            }
            anyhow::Ok(())
        }
    };
    for _ in 0..20 {
        probe.get_user(get("1")).await?;
    }
    let start = server.memory()?.now;
    let (mut most, mut beside) = (Vec::new(), 0);
    for _ in 0..2 {
        let mut attack = Box::pin(attack());
        loop {
            tokio::select! {
                done = &mut attack => break done?,
                answer = probe.get_user(get("1")) => drop(answer?),
            }
            beside += 1;
        }
        most.push(server.memory()?.most.saturating_sub(start) / 1024);
    }
    let [first, second] = most[..] else {
        anyhow::bail!("there are two rounds")
    };
    ensure!(first <= 32 * 1024, "{first} KiB more");
    ensure!(
        second <= first + first / 10 + 1024,
        "{first} KiB, then {second} KiB"
    );
    let attack = tokio::spawn(attack());
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.terminate()?;
    let ended = server.ended().await?;
    attack.abort();
    ensure!(ended <= Duration::from_secs(2), "it ends after {ended:?}");
    Ok(format!(
        "2 x {CLIENTS} clients with an expired certificate refused; {beside} calls of a known one beside them, 0 lost; at \
         most {first} KiB, in a second round {second} KiB; the process ended {ended:.2?} after SIGTERM under attack, \
         grace 1 s"
    ))
}

/// A certificate that expires while its connection is open: the client is not served over it for as long as it likes.
pub async fn certificate_that_expires() -> Result<String> {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let clients = files.add("clients.pem", &authority.pem());
    let server = start(&files, &[("FAULT__TLS__CLIENT_AUTHORITIES", &clients)]).await?;
    let end = OffsetDateTime::now_utc() + Duration::from_secs(4);
    let (certificate, key) = authority.issue_until("client", end);
    let tls = files.trust(&authority).identity(
        files.add("client.pem", &certificate),
        files.add("client.key", &key),
    );
    let client = client(over(&server, tls))?;
    let mut served = 0;
    client.get_user(get("1")).await?;
    while code(client.get_user(get("1")).await) == Code::Ok {
        served += 1;
        let late = OffsetDateTime::now_utc() - end;
        ensure!(
            late < Duration::from_secs(10),
            "it is served {late} after its end"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(format!(
        "{served} calls until the certificate expired, none after it"
    ))
}

/// A server is only called if its certificate is for the name that the client calls.
pub async fn wrong_host_certificates() -> Result<String> {
    const HOST: &str = "users.example.com";
    let authority = Authority::new();
    let mut wrong = vec![authority.issue_common_name(HOST)];
    for name in [
        "example.com",
        "a.users.example.com",
        "*.users.example.com",
        "users.example.com.evil.test",
        "*.com",
        "127.0.0.1",
        "other.example.com",
    ] {
        wrong.push(authority.issue(name, false));
    }
    let files = Files::new(&authority);
    let server = start(&files, &[]).await?;
    // The name resolves to a server with any certificate.
    let named = |address: SocketAddr, tls| {
        let channel = Channel::builder(format!("https://{HOST}:{}", address.port()))
            .tls(tls)
            .resolver(move |_, _| std::future::ready(Ok(vec![address])))
            .no_safe_retries();
        client(channel)
    };
    files.add("authority.pem", &authority.pem());
    let trust = || ClientTls::authorities(files.path("authority.pem"));
    for certificate in &wrong {
        let other = Files::new(&authority);
        other.write(certificate);
        let server = start(&other, &[]).await?;
        let code = code(named(server.address, trust())?.get_user(get("1")).await);
        ensure!(code == Code::Unavailable, "it is answered {code:?}");
    }
    files.write(&authority.issue("*.example.com", false));
    let mut waited = 0;
    while let Err(status) = named(server.address, trust())?.get_user(get("1")).await {
        waited += 1;
        ensure!(waited < 500, "the right certificate is refused: {status}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let lost = flips(&authority, server.address, HOST, trust()).await?;
    Ok(format!(
        "{} certificates for other hosts refused, one for the host taken; {lost}",
        wrong.len()
    ))
}

/// Answers of DNS that flip to a server with a certificate for another host: no call goes there.
async fn flips(
    authority: &Authority,
    right: SocketAddr,
    host: &str,
    tls: ClientTls,
) -> Result<String> {
    let files = Files::new(authority);
    files.write(&authority.issue("other.example.com", false));
    // It would answer, if it was asked.
    let wrong = start(&files, &[("FAULT__LIMITS__MAX_REQUEST_SIZE", "1")]).await?;
    let (address, answers) = (wrong.address, AtomicUsize::new(0));
    let channel = Channel::builder(format!("https://{host}:1"))
        .tls(tls)
        .resolve_every(Duration::from_millis(50))
        .default_timeout(Duration::from_secs(5))
        .resolver(move |_, _| {
            let answer = match answers.fetch_add(1, Ordering::SeqCst) % 2 {
                0 => right,
                _ => address,
            };
            std::future::ready(Ok(vec![answer]))
        });
    let client = client(channel)?;
    for _ in 0..200 {
        client.get_user(get("1")).await?;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok("200 calls while DNS flipped to a server of another host, 0 lost, 0 sent there".to_owned())
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
