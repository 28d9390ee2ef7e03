//! Both clients over both transports, behind one interface.

use rpcsmith_runtime as runtime;
use rpcsmith_runtime::tonic::{FromTonic, ToTonic};
use rpcsmith_tonic_tests::rpcsmith::echo::v1 as ours;
use rpcsmith_tonic_tests::tonic_build as theirs;
use rpcsmith_tonic_tests::{ECHO, ECHO_BIN};
use tonic::transport::Endpoint;

/// A client over a transport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    OursOverOurs,
    OursOverTheirs,
    TheirsOverTheirs,
    TheirsOverOurs,
}

pub const KINDS: [Kind; 4] = [
    Kind::OursOverOurs,
    Kind::OursOverTheirs,
    Kind::TheirsOverTheirs,
    Kind::TheirsOverOurs,
];

/// The texts of a response, and the echoed metadata.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub texts: Vec<String>,
    pub echo: Option<String>,
    pub echo_bin: Option<Vec<u8>>,
}

/// The parts of a status.
#[derive(Debug, PartialEq)]
pub struct Failure {
    pub code: i32,
    pub message: String,
    pub details: Vec<u8>,
    pub echo: Option<String>,
}

pub type Outcome = Result<Answer, Failure>;

pub enum Client {
    Ours(ours::echo_service_client::EchoServiceClient),
    Theirs(theirs::echo_service_client::EchoServiceClient<tonic::transport::Channel>),
    TheirsOverOurs(theirs::echo_service_client::EchoServiceClient<ToTonic<runtime::Channel>>),
}

pub fn client(kind: Kind, url: &str) -> Client {
    let our_channel = || runtime::Channel::builder(url).build().unwrap();
    let their_channel = || {
        let endpoint = Endpoint::from_shared(url.to_owned()).unwrap();
        endpoint.connect_lazy()
    };
    match kind {
        Kind::OursOverOurs => {
            let transport = our_channel();
            Client::Ours(ours::echo_service_client::EchoServiceClient::new(transport))
        }
        Kind::OursOverTheirs => {
            let transport = FromTonic(their_channel());
            Client::Ours(ours::echo_service_client::EchoServiceClient::new(transport))
        }
        Kind::TheirsOverTheirs => Client::Theirs(
            theirs::echo_service_client::EchoServiceClient::new(their_channel()),
        ),
        Kind::TheirsOverOurs => {
            let transport = ToTonic(our_channel());
            let origin = url.parse().unwrap();
            Client::TheirsOverOurs(theirs::echo_service_client::EchoServiceClient::with_origin(
                transport, origin,
            ))
        }
    }
}

macro_rules! metadata {
    ($metadata:expr) => {{
        let metadata = $metadata;
        let text = metadata
            .get(ECHO)
            .map(|value| value.to_str().unwrap().to_owned());
        let bytes = metadata.get_bin(ECHO_BIN);
        (text, bytes.map(|value| value.to_bytes().unwrap().to_vec()))
    }};
}

/// Sends a request with metadata.
macro_rules! request {
    ($types:ident, $message:expr) => {{
        let mut request = $types::Request::new($message);
        let text = "text".parse().unwrap();
        request.metadata_mut().insert(ECHO, text);
        let bytes = $types::metadata::MetadataValue::from_bytes(&[0, 255]);
        request.metadata_mut().insert_bin(ECHO_BIN, bytes);
        request
    }};
}

macro_rules! failure {
    ($status:expr) => {{
        let status = $status;
        Failure {
            code: status.code() as i32,
            message: status.message().to_owned(),
            details: status.details().to_vec(),
            echo: metadata!(status.metadata()).0,
        }
    }};
}

macro_rules! one {
    ($response:expr) => {
        match $response {
            Ok(response) => {
                let (echo, echo_bin) = metadata!(response.metadata());
                let texts = vec![response.into_inner().text];
                Ok(Answer {
                    texts,
                    echo,
                    echo_bin,
                })
            }
            Err(status) => Err(failure!(status)),
        }
    };
}

macro_rules! many {
    ($response:expr) => {
        match $response {
            Ok(response) => {
                let (echo, echo_bin) = metadata!(response.metadata());
                let mut messages = response.into_inner();
                let mut texts = Vec::new();
                loop {
                    match messages.message().await {
                        Ok(Some(message)) => texts.push(message.text),
                        Ok(None) => {
                            break Ok(Answer {
                                texts,
                                echo,
                                echo_bin,
                            });
                        }
                        Err(status) => break Err(failure!(status)),
                    }
                }
            }
            Err(status) => Err(failure!(status)),
        }
    };
}

/// Calls by any of the clients.
macro_rules! by {
    ($self:expr, |$client:ident, $types:ident, $messages:ident| $call:expr) => {
        match $self {
            Client::Ours($client) => {
                use rpcsmith_runtime as $types;
                use rpcsmith_tonic_tests::rpcsmith::echo::v1 as $messages;
                $call
            }
            Client::Theirs($client) => {
                use rpcsmith_tonic_tests::tonic_build as $messages;
                use tonic as $types;
                $call
            }
            Client::TheirsOverOurs($client) => {
                use rpcsmith_tonic_tests::tonic_build as $messages;
                use tonic as $types;
                $call
            }
        }
    };
}

impl Client {
    pub async fn say(&mut self, text: &str) -> Outcome {
        let text = text.to_owned();
        by!(self, |client, types, messages| {
            let request = request!(types, messages::SayRequest { text });
            one!(client.say(request).await)
        })
    }

    pub async fn spell(&mut self, text: &str) -> Outcome {
        let text = text.to_owned();
        by!(self, |client, types, messages| {
            let request = request!(types, messages::SayRequest { text });
            many!(client.spell(request).await)
        })
    }

    pub async fn join(&mut self, texts: &[&str]) -> Outcome {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        by!(self, |client, types, messages| {
            let requests = texts.into_iter().map(|text| messages::SayRequest { text });
            let request = request!(types, tokio_stream::iter(requests));
            one!(client.join(request).await)
        })
    }

    pub async fn talk(&mut self, texts: &[&str]) -> Outcome {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        by!(self, |client, types, messages| {
            let requests = texts.into_iter().map(|text| messages::SayRequest { text });
            let request = request!(types, tokio_stream::iter(requests));
            many!(client.talk(request).await)
        })
    }
}
