//! What `shop.v1.ShopService` answers, called in this process, without a socket.
//!
//! An rpc that is not written answers UNIMPLEMENTED. When you write one, its test fails: let it say what comes instead.

use shop::proto::shop::v1::shop_service_client::ShopServiceClient;
use shop::proto::shop::v1::{GetPriceRequest, ListThingsRequest};
use shop::services::shop_service::ShopServiceImpl;
use tonic::Code;

fn client() -> ShopServiceClient {
    ShopServiceClient::in_process(ShopServiceImpl)
}

#[tokio::test]
async fn get_price() {
    let answer = client().get_price(GetPriceRequest::default()).await;
    assert_eq!(answer.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn list_things() {
    let answer = client().list_things(ListThingsRequest::default()).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unimplemented);
}
