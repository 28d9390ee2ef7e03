//! Authentication and authorization of calls.
//!
//! An [`Authenticator`] identifies the caller, and an [`Access`] for each method decides who may call it. A setting for a
//! service or method that the server does not have is an error at the start.
//!
//! ```
//! use rpcsmith_runtime::auth::{Access, Auth, Authenticator, Credentials, Denied, Identity};
//!
//! /// Knows one token.
//! struct OneToken;
//!
//! impl Authenticator for OneToken {
//!     async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
//!         match credentials.bearer_token()? {
//!             "s3cret" => Ok(Identity::new("ada").with_scopes(["users:read"])),
//!             _ => Err(Denied::invalid("the token is not known")),
//!         }
//!     }
//! }
//!
//! // By default, each method requires an identity.
//! let auth = Auth::new(OneToken)
//!     .service("user.UserService", Access::scopes(["users:read"]))
//!     .method("/user.UserService/Ping", Access::Public);
//! ```

#[cfg(feature = "jwt")]
mod jwt;
mod layer;
#[cfg(feature = "jwt")]
mod token_cache;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{Extensions, HeaderMap};
use rpcsmith_wire::Status;
use rpcsmith_wire::context::CallerIdentity;
use rpcsmith_wire::request_extensions::RequestExtensions;

use rpcsmith_service::service_in;

pub use layer::AuthService;

#[cfg(feature = "jwt")]
pub use jwt::{Jwt, JwtAlgorithm, JwtError, JwtKey};

/// Identifies the caller of a method.
///
/// For example users by their tokens, and services by the client certificates of
/// `ServerTls::accept_client_certificates`:
///
#[cfg_attr(all(feature = "jwt", feature = "tls"), doc = "```")]
#[cfg_attr(not(all(feature = "jwt", feature = "tls")), doc = "```ignore")]
/// use rpcsmith_runtime::auth::{Authenticator, Credentials, Denied, Identity, Jwt};
/// use rpcsmith_runtime::serve::PeerIdentity;
///
/// struct TokenOrCertificate(Jwt);
///
/// impl Authenticator for TokenOrCertificate {
///     async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
///         if credentials.headers().contains_key("authorization") {
///             return self.0.authenticate(credentials).await;
///         }
///         let peer = credentials.extensions().get::<PeerIdentity>();
///         let peer = peer.ok_or_else(|| Denied::invalid("there is no token and no certificate"))?;
///         let mut uris = peer.uris().iter();
///         let service = uris.find_map(|uri| uri.strip_prefix("spiffe://example.com/"));
///         let service = service.ok_or_else(|| Denied::invalid("the certificate names no service"))?;
///         Ok(Identity::new(service).with_scopes(["users:read"]))
///     }
/// }
/// ```
///
/// An invalid token is rejected even if the certificate is valid: the caller claims another identity.
pub trait Authenticator: Send + Sync + 'static {
    /// Identifies the caller by the credentials of the call.
    ///
    /// # Errors
    /// [`Denied`] if the credentials are missing or invalid, or if they cannot be checked now.
    fn authenticate(
        &self,
        credentials: Credentials<'_>,
    ) -> impl Future<Output = Result<Identity, Denied>> + Send;

    /// The identity of a caller with these credentials, if it is known without waiting. Such a call needs no future of its own.
    #[doc(hidden)]
    fn known(&self, credentials: Credentials<'_>) -> Option<Identity> {
        let _ = credentials;
        None
    }
}

/// The credentials of a call.
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'c> {
    headers: &'c HeaderMap,
    extensions: &'c RequestExtensions,
}

impl<'c> Credentials<'c> {
    /// The headers of the call.
    pub fn headers(&self) -> &'c HeaderMap {
        self.headers
    }

    /// The extensions of the call, such as the address and the `PeerIdentity` of the client.
    pub fn extensions(&self) -> &'c Extensions {
        self.extensions.get()
    }

    /// The token of the header `authorization` (RFC 6750, 2.1).
    ///
    /// # Errors
    /// If the header is missing, given twice, or has another scheme.
    pub fn bearer_token(&self) -> Result<&'c str, Denied> {
        let mut values = self.headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(Denied::invalid(
                "there is not exactly one header `authorization`",
            ));
        };
        let text = Some(value.as_bytes()).filter(|bytes| bytes.is_ascii());
        let text = text.and_then(|bytes| str::from_utf8(bytes).ok());
        let token = text.and_then(|text| text.split_once(' '));
        match token {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() => {
                Ok(token.trim_start_matches(' '))
            }
            _ => Err(Denied::invalid(
                "the header `authorization` has no bearer token",
            )),
        }
    }
}

/// The identity of a caller. Handlers find it in the extensions of their request.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    subject: Arc<str>,
    scopes: BTreeSet<String>,
    claims: Option<Arc<dyn Any + Send + Sync>>,
}

