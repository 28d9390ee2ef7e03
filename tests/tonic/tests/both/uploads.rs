//! Uploads that end early never look complete to a handler.

use std::time::Duration;

use rpcsmith_runtime::{Channel, Code, Request};
use rpcsmith_tonic_tests::rpcsmith::echo::v1::SayRequest;
use rpcsmith_tonic_tests::rpcsmith::echo::v1::echo_service_client::EchoServiceClient;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::servers::{Kind, serve};

#[tokio::test]
async fn a_cancelled_upload_fails_for_its_handler() {
    for (kind, code) in [
        (Kind::OursOnOurs, Code::Cancelled),
        (Kind::TheirsOnOurs, Code::Aborted),
        (Kind::OursOnTheirs, Code::Cancelled),
    ] {
        let mut served = serve(kind).await;
        let channel = Channel::builder(served.url()).build().unwrap();
        let client = EchoServiceClient::new(channel);
        let (sender, requests) = unbounded_channel();
        let text = "half".to_owned();
        sender.send(SayRequest { text }).unwrap();
        let requests = UnboundedReceiverStream::new(requests);
        let call = client.join(Request::new(requests));
        // The call is still open, so it is dropped.
        let result = timeout(Duration::from_millis(300), call).await;
        assert!(result.is_err(), "{kind:?}");
        let end = timeout(Duration::from_secs(30), served.ends.recv()).await;
        assert_eq!(end.unwrap().unwrap(), Err(code), "{kind:?}");
    }
}
