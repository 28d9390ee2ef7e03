//! What counts steps: macros within macros, and what they read as a whole.

use super::super::access::Result;
use super::super::code::{Code, Hold, List, Repr, atom, method};
use super::{Lower, literal};
use crate::cel::{Function, Typed, multiplies};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    /// An iterator over a range, which counts its items if macros around repeat it.
    pub(super) fn metered(&self, range: &Typed, items: Expr) -> Expr {
        match self.around.counts(range) {
            true => method(items, "metered", [atom("steps")]),
            false => items,
        }
    }

    /// A text, bytes or a list that is read as a whole, which counts if macros around repeat that.
    pub(super) fn counted(&self, typed: &Typed, code: Code) -> Code {
        if !self.around.repeats(typed) {
            return code;
        }
        let of_steps = |name, value| method(atom("steps"), name, [value]);
        match code.repr.clone() {
            Repr::Text(_) => {
                let text = of_steps("text", code.into_argument());
                Code::new(text, Repr::Text(Hold::Slice))
            }
            Repr::Bytes(_) => {
                let bytes = of_steps("bytes", code.into_argument());
                Code::new(bytes, Repr::Bytes(Hold::Slice))
            }
            Repr::List(list) => {
                let items = of_steps("list", code.into_items());
                let list = List {
                    place: false,
                    ..list
                };
                Code::new(items, Repr::List(list))
            }
            _ => code,
        }
    }

    /// The arguments of a call.
    pub(super) fn arguments(
        &mut self,
        function: Function,
        arguments: &[Typed],
    ) -> Result<Vec<Code>> {
        use Function as F;
        let is_known = |argument: &Typed| argument.as_const().is_some();
        let reads_all = match function {
            F::SizeBytes | F::SizeList | F::SizeMap => false,
            // The shorter one bounds the time.
            F::StartsWith | F::StartsWithBytes | F::EndsWith | F::EndsWithBytes => {
                let is_long = |argument| self.around.repeats(argument);
                arguments.iter().all(is_long)
            }
            _ => true,
        };
        let mut codes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let code = self.code(argument)?;
            codes.push(match reads_all && !is_known(argument) {
                true => self.counted(argument, code),
                false => code,
            });
        }
        Ok(codes)
    }

    /// A call whose result may be as long as the product of its arguments.
    pub(super) fn grown(&mut self, function: Function, arguments: &[Typed]) -> Result<Code> {
        let mut values = Vec::with_capacity(arguments.len());
        for code in self.arguments(function, arguments)? {
            values.push(match code.repr {
                Repr::Text(_) => code.into_argument(),
                Repr::List(_) => code.into_items(),
                _ => code.into_int(),
            });
        }
        let name = match function {
            Function::Replace => "replace",
            Function::ReplaceCount => "replace_n",
            _ => "join",
        };
        if function == Function::Join {
            values.push(literal::text(""));
        }
        let text = method(atom("steps"), name, values);
        Ok(Code::new(text, Repr::Text(Hold::Owned)))
    }
}

/// Whether the result of a call may be as long as the product of its arguments.
pub(super) fn grows(function: Function, arguments: &[Typed]) -> bool {
    let varies = |index: usize| {
        let argument = arguments.get(index);
        argument.is_some_and(|argument| argument.as_const().is_none())
    };
    match function {
        Function::Replace | Function::ReplaceCount => varies(0) && varies(2),
        Function::Join => multiplies(&arguments[0]),
        Function::JoinWith => varies(0) && varies(1) || multiplies(&arguments[0]),
        _ => false,
    }
}
