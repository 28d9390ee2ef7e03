//! The type checker: resolves names, chooses overloads and folds constants.

mod budget;
mod calls;
mod dynamic;
mod loops;
mod messages;
mod names;
mod operators;
mod overloads;
mod select;
mod unset;

pub use overloads::is_size;

use budget::Budget;

use super::ast::{Expr, Literal, Node, Span, Unary};
use super::typed::{Op, Typed, Variable};
use super::types::Type;
use super::value::{Constant, Value};
use crate::model::{EnumId, Model};
use std::collections::HashMap;

/// The names that an expression can use.
#[derive(Clone, Debug)]
pub struct Environment<'e> {
    pub model: &'e Model<'e>,
    /// The enums of the model, by full name without the leading dot.
    pub enums: &'e HashMap<&'e str, EnumId>,
    /// The type of `this`.
    pub this: Option<Type>,
    /// The value of `rules`: the message that contains the rule's field.
    pub rules: Option<&'e Constant>,
    /// The value and the type of `rule`: the rule's field.
    pub rule: Option<(&'e Value, Type)>,
}

/// An error in an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub message: String,
    pub span: Span,
    pub hint: Option<String>,
}

impl Fault {
    pub fn new(message: impl Into<String>, span: &Span) -> Self {
        Self {
            message: message.into(),
            span: span.clone(),
            hint: None,
        }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

pub type Checked = Result<Typed, Fault>;

/// Checks an expression.
///
/// # Errors
/// Returns an error if the expression uses unknown names or arguments of wrong types, or if its constants cost too much
/// to compute.
pub fn check(environment: &Environment<'_>, expression: &Expr) -> Checked {
    let mut checker = Checker {
        environment,
        locals: Vec::new(),
        count: 0,
        budget: Budget::new(),
    };
    checker.expression(expression)
}

struct Checker<'c> {
    environment: &'c Environment<'c>,
    /// The variables of the enclosing macros. The innermost is last.
    locals: Vec<Local>,
    /// The number of variables so far.
    count: u32,
    budget: Budget,
}

/// The variable of a macro.
struct Local {
    name: String,
    number: u32,
    ty: Type,
    /// The value, if the macro is unrolled over constants.
    value: Option<Value>,
}

impl Checker<'_> {
    fn expression(&mut self, expression: &Expr) -> Checked {
        self.budget.step(&expression.span)?;
        let typed = self.node(expression)?;
        self.budget.value(&typed)?;
        Ok(typed)
    }

    fn node(&mut self, expression: &Expr) -> Checked {
        let span = &expression.span;
        match &expression.node {
            Node::Literal(literal) => Ok(constant(literal, span)),
            Node::Ident(name) => self.ident(name, span),
            Node::Select { operand, field } => match self.qualified(expression)? {
                Some(value) => Ok(value),
                None => {
                    let operand = self.expression(operand)?;
                    self.select(operand, field, span)
                }
            },
            Node::Has { operand, field } => {
                let operand = self.expression(operand)?;
                self.has(operand, field, span)
            }
            Node::Index { operand, index } => {
                let (operand, index) = (self.expression(operand)?, self.expression(index)?);
                self.index(operand, index, span)
            }
            Node::Call {
                target,
                function,
                arguments,
            } => self.call(target.as_deref(), function, arguments, span),
            Node::Unary { operator, operand } => {
                let operand = self.expression(operand)?;
                match operator {
                    Unary::Not => self.not(operand, span),
                    Unary::Negate => self.operator("-", vec![operand], span),
                }
            }
            Node::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.expression(left)?, self.expression(right)?);
                self.binary(*operator, left, right, span)
            }
            Node::Conditional { condition, yes, no } => {
                let condition = self.expression(condition)?;
                let (yes, no) = (self.expression(yes)?, self.expression(no)?);
                self.conditional(condition, yes, no, span)
            }
            Node::List(items) => self.list(items, span),
            Node::Map(entries) => self.map(entries, span),
            Node::Message { name, fields } => self.message(name, fields, span),
            Node::Macro(node) => self.run(node, span),
        }
    }

    fn ident(&self, name: &str, span: &Span) -> Checked {
        if let Some(local) = self.locals.iter().rev().find(|local| local.name == name) {
            return Ok(match &local.value {
                Some(value) => Typed::constant(value.clone(), local.ty.clone(), span.clone()),
                None => variable(Variable::Local(local.number), local.ty.clone(), span),
            });
        }
        let environment = self.environment;
        match name {
            "this" => {
                if let Some(this) = &environment.this {
                    return Ok(variable(Variable::This, this.clone(), span));
                }
            }
            "now" => return Ok(variable(Variable::Now, Type::Timestamp, span)),
            "rules" => {
                if let Some(rules) = environment.rules {
                    let ty = Type::Message(rules.message);
                    return Ok(Typed::constant(
                        Value::Message(rules.clone()),
                        ty,
                        span.clone(),
                    ));
                }
            }
            "rule" => {
                if let Some((value, ty)) = &environment.rule {
                    return Ok(Typed::constant((*value).clone(), ty.clone(), span.clone()));
                }
            }
            _ => {}
        }
        self.type_name(name, span)
            .ok_or_else(|| self.unknown_name(name, span))
    }

    fn shown(&self, ty: &Type) -> String {
        ty.display(self.environment.model).to_string()
    }
}

fn variable(variable: Variable, ty: Type, span: &Span) -> Typed {
    Typed {
        op: Op::Variable(variable),
        ty,
        fallible: false,
        span: span.clone(),
    }
}

fn constant(literal: &Literal, span: &Span) -> Typed {
    let (value, ty) = match literal {
        Literal::Null => (Value::Null, Type::Null),
        Literal::Bool(value) => (Value::Bool(*value), Type::Bool),
        Literal::Int(value) => (Value::Int(*value), Type::Int),
        Literal::Uint(value) => (Value::Uint(*value), Type::Uint),
        Literal::Double(value) => (Value::Double(*value), Type::Double),
        Literal::String(value) => (Value::String(value.clone()), Type::String),
        Literal::Bytes(value) => (Value::Bytes(value.clone()), Type::Bytes),
    };
    Typed::constant(value, ty, span.clone())
}

/// Returns the most similar name.
fn closest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let near = known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min_by_key(|&(distance, _)| distance)?;
    (near.0 <= 2 && near.0 < name.len()).then_some(near.1)
}
