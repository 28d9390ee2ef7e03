//! Numbers in the width of a field, and times of their parts, for the messages that a rule makes.

use super::super::access::Result;
use super::super::code::{Code, Repr, attempt, call};
use super::Lower;
use crate::cel::{Function, Typed};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    /// A number as a field of 32 bits holds it.
    pub(super) fn narrowed(&mut self, function: Function, number: &Typed) -> Result<Code> {
        let code = self.code(number)?;
        Ok(match (function, &code.repr) {
            (_, Repr::I32 | Repr::U32 | Repr::F32) => code,
            (Function::Int32, _) => {
                let narrow = call("int::to_i32", [code.into_int()]);
                Code::new(attempt(narrow), Repr::I32)
            }
            (Function::Uint32, _) => {
                let narrow = call("uint::to_u32", [code.into_uint()]);
                Code::new(attempt(narrow), Repr::U32)
            }
            _ => {
                let narrow = Expr::Cast(Box::new(code.into_double()), "f32".to_owned());
                Code::new(narrow, Repr::F32)
            }
        })
    }

    /// A duration or a timestamp of its parts.
    pub(super) fn time_of(
        &mut self,
        function: Function,
        seconds: &Typed,
        nanos: &Typed,
    ) -> Result<Code> {
        let (seconds, nanos) = (self.code(seconds)?.into_int(), self.code(nanos)?.expr);
        let (name, repr) = match function {
            Function::DurationOf => ("Duration::new", Repr::Duration),
            _ => ("Timestamp::new", Repr::Timestamp),
        };
        Ok(Code::new(call(name, [seconds, nanos]), repr))
    }
}
