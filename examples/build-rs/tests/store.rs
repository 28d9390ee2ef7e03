//! Calls the store in process: no socket, no port.

use example_build_rs::Shelf;
use example_build_rs::proto::store::money::v1::Money;
use example_build_rs::proto::store::v1::store_client::StoreClient;
use example_build_rs::proto::store::v1::{
    GetPriceRequest, GetPriceResponse, ListThingsRequest, Thing,
};
use rpcsmith_runtime::Code;
use tokio_stream::StreamExt;

fn euros(cents: i64) -> Option<Money> {
    Some(Money {
        currency: "EUR".to_owned(),
        units: cents,
    })
}

fn client() -> StoreClient {
    StoreClient::in_process(Shelf::default().with("pear", 75).with("apple", 60))
}

#[tokio::test]
async fn returns_prices() {
    let request = GetPriceRequest {
        name: "pear".to_owned(),
    };
    let response = client().get_price(request).await.unwrap().into_inner();
    assert_eq!(response, GetPriceResponse { price: euros(75) });

    let request = GetPriceRequest {
        name: "plum".to_owned(),
    };
    let status = client().get_price(request).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::NotFound, "`plum` is not in store")
    );
}

#[tokio::test]
async fn lists_things() {
    let things = client()
        .list_things(ListThingsRequest {})
        .await
        .unwrap()
        .into_inner();
    let things: Vec<_> = things.map(Result::unwrap).collect().await;
    let thing = |name: &str, price| Thing {
        name: name.to_owned(),
        price,
    };
    assert_eq!(
        things,
        [thing("apple", euros(60)), thing("pear", euros(75))]
    );
}
