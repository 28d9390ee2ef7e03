//! Certificates that must be rejected, and certificates that change or expire while connections are open.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::user::v1::user_service_client::UserServiceClient;
use rpcsmith_runtime::channel::{ChannelBuilder, ClientTls};
use rpcsmith_runtime::{Channel, Code};
use time::OffsetDateTime;
use tokio::task::JoinSet;

use crate::calls::{channel_to, client, code, get};
use crate::certificates::{Authority, Files};
use crate::load::{Calls, Load};
use crate::process::Server;

async fn start(files: &Files, vars: &[(&str, &str)]) -> Result<Server> {
    let tls = files.vars();
    let tls = tls
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let vars: Vec<_> = tls.chain(vars.iter().copied()).collect();
    Server::start(&vars).await
}

fn channel_with(server: &Server, tls: ClientTls) -> ChannelBuilder {
    channel_to(&[server.address]).tls(tls).no_safe_retries()
}

async fn ensure_rejected(server: &Server, tls: ClientTls) -> Result<()> {
    let code = code(client(channel_with(server, tls))?.get_user(get("1")).await);
    ensure!(code == Code::Unavailable, "the call is answered {code:?}");
    Ok(())
}

/// A client rejects a server whose certificate another authority has issued.
pub async fn wrong_authority() -> Result<String> {
    let (authority, other) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    let server = start(&files, &[]).await?;
    ensure_rejected(&server, files.trust(&other)).await?;
    client(channel_with(&server, files.trust(&authority)))?
        .get_user(get("1"))
        .await?;
    Ok("1 call rejected by the client; 1 with the right authority, 0 lost".to_owned())
}

/// Expired certificates are rejected, of servers and of clients.
pub async fn expired_certificate() -> Result<String> {
    let authority = Authority::new();
    let expired = Files::new(&authority);
    expired.write(&authority.issue("localhost", true));
    let server = start(&expired, &[]).await?;
    ensure_rejected(&server, expired.trust(&authority)).await?;

    let files = Files::new(&authority);
    let clients = files.add("clients.pem", &authority.pem());
    let server = start(&files, &[("FAULT__TLS__CLIENT_AUTHORITIES", &clients)]).await?;
    let (certificate, key) = authority.issue("client", true);
    let tls = files.trust(&authority).identity(
        files.add("client.pem", &certificate),
        files.add("client.key", &key),
    );
    ensure_rejected(&server, tls).await?;
    Ok("1 expired server and 1 expired client rejected".to_owned())
}

/// A server that requires client certificates rejects a client without one.
pub async fn no_client_certificate() -> Result<String> {
    let (authority, clients) = (Authority::new(), Authority::new());
    let files = Files::new(&authority);
    let file = files.add("clients.pem", &clients.pem());
    let server = start(&files, &[("FAULT__TLS__CLIENT_AUTHORITIES", &file)]).await?;
    ensure_rejected(&server, files.trust(&authority)).await?;
    let identity = |(certificate, key): (String, String)| {
        files.trust(&authority).identity(
            files.add("client.pem", &certificate),
            files.add("client.key", &key),
        )
    };
    ensure_rejected(&server, identity(authority.issue("client", false))).await?;
    let valid = identity(clients.issue("client", false));
    client(channel_with(&server, valid))?
        .get_user(get("1"))
        .await?;
    Ok(
        "1 client without a certificate and 1 of another authority rejected; 1 with a valid one served"
            .to_owned(),
    )
}

/// The number of clients in [`many_expired_clients`].
const EXPIRED_CLIENTS: usize = 50;

/// Many clients with an expired certificate: all are rejected, other clients are served, and the memory returns.
pub async fn many_expired_clients() -> Result<String> {
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
    let (valid, expired) = (identity("valid", false), identity("expired", true));
    let probe = client(channel_with(&server, valid).default_timeout(Duration::from_secs(5)))?;
    for _ in 0..20 {
        probe.get_user(get("1")).await?;
    }
    let start = server.memory()?.now;
    let first = call_during_attack(&server, &probe, expired.clone()).await?;
    let second = call_during_attack(&server, &probe, expired.clone()).await?;
    let peaks = [first.peak, second.peak].map(|peak| peak.saturating_sub(start) / 1024);
    ensure!(peaks[0] <= 32 * 1024, "{} KiB more", peaks[0]);
    ensure!(
        peaks[1] <= peaks[0] + peaks[0] / 10 + 1024,
        "{} KiB, then {} KiB",
        peaks[0],
        peaks[1]
    );
    let attack = tokio::spawn(call_with_expired(server.address, expired));
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.terminate()?;
    let ended = server.ended().await?;
    attack.abort();
    ensure!(
        ended <= Duration::from_secs(2),
        "the process took {ended:?} to end"
    );
    Ok(format!(
        "2 x {EXPIRED_CLIENTS} clients with an expired certificate rejected; {} calls of a valid one meanwhile, 0 lost; \
         at most {} KiB, in a second round {} KiB; the process ended {ended:.2?} after SIGTERM under attack, grace 1 s",
        first.calls + second.calls,
        peaks[0],
        peaks[1]
    ))
}

