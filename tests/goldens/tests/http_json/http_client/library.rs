//! A library that records its requests.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use rpcsmith_goldens::goldens::http::google::api::HttpBody;
use rpcsmith_goldens::goldens::http::library::v1::library_server::Library;
use rpcsmith_goldens::goldens::http::library::v1::{
    CreateShelfRequest, DeleteShelfRequest, Empty, FindBooksRequest, FindBooksResponse,
    GetPageRequest, GetShelfRequest, ListShelvesRequest, ListShelvesResponse, Message,
    RenameShelfRequest, Shelf, UpdateShelfRequest, UploadRequest,
};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{CallContext, Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

/// The requests that a library got, and how many calls of `GetShelf` fail before one succeeds.
#[derive(Clone, Default)]
pub struct Recorder {
    requests: Arc<Mutex<Vec<String>>>,
    pub failures: Arc<Mutex<Vec<Status>>>,
}

impl Recorder {
    /// Takes the requests.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    fn record<M: Debug>(&self, request: &M) {
        self.requests.lock().unwrap().push(format!("{request:?}"));
    }

    fn shelf(&self, name: &str) -> Response<Shelf> {
        let (name, theme) = (name.to_owned(), "a \"theme\"".to_owned());
        Response::new(Shelf { name, theme })
    }
}

impl Library for Recorder {
    async fn get_shelf(
        &self,
        request: Request<GetShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        let tenant = request.metadata().get("x-tenant").cloned();
        let request = request.into_inner();
        self.record(&request);
        if let Some(status) = self.failures.lock().unwrap().pop() {
            return Err(status);
        }
        if request.name == "shelves/never" {
            let left = CallContext::current().and_then(|call| call.deadline());
            self.record(&left.is_some());
            std::future::pending::<()>().await;
        }
        let mut response = self.shelf(&request.name);
        if let Some(tenant) = tenant {
            response.metadata_mut().insert("x-tenant", tenant);
        }
        Ok(response)
    }

    async fn list_shelves(
        &self,
        request: Request<ListShelvesRequest>,
    ) -> Result<Response<ListShelvesResponse>, Status> {
        self.record(request.get_ref());
        Ok(Response::new(ListShelvesResponse {
            shelves: vec![self.shelf("shelves/1").into_inner()],
            // The response has only the shelves.
            next_page_token: String::new(),
        }))
    }

    async fn create_shelf(
        &self,
        request: Request<CreateShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        self.record(request.get_ref());
        Ok(self.shelf("shelves/new"))
    }

    async fn update_shelf(
        &self,
        request: Request<UpdateShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        self.record(request.get_ref());
        Ok(self.shelf("shelves/7"))
    }

    async fn delete_shelf(
        &self,
        request: Request<DeleteShelfRequest>,
    ) -> Result<Response<Empty>, Status> {
        self.record(request.get_ref());
        Ok(Response::new(Empty {}))
    }

    async fn rename_shelf(
        &self,
        request: Request<RenameShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        self.record(request.get_ref());
        Ok(self.shelf("shelves/7"))
    }

    async fn find_books(
        &self,
        request: Request<FindBooksRequest>,
    ) -> Result<Response<FindBooksResponse>, Status> {
        self.record(request.get_ref());
        let books = vec!["a".to_owned(), String::new()];
        Ok(Response::new(FindBooksResponse { books }))
    }

    async fn get_page(
        &self,
        request: Request<GetPageRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        self.record(request.get_ref());
        Ok(Response::new(HttpBody {
            content_type: "text/plain; charset=utf-8".to_owned(),
            data: vec![0xff; request.get_ref().number.unsigned_abs() as usize],
            ..HttpBody::default()
        }))
    }

    async fn ping(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.record(request.get_ref());
        Ok(Response::new(Empty {}))
    }

    async fn watch_shelf(
        &self,
        request: Request<GetShelfRequest>,
    ) -> Result<Response<BoxStream<Shelf>>, Status> {
        let name = &request.get_ref().name;
        self.record(request.get_ref());
        if name == "shelves/missing" {
            return Err(Status::not_found("no such shelf"));
        }
        let shelves = vec![Ok(self.shelf(name).into_inner()); 3];
        let end = (name == "shelves/torn").then(|| Err(Status::aborted("the shelf is torn")));
        let shelves = tokio_stream::iter(shelves.into_iter().chain(end));
        Ok(Response::new(match name.as_str() {
            "shelves/open" => Box::pin(shelves.chain(tokio_stream::pending())),
            _ => Box::pin(shelves),
        }))
    }

    async fn upload(
        &self,
        request: Request<Streaming<UploadRequest>>,
    ) -> Result<Response<Shelf>, Status> {
        let mut requests = request.into_inner();
        let (mut whole, mut size) = (UploadRequest::default(), 0);
        while let Some(request) = requests.message().await? {
            let content = request.content.clone().unwrap_or_default();
            size += content.data.len();
            whole.shelf = request.shelf;
            whole.content = Some(HttpBody {
                data: Vec::new(),
                ..content
            });
        }
        self.record(&whole);
        self.record(&size);
        Ok(self.shelf(&whole.shelf))
    }

    async fn upload_raw(
        &self,
        request: Request<Streaming<HttpBody>>,
    ) -> Result<Response<Empty>, Status> {
        let mut requests = request.into_inner();
        let (mut kind, mut data) = (String::new(), Vec::new());
        while let Some(request) = requests.message().await? {
            kind = request.content_type;
            data.extend_from_slice(&request.data);
        }
        self.record(&(kind, String::from_utf8_lossy(&data)));
        Ok(Response::new(Empty {}))
    }

    async fn chat(
        &self,
        request: Request<Streaming<Message>>,
    ) -> Result<Response<BoxStream<Message>>, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }

    async fn http(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.record(request.get_ref());
        Ok(Response::new(Empty {}))
    }
}
