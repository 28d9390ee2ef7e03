//! Well-known types as requests and responses.

use prost_types::value::Kind;
use prost_types::{Any, Duration, Struct, Timestamp, Value};
use rpcsmith_goldens::goldens::well_known_types::well_known_types as well_known;
use rpcsmith_goldens::runtime::server::BoxStream;
use rpcsmith_goldens::serve;
use rpcsmith_runtime::{Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

use well_known::well_known_client::WellKnownClient;
use well_known::well_known_server::{WellKnown, WellKnownServer};

struct Calculator;

impl WellKnown for Calculator {
    async fn ping(&self, _request: Request<()>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }

    async fn negate(&self, request: Request<bool>) -> Result<Response<bool>, Status> {
        Ok(Response::new(!request.into_inner()))
    }

    async fn upper(&self, request: Request<String>) -> Result<Response<String>, Status> {
        Ok(Response::new(request.into_inner().to_uppercase()))
    }

    async fn reverse(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Status> {
        let mut bytes = request.into_inner();
        bytes.reverse();
        Ok(Response::new(bytes))
    }

    async fn count(&self, _request: Request<()>) -> Result<Response<BoxStream<u64>>, Status> {
        let numbers = [0, 1, u64::MAX];
        Ok(Response::new(Box::pin(tokio_stream::iter(numbers.map(Ok)))))
    }

    async fn sum(&self, request: Request<Streaming<f64>>) -> Result<Response<f64>, Status> {
        let numbers: Result<Vec<f64>, Status> = request.into_inner().collect().await;
        Ok(Response::new(numbers?.iter().sum()))
    }

    async fn echo(
        &self,
        request: Request<Streaming<Any>>,
    ) -> Result<Response<BoxStream<Any>>, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }

    async fn now(&self, request: Request<Duration>) -> Result<Response<Timestamp>, Status> {
        let Duration { seconds, nanos } = request.into_inner();
        Ok(Response::new(Timestamp { seconds, nanos }))
    }

    async fn merge(&self, request: Request<Struct>) -> Result<Response<Value>, Status> {
        let kind = Some(Kind::StructValue(request.into_inner()));
        Ok(Response::new(Value { kind }))
    }
}

/// Calls all methods.
async fn call_all(client: WellKnownClient) {
    wrappers(&client).await;
    streams(&client).await;
    times(&client).await;
    structs(&client).await;
}

async fn wrappers(client: &WellKnownClient) {
    client.ping(()).await.unwrap();
    assert!(client.negate(false).await.unwrap().into_inner());
    assert!(!client.negate(true).await.unwrap().into_inner());
    let upper = client.upper("text".to_owned()).await.unwrap();
    assert_eq!(upper.into_inner(), "TEXT");
    let reversed = client.reverse(vec![1, 2, 3]).await.unwrap();
    assert_eq!(reversed.into_inner(), [3, 2, 1]);
}

async fn streams(client: &WellKnownClient) {
    let numbers = client.count(()).await.unwrap().into_inner();
    let numbers: Vec<u64> = numbers.map(Result::unwrap).collect().await;
    assert_eq!(numbers, [0, 1, u64::MAX]);

    let numbers = tokio_stream::iter([0.5, 0.0, 2.0]);
    assert_eq!(client.sum(numbers).await.unwrap().into_inner(), 2.5);

    let messages = [
        Any::default(),
        Any {
            type_url: "x/y".to_owned(),
            value: vec![7],
        },
    ];
    let echo = client.echo(tokio_stream::iter(messages.clone())).await;
    let echo = echo.unwrap().into_inner().map(Result::unwrap);
    assert_eq!(echo.collect::<Vec<Any>>().await, messages);
}

async fn times(client: &WellKnownClient) {
    let (seconds, nanos) = (5, 6);
    let now = client.now(Duration { seconds, nanos }).await.unwrap();
    assert_eq!(now.into_inner(), Timestamp { seconds, nanos });
}

async fn structs(client: &WellKnownClient) {
    let null = Value {
        kind: Some(Kind::NullValue(0)),
    };
    let fields = Struct {
        fields: [("key".to_owned(), null)].into(),
    };
    let merged = client.merge(fields.clone()).await.unwrap().into_inner();
    assert_eq!(merged.kind, Some(Kind::StructValue(fields)));
}

#[tokio::test]
async fn in_process() {
    call_all(WellKnownClient::in_process(Calculator)).await;
}

#[tokio::test]
async fn over_a_socket() {
    let url = serve::spawn_url(WellKnownServer::new(Calculator))
        .await
        .unwrap();
    call_all(WellKnownClient::connect(url).await.unwrap()).await;
}
