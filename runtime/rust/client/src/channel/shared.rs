//! What the clones of a channel share.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use rpcsmith_service::service_config::policy::{MethodConfig, RetryPolicy};
use rpcsmith_service::service_config::{DefaultServiceConfig, ServiceConfig};
use rpcsmith_wire::observe::Observers;
use tonic::Status;

use super::credentials::TokenSource;
use super::picker::Picker;
use super::settings::Settings;
use super::throttle::Throttle;

/// The settings of a channel, and its connections once a call or `ready` has asked for them.
pub(super) struct Shared {
    pub(super) scheme: Scheme,
    pub(super) authority: Authority,
    pub(super) user_agent: HeaderValue,
    /// What has been set; else that of the client which calls counts.
    pub(super) config: Option<ServiceConfig>,
    /// For methods of which no config speaks.
    pub(super) plain: Arc<MethodConfig>,
    /// For methods that may be called twice, if no config says when.
    pub(super) safe_retries: Option<RetryPolicy>,
    pub(super) default_timeout: Option<Duration>,
    /// As the first config says that speaks of it.
    pub(super) throttle: OnceLock<Arc<Throttle>>,
    /// For calls whose config does not speak of it.
    pub(super) default_throttle: Option<Arc<Throttle>>,
    pub(super) token: Option<TokenSource>,
    pub(super) observers: Observers,
    /// Bytes of a request that are kept for another attempt.
    pub(super) buffer: usize,
    pub(super) settings: Settings,
    pub(super) picker: OnceLock<Picker>,
}

impl Shared {
    /// Keeps connections from the first time on.
    pub(super) fn picker(&self) -> &Picker {
        self.picker
            .get_or_init(|| Picker::new(self.settings.clone()))
    }

    /// The config that counts for a client which brings this one along.
    pub(super) fn config<'c>(
        &'c self,
        brought: Option<&'static DefaultServiceConfig>,
    ) -> Result<Option<&'c ServiceConfig>, Status> {
        match (&self.config, brought) {
            (Some(config), _) => Ok(Some(config)),
            (None, None) => Ok(None),
            (None, Some(brought)) => brought.read().map(Some).map_err(|error| {
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

    /// Where a request goes, by the path that it has.
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
