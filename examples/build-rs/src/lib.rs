//! A store service with code that `build.rs` generates.

use std::collections::BTreeMap;

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status};

/// The generated code: a module for each package.
pub mod proto {
    rpcsmith_runtime::include_generated!();
}

use proto::store::money::v1::Money;
use proto::store::v1::store_server::Store;
use proto::store::v1::{GetPriceRequest, GetPriceResponse, ListThingsRequest, Thing};

/// Things and their prices.
#[derive(Debug, Default)]
pub struct Shelf(BTreeMap<String, Money>);

impl Shelf {
    /// Puts a thing on the shelf, with its price in cents.
    #[must_use]
    pub fn with(mut self, name: &str, cents: i64) -> Self {
        let price = Money {
            currency: "EUR".to_owned(),
            units: cents,
        };
        self.0.insert(name.to_owned(), price);
        self
    }
}

impl Store for Shelf {
    async fn get_price(
        &self,
        request: Request<GetPriceRequest>,
    ) -> Result<Response<GetPriceResponse>, Status> {
        let name = request.into_inner().name;
        let price = self.0.get(&name).cloned();
        let price = price.ok_or_else(|| Status::not_found(format!("`{name}` is not in store")))?;
        Ok(Response::new(GetPriceResponse { price: Some(price) }))
    }

    async fn list_things(
        &self,
        _request: Request<ListThingsRequest>,
    ) -> Result<Response<BoxStream<Thing>>, Status> {
        let things = self.0.clone().into_iter();
        let things = things.map(|(name, price)| {
            Ok(Thing {
                name,
                price: Some(price),
            })
        });
        Ok(Response::new(Box::pin(tokio_stream::iter(
            things.collect::<Vec<_>>(),
        ))))
    }
}
