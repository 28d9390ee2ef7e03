//! The two versions of the service. Their messages are the same on the wire, so both decode those of v1.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use rpcsmith_wire::{Code, Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

use super::index::Index;
use crate::proto::grpc::reflection::v1::server_reflection_request::MessageRequest;
use crate::proto::grpc::reflection::v1::server_reflection_response::MessageResponse;
use crate::proto::grpc::reflection::v1::{
    self, ErrorResponse, ExtensionNumberResponse, FileDescriptorResponse, ListServiceResponse,
    ServerReflectionRequest, ServerReflectionResponse, ServiceResponse,
};
use crate::proto::grpc::reflection::v1alpha;
use crate::server::{BoxStream, Call, Dispatch, Method, ResponseFuture};

/// Answers questions about a schema.
pub(super) struct Reflection(Arc<Schema>);

struct Schema {
    index: Index,
    services: BTreeSet<String>,
}

impl Reflection {
    pub(super) fn new(index: Index, services: BTreeSet<String>) -> Self {
        Self(Arc::new(Schema { index, services }))
    }

    /// Answers each request. The stream ends after an error of the requests.
    async fn server_reflection_info(
        &self,
        request: Request<Streaming<ServerReflectionRequest>>,
    ) -> Result<Response<BoxStream<ServerReflectionResponse>>, Status> {
        let schema = Arc::clone(&self.0);
        let requests = request.into_inner();
        let answers = requests.map(move |request| Ok(schema.answer(request?)));
        Ok(Response::new(Box::pin(answers)))
    }
}

impl Schema {
    fn answer(&self, request: ServerReflectionRequest) -> ServerReflectionResponse {
        let answer = match &request.message_request {
            Some(question) => self.answer_to(question),
            None => error(
                Code::InvalidArgument,
                "the request has no question".to_owned(),
            ),
        };
        ServerReflectionResponse {
            valid_host: request.host.clone(),
            original_request: Some(request),
            message_response: Some(answer),
        }
    }

    fn answer_to(&self, question: &MessageRequest) -> MessageResponse {
        let index = &self.index;
        match question {
            MessageRequest::FileByFilename(path) => file(index.file(path), path),
            MessageRequest::FileContainingSymbol(name) => file(index.file_of_symbol(name), name),
            MessageRequest::FileContainingExtension(extension) => {
                let (message, number) = (&extension.containing_type, extension.extension_number);
                let found = index.file_of_extension(message, number);
                file(found, &format!("extension {number} of {message}"))
            }
            MessageRequest::AllExtensionNumbersOfType(message) => match index.extensions(message) {
                Some(numbers) => {
                    MessageResponse::AllExtensionNumbersResponse(ExtensionNumberResponse {
                        base_type_name: message.clone(),
                        extension_number: numbers,
                    })
                }
                None => not_found(message),
            },
            MessageRequest::ListServices(_) => {
                let names = self.services.iter().cloned();
                MessageResponse::ListServicesResponse(ListServiceResponse {
                    service: names.map(|name| ServiceResponse { name }).collect(),
                })
            }
        }
    }
}

fn file(found: Option<&Bytes>, what: &str) -> MessageResponse {
    let Some(file) = found else {
        return not_found(what);
    };
    MessageResponse::FileDescriptorResponse(FileDescriptorResponse {
        file_descriptor_proto: vec![file.clone()],
    })
}

fn not_found(what: &str) -> MessageResponse {
    error(Code::NotFound, format!("not found: {what}"))
}

fn error(code: Code, error_message: String) -> MessageResponse {
    MessageResponse::ErrorResponse(ErrorResponse {
        error_code: code as i32,
        error_message,
    })
}

/// The service of v1.
pub(super) struct V1;

/// The service of v1alpha.
pub(super) struct V1Alpha;

macro_rules! dispatch {
    ($dispatch:ident: $methods:path) => {
        impl Dispatch<Reflection> for $dispatch {
            const SERVICE: &'static str = {
                use $methods as methods;
                methods::SERVICE
            };
            const METHODS: &'static [Method] = {
                use $methods as methods;
                methods::ALL
            };

            fn dispatch(reflection: Arc<Reflection>, call: Call) -> ResponseFuture {
                match call.index() {
                    0 => call.bidi_streaming(reflection, Reflection::server_reflection_info),
                    _ => call.unimplemented(),
                }
            }
        }
    };
}

dispatch!(V1: v1::server_reflection_methods);
dispatch!(V1Alpha: v1alpha::server_reflection_methods);
