//! Calls that fail, or that end early.

use std::time::Duration;

use rpcsmith_runtime::{Code, Request};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;

use super::calls::ping;
use super::{Server, equal, failed};
use crate::Failure;
use crate::proto::unimplemented_service_client::UnimplementedServiceClient;
use crate::proto::{
    EchoStatus, Empty, Payload, SimpleRequest, StreamingInputCallRequest,
    StreamingOutputCallRequest,
};

pub(super) async fn timeout_on_sleeping_server(server: Server) -> Result<(), Failure> {
    let (sender, requests) = mpsc::channel(1);
    let mut message = ping(27_182, 31_415);
    for parameters in &mut message.response_parameters {
        parameters.interval_us = 5_000_000;
    }
    sender.send(message).await?;
    let mut request = Request::new(ReceiverStream::new(requests));
    request.set_timeout(Duration::from_millis(1));
    let result = match server.client()?.full_duplex_call(request).await {
        Ok(response) => response.into_inner().message().await.map(drop),
        Err(status) => Err(status),
    };
    failed(result, Code::DeadlineExceeded, None)
}

/// Cancels a call by dropping it. A connection that breaks would show in the next call.
pub(super) async fn cancel_after_begin(server: Server) -> Result<(), Failure> {
    let (_sender, requests) = mpsc::channel::<StreamingInputCallRequest>(1);
    let client = server.client()?;
    let call = client.streaming_input_call(ReceiverStream::new(requests));
    let begun = timeout(Duration::from_millis(100), call).await;
    equal(begun.is_err(), true)?;
    client.empty_call(Empty {}).await?;
    Ok(())
}

pub(super) async fn cancel_after_first_response(server: Server) -> Result<(), Failure> {
    let (sender, requests) = mpsc::channel(1);
    let client = server.client()?;
    sender.send(ping(27_182, 31_415)).await?;
    let response = client
        .full_duplex_call(ReceiverStream::new(requests))
        .await?;
    let mut responses = response.into_inner();
    let response = responses
        .message()
        .await?
        .ok_or("the response is missing")?;
    equal(response.payload, Some(Payload::zeros(31_415)))?;
    drop(responses);
    // The channel no longer reads requests of the call.
    timeout(Duration::from_secs(5), sender.closed()).await?;
    client.empty_call(Empty {}).await?;
    Ok(())
}

pub(super) async fn status_code_and_message(server: Server) -> Result<(), Failure> {
    let status = EchoStatus {
        code: Code::Unknown.into(),
        message: "test status message".to_owned(),
    };
    echoes(&server, &status).await?;
    let request = StreamingOutputCallRequest {
        response_status: Some(status.clone()),
        ..StreamingOutputCallRequest::default()
    };
    let requests = tokio_stream::iter([request]);
    let result = match server.client()?.full_duplex_call(requests).await {
        Ok(response) => response.into_inner().message().await.map(drop),
        Err(status) => Err(status),
    };
    failed(result, Code::Unknown, Some(&status.message))
}

pub(super) async fn special_status_message(server: Server) -> Result<(), Failure> {
    let message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n".to_owned();
    let code = Code::Unknown.into();
    echoes(&server, &EchoStatus { code, message }).await
}

pub(super) async fn unimplemented_method(server: Server) -> Result<(), Failure> {
    let result = server.client()?.unimplemented_call(Empty {}).await;
    failed(result, Code::Unimplemented, None)
}

pub(super) async fn unimplemented_service(server: Server) -> Result<(), Failure> {
    let client = UnimplementedServiceClient::new(server.channel()?);
    failed(
        client.unimplemented_call(Empty {}).await,
        Code::Unimplemented,
        None,
    )
}

/// Fails unless a unary call ends with the status that it asks for.
async fn echoes(server: &Server, status: &EchoStatus) -> Result<(), Failure> {
    let request = SimpleRequest {
        response_status: Some(status.clone()),
        ..SimpleRequest::default()
    };
    let result = server.client()?.unary_call(request).await;
    failed(result, Code::from(status.code), Some(&status.message))
}
