//! Tests that every function has a value for constant arguments.

use super::*;
use crate::cel::function::{Kind, OVERLOADS};

/// Returns a sample argument. The text is a time zone that needs no time zone database.
fn sample(kind: Kind) -> Value {
    match kind {
        Kind::Bool => Value::Bool(true),
        Kind::Int => Value::Int(1),
        Kind::Uint => Value::Uint(1),
        Kind::Double => Value::Double(1.0),
        Kind::String => Value::String("-02:00".to_owned()),
        Kind::Bytes => Value::Bytes(b"a".to_vec()),
        Kind::Duration => Value::Duration(Duration::new(1, 0)),
        Kind::Timestamp => Value::Timestamp(Timestamp::new(1, 0)),
        Kind::Strings | Kind::List => Value::List(vec![Value::String("a".to_owned())]),
        Kind::Map => Value::Map(vec![(Value::Int(1), Value::Int(2))]),
    }
}

#[test]
fn every_function_of_constants_is_computed() {
    for overload in OVERLOADS {
        let arguments: Vec<_> = overload
            .arguments
            .iter()
            .map(|kind| sample(*kind))
            .collect();
        let arguments: Vec<_> = arguments.iter().collect();
        assert!(
            call(overload.function, &arguments).is_some(),
            "{:?} of {arguments:?} is left to the run time",
            overload.function
        );
    }
}
