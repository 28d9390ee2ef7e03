//! The handler of the service that rpcsmith generates.

use rpcsmith_runtime::errors::{ErrorDetails, StatusExt};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Code, Request, Response, Status, Streaming};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;

use crate::rpcsmith::echo::v1::echo_service_server::EchoService;
use crate::rpcsmith::echo::v1::{SayRequest, SayResponse};
use crate::{ECHO, ECHO_BIN};

/// Answers with what it gets. It reports how each stream of requests of `Join` ends.
#[derive(Debug)]
pub struct Echo(pub mpsc::UnboundedSender<Result<String, Code>>);

fn answer<T, P>(request: &Request<T>, message: P) -> Response<P> {
    let mut response = Response::new(message);
    if let Some(value) = request.metadata().get(ECHO) {
        response.metadata_mut().insert(ECHO, value.clone());
    }
    if let Some(value) = request.metadata().get_bin(ECHO_BIN) {
        response.metadata_mut().insert_bin(ECHO_BIN, value.clone());
    }
    response
}

impl EchoService for Echo {
    async fn say(&self, request: Request<SayRequest>) -> Result<Response<SayResponse>, Status> {
        let text = request.get_ref().text.clone();
        if text == "fail" {
            let details = ErrorDetails::with_bad_request_violation("text", "is `fail`");
            let mut status =
                Status::with_error_details(Code::InvalidArgument, "100 % bad: grün", details);
            status
                .metadata_mut()
                .insert(ECHO, "failed".parse().map_err(|_| Status::internal(""))?);
            return Err(status);
        }
        if text == "address" {
            let address = request.remote_addr();
            let text = address.map(|address| address.ip().to_string());
            let text = text.unwrap_or_default();
            return Ok(Response::new(SayResponse { text }));
        }
        Ok(answer(&request, SayResponse { text }))
    }

    async fn spell(
        &self,
        request: Request<SayRequest>,
    ) -> Result<Response<BoxStream<SayResponse>>, Status> {
        let text = request.get_ref().text.clone();
        let fails = text == "fail";
        let letters: Vec<_> = text
            .chars()
            .map(|letter| {
                Ok(SayResponse {
                    text: letter.to_string(),
                })
            })
            .chain(fails.then(|| Err(Status::data_loss("the rest is lost"))))
            .collect();
        let letters: BoxStream<SayResponse> = Box::pin(tokio_stream::iter(letters));
        Ok(answer(&request, letters))
    }

    async fn join(
        &self,
        request: Request<Streaming<SayRequest>>,
    ) -> Result<Response<SayResponse>, Status> {
        let mut requests = request.into_inner();
        let mut text = String::new();
        loop {
            match requests.message().await {
                Ok(Some(request)) => text += &request.text,
                Ok(None) => break,
                Err(status) => {
                    let _ = self.0.send(Err(status.code()));
                    return Err(status);
                }
            }
        }
        let _ = self.0.send(Ok(text.clone()));
        Ok(Response::new(SayResponse { text }))
    }

    async fn talk(
        &self,
        request: Request<Streaming<SayRequest>>,
    ) -> Result<Response<BoxStream<SayResponse>>, Status> {
        let answers = request
            .into_inner()
            .map(|request| request.map(|request| SayResponse { text: request.text }));
        Ok(Response::new(Box::pin(answers)))
    }
}
