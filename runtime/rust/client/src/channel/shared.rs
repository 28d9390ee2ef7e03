//! The state that clones of a channel share.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use rpcsmith_service::service_config::policy::{MethodConfig, RetryPolicy};
use rpcsmith_service::service_config::{DefaultServiceConfig, ServiceConfig};
use rpcsmith_wire::Status;
use rpcsmith_wire::observe::Observers;

use super::credentials::TokenSource;
use super::picker::Picker;
use super::settings::Settings;
use super::throttle::Throttle;
use super::wire::Wire;

/// The settings of a channel, and its connections after the first call or `ready`.
pub(super) struct Shared {
    pub(super) scheme: Scheme,
    pub(super) authority: Authority,
    pub(super) user_agent: HeaderValue,
    /// The service config of the builder; it overrides the one of a generated client.
    pub(super) config: Option<ServiceConfig>,
    /// The config of methods that the service config does not mention.
    pub(super) plain: Arc<MethodConfig>,
    /// The retry policy of idempotent methods without one.
    pub(super) safe_retries: Option<RetryPolicy>,
    pub(super) default_timeout: Option<Duration>,
    /// The throttle of the first service config that has `retryThrottling`.
    pub(super) throttle: OnceLock<Arc<Throttle>>,
    /// The throttle of calls whose service config has none.
    pub(super) default_throttle: Option<Arc<Throttle>>,
    pub(super) token: Option<TokenSource>,
    pub(super) observers: Observers,
    /// Bytes of a request that are buffered for retries.
    pub(super) buffer: usize,
    pub(super) wire: Wire,
    pub(super) settings: Settings,
    pub(super) picker: OnceLock<Picker>,
}

impl Shared {
    /// The picker; the first use starts the connection pool.
    pub(super) fn picker(&self) -> &Picker {
        self.picker
            .get_or_init(|| Picker::new(self.settings.clone()))
    }

    /// The service config of a call: that of the builder, or `default` of the generated client.
    pub(super) fn config<'c>(
        &'c self,
        default: Option<&'static DefaultServiceConfig>,
    ) -> Result<Option<&'c ServiceConfig>, Status> {
        match (&self.config, default) {
            (Some(config), _) => Ok(Some(config)),
            (None, None) => Ok(None),
            (None, Some(default)) => default.read().map(Some).map_err(|error| {
                Status::internal(format!("the service config of the client: {error}"))
            }),
        }
    }

    pub(super) fn throttle(&self, config: Option<&ServiceConfig>) -> Option<Arc<Throttle>> {
        let Some(throttling) = config.and_then(|config| config.throttling()) else {
            return self.default_throttle.clone();
        };
        let throttle = self
            .throttle
            .get_or_init(|| Arc::new(Throttle::new(throttling)));
        Some(Arc::clone(throttle))
    }

    /// The URI of a request: its path, with the scheme and authority of the channel.
    pub(super) fn uri(&self, uri: &Uri) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(uri.authority().unwrap_or(&self.authority).clone());
        parts.path_and_query = uri.path_and_query().cloned();
        Uri::from_parts(parts).unwrap_or_default()
    }

    pub(super) fn headers(&self, mut headers: HeaderMap) -> HeaderMap {
        const TE: HeaderName = http::header::TE;
        headers.insert(TE, HeaderValue::from_static("trailers"));
        let content = headers.entry(CONTENT_TYPE);
        content.or_insert(HeaderValue::from_static("application/grpc"));
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        headers
    }
}
