//! Calls with compressed messages. The server refuses a request whose flag is not the expected one.
//!
//! Each call sends all its requests either compressed or not, because clients choose the compression for whole calls.

use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response};
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::codec::CompressionEncoding::Gzip;
use rpcsmith_runtime::{Code, Status};
use tower::{ServiceExt, service_fn};

use super::calls::{LARGE_RESPONSE, large, ping};
use super::{Server, equal, failed};
use crate::Failure;
use crate::flags::{Flags, Watched};
use crate::proto::test_service_client::TestServiceClient;
use crate::proto::{
    BoolValue, Payload, SimpleRequest, StreamingInputCallRequest, StreamingOutputCallRequest,
};

pub(super) async fn client_compressed_unary(server: Server) -> Result<(), Failure> {
    let plain = server.client()?;
    let compressing = plain.clone().send_compressed(Gzip);
    let expecting = |compressed| SimpleRequest {
        expect_compressed: Some(BoolValue { value: compressed }),
        ..large()
    };
    // A server that does not know the flags would accept it.
    failed(
        plain.unary_call(expecting(true)).await,
        Code::InvalidArgument,
        None,
    )?;
    for (client, compressed) in [(compressing, true), (plain, false)] {
        let response = client.unary_call(expecting(compressed)).await?;
        equal(
            response.into_inner().payload,
            Some(Payload::zeros(LARGE_RESPONSE)),
        )?;
    }
    Ok(())
}

pub(super) async fn client_compressed_streaming(server: Server) -> Result<(), Failure> {
    let plain = server.client()?;
    let compressing = plain.clone().send_compressed(Gzip);
    let expecting = |compressed| {
        tokio_stream::iter([27_182, 45_904].map(|size| StreamingInputCallRequest {
            payload: Some(Payload::zeros(size)),
            expect_compressed: Some(BoolValue { value: compressed }),
        }))
    };
    let refused = plain.streaming_input_call(expecting(true)).await;
    failed(refused, Code::InvalidArgument, None)?;
    for (client, compressed) in [(compressing, true), (plain, false)] {
        let response = client.streaming_input_call(expecting(compressed)).await?;
        equal(response.into_inner().aggregated_payload_size, 73_086)?;
    }
    Ok(())
}

pub(super) async fn server_compressed_unary(server: Server) -> Result<(), Failure> {
    let (client, flags) = watched(&server)?;
    for value in [true, false] {
        let request = SimpleRequest {
            response_compressed: Some(BoolValue { value }),
            ..large()
        };
        let response = client.unary_call(request).await?;
        equal(
            response.into_inner().payload,
            Some(Payload::zeros(LARGE_RESPONSE)),
        )?;
        equal(last(&flags).get(0), Some(value))?;
    }
    Ok(())
}

pub(super) async fn server_compressed_streaming(server: Server) -> Result<(), Failure> {
    let (client, flags) = watched(&server)?;
    for value in [true, false] {
        let mut parameters = ping(1, 31_415).response_parameters;
        parameters.extend(ping(1, 92_653).response_parameters);
        for parameters in &mut parameters {
            parameters.compressed = Some(BoolValue { value });
        }
        let request = StreamingOutputCallRequest {
            response_parameters: parameters,
            ..StreamingOutputCallRequest::default()
        };
        let mut responses = client.streaming_output_call(request).await?.into_inner();
        for (number, size) in [31_415, 92_653].into_iter().enumerate() {
            let response = responses.message().await?.ok_or("a response is missing")?;
            equal(response.payload, Some(Payload::zeros(size)))?;
            equal(last(&flags).get(number), Some(value))?;
        }
    }
    Ok(())
}

/// The flags of the last response.
type Last = Arc<Mutex<Flags>>;

fn last(flags: &Last) -> Flags {
    flags.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A client that accepts compressed responses, and notes their flags.
fn watched(server: &Server) -> Result<(TestServiceClient, Last), Failure> {
    let channel = server.channel()?;
    let flags = Last::default();
    let last = Arc::clone(&flags);
    let transport = service_fn(move |request: Request<Body>| {
        let response = channel.clone().oneshot(request);
        let last = Arc::clone(&last);
        async move {
            let response: Response<Body> = response.await?;
            let flags = Flags::default();
            last.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone_from(&flags);
            Ok::<_, Status>(response.map(|body| Watched::new(body, flags)))
        }
    });
    Ok((
        TestServiceClient::new(transport).accept_compressed(Gzip),
        flags,
    ))
}
