//! Makes a call of the suite.

use std::sync::Arc;

use prost::{Message, Name};
use prost_types::Any;
use rpcsmith_runtime::Request;
use rpcsmith_runtime::metadata::MetadataMap;
use tokio::time::sleep;

use super::results::{of_stream, of_unary};
use super::upload::Upload;
use crate::Failure;
use crate::headers::metadata;
use crate::proto::conformance_service_client::ConformanceServiceClient;
use crate::proto::{
    BidiStreamRequest, ClientCompatRequest, ClientResponseResult, ClientStreamRequest,
    IdempotentUnaryRequest, ServerStreamRequest, StreamType, UnaryRequest, UnimplementedRequest,
};
use crate::server::answer::milliseconds;

/// Makes the call, and reports its result.
pub async fn run(
    client: ConformanceServiceClient,
    request: ClientCompatRequest,
) -> Result<ClientResponseResult, Failure> {
    let in_turn = request.stream_type() == StreamType::FullDuplexBidiStream;
    let sent = &request.request_messages;
    let upload = Upload::new(
        sent.len(),
        request.request_delay_ms,
        request.cancel,
        in_turn,
    );
    let order = Order {
        metadata: metadata(&request.request_headers)?,
        request: &request,
        upload,
    };
    let upload = &*order.upload;
    Ok(match request.method() {
        "Unary" => {
            let request = order.single::<UnaryRequest>().await?;
            of_unary(client.unary(request), |reply| reply.payload, upload).await
        }
        "IdempotentUnary" => {
            let request = order.single::<IdempotentUnaryRequest>().await?;
            of_unary(
                client.idempotent_unary(request),
                |reply| reply.payload,
                upload,
            )
            .await
        }
        "Unimplemented" => {
            let request = order.single::<UnimplementedRequest>().await?;
            of_unary(client.unimplemented(request), |_| None, upload).await
        }
        "ClientStream" => {
            let messages = order
                .upload
                .stream(order.messages::<ClientStreamRequest>()?);
            let request = order.request(messages);
            of_unary(client.client_stream(request), |reply| reply.payload, upload).await
        }
        "ServerStream" => {
            let request = order.single::<ServerStreamRequest>().await?;
            of_stream(client.server_stream(request), |reply| reply.payload, upload).await
        }
        "BidiStream" => {
            let messages = order.upload.stream(order.messages::<BidiStreamRequest>()?);
            let request = order.request(messages);
            of_stream(client.bidi_stream(request), |reply| reply.payload, upload).await
        }
        other => return Err(format!("the service has no method `{other}`").into()),
    })
}

/// The parts of a call.
struct Order<'a> {
    metadata: MetadataMap,
    request: &'a ClientCompatRequest,
    upload: Arc<Upload>,
}

impl Order<'_> {
    /// The only message of a call, after the delay.
    async fn single<Q: Message + Default + Name>(&self) -> Result<Request<Q>, Failure> {
        let [message] = self
            .messages()?
            .try_into()
            .map_err(|_| "the call has not one message")?;
        sleep(milliseconds(self.request.request_delay_ms)).await;
        self.upload.complete();
        Ok(self.request(message))
    }

    fn messages<Q: Message + Default + Name>(&self) -> Result<Vec<Q>, Failure> {
        self.request.request_messages.iter().map(unpacked).collect()
    }

    fn request<T>(&self, content: T) -> Request<T> {
        let mut request = Request::new(content);
        *request.metadata_mut() = self.metadata.clone();
        if let Some(timeout) = self.request.timeout_ms {
            request.set_timeout(milliseconds(timeout));
        }
        request
    }
}

fn unpacked<Q: Message + Default + Name>(any: &Any) -> Result<Q, Failure> {
    let name = any.type_url.rsplit('/').next().unwrap_or_default();
    if name != Q::full_name() {
        return Err(format!("`{name}` is not the request of the method").into());
    }
    Ok(Q::decode(&*any.value)?)
}
