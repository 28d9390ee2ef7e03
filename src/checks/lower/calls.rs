//! Plans function calls.

use super::budget::grows;
use super::{Lower, Result, expected};
use crate::cel::{self, Comparison, Dynamic, Function, Kind, Type, Typed, Value};
use crate::checks::Unsupported;
use crate::checks::pattern::{self, Fixed, Pattern};
use crate::checks::store::Store;
use crate::checks::term::{Form, Matcher, Op, Operands, Term};

impl Lower<'_, '_> {
    pub(super) fn call(
        &mut self,
        typed: &Typed,
        function: Function,
        arguments: &[Typed],
    ) -> Result<Term> {
        use Function as F;
        let (form, terms) = match (function, arguments) {
            (F::SizeString | F::SizeBytes | F::SizeList | F::SizeMap, [measured]) => {
                return self.size(typed, function, measured);
            }
            (F::Item | F::Entry, [container, index]) => return self.item(typed, container, index),
            (F::Matches, [text, pattern]) => match pattern.as_const() {
                Some(Value::String(pattern)) => return self.matches(typed, text, pattern),
                _ => (Form::Stepped, self.terms(arguments)?),
            },
            (F::Unwrap, [wrapper]) => return self.unwrapped(typed, wrapper),
            (F::Unique, _) => {
                let terms = self.all_counted(arguments)?;
                (unique_form(&terms), terms)
            }
            (F::Expect(kind), [value]) => return Ok(expected(kind, self.term(value)?)),
            (F::ConcatStrings, _) => {
                let mut parts = Vec::new();
                self.concatenated(typed, &mut parts)?;
                (Form::Plain, parts)
            }
            (F::Format, [template, rest @ ..]) => {
                let template = self.term(template)?;
                let rest = self.all_counted(rest)?;
                (Form::Plain, [vec![template], rest].concat())
            }
            (F::Int32 | F::Uint32 | F::Float, [number]) => {
                return self.narrowed(typed, function, number);
            }
            (F::UintFromInt, [size]) if cel::is_size(size) => {
                let ty = Type::Uint;
                return Ok(Term {
                    ty,
                    ..self.term(size)?
                });
            }
            (F::Dynamic(Dynamic::Unique), _) => (Form::Stepped, self.terms(arguments)?),
            (
                F::Dynamic(_) | F::TypeOf | F::DurationOf | F::TimestampOf | F::HasKey | F::Json,
                _,
            ) => (Form::Plain, self.terms(arguments)?),
            _ if function.takes_zone() => return self.zoned(typed, function, arguments),
            _ => return self.plain(typed, function, arguments),
        };
        let store = result(function, &typed.ty);
        Ok(called(typed, function, terms, form, store))
    }

    /// Plans a call without a special form: decides whether it counts steps and whether its divisor is constant.
    fn plain(&mut self, typed: &Typed, function: Function, arguments: &[Typed]) -> Result<Term> {
        let terms = self.arguments(function, arguments)?;
        if let ([dividend, _], [_, divisor]) = (&terms[..], arguments)
            && let Some(divided) = divided(typed, function, dividend, divisor)
        {
            return Ok(divided);
        }
        let form = if grows(function, arguments) {
            Form::Stepped
        } else {
            Form::Plain
        };
        let store = result(function, &typed.ty);
        Ok(called(typed, function, terms, form, store))
    }

    /// Plans the value of a wrapper.
    fn unwrapped(&mut self, typed: &Typed, wrapper: &Typed) -> Result<Term> {
        let term = self.term(wrapper)?;
        let Store::Maybe(value) = term.store.clone() else {
            return Ok(term);
        };
        let terms = vec![term];
        Ok(called(typed, Function::Unwrap, terms, Form::Plain, *value))
    }

    fn all_counted(&mut self, all: &[Typed]) -> Result<Vec<Term>> {
        let counted = |typed: &Typed| {
            let term = self.term(typed)?;
            Ok(self.counted(typed, term))
        };
        all.iter().map(counted).collect()
    }

    /// Collects the operands of a chain of `+` in one list.
    fn concatenated(&mut self, typed: &Typed, parts: &mut Vec<Term>) -> Result<()> {
        if let cel::Op::Call(Function::ConcatStrings, arguments) = &typed.op {
            return arguments
                .iter()
                .try_for_each(|argument| self.concatenated(argument, parts));
        }
        let part = self.term(typed)?;
        parts.push(self.counted(typed, part));
        Ok(())
    }

    /// Plans a number that is narrowed to a 32-bit field.
    fn narrowed(&mut self, typed: &Typed, function: Function, number: &Typed) -> Result<Term> {
        let term = self.term(number)?;
        if let Store::I32 | Store::U32 | Store::F32 = term.store {
            return Ok(term);
        }
        let store = match function {
            Function::Int32 => Store::I32,
            Function::Uint32 => Store::U32,
            _ => Store::F32,
        };
        Ok(called(typed, function, vec![term], Form::Plain, store))
    }

