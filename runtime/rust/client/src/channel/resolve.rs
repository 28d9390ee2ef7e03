//! Resolves the target of a channel to addresses.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use super::target::{Address, Target};

type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Resolves host names: a function of the user, or the system's resolver.
#[derive(Clone, Default)]
pub(super) struct Resolver(Option<Arc<dyn Fn(String, u16) -> Resolving + Send + Sync>>);

impl Resolver {
    pub(super) fn new<F>(resolve: impl Fn(String, u16) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static,
    {
        Self(Some(Arc::new(move |host, port| {
            Box::pin(resolve(host, port))
        })))
    }

    async fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        match &self.0 {
            Some(resolve) => resolve(host.to_owned(), port).await,
            None => Ok(tokio::net::lookup_host((host, port)).await?.collect()),
        }
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

/// The addresses of a target without duplicates, in the order of the resolver; at most `max` for a name.
pub(super) async fn resolve(
    target: &Target,
    resolver: &Resolver,
    max: usize,
) -> Result<Vec<Address>, String> {
    match target {
        Target::Fixed(addresses) => Ok(addresses.clone()),
        Target::Dns { host, port } => {
            let found = resolver.resolve(host, *port).await;
            let found = found.map_err(|error| format!("cannot resolve {host}: {error}"))?;
            let mut addresses = Vec::new();
            for address in found.into_iter().map(Address::Tcp) {
                if addresses.contains(&address) {
                    continue;
                }
                if addresses.len() == max {
                    tracing::warn!(
                        target: "rpcsmith_runtime::channel",
                        host,
                        max,
                        "too many addresses: the channel ignores the rest; see ChannelBuilder::max_addresses"
                    );
                    break;
                }
                addresses.push(address);
            }
            if addresses.is_empty() {
                Err(format!("{host} has no address"))
            } else {
                Ok(addresses)
            }
        }
    }
}
