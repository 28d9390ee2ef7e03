//! Expressions of Rust with what is known of their types, and how one becomes another.

use crate::model::MessageId;
use crate::targets::rust::syntax::{Expr, Statement};

/// An expression and what it gives.
#[derive(Clone, Debug)]
pub struct Code {
    pub expr: Expr,
    pub repr: Repr,
}

/// What an expression of Rust gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Repr {
    Bool,
    I32,
    I64,
    U32,
    U64,
    /// A length: an `int` or a `uint` that is never negative.
    Usize,
    F32,
    F64,
    Text(Hold),
    Bytes(Hold),
    Duration,
    Timestamp,
    /// `prost_types`' or generated messages of these names, by reference.
    RawDuration,
    RawTimestamp,
    /// A message, by place or by reference.
    Message(MessageId),
    /// `Option<&M>`.
    MaybeMessage(MessageId),
    List(List),
    Map(Map),
    /// `Option` of what a wrapper holds, by value or by reference.
    Maybe(Box<Repr>),
    Null,
    /// The runtime's `Value`: one of its own, or by reference.
    Value(Hold),
}

/// How a text or bytes are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// `&str`, `&[u8]`.
    Slice,
    /// A `String` or `Vec<u8>` that stays where it is.
    Place,
    /// `&String`, `&Vec<u8>`.
    Ref,
    /// A value of its own.
    Owned,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Whether it is a value, not a reference.
    pub place: bool,
    pub item: Item,
}

/// An item as an iterator by reference gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// How many references are to be taken off.
    pub refs: &'static str,
    /// What is left then.
    pub repr: Box<Repr>,
}

/// A map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Whether it is a value, not a reference.
    pub place: bool,
    /// Whether it is `Option<&Map>`.
    pub maybe: bool,
    pub key: Item,
    pub value: Item,
}

impl Item {
    pub fn new(refs: &'static str, repr: Repr) -> Self {
        Self {
            refs,
            repr: Box::new(repr),
        }
    }
}

/// `text` as it is.
pub fn atom(text: impl Into<String>) -> Expr {
    Expr::Atom(text.into())
}

/// `function(arguments)`.
pub fn call(function: impl Into<String>, arguments: impl Into<Vec<Expr>>) -> Expr {
    Expr::Call(Box::new(atom(function)), arguments.into())
}

/// `receiver.method(arguments)`.
pub fn method(receiver: Expr, method: &str, arguments: impl Into<Vec<Expr>>) -> Expr {
    Expr::Method(Box::new(receiver), method.to_owned(), arguments.into())
}

/// `a op b`; a chain of `&&` or `||` needs no parentheses.
pub fn binary(left: Expr, operator: &'static str, right: Expr) -> Expr {
    match (operator, is_known(&left), is_known(&right)) {
        ("&&", Some(true), _) | ("||", Some(false), _) => return right,
        ("&&", _, Some(true)) | ("||", _, Some(false)) => return left,
        ("&&", Some(false), _) | ("||", Some(true), _) => return left,
        // What is known decides it, unless what is before it fails.
        ("&&", _, Some(false)) | ("||", _, Some(true)) => {
            return if left.ends() {
                after(left, right)
            } else {
                right
            };
        }
        _ => {}
    }
    if let "==" | "!=" = operator {
        let other = if operator == "==" { "!=" } else { "==" };
        match (left, right) {
            (Expr::Unary("!", left), Expr::Unary("!", right)) => {
                return Expr::Binary(left, operator, right);
            }
            (Expr::Unary("!", inner), side) | (side, Expr::Unary("!", inner)) => {
                return Expr::Binary(inner, other, Box::new(side));
            }
            (left, right) => return Expr::Binary(Box::new(left), operator, Box::new(right)),
        }
    }
    match right {
        Expr::Binary(first, inner, last) if inner == operator && matches!(inner, "&&" | "||") => {
            Expr::Binary(Box::new(binary(left, operator, *first)), operator, last)
        }
        right => Expr::Binary(Box::new(left), operator, Box::new(right)),
    }
}

/// A value that is known, once what has to be evaluated has not failed.
pub fn after(evaluated: Expr, value: Expr) -> Expr {
    let evaluated = match attempted(evaluated) {
        attempt @ Expr::Try(_) => Statement::Expression(attempt),
        value => Statement::Let {
            pattern: "_".to_owned(),
            type_name: None,
            value,
        },
    };
    Expr::Block(vec![evaluated], Some(Box::new(value)))
}

