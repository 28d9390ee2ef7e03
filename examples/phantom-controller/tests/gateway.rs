//! The gateway: what it forwards, in one process, and with the node as processes over TLS.

mod support;

use std::fs;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use phantom_controller::gateway::Forward;
use phantom_controller::proto::phantom::phantom_controller_client::PhantomControllerClient;
use phantom_controller::proto::phantom::phantom_controller_server::{
    PhantomController, PhantomControllerServer,
};
use phantom_controller::proto::phantom::{
    Event, EventsRequest, GetContactsRequest, GetContactsResponse, SendMessageRequest,
    SendMessageResponse,
};
use rpcsmith_runtime::channel::{BearerToken, ClientTls};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{CallContext, Channel, Code, Request, Response, Server, Status};
use support::Process;
use tempfile::TempDir;

const NODE: &str = env!("CARGO_BIN_EXE_phantom-controller");
const GATEWAY: &str = env!("CARGO_BIN_EXE_phantom_gateway");

/// Returns the metadata and the deadline of calls; its streams never end.
struct Mirror;

impl PhantomController for Mirror {
    async fn send_message(
        &self,
        request: Request<SendMessageRequest>,
    ) -> Result<Response<SendMessageResponse>, Status> {
        let mut response = Response::new(SendMessageResponse::default());
        for name in ["x-trace", "authorization"] {
            if let Some(value) = request.metadata().get(name) {
                response.metadata_mut().insert(name, value.clone());
            }
        }
        Ok(response)
    }

    async fn get_contacts(
        &self,
        _request: Request<GetContactsRequest>,
    ) -> Result<Response<GetContactsResponse>, Status> {
        let call = CallContext::current().unwrap();
        let left = call.remaining().expect("the call has a deadline");
        let mut status = Status::failed_precondition(format!("{} s", left.as_secs()));
        status.metadata_mut().insert("x-left", 1.into());
        Err(status)
    }

    async fn subscribe_to_events(
        &self,
        _request: Request<EventsRequest>,
    ) -> Result<Response<BoxStream<Event>>, Status> {
        Ok(Response::new(Box::pin(tokio_stream::pending())))
    }
}

async fn serve(builder: rpcsmith_runtime::serve::ServerBuilder) -> Channel {
    let server = builder.bind((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(server.serve());
    Channel::builder(url).build().unwrap()
}

#[tokio::test]
async fn forwards_metadata_deadlines_and_statuses() {
    let node = serve(Server::builder().add_service(PhantomControllerServer::new(Mirror))).await;
    let gateway = serve(Server::builder().add_service(Forward::new(node))).await;
    let client = PhantomControllerClient::new(gateway);

    let mut request = Request::new(SendMessageRequest::default());
    request
        .metadata_mut()
        .insert("x-trace", "abc".parse().unwrap());
    request
        .metadata_mut()
        .insert("authorization", "Bearer of secrets".parse().unwrap());
    let response = client.send_message(request).await.unwrap();
    assert_eq!(response.metadata().get("x-trace").unwrap(), "abc");
    // The token is only for the gateway.
    assert!(response.metadata().get("authorization").is_none());

    let mut request = Request::new(GetContactsRequest::default());
    request.set_timeout(Duration::from_secs(100));
    let status = client.get_contacts(request).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::FailedPrecondition, "99 s")
    );
    assert!(status.metadata().contains_key("x-left"));

    let mut request = Request::new(EventsRequest::default());
    request.set_timeout(Duration::from_millis(100));
    let mut events = client
        .subscribe_to_events(request)
        .await
        .unwrap()
        .into_inner();
    let status = events.message().await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn is_unavailable_without_a_node() {
    let unreachable = Channel::builder("http://127.0.0.1:1").build().unwrap();
    let gateway = serve(Server::builder().add_service(Forward::new(unreachable))).await;
    let client = PhantomControllerClient::new(gateway);
    let status = client
        .get_contacts(GetContactsRequest::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
}

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// The node and the gateway as processes. The gateway serves over TLS, to callers with [`TOKEN`].
struct Deployment {
    node: Process,
    gateway: Process,
    certificate: String,
    /// Contains the files, until this is dropped.
    _folder: TempDir,
}

impl Deployment {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: String| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let generated = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = file("gateway.pem", generated.cert.pem());
        let key = file("gateway.key", generated.signing_key.serialize_pem());
        let tokens = file("tokens", format!("gui {TOKEN}\n"));

        let settings = [
            ("PHANTOM_CONTROLLER__SERVER__ADDRESS", "127.0.0.1:0"),
            ("PHANTOM_CONTROLLER__SERVER__DRAIN__GRACE", "60s"),
        ];
        let node = Process::start(NODE, &settings);
        let target = format!("http://{}", node.address);
        let settings = [
            ("PHANTOM_GATEWAY__SERVER__ADDRESS", "127.0.0.1:0"),
            ("PHANTOM_GATEWAY__SERVER__TLS__CERTIFICATES", &certificate),
            ("PHANTOM_GATEWAY__SERVER__TLS__KEY", &key),
            ("PHANTOM_GATEWAY__NODE__TARGET", &target),
            ("PHANTOM_GATEWAY__TOKENS", &tokens),
        ];
        Self {
            gateway: Process::start(GATEWAY, &settings),
            node,
            certificate,
            _folder: folder,
        }
    }

    /// A client of the gateway with a token.
    fn client(&self, token: &'static str) -> PhantomControllerClient {
        let channel = Channel::builder(format!("https://{}", self.gateway.address))
            .tls(ClientTls::authorities(&self.certificate).server_name("localhost"))
            .bearer_token(move || async move { BearerToken::new(token) });
        PhantomControllerClient::new(channel.build().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serves_over_tls_to_callers_with_a_token() {
    let deployment = Deployment::start();
    let unknown = deployment.client("0123456789abcdef0123456789abcdeX");
    let contacts = unknown.get_contacts(GetContactsRequest::default()).await;
    assert_eq!(contacts.unwrap_err().code(), Code::Unauthenticated);

    let client = deployment.client(TOKEN);
    let contacts = client.get_contacts(GetContactsRequest::default()).await;
    assert_eq!(contacts.unwrap().into_inner().contacts.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn forwards_many_subscriptions_until_the_node_shuts_down() {
    let deployment = Deployment::start();
    let client = deployment.client(TOKEN);
    // More streams than one connection allows, both to the gateway and from the gateway to the node.
    let mut subscribers = Vec::new();
    for _ in 0..400 {
        let events = client.subscribe_to_events(EventsRequest::default()).await;
        subscribers.push(events.unwrap().into_inner());
    }
    let message = SendMessageRequest {
        contact_id: "alice".to_owned(),
        text: "hello".to_owned(),
        reply_to: None,
    };
    client.send_message(message).await.unwrap();
    for events in &mut subscribers {
        assert_eq!(events.message().await.unwrap().unwrap().sequence, 1);
        assert_eq!(events.message().await.unwrap().unwrap().sequence, 2);
    }

    // The node shuts down without waiting for its subscribers, which get a status through the gateway.
    let start = Instant::now();
    deployment.node.terminate();
    for events in &mut subscribers {
        let status = events.message().await.unwrap_err();
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unavailable, "the node is shutting down")
        );
    }
    assert!(deployment.node.wait());
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
}
