//! Rust expressions with their types, and conversions between these types.

mod expressions;

pub use expressions::*;

use crate::model::{EnumId, MessageId, Scalar};
use crate::targets::rust::syntax::Expr;

/// An expression and its type.
#[derive(Clone, Debug)]
pub struct Code {
    pub expr: Expr,
    pub repr: Repr,
}

/// The type of a Rust expression.
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
    /// A duration message of `prost_types` or of generated code, by reference.
    RawDuration,
    RawTimestamp,
    /// A message: a place or a reference.
    Message(MessageId),
    /// `Option<&M>`.
    MaybeMessage(MessageId),
    List(List),
    Map(Map),
    /// An `Option` of a wrapper's value, which is a value or a reference.
    Maybe(Box<Repr>),
    Null,
    /// An open enum, a newtype of its number: only as an [`Item`].
    OpenEnum(EnumId),
    /// The runtime's `Value`, owned or by reference.
    Value(Hold),
}

impl Repr {
    /// Returns the type of a scalar. `hold` is the form of texts and bytes.
    pub fn of_scalar(scalar: Scalar, hold: Hold) -> Self {
        match scalar {
            Scalar::Double => Self::F64,
            Scalar::Float => Self::F32,
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => Self::I32,
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => Self::I64,
            Scalar::Uint32 | Scalar::Fixed32 => Self::U32,
            Scalar::Uint64 | Scalar::Fixed64 => Self::U64,
            Scalar::Bool => Self::Bool,
            Scalar::String => Self::Text(hold),
            Scalar::Bytes => Self::Bytes(hold),
        }
    }

    /// Returns whether each use of a value copies it.
    pub fn is_copy(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Bytes(_))
    }
}

/// The form of a text or bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// `&str`, `&[u8]`.
    Slice,
    /// A `String` or `Vec<u8>` in a field.
    Place,
    /// `&String`, `&Vec<u8>`.
    Ref,
    /// An owned value.
    Owned,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Whether the list is a value, not a reference.
    pub place: bool,
    pub item: Item,
}

/// An item of an iterator over references.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The references to remove.
    pub refs: &'static str,
    /// The type without these references.
    pub repr: Box<Repr>,
}

/// A map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Whether the map is a value, not a reference.
    pub place: bool,
    /// Whether the map is an `Option<&Map>`.
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

    /// Returns the code of an item that `expr` is bound to, without its references.
    pub fn code(&self, expr: Expr) -> Code {
        match *self.repr {
            Repr::OpenEnum(_) => Code::new(number(expr), Repr::I32),
            _ => Code::new(expr, (*self.repr).clone()),
        }
    }
}

/// Returns the number of an open enum.
pub fn number(open_enum: Expr) -> Expr {
    Expr::Field(Box::new(open_enum), "0".to_owned())
}

/// Returns whether the expression creates a message.
pub fn is_made(expr: &Expr) -> bool {
    match expr {
        Expr::Struct { .. } => true,
        Expr::If(_, yes, no) => is_made(yes) || is_made(no),
        Expr::Block(_, Some(value)) => is_made(value),
        _ => false,
    }
}

impl Code {
    pub fn new(expr: Expr, repr: Repr) -> Self {
        Self { expr, repr }
    }

    /// Converts to an `i64`.
    pub fn into_int(self) -> Expr {
        match self.repr {
            Repr::I32 => call("i64::from", [self.expr]),
            Repr::Usize => Expr::Cast(Box::new(self.expr), "i64".to_owned()),
            _ => self.expr,
        }
    }

    /// Converts to a `u64`.
    pub fn into_uint(self) -> Expr {
        match self.repr {
            Repr::U32 => call("u64::from", [self.expr]),
            Repr::Usize => Expr::Cast(Box::new(self.expr), "u64".to_owned()),
            _ => self.expr,
        }
    }

    /// Converts to an `f64`.
    pub fn into_double(self) -> Expr {
        match self.repr {
            Repr::F32 => call("f64::from", [self.expr]),
            _ => self.expr,
        }
    }

    /// Converts to an argument of type `&str` or `&[u8]`.
    pub fn into_argument(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Place | Hold::Owned) | Repr::Bytes(Hold::Place | Hold::Owned) => {
                reference(self.expr)
            }
            Repr::Text(Hold::Slice) | Repr::Bytes(Hold::Slice) => match self.expr {
                // The compiler dereferences references to references.
                Expr::Unary("*", inner) => *inner,
                expr => expr,
            },
            _ => self.expr,
        }
    }

    /// Converts to a `&str` or a `&[u8]`.
    pub fn into_slice(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Slice) | Repr::Bytes(Hold::Slice) => self.expr,
            Repr::Text(_) => method(self.expr, "as_str", []),
            Repr::Bytes(_) => reference(Expr::Index(Box::new(self.expr), Box::new(atom("..")))),
            _ => self.expr,
        }
    }

    /// Converts to an owned `String` or `Vec<u8>`.
    pub fn into_owned(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Owned) | Repr::Bytes(Hold::Owned) => self.expr,
            Repr::Text(Hold::Slice) => method(self.expr, "to_owned", []),
            Repr::Bytes(_) => method(self.expr, "to_vec", []),
            _ => method(self.expr, "clone", []),
        }
    }

    /// Converts to a `&[u8]`, where a reference to an array would have the wrong type.
    pub fn into_bytes(self) -> Expr {
        match self.expr {
            Expr::Atom(ref text) if self.repr == Repr::Bytes(Hold::Slice) && is_bytes(text) => {
                reference(Expr::Index(Box::new(self.expr), Box::new(atom(".."))))
            }
            _ => self.into_slice(),
        }
    }

    /// Converts a place or a reference to `&M`.
    pub fn into_reference(self) -> Expr {
        match self.expr {
            Expr::Field(..) => reference(self.expr),
            expr if is_made(&expr) => reference(expr),
            expr => expr,
        }
    }

    /// Converts to a CEL timestamp or duration.
    pub fn into_time(self) -> Expr {
        match self.repr {
            Repr::RawDuration => call("Duration::from", [self.expr]),
            Repr::RawTimestamp => call("Timestamp::from", [self.expr]),
            _ => self.expr,
        }
    }

    /// Converts to an argument that is a slice of items.
    pub fn into_items(self) -> Expr {
        match self.repr {
            Repr::List(List { place: true, .. }) => reference(self.expr),
            _ => self.expr,
        }
    }

    /// Like [`into_items`](Self::into_items), for functions of scalars: open enums become numbers.
    pub fn into_scalars(self) -> Expr {
        match &self.repr {
            Repr::List(List { item, .. }) if matches!(*item.repr, Repr::OpenEnum(_)) => {
                let body = number(atom("item"));
                let numbers = mapped(method(self.expr, "iter", []), item.refs, "item", body);
                reference(method(numbers, "collect::<Vec<_>>", []))
            }
            _ => self.into_items(),
        }
    }

    /// Converts to `Option<&M>`.
    pub fn into_maybe_message(self) -> Expr {
        match self.repr {
            Repr::Message(_) => call("Some", [self.into_reference()]),
            _ => self.expr,
        }
    }

    /// Returns owned text or bytes unchanged, and other text or bytes as a slice.
    pub fn into_slice_if_borrowed(self) -> Expr {
        match self.repr {
            Repr::Text(Hold::Owned) | Repr::Bytes(Hold::Owned) => self.expr,
            _ => self.into_slice(),
        }
    }
}
