//! The tower layer that authenticates and authorizes calls.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tower::layer::Layer;
use tower_service::Service;

use super::{Access, Auth, Authenticator, Credentials, Identity};
use crate::any_service::AnyService;
use crate::server::ResponseFuture;
use rpcsmith_wire::CallContext;

/// A service behind an [`Auth`].
pub struct AuthService<A> {
    auth: Arc<Auth<A>>,
    service: AnyService,
}

impl<A> Clone for AuthService<A> {
    fn clone(&self) -> Self {
        Self {
            auth: Arc::clone(&self.auth),
            service: self.service.clone(),
        }
    }
}

impl<A: Authenticator> Layer<AnyService> for Auth<A> {
    type Service = AuthService<A>;

    fn layer(&self, service: AnyService) -> AuthService<A> {
        let (authenticator, policy) = (Arc::clone(&self.authenticator), self.policy.clone());
        AuthService {
            auth: Arc::new(Auth {
                authenticator,
                policy,
            }),
            service,
        }
    }
}

impl<A: Authenticator> Service<Request<Body>> for AuthService<A> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> ResponseFuture {
        self.answer(request)
    }
}

impl<A: Authenticator> AuthService<A> {
    /// Answers a call. Unlike `Service::call`, it needs no mutable clone for each call.
    pub(crate) fn answer(&self, request: Request<Body>) -> ResponseFuture {
        let access = Arc::clone(self.auth.policy.access(request.uri().path()));
        if *access == Access::Public {
            return self.service.answer(request);
        }
        let AuthService { auth, service } = self.clone();
        ResponseFuture::new(async move {
            let (mut head, body) = request.into_parts();
            match auth.identify(&head, &access).await {
                Ok(identity) => {
                    if let Some(call) = head.extensions.get::<CallContext>() {
                        call.set_subject(identity.shared_subject());
                    }
                    head.extensions.insert(identity);
                    let Ok(response) = service.answer(Request::from_parts(head, body)).await;
                    response
                }
                Err(status) => status.into_http(),
            }
        })
    }
}

impl<A: Authenticator> Auth<A> {
    async fn identify(
        &self,
        head: &http::request::Parts,
        access: &Access,
    ) -> Result<Identity, Status> {
        let path = head.uri.path();
        let credentials = Credentials {
            headers: &head.headers,
            extensions: &head.extensions,
        };
        let identity = self.authenticator.authenticate(credentials).await;
        let identity = identity.map_err(|denied| {
            tracing::debug!(target: "rpcsmith_runtime::auth", path, reason = denied.reason, "authentication has failed");
            denied.status()
        })?;
        match access {
            Access::Scopes(scopes) if !scopes.is_subset(identity.scopes()) => {
                tracing::debug!(
                    target: "rpcsmith_runtime::auth",
                    path,
                    subject = identity.subject(),
                    "the caller does not have the scopes"
                );
                Err(Status::permission_denied("the caller may not do that"))
            }
            _ => Ok(identity),
        }
    }
}
