//! Generates comparisons of values and of sizes.

use super::super::access::Result;
use super::super::code::{Code, Repr, atom, binary, call, method};
use super::super::literal;
use super::pairs::Pair;
use super::{Terms, is_empty};
use crate::cel::{Comparison, Value};
use crate::checks::{Op, Operands, Term};
use crate::targets::rust::syntax::Expr;

impl Terms<'_, '_> {
    /// Generates the test of one value or of two values.
    pub(super) fn comparison(&mut self, term: &Term) -> Result<Expr> {
        match &term.op {
            Op::IsNull(value) => Ok(method(self.code(value)?.expr, "is_none", [])),
            Op::IsEmpty(value) => Ok(is_empty(self.code(value)?.expr)),
            Op::Shorter(text, limit) => self.length("string::is_shorter", text, *limit),
            Op::Longer(text, limit) => self.length("string::is_longer", text, *limit),
            Op::Compare {
                comparison,
                operands,
                left,
                right,
            } => {
                let constant = right.as_const();
                let (left, right) = (self.code(left)?, self.code(right)?);
                match constant {
                    Some(constant) => {
                        self.with_constant(*comparison, operands, left, (right, constant))
                    }
                    None => self.two(*comparison, operands, left, right),
                }
            }
            _ => self.bool(term),
        }
    }

    fn length(&mut self, function: &str, text: &Term, limit: u64) -> Result<Expr> {
        let text = self.code(text)?.into_argument();
        Ok(call(function, [text, atom(limit.to_string())]))
    }

    /// Generates the comparison with a constant. Its literal has the type of the other operand.
    fn with_constant(
        &mut self,
        comparison: Comparison,
        operands: &Operands,
        left: Code,
        (right, constant): (Code, &Value),
    ) -> Result<Expr> {
        let symbol = comparison.symbol();
        let is_equality = comparison.is_equality();
        match (operands, constant) {
            (Operands::Text, _) if is_equality => Ok(binary(left.expr, symbol, right.expr)),
            (Operands::Bytes, Value::Bytes(bytes)) => {
                let literal = Box::new(literal::bytes(bytes));
                let literal = if is_equality {
                    Expr::Unary("*", literal)
                } else {
                    Expr::Index(literal, Box::new(atom("..")))
                };
                Ok(binary(super::pairs::whole(left), symbol, literal))
            }
            (Operands::Same, Value::Double(value)) if left.repr == Repr::F32 => {
                let (left, right) = match literal::float(*value) {
                    Some(literal) => (left.expr, literal),
                    None => (left.into_double(), right.expr),
                };
                Ok(binary(left, symbol, right))
            }
            _ => self.two(comparison, operands, left, right),
        }
    }

    /// Generates the comparison of two values.
    pub(super) fn two(
        &mut self,
        comparison: Comparison,
        operands: &Operands,
        left: Code,
        right: Code,
    ) -> Result<Expr> {
        self.pair(Pair {
            comparison,
            operands,
            left,
            right,
        })
    }
}
