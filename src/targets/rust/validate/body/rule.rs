//! One rule: its constant, its test, and what happens when it is not kept.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Repr, atom, attempt, call, closure, field, is_known, method, not, reference,
};
use super::super::lower::Lower;
use super::super::{literal, standard};
use super::{Body, kind_name, violation};
use crate::cel::{Op, Type, Typed, Value};
use crate::model::EnumId;
use crate::rules::{Place, Rule, Test};
use crate::targets::rust::syntax::{Condition, Expr, Statement};

impl Body<'_, '_> {
    /// The check of a rule of `this`, whose violations are at `at`.
    pub(super) fn rule(&mut self, rule: &Rule, this: &Code, at: &Expr) -> Result<Vec<Statement>> {
        match &rule.test {
            Test::Expression(typed) => self.expression(rule, typed, this, at),
            Test::Defined(id) => {
                let defined = self.defined(*id, this);
                Ok(broken(defined, constant(rule, &rule.message), at))
            }
            Test::TypeUrl { urls, allowed } => {
                let patterns: Vec<_> = urls.iter().map(|url| format!("{url:?}")).collect();
                if patterns.is_empty() {
                    return Ok(Vec::new());
                }
                let url = method(field(this.expr.clone(), "type_url"), "as_str", []);
                let listed = Expr::Matches(Box::new(url), literal::distinct(patterns));
                let condition = if *allowed { not(listed) } else { listed };
                Ok(broken(condition, constant(rule, &rule.message), at))
            }
        }
    }

    /// Whether a number is none of an enum.
    fn defined(&self, id: EnumId, this: &Code) -> Expr {
        let values = &self.scope.context.model[id].values;
        let numbers = values.iter().map(|value| value.number.into());
        let patterns = literal::patterns(numbers.collect());
        not(Expr::Matches(Box::new(this.expr.clone()), patterns))
    }

    fn expression(
        &mut self,
        rule: &Rule,
        typed: &Typed,
        this: &Code,
        at: &Expr,
    ) -> Result<Vec<Statement>> {
        let mut lower = Lower::new(self.scope, this, &mut self.statics);
        let made = test(&mut lower, rule, typed, at);
        self.unsupported = lower.fault.take();
        made
    }
}

/// The statements of a rule that is an expression.
fn test(
    lower: &mut Lower<'_, '_>,
    rule: &Rule,
    typed: &Typed,
    at: &Expr,
) -> Result<Vec<Statement>> {
    match typed.ty.value() {
        Type::Bool if typed.fallible => {
            let test = lower.fallible(typed)?;
            let test = call(
                "cx.require",
                [at.clone(), rule_reference(), closure(&[], test)],
            );
            Ok(block(
                constant(rule, &rule.message),
                Statement::Expression(attempt(test)),
            ))
        }
        Type::Bool => {
            let condition = lower.negated(typed)?;
            Ok(broken(condition, constant(rule, &rule.message), at))
        }
        Type::String => texts(lower, rule, typed, at),
        _ => Err(Unsupported(
            "the result is known only at run time".to_owned(),
        )),
    }
}

/// What a rule that gives a text does: nothing if that is empty, else it is the message.
fn texts(
    lower: &mut Lower<'_, '_>,
    rule: &Rule,
    typed: &Typed,
    at: &Expr,
) -> Result<Vec<Statement>> {
    match &typed.op {
        Op::Const(Value::String(text)) if text.is_empty() => Ok(Vec::new()),
        Op::Const(Value::String(text)) => Ok(vec![
            constant(rule, text),
            violation(at.clone(), rule_reference()),
        ]),
        Op::If(condition, yes, no) if !condition.fallible => {
            let (then, otherwise) = (texts(lower, rule, yes, at)?, texts(lower, rule, no, at)?);
            let (condition, then, otherwise) = match then.is_empty() {
                true => (lower.negated(condition)?, otherwise, Vec::new()),
                false => (lower.bool(condition)?, then, otherwise),
            };
            Ok(branch(condition, unwrapped(then), unwrapped(otherwise)))
        }
        Op::If(condition, yes, no) if empty(yes) != empty(no) && constant_texts(yes, no) => {
            let test = match empty(yes) {
                true => lower.fallible(condition)?,
                false => super::super::code::okay(lower.negated(condition)?),
            };
            let text = if empty(yes) { no } else { yes };
            let text = text.as_const().and_then(Value::as_str).unwrap_or_default();
            let test = closure(&[], test);
            let test = call("cx.require", [at.clone(), rule_reference(), test]);
            Ok(block(
                constant(rule, text),
                Statement::Expression(attempt(test)),
            ))
        }
        _ => {
            let text = match typed.fallible {
                true => {
                    let code = lower.code(typed)?;
                    super::super::code::okay(owned(code))
                }
                false => {
                    let code = lower.code(typed)?;
                    call("Ok", [owned(code)])
                }
            };
            let asked = call("cx.ask", [at.clone(), rule_reference(), closure(&[], text)]);
            Ok(block(
                constant(rule, ""),
                Statement::Expression(attempt(asked)),
            ))
        }
    }
}

