//! What stands between the net and a node: it knows callers by their tokens, and hands on what they call as it is, so that
//! an rpc that the node gains needs no change here.

use std::error::Error;

use http::Request;
use http::header::AUTHORIZATION;
use rpcsmith_runtime::auth::{Authenticator, Credentials, Denied, Identity};
use rpcsmith_runtime::config::{ChannelConfig, Secret, ServerConfig};
use rpcsmith_runtime::serve::{GrpcService, ServiceDefaults};
use rpcsmith_runtime::server::ResponseFuture;
use rpcsmith_runtime::{Channel, Method};
use serde::Deserialize;
use tonic::body::Body;
use tower_service::Service;

use crate::proto::phantom::phantom_controller_methods as methods;

/// The settings of the gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// How it serves.
    pub server: ServerConfig,
    /// Where the node is.
    pub node: ChannelConfig,
    /// A file with a line for each caller: a name, a space, a token.
    pub tokens: Secret,
}

/// Hands calls of `phantom.PhantomController` on to a node.
///
/// Messages pass without being decoded, streams and trailers included. Over the [`Channel`] goes what is left of the
/// deadline, and all metadata but the token, which is for the gateway alone.
#[derive(Clone, Debug)]
pub struct Forward(Channel);

impl Forward {
    /// Hands on over a channel.
    pub fn new(node: Channel) -> Self {
        Self(node)
    }
}

impl GrpcService for Forward {
    const SERVICE: &'static str = methods::SERVICE;
    const METHODS: &'static [Method] = methods::ALL;

    /// There is nothing to take over: limits and compression are those of the node.
    fn with_defaults(self, _: &ServiceDefaults) -> Self {
        self
    }

    fn answer(&self, mut request: Request<Body>) -> ResponseFuture {
        request.headers_mut().remove(AUTHORIZATION);
        // By its method the channel knows which calls may be tried again.
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

/// Knows callers by their tokens.
#[derive(Clone)]
pub struct Tokens(Vec<(String, String)>);

impl Tokens {
    /// Reads a line for each caller: a name, a space, a token of at least 32 bytes.
    ///
    /// # Errors
    /// If the file cannot be read, or has a line of another form.
    pub fn read(file: &Secret) -> Result<Self, Box<dyn Error>> {
        let text = file.read()?;
        let mut callers = Vec::new();
        for (number, line) in (1..).zip(text.expose().lines()) {
            match line.split_once(' ') {
                Some((name, token)) if token.len() >= 32 => {
                    callers.push((name.to_owned(), token.to_owned()));
                }
                // What the line says is a secret.
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
        let caller = self.0.iter().find(|(_, token)| is_same(token, given));
        match caller {
            Some((name, _)) => Ok(Identity::new(name)),
            None => Err(Denied::invalid("the token is nobody's")),
        }
    }
}

/// Takes the same time however much of a token has been guessed.
fn is_same(token: &str, given: &str) -> bool {
    let pairs = token.bytes().zip(given.bytes());
    token.len() == given.len()
        && pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}
