//! Operators on values.

use std::cmp::Ordering;

use super::Value;
use crate::cel::compare::{int_double, int_uint, uint_double};
use crate::cel::{Error, Result, int, uint};

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => a == b,
            (Self::Type(a), Self::Type(b)) => a == b,
            _ => self.compare(other) == Ok(Some(Ordering::Equal)),
        }
    }
}

/// Operators. Each fails for types that it does not support.
impl Value {
    /// The order for `<`, `<=`, `>` and `>=`; `None` if a value is NaN.
    ///
    /// # Errors
    /// If the values have no order.
    pub fn compare(&self, other: &Self) -> Result<Option<Ordering>> {
        Ok(Some(match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Uint(a), Self::Uint(b)) => a.cmp(b),
            (Self::Int(a), Self::Uint(b)) => int_uint(*a, *b),
            (Self::Uint(a), Self::Int(b)) => int_uint(*b, *a).reverse(),
            (Self::Double(a), Self::Double(b)) => return Ok(a.partial_cmp(b)),
            (Self::Int(a), Self::Double(b)) => return Ok(int_double(*a, *b)),
            (Self::Uint(a), Self::Double(b)) => return Ok(uint_double(*a, *b)),
            (Self::Double(_), Self::Int(_) | Self::Uint(_)) => {
                return Ok(other.compare(self)?.map(Ordering::reverse));
            }
            (Self::String(a), Self::String(b)) => a.cmp(b),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            (Self::Timestamp(a), Self::Timestamp(b)) => a.cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.cmp(b),
            _ => return Err(Error::NoSuchOverload),
        }))
    }

    /// `self + other`.
    ///
    /// # Errors
    /// If the operation fails, or is not defined for the types.
    pub fn add(&self, other: &Self) -> Result<Self> {
        Ok(match (self, other) {
            (Self::Int(a), Self::Int(b)) => Self::Int(int::add(*a, *b)?),
            (Self::Uint(a), Self::Uint(b)) => Self::Uint(uint::add(*a, *b)?),
            (Self::Double(a), Self::Double(b)) => Self::Double(a + b),
            (Self::String(a), Self::String(b)) => Self::String(format!("{a}{b}")),
            (Self::Bytes(a), Self::Bytes(b)) => Self::Bytes([a.as_slice(), b].concat()),
            (Self::List(a), Self::List(b)) => Self::List([a.as_slice(), b].concat()),
            (Self::Duration(a), Self::Duration(b)) => Self::Duration(a.add(*b)?),
            (Self::Timestamp(at), Self::Duration(by))
            | (Self::Duration(by), Self::Timestamp(at)) => Self::Timestamp(at.add(*by)?),
            _ => return Err(Error::NoSuchOverload),
        })
    }

    /// `self - other`.
    ///
    /// # Errors
    /// If the operation fails, or is not defined for the types.
    pub fn sub(&self, other: &Self) -> Result<Self> {
        Ok(match (self, other) {
            (Self::Int(a), Self::Int(b)) => Self::Int(int::sub(*a, *b)?),
            (Self::Uint(a), Self::Uint(b)) => Self::Uint(uint::sub(*a, *b)?),
            (Self::Double(a), Self::Double(b)) => Self::Double(a - b),
            (Self::Duration(a), Self::Duration(b)) => Self::Duration(a.sub(*b)?),
            (Self::Timestamp(at), Self::Duration(by)) => Self::Timestamp(at.sub(*by)?),
            (Self::Timestamp(a), Self::Timestamp(b)) => Self::Duration(a.since(*b)?),
            _ => return Err(Error::NoSuchOverload),
        })
    }

    /// `self * other`.
    ///
    /// # Errors
    /// If the operation fails, or is not defined for the types.
    pub fn mul(&self, other: &Self) -> Result<Self> {
        Ok(match (self, other) {
            (Self::Int(a), Self::Int(b)) => Self::Int(int::mul(*a, *b)?),
            (Self::Uint(a), Self::Uint(b)) => Self::Uint(uint::mul(*a, *b)?),
            (Self::Double(a), Self::Double(b)) => Self::Double(a * b),
            _ => return Err(Error::NoSuchOverload),
        })
    }

    /// `self / other`.
    ///
    /// # Errors
    /// If the operation fails, or is not defined for the types.
    pub fn div(&self, other: &Self) -> Result<Self> {
        Ok(match (self, other) {
            (Self::Int(a), Self::Int(b)) => Self::Int(int::div(*a, *b)?),
            (Self::Uint(a), Self::Uint(b)) => Self::Uint(uint::div(*a, *b)?),
            (Self::Double(a), Self::Double(b)) => Self::Double(a / b),
            _ => return Err(Error::NoSuchOverload),
        })
    }

    /// `self % other`.
    ///
    /// # Errors
    /// If the operation fails, or is not defined for the types.
    pub fn rem(&self, other: &Self) -> Result<Self> {
        Ok(match (self, other) {
            (Self::Int(a), Self::Int(b)) => Self::Int(int::rem(*a, *b)?),
            (Self::Uint(a), Self::Uint(b)) => Self::Uint(uint::rem(*a, *b)?),
            _ => return Err(Error::NoSuchOverload),
        })
    }

    /// `-self`.
    ///
    /// # Errors
    /// If the operation fails, or is not defined for the types.
    pub fn neg(&self) -> Result<Self> {
        Ok(match self {
            Self::Int(value) => Self::Int(int::neg(*value)?),
            Self::Double(value) => Self::Double(-value),
            Self::Duration(value) => Self::Duration(value.neg()?),
            _ => return Err(Error::NoSuchOverload),
        })
    }
}
