//! The service, its clients, and the details of their errors.

use prost::Message;
use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_client::TableServiceClient;
use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_server::TableService;
use rpcsmith_goldens::goldens::validated_service::tables::v1::{
    BookRequest, Booking, Bookings, Line, Table, WatchRequest, cancel, r#move,
};
use rpcsmith_goldens::runtime::client::InProcess;
use rpcsmith_goldens::runtime::server::BoxStream;
use rpcsmith_goldens::runtime::validate::Valid;
use rpcsmith_goldens::runtime::validate::proto::buf::validate::Violations;
use rpcsmith_goldens::runtime::validate::proto::google::rpc;
use rpcsmith_goldens::serve;
use rpcsmith_runtime::client::Transport;
use rpcsmith_runtime::serve::GrpcService;
use rpcsmith_runtime::{Code, Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

pub fn book(name: &str, guests: i32) -> BookRequest {
    BookRequest {
        name: name.to_owned(),
        guests,
    }
}

pub fn line(text: &str) -> Line {
    Line {
        text: text.to_owned(),
    }
}

/// Accepts all requests, but a move only if it is valid.
pub struct Tables;

impl TableService for Tables {
    async fn book(&self, request: Request<BookRequest>) -> Result<Response<Booking>, Status> {
        let guest = request.metadata().get("x-guest").cloned();
        let BookRequest { name, guests } = request.into_inner();
        let mut response = Response::new(Booking { name, guests });
        if let Some(guest) = guest {
            response.metadata_mut().insert("x-guest", guest);
        }
        Ok(response)
    }

    async fn book_all(
        &self,
        request: Request<Streaming<BookRequest>>,
    ) -> Result<Response<Bookings>, Status> {
        let mut requests = request.into_inner();
        let mut bookings = Vec::new();
        while let Some(BookRequest { name, guests }) = requests.message().await? {
            bookings.push(Booking { name, guests });
        }
        Ok(Response::new(Bookings { bookings }))
    }

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<BoxStream<Table>>, Status> {
        let seats = request.into_inner().guests;
        Ok(Response::new(Box::pin(tokio_stream::once(Ok(Table {
            seats,
        })))))
    }

    async fn talk(
        &self,
        request: Request<Streaming<Line>>,
    ) -> Result<Response<BoxStream<Line>>, Status> {
        let lines = request.into_inner();
        let answers = lines.map(|line| line.map(|Line { text }| Line { text: text + "!" }));
        Ok(Response::new(Box::pin(answers)))
    }

    async fn list(&self, _: Request<()>) -> Result<Response<Bookings>, Status> {
        Ok(Response::new(Bookings::default()))
    }

    async fn r#move(&self, request: Request<r#move::Request>) -> Result<Response<Booking>, Status> {
        let request = Valid::from_request(request)?.into_inner();
        let name = Valid::into_inner(request).name;
        Ok(Response::new(Booking { name, guests: 1 }))
    }

    async fn cancel(&self, _: Request<cancel::Request>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }
}

/// A client over a socket, and one in process.
pub async fn clients<S>(server: S) -> [TableServiceClient; 2]
where
    S: GrpcService + Transport,
{
    let url = serve::spawn_url(server.clone()).await.unwrap();
    [
        TableServiceClient::connect(url).await.unwrap(),
        TableServiceClient::new(InProcess::new(server)),
    ]
}

/// The parts of a status for an invalid request: the message, and from the details the fields with their texts and the ids
/// of the rules.
pub fn invalid(status: &Status) -> (&str, Vec<(String, String)>, Vec<String>) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    let details =
        rpc::Status::decode(status.details()).expect("the details are a google.rpc.Status");
    assert_eq!((details.code, &*details.message), (3, status.message()));
    let (mut fields, mut ids) = (Vec::new(), Vec::new());
    for detail in details.details {
        match detail.type_url.as_str() {
            "type.googleapis.com/google.rpc.BadRequest" => {
                let request =
                    rpc::BadRequest::decode(&*detail.value).expect("the detail is a BadRequest");
                let violations = request.field_violations.into_iter();
                fields.extend(violations.map(|found| (found.field, found.description)));
            }
            "type.googleapis.com/buf.validate.Violations" => {
                let found = Violations::decode(&*detail.value).expect("the detail is a Violations");
                ids.extend(found.violations.into_iter().filter_map(|one| one.rule_id));
            }
            other => panic!("unexpected detail {other}"),
        }
    }
    (status.message(), fields, ids)
}