    /// Plans a component of a time in a time zone. For UTC, it uses the function without a zone.
    fn zoned(&mut self, typed: &Typed, function: Function, arguments: &[Typed]) -> Result<Term> {
        let [time, zone] = arguments else {
            return Err(Unsupported::new("such a time zone is not supported"));
        };
        let time = self.term(time)?;
        let (function, terms) = match zone.as_const().and_then(Value::as_str) {
            Some("" | "UTC") => (function.in_utc(), vec![time]),
            _ => (function, vec![time, self.term(zone)?]),
        };
        Ok(called(typed, function, terms, Form::Plain, Store::I64))
    }

    /// Plans the match of a text with a constant pattern.
    fn matches(&mut self, typed: &Typed, text: &Typed, pattern: &str) -> Result<Term> {
        let term = self.term(text)?;
        let text = self.counted(text, term);
        let span = &typed.span;
        let with = |function, text: Term, literal: String| {
            let literal = Term::constant(Value::String(literal), &Type::String);
            called(
                typed,
                function,
                vec![text, literal],
                Form::Plain,
                Store::Bool,
            )
        };
        let is_text = text.store == Store::Text;
        match pattern::fixed(pattern).filter(|_| is_text) {
            Some(Fixed::Whole(literal)) => {
                let (fails, literal) = (text.fails, Value::String(literal));
                let op = Op::Compare {
                    comparison: Comparison::Equal,
                    operands: Operands::Text,
                    left: Box::new(text),
                    right: Box::new(Term::constant(literal, &Type::String)),
                };
                return Ok(Term::bool(op, fails, span));
            }
            Some(Fixed::Start(literal)) => return Ok(with(Function::StartsWith, text, literal)),
            Some(Fixed::End(literal)) => return Ok(with(Function::EndsWith, text, literal)),
            Some(Fixed::Anywhere(literal)) => return Ok(with(Function::Contains, text, literal)),
            None => {}
        }
        let matcher = match pattern::format(pattern) {
            Some(format) => format,
            None => Matcher::Pattern(self.pattern(pattern)?),
        };
        let fails = text.fails;
        Ok(Term::bool(Op::Match(Box::new(text), matcher), fails, span))
    }

    /// Returns the index of a pattern in the plan, and adds the pattern if it is new.
    fn pattern(&mut self, text: &str) -> Result<usize> {
        if let Some(known) = self.patterns.iter().position(|known| known.text == text) {
            return Ok(known);
        }
        let kind = pattern::kind(text).map_err(|error| Unsupported::new(error.to_string()))?;
        self.patterns.push(Pattern {
            text: text.to_owned(),
            kind,
            field: self.field,
        });
        Ok(self.patterns.len() - 1)
    }
}

fn called(
    typed: &Typed,
    function: Function,
    arguments: Vec<Term>,
    form: Form,
    store: Store,
) -> Term {
    let op = Op::Call {
        function,
        arguments,
        form,
    };
    Term::new(op, typed.ty.clone(), store, typed.fallible, &typed.span)
}

/// Returns the store of a function's result.
fn result(function: Function, ty: &Type) -> Store {
    match function {
        Function::Json | Function::TypeOf => Store::Value,
        // These functions have a result of any type.
        Function::Dynamic(_) => match Kind::scalar(ty) {
            Some(_) => Store::of_type(ty),
            None => Store::Value,
        },
        _ => Store::of_type(ty),
    }
}

/// Chooses the form of `unique`. Items without hash and order are compared pairwise.
fn unique_form(arguments: &[Term]) -> Form {
    let Some(Store::List(item)) = arguments.first().map(|list| &list.store) else {
        return Form::Stepped;
    };
    match **item {
        Store::Message { .. }
        | Store::Maybe(_)
        | Store::List(_)
        | Store::Map { .. }
        | Store::Duration
        | Store::Timestamp => Form::Stepped,
        _ => Form::Plain,
    }
}

/// Plans a division by a constant that cannot fail. It keeps the dividend's width if the constant has that width too.
fn divided(typed: &Typed, function: Function, dividend: &Term, divisor: &Typed) -> Option<Term> {
    let is_remainder = match function {
        Function::DivInt | Function::DivUint => false,
        Function::RemInt | Function::RemUint => true,
        _ => return None,
    };
    let limits = match dividend.store {
        // On some targets, a size has only 32 bits.
        Store::Size => Some((0, u32::MAX.into())),
        _ => dividend.store.limits(),
    };
    let (min, max) = limits?;
    let divisor = divisor.as_const()?;
    let number = super::limits::integer(divisor)?;
    if number == 1 {
        let zero = match dividend.ty.value() {
            Type::Uint => Value::Uint(0),
            _ => Value::Int(0),
        };
        let zero = Term::constant(zero, &typed.ty).after(dividend.clone());
        return Some(if is_remainder { zero } else { dividend.clone() });
    }
    if matches!(number, 0 | -1) {
        return None;
    }
    let store = if (min..=max).contains(&number) {
        dividend.store.clone()
    } else {
        dividend.store.clone().widened()
    };
    let mut divisor = Term::constant(divisor.clone(), &typed.ty);
    divisor.store = store.clone();
    let arguments = vec![dividend.clone(), divisor];
    Some(called(typed, function, arguments, Form::Sure, store))
}
