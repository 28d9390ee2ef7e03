//! The option `fakes`: services whose answers a test configures, in process and over a socket.

use std::time::Duration;

use rpcsmith_goldens::goldens::options_fakes::options_fakes as kitchen;
use rpcsmith_goldens::serve;
use rpcsmith_runtime::{Code, Request, Status};
use tokio_stream::StreamExt;

use kitchen::kitchen_client::KitchenClient;
use kitchen::kitchen_fake::FakeKitchen;
use kitchen::kitchen_server::KitchenServer;
use kitchen::{Dish, Order};

fn order(dish: &str) -> Order {
    Order {
        dish: dish.to_owned(),
    }
}

fn dish(name: &str) -> Dish {
    Dish {
        name: name.to_owned(),
    }
}

/// A fake with a client in process, and another one with a client over a socket.
async fn fakes_with_clients() -> [(FakeKitchen, KitchenClient); 2] {
    let (one, other) = (FakeKitchen::default(), FakeKitchen::default());
    let url = serve::spawn_url(KitchenServer::new(other.clone())).await;
    let client = KitchenClient::connect(url.unwrap()).await.unwrap();
    [
        (one.clone(), KitchenClient::in_process(one)),
        (other, client),
    ]
}

#[tokio::test]
async fn methods_without_an_answer_are_unimplemented() {
    for (fake, client) in fakes_with_clients().await {
        let status = client.cook(order("soup")).await.unwrap_err();
        let expected = (
            Code::Unimplemented,
            "/options_fakes.Kitchen/Cook is not faked",
        );
        assert_eq!((status.code(), status.message()), expected);
        assert_eq!(
            fake.cook.messages(),
            [order("soup")],
            "the call is not recorded"
        );
    }
}

#[tokio::test]
async fn a_unary_method() {
    for (fake, client) in fakes_with_clients().await {
        fake.cook.fail_once(Status::unavailable("not yet"));
        fake.cook.answer_once(dish("first"));
        fake.cook.answer(dish("any"));
        let status = client.cook(order("a")).await.unwrap_err();
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unavailable, "not yet")
        );
        for (request, expected) in [("b", "first"), ("c", "any"), ("d", "any")] {
            let response = client.cook(order(request)).await.unwrap();
            assert_eq!(response.into_inner(), dish(expected));
        }
        fake.cook.answer_with(|order| match order.dish.as_str() {
            "stone" => Err(Status::invalid_argument("a stone is not food")),
            name => Ok(dish(name)),
        });
        let mut request = Request::new(order("soup"));
        request
            .metadata_mut()
            .insert("x-table", "7".parse().unwrap());
        assert_eq!(
            client.cook(request).await.unwrap().into_inner(),
            dish("soup")
        );
        let status = client.cook(order("stone")).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);

        let calls = fake.cook.calls();
        assert_eq!(calls.len(), 6);
        assert_eq!(calls[4].messages, [order("soup")]);
        assert_eq!(calls[4].metadata.get("x-table").unwrap(), "7");
        fake.cook.reset();
        assert!(fake.cook.calls().is_empty());
        assert_eq!(
            client.cook(order("e")).await.unwrap_err().code(),
            Code::Unimplemented
        );
    }
}

#[tokio::test]
async fn a_stream_of_responses() {
    for (fake, client) in fakes_with_clients().await {
        fake.cook_menu
            .answer_then_fail([dish("one"), dish("two")], Status::aborted("enough"));
        let mut menu = client.cook_menu(order("menu")).await.unwrap().into_inner();
        assert_eq!(menu.message().await.unwrap(), Some(dish("one")));
        assert_eq!(menu.message().await.unwrap(), Some(dish("two")));
        assert_eq!(menu.message().await.unwrap_err().code(), Code::Aborted);
        fake.cook_menu.answer([]);
        let mut menu = client.cook_menu(order("menu")).await.unwrap().into_inner();
        assert_eq!(menu.message().await.unwrap(), None);
        fake.cook_menu.fail(Status::not_found("no menu"));
        let status = client.cook_menu(order("menu")).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_stream_of_requests() {
    for (fake, client) in fakes_with_clients().await {
        fake.cook_party.answer(dish("party"));
        let orders = [order("a"), order("b")];
        let response = client.cook_party(tokio_stream::iter(orders.clone())).await;
        assert_eq!(response.unwrap().into_inner(), dish("party"));
        assert_eq!(fake.cook_party.calls()[0].messages, orders);
    }
}

#[tokio::test]
async fn a_stream_each_way() {
    for (fake, client) in fakes_with_clients().await {
        fake.cook_on_demand
            .answer_each(|order| match order.dish.as_str() {
                "stone" => Err(Status::invalid_argument("a stone is not food")),
                name => Ok(dish(name)),
            });
        let orders = tokio_stream::iter([order("a"), order("stone")]);
        let mut dishes = client.cook_on_demand(orders).await.unwrap().into_inner();
        assert_eq!(dishes.message().await.unwrap(), Some(dish("a")));
        let status = dishes.message().await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);

        fake.cook_on_demand.answer([dish("x"), dish("y")]);
        let orders = tokio_stream::iter([order("c")]);
        let dishes = client.cook_on_demand(orders).await.unwrap().into_inner();
        let dishes: Result<Vec<_>, _> = dishes.collect().await;
        assert_eq!(dishes.unwrap(), [dish("x"), dish("y")]);
        assert_eq!(fake.cook_on_demand.calls()[1].messages, [order("c")]);
    }
}

#[tokio::test]
async fn delayed_answers() {
    for (fake, client) in fakes_with_clients().await {
        fake.cook.answer(dish("late"));
        fake.cook.delay(Duration::from_secs(3600));
        let mut request = Request::new(order("a"));
        request.set_timeout(Duration::from_millis(50));
        let status = client.cook(request).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(fake.cook.calls().len(), 1);
    }
}
