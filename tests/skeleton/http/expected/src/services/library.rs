use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};

use crate::proto::google::api::HttpBody;
use crate::proto::library::v1::library_server::Library;
use crate::proto::library::v1::{
    CreateShelfRequest, DeleteShelfRequest, Empty, FindBooksRequest, FindBooksResponse,
    GetPageRequest, GetShelfRequest, ListShelvesRequest, ListShelvesResponse, Message,
    RenameShelfRequest, Shelf, UpdateShelfRequest, UploadRequest,
};

/// Shelves with books, over gRPC and HTTP/JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct LibraryImpl;

impl Library for LibraryImpl {
    async fn get_shelf(
        &self,
        request: Request<GetShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Shelf::default()))
        Err(Status::unimplemented(
            "library.v1.Library/GetShelf is not implemented",
        ))
    }

    /// The body of the response is a list.
    async fn list_shelves(
        &self,
        request: Request<ListShelvesRequest>,
    ) -> Result<Response<ListShelvesResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(ListShelvesResponse::default()))
        Err(Status::unimplemented(
            "library.v1.Library/ListShelves is not implemented",
        ))
    }

    async fn create_shelf(
        &self,
        request: Request<CreateShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Shelf::default()))
        Err(Status::unimplemented(
            "library.v1.Library/CreateShelf is not implemented",
        ))
    }

    async fn update_shelf(
        &self,
        request: Request<UpdateShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Shelf::default()))
        Err(Status::unimplemented(
            "library.v1.Library/UpdateShelf is not implemented",
        ))
    }

    async fn delete_shelf(
        &self,
        request: Request<DeleteShelfRequest>,
    ) -> Result<Response<Empty>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Empty::default()))
        Err(Status::unimplemented(
            "library.v1.Library/DeleteShelf is not implemented",
        ))
    }

    /// The parts of a rule can be options of their own.
    async fn rename_shelf(
        &self,
        request: Request<RenameShelfRequest>,
    ) -> Result<Response<Shelf>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Shelf::default()))
        Err(Status::unimplemented(
            "library.v1.Library/RenameShelf is not implemented",
        ))
    }

    /// Variables of every kind that a path can contain.
    async fn find_books(
        &self,
        request: Request<FindBooksRequest>,
    ) -> Result<Response<FindBooksResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(FindBooksResponse::default()))
        Err(Status::unimplemented(
            "library.v1.Library/FindBooks is not implemented",
        ))
    }

    /// The rest of a path, with and without segments after it.
    async fn get_page(
        &self,
        request: Request<GetPageRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(HttpBody::default()))
        Err(Status::unimplemented(
            "library.v1.Library/GetPage is not implemented",
        ))
    }

    /// A route without variables, with a literal that has encoded and reserved characters.
    async fn ping(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Empty::default()))
        Err(Status::unimplemented(
            "library.v1.Library/Ping is not implemented",
        ))
    }

    async fn watch_shelf(
        &self,
        request: Request<GetShelfRequest>,
    ) -> Result<Response<BoxStream<Shelf>>, Status> {
        let _request = request.into_inner();
        // let responses = tokio_stream::iter([Ok(Shelf::default())]);
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "library.v1.Library/WatchShelf is not implemented",
        ))
    }

    async fn upload(
        &self,
        request: Request<Streaming<UploadRequest>>,
    ) -> Result<Response<Shelf>, Status> {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(Response::new(Shelf::default()))
        Err(Status::unimplemented(
            "library.v1.Library/Upload is not implemented",
        ))
    }

    async fn upload_raw(
        &self,
        request: Request<Streaming<HttpBody>>,
    ) -> Result<Response<Empty>, Status> {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(Response::new(Empty::default()))
        Err(Status::unimplemented(
            "library.v1.Library/UploadRaw is not implemented",
        ))
    }

    async fn chat(
        &self,
        request: Request<Streaming<Message>>,
    ) -> Result<Response<BoxStream<Message>>, Status> {
        let _requests = request.into_inner();
        // let responses = requests.map(|request| request.map(|_| Message::default()));
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "library.v1.Library/Chat is not implemented",
        ))
    }

    /// The constant of this method has an underscore: `HTTP` is the table of the routes.
    async fn http(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Empty::default()))
        Err(Status::unimplemented(
            "library.v1.Library/Http is not implemented",
        ))
    }

    /// Only gRPC and Connect.
    async fn internal(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Empty::default()))
        Err(Status::unimplemented(
            "library.v1.Library/Internal is not implemented",
        ))
    }
}
