//! `condition ? yes : no`: both branches have to be held alike.

use super::super::access::{Result, Unsupported};
use super::super::code::Code;
use super::Lower;
use crate::cel::{Type, Typed};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn conditional(
        &mut self,
        condition: &Typed,
        yes: &Typed,
        no: &Typed,
        ty: &Type,
    ) -> Result<Code> {
        let condition = self.bool(condition)?;
        let (yes, no) = (self.code(yes)?, self.code(no)?);
        let (values, repr) = self.alike(vec![yes, no], ty)?;
        let mut values = values.into_iter().map(Box::new);
        match (values.next(), values.next()) {
            (Some(yes), Some(no)) => Ok(Code::new(Expr::If(Box::new(condition), yes, no), repr)),
            _ => Err(Unsupported("a conditional has two branches".to_owned())),
        }
    }
}