fn empty(text: &Typed) -> bool {
    text.as_const().and_then(Value::as_str) == Some("")
}

fn constant_texts(yes: &Typed, no: &Typed) -> bool {
    yes.as_const().is_some() && no.as_const().is_some()
}

/// `if condition { then } else { otherwise }`, or what is left of it.
fn branch(condition: Expr, then: Vec<Statement>, otherwise: Vec<Statement>) -> Vec<Statement> {
    if then.is_empty() && otherwise.is_empty() {
        return then;
    }
    let kept = match is_known(&condition) {
        Some(true) => then,
        Some(false) => otherwise,
        None => {
            return vec![Statement::If {
                condition: Condition::Bool(condition),
                then,
                otherwise,
            }];
        }
    };
    match kept.is_empty() {
        true => kept,
        // The constant needs a scope of its own.
        false => vec![Statement::Value(Expr::Block(kept, None))],
    }
}

/// A text of its own; what is one already keeps its `?`.
fn owned(code: Code) -> Expr {
    match code.repr {
        Repr::Text(super::super::code::Hold::Owned) => code.expr,
        _ => code.into_owned(),
    }
}

/// Statements in a block, for the constant's sake.
fn block(constant: Statement, statement: Statement) -> Vec<Statement> {
    vec![Statement::Value(Expr::Block(
        vec![constant, statement],
        None,
    ))]
}

/// What is in a block, where another is around it.
fn unwrapped(mut statements: Vec<Statement>) -> Vec<Statement> {
    match (statements.pop(), statements.is_empty()) {
        (Some(Statement::Value(Expr::Block(inner, None))), true) => inner,
        (last, _) => {
            statements.extend(last);
            statements
        }
    }
}

/// A test that is true if the rule is not kept.
fn broken(condition: Expr, constant: Statement, at: &Expr) -> Vec<Statement> {
    let told = vec![constant, violation(at.clone(), rule_reference())];
    branch(condition, told, Vec::new())
}

fn rule_reference() -> Expr {
    reference(atom("RULE"))
}

/// `const RULE: Rule = Rule::of_message("id").message("…");`
pub(super) fn plain(id: &str, message: &str) -> Statement {
    item(with_message(
        call("Rule::of_message", [literal::text(id)]),
        message,
    ))
}

fn with_message(rule: Expr, message: &str) -> Expr {
    match message {
        "" => rule,
        message => method(rule, "message", [literal::text(message)]),
    }
}

fn item(value: Expr) -> Statement {
    Statement::Item {
        keyword: "const",
        name: "RULE".to_owned(),
        type_name: "Rule".to_owned(),
        value,
    }
}

/// `const RULE: Rule = …;`
fn constant(rule: &Rule, message: &str) -> Statement {
    let id = literal::text(&rule.id);
    let index = |index: &u32| atom(index.to_string());
    let made = match &rule.place {
        Place::Message => call("Rule::of_message", [id]),
        Place::Cel(at) => call("Rule::cel", [index(at), id]),
        Place::CelExpression(at) => call("Rule::cel_expression", [index(at), id]),
        Place::Standard { set, name } => {
            let path = atom(standard::path(set, name));
            call("Rule::new", [path, id])
        }
        Place::Inline {
            set,
            number,
            name,
            item,
        } => {
            let set = atom(format!("rules::RuleSet::{}", standard::set(set)));
            let name = literal::text(name);
            let kind = atom(format!("Kind::{}", kind_name(*item)));
            call(
                "Rule::extension",
                [set, atom(number.to_string()), name, kind, id],
            )
        }
    };
    let made = with_message(made, message);
    item(match rule.param.as_ref().and_then(literal::param) {
        Some(param) => method(made, "param", [param]),
        None => made,
    })
}