impl Identity {
    /// An identity without scopes.
    pub fn new(subject: &str) -> Self {
        Self(Arc::new(Inner {
            subject: subject.into(),
            scopes: BTreeSet::new(),
            claims: None,
        }))
    }

    /// Sets the scopes.
    #[must_use]
    pub fn with_scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        Arc::make_mut(&mut self.0).scopes = scopes;
        self
    }

    /// Sets further data of any type, for [`claims`](Self::claims).
    #[must_use]
    pub fn with_claims(mut self, claims: impl Any + Send + Sync) -> Self {
        Arc::make_mut(&mut self.0).claims = Some(Arc::new(claims));
        self
    }

    /// The subject: the name of the caller.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The scopes of the caller.
    pub fn scopes(&self) -> &BTreeSet<String> {
        &self.0.scopes
    }

    /// The data of [`with_claims`](Self::with_claims), if it has this type: `serde_json::Map<String, Value>` for a JWT.
    pub fn claims<C: Any>(&self) -> Option<&C> {
        self.0.claims.as_ref()?.downcast_ref()
    }
}

impl CallerIdentity for Inner {
    fn subject(&self) -> &Arc<str> {
        &self.subject
    }

    fn extend(self: Arc<Self>, extensions: &mut Extensions) {
        extensions.insert(Identity(self));
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("subject", &self.0.subject)
            .field("scopes", &self.0.scopes)
            .finish_non_exhaustive()
    }
}

/// Why a caller has no identity. The reason is logged, but not sent to the caller.
#[derive(Clone, Debug)]
pub struct Denied {
    unavailable: bool,
    reason: String,
}

impl Denied {
    /// The credentials are missing or invalid: `UNAUTHENTICATED`. The reason must not contain them.
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self {
            unavailable: false,
            reason: reason.into(),
        }
    }

    /// The credentials cannot be checked now: `UNAVAILABLE`.
    pub fn unavailable(reason: impl Into<String>) -> Self {
        Self {
            unavailable: true,
            reason: reason.into(),
        }
    }

    fn status(&self) -> Status {
        if self.unavailable {
            Status::unavailable("callers cannot be identified now")
        } else {
            Status::unauthenticated("the caller is not known")
        }
    }
}

/// Who may call a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody. Callers are not authenticated.
    Public,
    /// Callers with an identity.
    Authenticated,
    /// Callers with all of these scopes.
    Scopes(BTreeSet<String>),
}

impl Access {
    /// Access for callers with all of these scopes.
    pub fn scopes<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self::Scopes(scopes.into_iter().map(Into::into).collect())
    }
}

/// An authenticator, and the access to methods.
#[derive(Clone, Debug)]
#[must_use]
pub struct Auth<A> {
    authenticator: Arc<A>,
    policy: Policy,
}

/// The access to methods.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    others: Arc<Access>,
    services: BTreeMap<String, Arc<Access>>,
    /// By path.
    methods: BTreeMap<String, Arc<Access>>,
}

impl<A: Authenticator> Auth<A> {
    /// Requires an identity for each method.
    pub fn new(authenticator: A) -> Self {
        Self {
            authenticator: Arc::new(authenticator),
            policy: Policy {
                others: Arc::new(Access::Authenticated),
                services: BTreeMap::new(),
                methods: BTreeMap::new(),
            },
        }
    }

    /// Sets the access to methods without a setting of their own or of their service.
    pub fn others(mut self, access: Access) -> Self {
        self.policy.others = Arc::new(access);
        self
    }

    /// Sets the access to the methods of a service, by its full name.
    pub fn service(mut self, service: impl Into<String>, access: Access) -> Self {
        let access = Arc::new(access);
        self.policy.services.insert(service.into(), access);
        self
    }

    /// Sets the access to a method, by a generated constant or its path.
    pub fn method(mut self, method: impl MethodPath, access: Access) -> Self {
        let access = Arc::new(access);
        self.policy.methods.insert(method.into_path(), access);
        self
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy.clone()
    }
}

/// Names a method: a generated constant, or a path such as `/user.UserService/GetUser`.
pub trait MethodPath {
    /// The path.
    fn into_path(self) -> String;
}

impl MethodPath for rpcsmith_service::Method {
    fn into_path(self) -> String {
        self.path().to_owned()
    }
}

impl MethodPath for &str {
    fn into_path(self) -> String {
        self.to_owned()
    }
}

impl Policy {
    pub(crate) fn services(&self) -> impl Iterator<Item = &String> {
        self.services.keys()
    }

    pub(crate) fn methods(&self) -> impl Iterator<Item = &String> {
        self.methods.keys()
    }

    fn access(&self, path: &str) -> &Arc<Access> {
        let service = || self.services.get(service_in(path));
        let method = self.methods.get(path);
        method.or_else(service).unwrap_or(&self.others)
    }
}
