//! A gateway between clients and a node: it authenticates callers by their tokens and forwards their calls without decoding
//! them, so that new methods of the node need no change here.

use std::error::Error;

use http::Request;
use http::header::AUTHORIZATION;
use rpcsmith_runtime::auth::{Authenticator, Credentials, Denied, Identity};
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::config::{ChannelConfig, Secret, ServerConfig};
use rpcsmith_runtime::serve::{GrpcService, ServiceDefaults};
use rpcsmith_runtime::server::ResponseFuture;
use rpcsmith_runtime::{Channel, Method};
use serde::Deserialize;
use tower_service::Service;

use crate::proto::phantom::phantom_controller_methods as methods;

/// The settings of the gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// The settings of the server.
    pub server: ServerConfig,
    /// The settings of the channel to the node.
    pub node: ChannelConfig,
    /// A file with a line for each caller: a name, a space, a token.
    pub tokens: Secret,
}

/// Forwards calls of `phantom.PhantomController` to a node.
///
/// Messages, streams and trailers are forwarded without decoding. The [`Channel`] sends the remaining time of the deadline
/// and all metadata except the token, which is only for the gateway.
#[derive(Clone, Debug)]
pub struct Forward(Channel);

impl Forward {
    /// Creates the service for a channel to the node.
    pub fn new(node: Channel) -> Self {
        Self(node)
    }
}

impl GrpcService for Forward {
    const SERVICE: &'static str = methods::SERVICE;
    const METHODS: &'static [Method] = methods::ALL;

    /// Ignores the defaults: the limits and the compression of the node apply.
    fn with_defaults(self, _: &ServiceDefaults) -> Self {
        self
    }

    fn answer(&self, mut request: Request<Body>) -> ResponseFuture {
        request.headers_mut().remove(AUTHORIZATION);
        // The channel needs the method to decide which calls it may retry.
        let path = request.uri().path();
        if let Some(method) = Self::METHODS.iter().find(|method| method.path() == path) {
            request.extensions_mut().insert(*method);
        }
        let response = self.0.clone().call(request);
        ResponseFuture::new(async {
            let response = response.await;
            response.unwrap_or_else(|status| status.into_http())
        })
    }
}

/// Authenticates callers by their tokens.
#[derive(Clone)]
pub struct Tokens(Vec<(String, String)>);

impl Tokens {
    /// Reads a line for each caller: a name, a space, a token of at least 32 bytes.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or a line has another form.
    pub fn read(file: &Secret) -> Result<Self, Box<dyn Error>> {
        let text = file.read()?;
        let mut callers = Vec::new();
        for (number, line) in (1..).zip(text.expose().lines()) {
            match line.split_once(' ') {
                Some((name, token)) if token.len() >= 32 => {
                    callers.push((name.to_owned(), token.to_owned()));
                }
                // Do not print the line: it contains a secret.
                _ => {
                    let form = "a name, a space, a token of at least 32 bytes";
                    return Err(format!("{file}:{number}: the line is not {form}").into());
                }
            }
        }
        Ok(Self(callers))
    }
}

impl Authenticator for Tokens {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
        let given = credentials.bearer_token()?;
        let caller = self.0.iter().find(|(_, token)| is_equal(token, given));
        match caller {
            Some((name, _)) => Ok(Identity::new(name)),
            None => Err(Denied::invalid("the token is unknown")),
        }
    }
}

/// Compares tokens in constant time, so that the time does not reveal a partially correct guess.
fn is_equal(token: &str, given: &str) -> bool {
    let pairs = token.bytes().zip(given.bytes());
    token.len() == given.len()
        && pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}
