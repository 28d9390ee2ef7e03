//! Plans a rule: its test and the report of its violation.

use super::constants::Constants;
use super::fields::Planner;
use super::joined::when;
use super::lower::Lower;
use super::term::{Op, Term};
use super::{At, Step, Unsupported, Violation};
use crate::cel::{self, Type, Typed, Value};
use crate::rules::{Rule, Test};

type Steps<'r> = Result<Vec<Step<'r>>, Unsupported>;

impl<'r> Planner<'_, 'r> {
    /// Plans the steps of a rule for `this`. The rule reports its violations at `at`.
    pub(super) fn rule(&mut self, rule: &'r Rule, this: &Term, at: At) -> Steps<'r> {
        let report = |message: &str| Step::Violate {
            violation: violation(rule, message),
            at,
        };
        match &rule.test {
            Test::Expression(typed) => {
                let mut lower = Lower::new(self.model, this, &mut self.patterns, self.field);
                Tested { rule, at }.steps(&mut lower, typed)
            }
            Test::Defined(id) => {
                let values = &self.model[*id].values;
                let numbers = values.iter().map(|value| i128::from(value.number));
                let defined = one_of(this.clone(), Constants::numbers(numbers.collect()));
                Ok(when(defined.not(), vec![report(&rule.message)], Vec::new()))
            }
            Test::TypeUrl { urls, .. } if urls.is_empty() => Ok(Vec::new()),
            Test::TypeUrl { urls, allowed } => {
                let url = Term {
                    op: Op::TypeUrl(Box::new(this.clone())),
                    ty: Type::String,
                    store: super::Store::Text,
                    ..this.clone()
                };
                let listed = one_of(url, Constants::texts(urls.iter().cloned()));
                let test = if *allowed { listed.not() } else { listed };
                Ok(when(test, vec![report(&rule.message)], Vec::new()))
            }
        }
    }
}

fn violation<'r>(rule: &'r Rule, message: &str) -> Violation<'r> {
    Violation::Rule {
        rule,
        message: message.to_owned(),
    }
}

fn one_of(value: Term, constants: Constants) -> Term {
    let (fails, span) = (value.fails, value.span.clone());
    Term::bool(Op::OneOf(Box::new(value), constants), fails, &span)
}

/// A rule with an expression, and the path of its violations.
#[derive(Clone, Copy)]
struct Tested<'r> {
    rule: &'r Rule,
    at: At,
}

impl<'r> Tested<'r> {
    fn violate(self, message: &str) -> Vec<Step<'r>> {
        vec![Step::Violate {
            violation: violation(self.rule, message),
            at: self.at,
        }]
    }

    fn require(self, test: Term, message: &str) -> Vec<Step<'r>> {
        vec![Step::Require {
            test,
            violation: violation(self.rule, message),
            at: self.at,
        }]
    }

    fn steps(self, lower: &mut Lower<'_, '_>, typed: &Typed) -> Steps<'r> {
        let message = &self.rule.message;
        match typed.ty.value() {
            Type::Bool if typed.fallible => Ok(self.require(lower.term(typed)?, message)),
            Type::Bool => Ok(when(
                lower.negated(typed)?,
                self.violate(message),
                Vec::new(),
            )),
            Type::String => self.texts(lower, typed),
            _ => Err(Unsupported::new("the result is known only at run time")),
        }
    }

    /// Plans an expression of type string. Its result is the message of the violation, or empty if the value is valid.
    fn texts(self, lower: &mut Lower<'_, '_>, typed: &Typed) -> Steps<'r> {
        if let Some(text) = constant(typed) {
            return Ok(match text {
                "" => Vec::new(),
                text => self.violate(text),
            });
        }
        if let cel::Op::If(condition, yes, no) = &typed.op {
            match (constant(yes), constant(no)) {
                _ if !condition.fallible => {
                    let (then, otherwise) = (self.texts(lower, yes)?, self.texts(lower, no)?);
                    return Ok(if then.is_empty() {
                        when(lower.negated(condition)?, otherwise, then)
                    } else {
                        when(lower.term(condition)?, then, otherwise)
                    });
                }
                (Some(""), Some(text)) if !text.is_empty() => {
                    return Ok(self.require(lower.term(condition)?, text));
                }
                (Some(text), Some("")) if !text.is_empty() => {
                    return Ok(self.require(lower.negated(condition)?, text));
                }
                _ => {}
            }
        }
        Ok(vec![Step::Ask {
            text: lower.term(typed)?,
            violation: violation(self.rule, ""),
            at: self.at,
        }])
    }
}

fn constant(text: &Typed) -> Option<&str> {
    text.as_const().and_then(Value::as_str)
}
