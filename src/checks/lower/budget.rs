//! Decides which terms count steps: nested macros, and values that such macros read as a whole.

use super::Lower;
use crate::cel::{Function, Typed, multiplies};
use crate::checks::store::Store;
use crate::checks::term::{Op, Term};

impl Lower<'_, '_> {
    /// Plans text, bytes or a list that is read as a whole. The read counts steps if a macro repeats it.
    pub(super) fn counted(&self, typed: &Typed, term: Term) -> Term {
        let is_long = matches!(term.store, Store::Text | Store::Bytes | Store::List(_));
        if !is_long || !self.around.repeats(typed) {
            return term;
        }
        let (ty, store) = (term.ty.clone(), term.store.clone());
        let (fails, span) = (term.fails, term.span.clone());
        Term::new(Op::Counted(Box::new(term)), ty, store, fails, &span)
    }

    /// Plans the arguments of a call.
    pub(super) fn arguments(
        &mut self,
        function: Function,
        arguments: &[Typed],
    ) -> super::Result<Vec<Term>> {
        use Function as F;
        let reads_all = match function {
            F::SizeBytes | F::SizeList | F::SizeMap => false,
            // The shorter argument bounds the time.
            F::StartsWith | F::StartsWithBytes | F::EndsWith | F::EndsWithBytes => {
                let is_long = |argument| self.around.repeats(argument);
                arguments.iter().all(is_long)
            }
            _ => true,
        };
        let mut terms = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let term = self.term(argument)?;
            terms.push(if reads_all && argument.as_const().is_none() {
                self.counted(argument, term)
            } else {
                term
            });
        }
        Ok(terms)
    }
}

/// Returns whether the result of a call can be as long as the product of its arguments.
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
