//! The members of a message, as its code needs them.

use crate::model::Field;
use crate::targets::rust::ident::Ident;

/// A field that is in no oneof.
#[derive(Debug)]
pub struct RegularField<'m> {
    pub ident: &'m Ident,
    pub field: &'m Field<'m>,
}

/// The field of a message that holds a oneof.
#[derive(Debug)]
pub struct OneofField<'m> {
    pub ident: &'m Ident,
    /// The path of the enum.
    pub path: String,
    /// Its numbers, ascending.
    pub numbers: Vec<u32>,
}
