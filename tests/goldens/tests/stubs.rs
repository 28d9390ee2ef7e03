//! The option `default_stubs`: methods without an implementation return UNIMPLEMENTED. The golden also gates servers and
//! clients with features.
#![cfg(all(feature = "gated-server", feature = "gated-client"))]

use rpcsmith_goldens::goldens::options_services::options_services as kitchen;
use rpcsmith_runtime::{Code, Request, Response, Status};

use kitchen::kitchen_client::KitchenClient;
use kitchen::kitchen_server::Kitchen;
use kitchen::{Dish, Order};

/// Implements no method.
struct NoMethods;

impl Kitchen for NoMethods {}

/// Implements one method.
struct Cook;

impl Kitchen for Cook {
    async fn cook(&self, request: Request<Order>) -> Result<Response<Dish>, Status> {
        let name = format!("{}, served", request.into_inner().dish);
        Ok(Response::new(Dish { name }))
    }
}

fn soup() -> Order {
    Order {
        dish: "soup".to_owned(),
    }
}

fn unimplemented<T>(result: Result<Response<T>, Status>, method: &str) {
    let status = result.err().expect("the method is not implemented");
    let expected = format!("/options_services.Kitchen/{method} is not implemented");
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unimplemented, &*expected)
    );
}

#[tokio::test]
async fn methods_without_an_implementation() {
    let client = KitchenClient::in_process(NoMethods);
    unimplemented(client.cook(soup()).await, "Cook");
    unimplemented(client.cook_menu(soup()).await, "CookMenu");
    unimplemented(
        client.cook_party(tokio_stream::once(soup())).await,
        "CookParty",
    );
    unimplemented(
        client.cook_on_demand(tokio_stream::once(soup())).await,
        "CookOnDemand",
    );
}

#[tokio::test]
async fn a_method_with_an_implementation() {
    let client = KitchenClient::in_process(Cook);
    let dish = client.cook(soup()).await.unwrap().into_inner();
    assert_eq!(
        dish,
        Dish {
            name: "soup, served".to_owned()
        }
    );
    unimplemented(client.cook_menu(soup()).await, "CookMenu");
}
