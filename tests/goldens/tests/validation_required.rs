//! The required fields of valid messages.

use prost_types::Timestamp;
use rpcsmith_goldens::goldens::validate_required::validate_required::order::item::Price;
use rpcsmith_goldens::goldens::validate_required::validate_required::order::{
    Invoice, Item, Payment, ValidInvoice, ValidItem,
};
use rpcsmith_goldens::goldens::validate_required::validate_required::{
    Address, Country, Customer, Holder, Link, Names, Order, ValidCustomer, ValidHolder, ValidLink,
    ValidNames, ValidNames_, ValidOrder, ValidValidNames, link,
};
use rpcsmith_runtime::validate::{Valid, ValidationError};

fn address(city: &str) -> Address {
    Address {
        city: Some(city.to_owned()),
    }
}

fn order() -> Order {
    Order {
        customer: Some(Customer {
            home: address("Rome"),
            nickname: Some("Ann".to_owned()),
            age: Some(30),
            photo: Some(vec![1]),
            consent: Some(()),
            country: Country::default(),
        }),
        placed_at: Some(Timestamp::default()),
        items: vec![Item {
            sku: "a".to_owned(),
            price: Some(Price { cents: 5 }),
        }],
        number: Some("7".to_owned()),
        payment: Some(Payment::Card("4".to_owned())),
        ..Order::default()
    }
}

/// The ids of the violated rules.
fn violated<M>(result: Result<Valid<M>, ValidationError>) -> Vec<String> {
    match result {
        Err(ValidationError::Violations(found)) => {
            let ids = found.violations().iter().map(|it| it.rule_id().to_owned());
            ids.collect()
        }
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

/// Takes what nobody has to check again.
fn city(customer: &Valid<Customer>) -> &str {
    customer.home().city()
}

#[test]
fn required_fields_have_no_option() {
    let order = Valid::new(order()).unwrap();
    assert_eq!(order.placed_at(), &Timestamp::default());
    assert_eq!(*order.payment(), Payment::Card("4".to_owned()));
    // Fields of the message are still there, and its getters.
    assert_eq!((order.number(), order.shipped_to.as_ref()), ("7", None));

    let customer = order.customer();
    assert_eq!(city(customer), "Rome");
    assert_eq!((customer.nickname(), customer.age()), ("Ann", 30));
    assert_eq!(customer.photo(), [1]);

    let item = Valid::new(order.items[0].clone()).unwrap();
    assert_eq!(item.price().cents, 5);
    let mut order = Valid::into_inner(order);
    order.placed_at = None;
    order.payment = None;
    assert_eq!(violated(Valid::new(order)), ["required", "required"]);
}

#[test]
fn a_message_in_a_oneof_can_be_valid() {
    let invoice = Invoice { address: None };
    let order = Order {
        payment: Some(Payment::Invoice(invoice.clone())),
        ..order()
    };
    assert_eq!(violated(Valid::new(order)), ["required"]);
    assert_eq!(violated(Valid::new(invoice)), ["required"]);
    let address = Some(address("Bonn"));
    let invoice = Valid::new(Invoice { address }).unwrap();
    assert_eq!(invoice.address().city(), "Bonn");
}

#[test]
fn boxed_messages_are_borrowed() {
    let end = Link {
        next: Some(link::Next::End("end".to_owned())),
        holder: None,
    };
    #[allow(deprecated)]
    let holder = Holder {
        link: Some(Box::new(end)),
        old: Some(Default::default()),
    };
    let holder = Valid::new(holder).unwrap();
    assert_eq!(*holder.link().next(), link::Next::End("end".to_owned()));
    let link = Link {
        next: Some(link::Next::Link(Box::default())),
        holder: None,
    };
    assert_eq!(violated(Valid::new(link)), ["required"]);
}

#[test]
fn names_do_not_clash() {
    let country = |code: &str| {
        Some(Country {
            code: Some(code.to_owned()),
        })
    };
    let names = Names {
        clone: country("a"),
        r#type: country("b"),
        required: country("c"),
        set_kind: country("d"),
        kind: None,
    };
    let names = Some(names);
    let all = ValidNames { names };
    let all = Valid::new(all).unwrap().clone();
    let names = all.names();
    let codes = [
        names.clone_().code(),
        names.r#type().code(),
        names.required().code(),
        names.set_kind().code(),
    ];
    assert_eq!(codes, ["a", "b", "c", "d"]);
}