/// The part of an expression that can fail, if what is around it only reads or converts the value.
fn attempted(expr: Expr) -> Expr {
    match expr {
        Expr::Unary("*" | "&", inner) | Expr::Field(inner, _) => attempted(*inner),
        Expr::Method(inner, name, arguments)
            if arguments.is_empty() && matches!(name.as_str(), "as_ref" | "as_deref") =>
        {
            attempted(*inner)
        }
        expr => expr,
    }
}

/// Whether a condition is known to hold, or not to.
pub fn is_known(condition: &Expr) -> Option<bool> {
    match condition {
        Expr::Atom(text) if text == "true" => Some(true),
        Expr::Atom(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// The opposite of a condition.
pub fn not(operand: Expr) -> Expr {
    match operand {
        Expr::Unary("!", inner) => *inner,
        Expr::Atom(text) if text == "true" => atom("false"),
        Expr::Atom(text) if text == "false" => atom("true"),
        Expr::Binary(left, "==", right) => Expr::Binary(left, "!=", right),
        Expr::Binary(left, "!=", right) => Expr::Binary(left, "==", right),
        Expr::Method(receiver, name, arguments) if name == "is_some" => {
            Expr::Method(receiver, "is_none".to_owned(), arguments)
        }
        Expr::Method(receiver, name, arguments) if name == "is_none" => {
            Expr::Method(receiver, "is_some".to_owned(), arguments)
        }
        Expr::Method(receiver, name, arguments)
            if matches!(name.as_str(), "is_some_and" | "is_none_or") =>
        {
            opposite_within(receiver, &name, arguments)
        }
        operand => Expr::Unary("!", Box::new(operand)),
    }
}

/// The opposite of `x.is_some_and(|x| test)`: with the opposite test, where that is no longer.
fn opposite_within(receiver: Box<Expr>, name: &str, arguments: Vec<Expr>) -> Expr {
    if let [Expr::Closure(parameters, test)] = &arguments[..] {
        let opposite = not((**test).clone());
        if !matches!(opposite, Expr::Unary("!", _)) {
            let name = match name {
                "is_some_and" => "is_none_or",
                _ => "is_some_and",
            };
            return method(*receiver, name, [closure(parameters, opposite)]);
        }
    }
    Expr::Unary(
        "!",
        Box::new(Expr::Method(receiver, name.to_owned(), arguments)),
    )
}

/// Items with each replaced, by a closure of one parameter.
pub fn mapped(items: Expr, refs: &str, name: &str, body: Expr) -> Expr {
    let is_item = |expr: &Expr| matches!(expr, Expr::Atom(text) if text == name);
    match (&body, refs) {
        (body, "") if is_item(body) => items,
        (body, "&") if is_item(body) => method(items, "copied", []),
        (Expr::Method(receiver, call, _), "") if call == "clone" && is_item(receiver) => {
            method(items, "cloned", [])
        }
        (Expr::Call(function, arguments), "") if arguments[..] == [atom(name)] => {
            method(items, "map", [(**function).clone()])
        }
        _ => method(items, "map", [closure(&[format!("{refs}{name}")], body)]),
    }
}

/// Whether a test holds for one of some items.
pub fn any(items: Expr, refs: &str, name: &str, test: Expr) -> Expr {
    if let (Expr::Method(list, iterator, _), "&", Expr::Binary(held, "==", wanted)) =
        (&items, refs, &test)
    {
        let is_held = |expr: &Expr| matches!(expr, Expr::Atom(text) if text == name);
        if iterator == "iter" && is_held(held) && !wanted.mentions(name) {
            let wanted = reference((**wanted).clone());
            return method((**list).clone(), "contains", [wanted]);
        }
    }
    method(items, "any", [closure(&[format!("{refs}{name}")], test)])
}

pub fn reference(operand: Expr) -> Expr {
    match operand {
        // What is dereferenced is a reference.
        Expr::Unary("*", inner) => *inner,
        operand => Expr::Unary("&", Box::new(operand)),
    }
}

/// Whether it is a literal of bytes, which is a reference to an array.
pub fn is_bytes(text: &str) -> bool {
    text.starts_with("b\"")
}

pub fn field(operand: Expr, name: impl Into<String>) -> Expr {
    Expr::Field(Box::new(operand), name.into())
}

/// `x?`; of what is only wrapped, what was wrapped.
pub fn attempt(operand: Expr) -> Expr {
    Expr::Try(Box::new(operand))
}

/// `Ok(x)`; of `x?`, `x`.
pub fn okay(operand: Expr) -> Expr {
    match operand {
        Expr::Try(inner) => *inner,
        operand => call("Ok", [operand]),
    }
}

/// `|parameters| body`.
pub fn closure(parameters: &[String], body: Expr) -> Expr {
    Expr::Closure(parameters.to_vec(), Box::new(body))
}

impl Code {
    pub fn new(expr: Expr, repr: Repr) -> Self {
        Self { expr, repr }
    }

    /// As an `i64`.
    pub fn into_int(self) -> Expr {
        match self.repr {
            Repr::I32 => call("i64::from", [self.expr]),
            Repr::Usize => Expr::Cast(Box::new(self.expr), "i64".to_owned()),
            _ => self.expr,
        }
    }

    /// As a `u64`.
    pub fn into_uint(self) -> Expr {
        match self.repr {
            Repr::U32 => call("u64::from", [self.expr]),
            Repr::Usize => Expr::Cast(Box::new(self.expr), "u64".to_owned()),
            _ => self.expr,
        }
    }

    /// As an `f64`.
    pub fn into_double(self) -> Expr {
        match self.repr {
            Repr::F32 => call("f64::from", [self.expr]),
            _ => self.expr,
        }
    }

    /// As the argument of a function that takes a `&str`, or a `&[u8]`.
    pub fn into_argument(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Place | Hold::Owned) | Repr::Bytes(Hold::Place | Hold::Owned) => {
                reference(self.expr)
            }
            Repr::Text(Hold::Slice) | Repr::Bytes(Hold::Slice) => match self.expr {
                // The compiler takes off references to references.
                Expr::Unary("*", inner) => *inner,
                expr => expr,
            },
            _ => self.expr,
        }
    }

    /// As a `&str`, or a `&[u8]`, whatever is expected.
    pub fn into_slice(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Slice) | Repr::Bytes(Hold::Slice) => self.expr,
            Repr::Text(_) => method(self.expr, "as_str", []),
            Repr::Bytes(_) => reference(Expr::Index(Box::new(self.expr), Box::new(atom("..")))),
            _ => self.expr,
        }
    }

    /// As a `String` or `Vec<u8>` of its own.
    pub fn into_owned(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Owned) | Repr::Bytes(Hold::Owned) => self.expr,
            Repr::Text(Hold::Slice) => method(self.expr, "to_owned", []),
            Repr::Bytes(_) => method(self.expr, "to_vec", []),
            _ => method(self.expr, "clone", []),
        }
    }

    /// As a `&[u8]`, where a reference to an array would be another type.
    pub fn into_bytes(self) -> Expr {
        match self.expr {
            Expr::Atom(ref text) if self.repr == Repr::Bytes(Hold::Slice) && is_bytes(text) => {
                reference(Expr::Index(Box::new(self.expr), Box::new(atom(".."))))
            }
            _ => self.into_slice(),
        }
    }

    /// As `&M`, whether it is a place or a reference.
    pub fn into_reference(self) -> Expr {
        match self.expr {
            Expr::Field(..) => reference(self.expr),
            expr => expr,
        }
    }

    /// As a CEL time or duration.
    pub fn into_time(self) -> Expr {
        match self.repr {
            Repr::RawDuration => call("Duration::from", [self.expr]),
            Repr::RawTimestamp => call("Timestamp::from", [self.expr]),
            _ => self.expr,
        }
    }

    /// As an argument that is a slice of items.
    pub fn into_items(self) -> Expr {
        match self.repr {
            Repr::List(List { place: true, .. }) => reference(self.expr),
            _ => self.expr,
        }
    }

    /// As `Option<&M>`.
    pub fn into_maybe_message(self) -> Expr {
        match self.repr {
            Repr::Message(_) => call("Some", [self.into_reference()]),
            _ => self.expr,
        }
    }
}

impl Code {
    /// A text or bytes of its own as it is, any other as a slice.
    pub fn into_slice_if_borrowed(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Owned) | Repr::Bytes(Hold::Owned) => self.expr,
            _ => self.into_slice(),
        }
    }
}
