use rpcsmith_runtime::server::BoxStream;
use tonic::{Request, Response, Status};

use crate::proto::shop::v1::shop_service_server::ShopService;
use crate::proto::shop::v1::{GetPriceRequest, GetPriceResponse, ListThingsRequest, Thing};

/// Sells things.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShopServiceImpl;

impl ShopService for ShopServiceImpl {
    /// Returns the price of a thing.
    async fn get_price(
        &self,
        request: Request<GetPriceRequest>,
    ) -> Result<Response<GetPriceResponse>, Status> {
        match request.into_inner().name.as_str() {
            "tea" => Ok(Response::new(GetPriceResponse { price: 250 })),
            name => Err(Status::not_found(format!("there is no {name}"))),
        }
    }

    /// Streams all things.
    async fn list_things(
        &self,
        request: Request<ListThingsRequest>,
    ) -> Result<Response<BoxStream<Thing>>, Status> {
        let _request = request.into_inner();
        // let responses = tokio_stream::iter([Ok(Thing::default())]);
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "shop.v1.ShopService/ListThings is not implemented",
        ))
    }
}
