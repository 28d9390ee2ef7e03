//! Messages that passed validation, and requests that the server has validated.

use std::cell::Cell;

use rpcsmith_runtime::Request;
use rpcsmith_runtime::server::by_rules;
use rpcsmith_runtime::validate::{Checked, Context, Path, Rule, Valid, Validate};

/// Counts its validations.
#[derive(Debug, Default)]
struct Counted {
    is_invalid: bool,
    validations: Cell<u32>,
}

impl Validate for Counted {
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        const RULE: Rule = Rule::of_message("counted");
        self.validations.set(self.validations.get() + 1);
        if self.is_invalid {
            cx.violation(at, &RULE)?;
        }
        Ok(())
    }
}

/// The validations until the request is valid; `None` if it is invalid.
fn validations(request: Request<Counted>) -> Option<u32> {
    let request = Valid::from_request(request).ok()?;
    Some(request.get_ref().validations.get())
}

#[tokio::test]
async fn a_validated_request_is_not_validated_again() {
    assert_eq!(validations(Request::new(Counted::default())), Some(1));
    let request = Request::new(Counted::default());
    by_rules(&request).await.unwrap();
    assert_eq!(validations(request), Some(1));
}

#[tokio::test]
async fn a_request_that_can_have_changed_is_validated_again() {
    let changes: [fn(&mut Request<Counted>); 3] = [
        |request| request.get_mut().is_invalid = true,
        |request| {
            let validated = std::mem::replace(request, Request::new(Counted::default()));
            *request = validated.map(|_| Counted {
                is_invalid: true,
                ..Counted::default()
            });
        },
        |request| {
            let validated = std::mem::replace(request, Request::new(Counted::default()));
            let (metadata, extensions, mut message) = validated.into_parts();
            message.is_invalid = true;
            *request = Request::from_parts(metadata, extensions, message);
        },
    ];
    for change in changes {
        let mut request = Request::new(Counted::default());
        by_rules(&request).await.unwrap();
        change(&mut request);
        assert_eq!(validations(request), None);
    }
    // A failed validation does not count.
    let request = Request::new(Counted {
        is_invalid: true,
        ..Counted::default()
    });
    by_rules(&request).await.unwrap_err();
    assert_eq!(validations(request), None);
}

#[test]
fn the_rest_of_a_request_stays() {
    let mut request = Request::new(Counted::default());
    let tenant = "acme".parse().unwrap();
    request.metadata_mut().insert("x-tenant", tenant);
    let request = Valid::from_request(request).unwrap();
    assert_eq!(request.metadata().get("x-tenant").unwrap(), "acme");
    let message: Counted = Valid::into_inner(request.into_inner());
    assert!(!message.is_invalid);
}