/// Calls the server from many clients with an expired certificate at once. All must be rejected.
async fn call_with_expired(address: SocketAddr, tls: ClientTls) -> Result<()> {
    let mut calls = JoinSet::new();
    for _ in 0..EXPIRED_CLIENTS {
        let caller = client(channel_to(&[address]).tls(tls.clone()).no_safe_retries())?;
        calls.spawn(async move { code(caller.get_user(get("1")).await) });
    }
    for code in calls.join_all().await {
        ensure!(code == Code::Unavailable, "the call is answered {code:?}");
    }
    Ok(())
}

/// The calls of another client during an attack.
struct DuringAttack {
    calls: usize,
    /// The peak memory of the server so far, in bytes.
    peak: u64,
}

/// Calls the server with a valid client, one call after another, while clients with an expired certificate attack it.
async fn call_during_attack(
    server: &Server,
    probe: &UserServiceClient,
    expired: ClientTls,
) -> Result<DuringAttack> {
    let mut attack = Box::pin(call_with_expired(server.address, expired));
    let mut calls = 0;
    loop {
        tokio::select! {
            done = &mut attack => break done?,
            response = probe.get_user(get("1")) => drop(response?),
        }
        calls += 1;
    }
    let peak = server.memory()?.peak;
    Ok(DuringAttack { calls, peak })
}

/// A client's certificate expires while its connection is open: the server stops serving the connection.
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
    let client = client(channel_with(&server, tls))?;
    let mut served = 0;
    client.get_user(get("1")).await?;
    while code(client.get_user(get("1")).await) == Code::Ok {
        served += 1;
        let late = OffsetDateTime::now_utc() - end;
        ensure!(
            late < Duration::from_secs(10),
            "the client is served {late} after its certificate expired"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(format!(
        "{served} calls until the certificate expired, none after it"
    ))
}

/// A client calls a server only if its certificate is for the name that the client calls.
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
    // The resolver returns the server's address for the name, independent of its certificate.
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
        ensure!(code == Code::Unavailable, "the call is answered {code:?}");
    }
    files.write(&authority.issue("*.example.com", false));
    let mut waited = 0;
    while let Err(status) = named(server.address, trust())?.get_user(get("1")).await {
        waited += 1;
        ensure!(waited < 500, "the right certificate is rejected: {status}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let report = dns_flips(&authority, server.address, HOST, trust()).await?;
    Ok(format!(
        "{} certificates for other hosts rejected, one for the host accepted; {report}",
        wrong.len()
    ))
}

/// DNS answers alternate with a server whose certificate is for another host: no call reaches that server.
async fn dns_flips(
    authority: &Authority,
    right: SocketAddr,
    host: &str,
    tls: ClientTls,
) -> Result<String> {
    let files = Files::new(authority);
    files.write(&authority.issue("other.example.com", false));
    // With this limit, the server would reject calls that reach it.
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

/// After a rotation, new connections get the new certificate, and no call is lost.
pub async fn rotation_under_load() -> Result<String> {
    let (old, new) = (Authority::new(), Authority::new());
    let files = Files::new(&old);
    let server = start(&files, &[]).await?;
    let caller = client(channel_to(&[server.address]).tls(files.trust(&old)))?;
    let load = Load::begin(&caller, Calls::Once);
    load.calls(500).await;
    files.write(&new.issue("localhost", false));
    let new_clients = Files::new(&new);
    let mut waited = 0;
    while ensure_rejected(&server, new_clients.trust(&new))
        .await
        .is_ok()
    {
        waited += 1;
        ensure!(waited < 500, "the new certificate is not served");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    load.calls(500).await;
    load.lossless().await
}
