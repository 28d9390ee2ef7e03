//! Calls: checks a request, applies limits and the deadline, and calls the service.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::{Body, Trailers};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::arrival::{Arrival, Polled};
use super::dispatcher::{Dispatcher, Shape, after, uri_size};
use super::guard::{CallCharge, CallResources, Guard, GuardedResponse};
use super::origin::Origin;
use super::routes::Route;
use crate::budget::Charge;
use crate::server;
use rpcsmith_service::Method;
use rpcsmith_wire::codec::Codec;
use rpcsmith_wire::context::{CallContext, CallStart};
use rpcsmith_wire::grpc::compression::Meter;
use rpcsmith_wire::grpc::request::RequestHeaders;
use rpcsmith_wire::observe::{Caller, ObservedCall};

impl Dispatcher {
    /// Answers a request of gRPC, or one whose body is one message. Without a codec, the headers name it.
    pub(super) fn call<B>(
        &self,
        request: Request<B>,
        shape: Shape,
        codec: Option<Codec>,
        origin: &Origin,
    ) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes, Error = Status> + Send + Unpin + 'static,
    {
        let route = self.routes.find(request.uri().path());
        let json = route.is_none_or(|route| route.json);
        let codec = match codec {
            Some(codec) if json || !codec.is_json() => codec,
            _ => match server::accepted(request.method(), request.headers(), json) {
                Ok(codec) => codec,
                Err(response) => return self.refuse(response, origin),
            },
        };
        let (head, body) = request.into_parts();
        let headers = match RequestHeaders::read(&head.headers) {
            Ok(headers) => headers,
            Err(status) => {
                let method = route.and_then(|route| route.method);
                let guard = self.guard_without_handler(method, &head.headers, origin);
                return GuardedResponse::answered(guard, bad_request(&status));
            }
        };
        let Some(route) = route else {
            let status = server::unimplemented_status(head.uri.path());
            let guard = self.guard_without_handler(None, &head.headers, origin);
            return GuardedResponse::rejected(guard, status);
        };
        let arrival = match &shape {
            Shape::Envelopes if route.reads_one_message() => Arrival::of(body),
            _ => Arrival::Rest(Polled::later(body)),
        };
        let resources = match route.built_in {
            Some(_) => self.admit_built_in(origin),
            None => self.admit_call(&arrival, &headers, uri_size(&head.uri), origin),
        };
        let resources = resources.and_then(|taken| self.with_declared(&arrival, &shape, taken));
        match resources {
            Ok(resources) => {
                let call = Admitted {
                    route,
                    shape,
                    codec,
                    headers,
                    resources,
                };
                self.begin(call, head, arrival, origin)
            }
            Err(status) => {
                let guard = self.guard_without_handler(route.method, &head.headers, origin);
                GuardedResponse::rejected(guard, status)
            }
        }
    }

    /// Calls the service.
    fn begin<B>(
        &self,
        call: Admitted<'_>,
        head: Parts,
        arrival: Arrival<B>,
        origin: &Origin,
    ) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes, Error = Status> + Send + Unpin + 'static,
    {
        let Admitted {
            route,
            shape,
            codec,
            headers,
            resources,
        } = call;
        let charge = resources.shared_charge();
        let meter = charge.clone().filter(|_| headers.compressed);
        let context = CallContext::new(CallStart {
            route: route.index.map(|index| (index, codec)),
            deadline: deadline(headers.timeout, route),
            compressed: headers.compressed,
            meter: meter.map(|charge| charge as Arc<dyn Meter>),
            ..self.start(route.method, origin)
        });
        let body = match arrival {
            Arrival::Whole(message) => Body::messages(message, Trailers::None),
            Arrival::Rest(body) => self.metered(body, shape, route, charge, &context),
        };
        let guard = match route.built_in {
            Some(_) => Guard::new(context, origin, resources).aborted_by(&self.draining),
            None => {
                let observed = self.observe(route.method, &head.headers, origin);
                Guard::new(context, origin, resources).observed(observed)
            }
        };
        let request = Request::from_parts(head, body);
        GuardedResponse::begin(guard, route.writes_stream(), |context| {
            route.service.answer_call(request, context)
        })
    }

    /// Admits a call: takes a permit, and charges its headers, and its message if it has arrived.
    fn admit_call<B>(
        &self,
        arrival: &Arrival<B>,
        headers: &RequestHeaders,
        uri_size: usize,
        origin: &Origin,
    ) -> Result<CallResources, Status> {
        let size = headers.size + uri_size;
        match arrival {
            Arrival::Whole(message) if !headers.compressed => {
                let charge = Charge::new(&origin.account, size + message.len())?;
                self.with_permit(CallCharge::Whole(charge))
            }
            Arrival::Whole(message) => self.admit(size + message.len(), origin),
            Arrival::Rest(_) => self.admit(size, origin),
        }
    }

    /// Admits a call whose charge can grow.
    pub(super) fn admit(&self, size: usize, origin: &Origin) -> Result<CallResources, Status> {
        let charge = Charge::new(&origin.account, size)?;
        self.with_permit(CallCharge::Growing(Arc::new(charge)))
    }

    fn with_permit(&self, charge: CallCharge) -> Result<CallResources, Status> {
        let permits = self.permits.as_ref().map(Arc::clone);
        let permit = permits.map(Semaphore::try_acquire_owned).transpose();
        let full = |_| Status::resource_exhausted("the server has too many calls");
        Ok(CallResources {
            _permit: permit.map_err(full)?,
            charge: Some(charge),
            _built_in: None,
        })
    }

    /// Admits a call of a built-in service.
    fn admit_built_in(&self, origin: &Origin) -> Result<CallResources, Status> {
        let call = origin.account.built_in_call(&self.built_in_permits)?;
        Ok(CallResources {
            _built_in: Some(Box::new(call)),
            ..CallResources::default()
        })
    }

    /// The guard of a call that is rejected before its handler runs.
    pub(super) fn guard_without_handler(
        &self,
        method: Option<Method>,
        headers: &HeaderMap,
        origin: &Origin,
    ) -> Guard {
        let context = CallContext::new(self.start(method, origin));
        let guard = Guard::new(context, origin, CallResources::default());
        guard.observed(self.observe(method, headers, origin))
    }

    fn observe(
        &self,
        method: Option<Method>,
        headers: &HeaderMap,
        origin: &Origin,
    ) -> Option<ObservedCall> {
        ObservedCall::begin(&self.observers, method, || {
            Caller::new(headers, origin.connect_info.peer())
        })
    }
}

/// A call with its resources.
struct Admitted<'r> {
    route: &'r Route,
    shape: Shape,
    codec: Codec,
    headers: RequestHeaders,
    resources: CallResources,
}

/// The response to a malformed request, like that of grpc-go.
fn bad_request(status: &Status) -> Response<Body> {
    let mut response = status.clone().into_http();
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// The deadline of a call: the earlier one of the client's timeout and the limit of the method.
fn deadline(requested: Option<Duration>, route: &Route) -> Option<Instant> {
    let time = match (requested, route.max_time) {
        (Some(requested), Some(max)) => requested.min(max),
        (Some(time), None) | (None, Some(time)) => time,
        (None, None) => return None,
    };
    after(time)
}
