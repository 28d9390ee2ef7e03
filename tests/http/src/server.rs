//! The library, which returns its requests.

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Code, Request, Response, Status};
use tokio_stream as stream;

use crate::proto;
use crate::proto::google::api::HttpBody;
use crate::proto::library_server::Library;

/// Returns the request of each call.
#[derive(Clone, Copy, Debug)]
pub struct Echo;

fn echo(
    method: &str,
    request: Request<proto::Request>,
) -> Result<Response<proto::Response>, Status> {
    let request = request.into_inner();
    match request.fail {
        0 => Ok(Response::new(response(method, request))),
        code => Err(Status::new(Code::from_i32(code), "the request asks for it")),
    }
}

fn response(method: &str, request: proto::Request) -> proto::Response {
    proto::Response {
        method: method.to_owned(),
        names: request.book.iter().map(|book| book.name.clone()).collect(),
        request: Some(request),
    }
}

impl Library for Echo {
    async fn get_book(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("GetBook", request)
    }

    async fn search(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("Search", request)
    }

    async fn create_book(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("CreateBook", request)
    }

    async fn update_book(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("UpdateBook", request)
    }

    async fn add_tags(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("AddTags", request)
    }

    async fn rename(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("Rename", request)
    }

    async fn delete_book(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("DeleteBook", request)
    }

    async fn archive(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("Archive", request)
    }

    async fn read_file(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("ReadFile", request)
    }

    async fn by_kind(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("ByKind", request)
    }

    async fn literal(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("Literal", request)
    }

    async fn star(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("Star", request)
    }

    async fn rest(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<proto::Response>, Status> {
        echo("Rest", request)
    }

    async fn list(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<BoxStream<proto::Response>>, Status> {
        let request = request.into_inner();
        let count = usize::try_from(request.id.clamp(0, 20)).unwrap_or_default();
        let mut items = vec![Ok(response("List", request.clone())); count];
        if request.fail != 0 {
            items.push(Err(Status::new(
                Code::from_i32(request.fail),
                "the request asks for it",
            )));
        }
        Ok(Response::new(Box::pin(stream::iter(items))))
    }

    async fn download(
        &self,
        request: Request<proto::Request>,
    ) -> Result<Response<HttpBody>, Status> {
        let request = request.into_inner();
        Ok(Response::new(HttpBody {
            content_type: "text/plain".to_owned(),
            data: request.data,
            ..HttpBody::default()
        }))
    }
}
