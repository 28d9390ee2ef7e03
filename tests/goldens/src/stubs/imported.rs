//! Stubs with short names, as in a new file.

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};

use crate::goldens::validated_service::tables::v1::table_service_server::TableService;
use crate::goldens::validated_service::tables::v1::{
    BookRequest, Booking, Bookings, Line, Table, WatchRequest,
};

pub struct TableServiceImpl;

impl TableService for TableServiceImpl {
    /// Books one table.
    async fn book(&self, request: Request<BookRequest>) -> Result<Response<Booking>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Booking::default()))
        Err(Status::unimplemented(
            "tables.v1.TableService/Book is not implemented",
        ))
    }

    /// Books as many tables as there are requests.
    async fn book_all(
        &self,
        request: Request<Streaming<BookRequest>>,
    ) -> Result<Response<Bookings>, Status> {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(Response::new(Bookings::default()))
        Err(Status::unimplemented(
            "tables.v1.TableService/BookAll is not implemented",
        ))
    }

    /// Returns free tables until the client stops reading.
    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<BoxStream<Table>>, Status> {
        let _request = request.into_inner();
        // let responses = tokio_stream::iter([Ok(Table::default())]);
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "tables.v1.TableService/Watch is not implemented",
        ))
    }

    /// Returns the waiter's reply to each line.
    async fn talk(
        &self,
        request: Request<Streaming<Line>>,
    ) -> Result<Response<BoxStream<Line>>, Status> {
        let _requests = request.into_inner();
        // let responses = requests.map(|request| request.map(|_| Line::default()));
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "tables.v1.TableService/Talk is not implemented",
        ))
    }

    /// A request without rules.
    async fn list(&self, request: Request<()>) -> Result<Response<Bookings>, Status> {
        let _ = request;
        // Ok(Response::new(Bookings::default()))
        Err(Status::unimplemented(
            "tables.v1.TableService/List is not implemented",
        ))
    }

    /// Requests of one name.
    async fn r#move(
        &self,
        request: Request<crate::goldens::validated_service::tables::v1::r#move::Request>,
    ) -> Result<Response<Booking>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Booking::default()))
        Err(Status::unimplemented(
            "tables.v1.TableService/Move is not implemented",
        ))
    }

    #[allow(deprecated)]
    async fn cancel(
        &self,
        request: Request<crate::goldens::validated_service::tables::v1::cancel::Request>,
    ) -> Result<Response<()>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(()))
        Err(Status::unimplemented(
            "tables.v1.TableService/Cancel is not implemented",
        ))
    }
}
