//! The tower layer that authenticates and authorizes calls.

use std::convert::Infallible;
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Request, Response};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tower::layer::Layer;
use tower_service::Service;

use super::{Access, Auth, Authenticator, Credentials, Identity};
use crate::any_service::{Answer, AnyService};
use crate::server::ResponseFuture;
use rpcsmith_wire::CallContext;
use rpcsmith_wire::context::CallerIdentity;
use rpcsmith_wire::request_extensions::RequestExtensions;

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

impl<A: Authenticator> Answer for AuthService<A> {
    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.guarded(request, None)
    }

    fn answer_call(&self, request: Request<Body>, call: CallContext) -> ResponseFuture {
        self.guarded(request, Some(call))
    }
}

impl<A: Authenticator> AuthService<A> {
    /// Answers a call. Without `call`, the extensions may have the context.
    fn guarded(&self, request: Request<Body>, call: Option<CallContext>) -> ResponseFuture {
        let path = request.uri().path();
        let access = self.auth.policy.access(path);
        if **access == Access::Public {
            return pass(&self.service, request, call);
        }
        let (mut head, body) = request.into_parts();
        let own = mem::take(&mut head.extensions);
        let extensions = match &call {
            Some(call) => RequestExtensions::of_call(call.clone(), own),
            None => own.into(),
        };
        let credentials = Credentials {
            headers: &head.headers,
            extensions: &extensions,
        };
        if let Some(identity) = self.auth.authenticator.known(credentials) {
            let allowed = allowed(head.uri.path(), identity, access);
            let request = Request::from_parts(head, body);
            return admit(&self.service, request, extensions, call, allowed);
        }
        let AuthService { auth, service } = self.clone();
        let access = Arc::clone(access);
        ResponseFuture::new(async move {
            let identity = auth.identify(&head, &extensions, &access).await;
            let request = Request::from_parts(head, body);
            let Ok(response) = admit(&service, request, extensions, call, identity).await;
            response
        })
    }
}

/// Passes a call on with its identity, or rejects it.
fn admit(
    service: &AnyService,
    mut request: Request<Body>,
    extensions: RequestExtensions,
    call: Option<CallContext>,
    identity: Result<Identity, Status>,
) -> ResponseFuture {
    let identity = match identity {
        Ok(identity) => identity,
        Err(status) => return ResponseFuture::new(std::future::ready(status.into_http())),
    };
    match &call {
        Some(call) => {
            call.set_identity(identity.0);
            *request.extensions_mut() = extensions.into_own();
        }
        None => {
            let mut own = extensions.into_inner();
            if let Some(call) = own.get::<CallContext>() {
                call.set_subject(Arc::clone(identity.0.subject()));
            }
            own.insert(identity);
            *request.extensions_mut() = own;
        }
    }
    pass(service, request, call)
}

fn pass(service: &AnyService, request: Request<Body>, call: Option<CallContext>) -> ResponseFuture {
    match call {
        Some(call) => service.answer_call(request, call),
        None => service.answer(request),
    }
}

impl<A: Authenticator> Auth<A> {
    async fn identify(
        &self,
        head: &Parts,
        extensions: &RequestExtensions,
        access: &Access,
    ) -> Result<Identity, Status> {
        let path = head.uri.path();
        let credentials = Credentials {
            headers: &head.headers,
            extensions,
        };
        let identity = self.authenticator.authenticate(credentials).await;
        let identity = identity.map_err(|denied| {
            tracing::debug!(target: "rpcsmith_runtime::auth", path, reason = denied.reason, "authentication has failed");
            denied.status()
        })?;
        allowed(path, identity, access)
    }
}

/// The identity of a caller that may call a method.
fn allowed(path: &str, identity: Identity, access: &Access) -> Result<Identity, Status> {
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
