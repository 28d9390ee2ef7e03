//! The handler of the service that tonic-build generates. It is written for tonic, except that it calls [`ours`](crate::ours).

use std::pin::Pin;

use rpcsmith_runtime as runtime;
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

use crate::ours::Echo;
use crate::rpcsmith::echo::v1::{self as ours, echo_service_server::EchoService as _};
use crate::tonic_build::echo_service_server::EchoService;
use crate::tonic_build::{SayRequest, SayResponse};

/// Answers as our handler does: it converts requests, responses, statuses and streams in both directions.
#[derive(Debug)]
pub struct Converting(pub Echo);

type Answers = Pin<Box<dyn Stream<Item = Result<SayResponse, Status>> + Send>>;

fn to_ours(request: SayRequest) -> ours::SayRequest {
    ours::SayRequest { text: request.text }
}

fn to_theirs(response: ours::SayResponse) -> SayResponse {
    SayResponse {
        text: response.text,
    }
}

type OurAnswers = runtime::server::BoxStream<ours::SayResponse>;

fn answers(response: runtime::Response<OurAnswers>) -> Response<Answers> {
    let response: Response<OurAnswers> = response.into();
    response.map(|answers| {
        let answers = answers.map(|answer| answer.map(to_theirs).map_err(Status::from));
        Box::pin(answers) as Answers
    })
}

fn requests(
    request: Request<Streaming<SayRequest>>,
) -> runtime::Request<runtime::Streaming<ours::SayRequest>> {
    let request: runtime::Request<_> = request.into();
    request.map(|requests| {
        let requests = runtime::Streaming::from(requests);
        runtime::Streaming::from_messages(requests.map(|request| request.map(to_ours)))
    })
}

#[tonic::async_trait]
impl EchoService for Converting {
    async fn say(&self, request: Request<SayRequest>) -> Result<Response<SayResponse>, Status> {
        let address = request.remote_addr();
        let mut request = runtime::Request::from(request).map(to_ours);
        if request.get_ref().text == "address" {
            request.get_mut().text =
                address.map_or_else(String::new, |address| address.ip().to_string());
        }
        let response: Response<ours::SayResponse> = self.0.say(request).await?.into();
        Ok(response.map(to_theirs))
    }

    type SpellStream = Answers;

    async fn spell(&self, request: Request<SayRequest>) -> Result<Response<Answers>, Status> {
        let request = runtime::Request::from(request).map(to_ours);
        Ok(answers(self.0.spell(request).await?))
    }

    async fn join(
        &self,
        request: Request<Streaming<SayRequest>>,
    ) -> Result<Response<SayResponse>, Status> {
        let response: Response<ours::SayResponse> = self.0.join(requests(request)).await?.into();
        Ok(response.map(to_theirs))
    }

    type TalkStream = Answers;

    async fn talk(
        &self,
        request: Request<Streaming<SayRequest>>,
    ) -> Result<Response<Answers>, Status> {
        Ok(answers(self.0.talk(requests(request)).await?))
    }
}
