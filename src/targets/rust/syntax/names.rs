//! Finds the names that code uses, because unused names must not be declared, and visits all of its expressions.

use super::{Condition, Expr, Statement};

impl Expr {
    /// Returns whether an expression uses a variable or an item in scope. It ignores a variable with the same name that
    /// the expression itself binds.
    pub fn mentions(&self, name: &str) -> bool {
        match self {
            Self::Atom(text) => text == name,
            Self::Generic(..) => false,
            Self::Unary(_, operand)
            | Self::Cast(operand, _)
            | Self::Field(operand, _)
            | Self::Try(operand)
            | Self::Matches(operand, _) => operand.mentions(name),
            Self::Binary(left, _, right) | Self::Index(left, right) => {
                left.mentions(name) || right.mentions(name)
            }
            Self::Call(first, rest) | Self::Method(first, _, rest) => {
                first.mentions(name) || any(rest, name)
            }
            Self::Closure(parameters, body) => {
                !parameters.iter().any(|pattern| binds(pattern, name)) && body.mentions(name)
            }
            Self::If(condition, yes, no) => {
                [condition, yes, no].iter().any(|part| part.mentions(name))
            }
            Self::Match(scrutinee, arms) => {
                let mut arms = arms.iter();
                scrutinee.mentions(name)
                    || arms.any(|(pattern, value)| !binds(pattern, name) && value.mentions(name))
            }
            Self::Array(items) | Self::Tuple(items) => any(items, name),
            Self::Struct { fields, .. } => fields.iter().any(|(_, value)| value.mentions(name)),
            Self::Block(statements, value) => {
                let last = value.as_deref().is_some_and(|value| value.mentions(name));
                mentioned(statements, last, name)
            }
        }
    }
}

impl Statement {
    /// Returns whether statements use a variable that is bound before them.
    pub fn mention(statements: &[Self], name: &str) -> bool {
        mentioned(statements, false, name)
    }
}

impl Expr {
    /// Visits an expression and all expressions within it.
    pub fn each<'e>(&'e self, look: &mut impl FnMut(&'e Self)) {
        look(self);
        match self {
            Self::Atom(_) | Self::Generic(..) => {}
            Self::Unary(_, inner)
            | Self::Cast(inner, _)
            | Self::Field(inner, _)
            | Self::Try(inner)
            | Self::Closure(_, inner)
            | Self::Matches(inner, _) => inner.each(look),
            Self::Binary(left, _, right) | Self::Index(left, right) => {
                left.each(look);
                right.each(look);
            }
            Self::Call(first, rest) | Self::Method(first, _, rest) => {
                first.each(look);
                rest.iter().for_each(|expr| expr.each(look));
            }
            Self::If(condition, yes, no) => {
                [condition, yes, no].iter().for_each(|expr| expr.each(look));
            }
            Self::Match(scrutinee, arms) => {
                scrutinee.each(look);
                arms.iter().for_each(|(_, value)| value.each(look));
            }
            Self::Array(items) | Self::Tuple(items) => {
                items.iter().for_each(|expr| expr.each(look));
            }
            Self::Struct { fields, .. } => fields.iter().for_each(|(_, value)| value.each(look)),
            Self::Block(statements, value) => {
                Statement::each(statements, look);
                if let Some(value) = value {
                    value.each(look);
                }
            }
        }
    }
}

impl Statement {
    /// Visits each expression in statements.
    pub fn each<'e>(statements: &'e [Self], look: &mut impl FnMut(&'e Expr)) {
        for statement in statements {
            match statement {
                Self::Use(_) => {}
                Self::Let { value, .. }
                | Self::Item { value, .. }
                | Self::Expression(value)
                | Self::Value(value) => value.each(look),
                Self::If {
                    condition: Condition::Bool(value) | Condition::Let(_, value),
                    then,
                    otherwise,
                } => {
                    value.each(look);
                    Self::each(then, look);
                    Self::each(otherwise, look);
                }
                Self::For { range, body, .. } => {
                    range.each(look);
                    Self::each(body, look);
                }
            }
        }
    }
}

impl Expr {
    /// Returns whether the evaluation of an expression can return early from the enclosing closure, by a `?`.
    pub fn ends(&self) -> bool {
        match self {
            Self::Try(_) => true,
            Self::Atom(_) | Self::Generic(..) | Self::Closure(..) => false,
            Self::Unary(_, inner)
            | Self::Cast(inner, _)
            | Self::Field(inner, _)
            | Self::Matches(inner, _) => inner.ends(),
            Self::Binary(left, _, right) | Self::Index(left, right) => left.ends() || right.ends(),
            Self::Call(first, rest) | Self::Method(first, _, rest) => {
                first.ends() || rest.iter().any(Self::ends)
            }
            Self::If(condition, yes, no) => condition.ends() || yes.ends() || no.ends(),
            Self::Match(scrutinee, arms) => {
                scrutinee.ends() || arms.iter().any(|(_, value)| value.ends())
            }
            Self::Array(items) | Self::Tuple(items) => items.iter().any(Self::ends),
            Self::Struct { fields, .. } => fields.iter().any(|(_, value)| value.ends()),
            // A block evaluates statements before its value because they can return early.
            Self::Block(..) => true,
        }
    }
}

fn any(exprs: &[Expr], name: &str) -> bool {
    exprs.iter().any(|expr| expr.mentions(name))
}

/// Returns whether statements use a name. `last` is true if the code after them uses it.
fn mentioned(statements: &[Statement], last: bool, name: &str) -> bool {
    statements
        .iter()
        .rev()
        .fold(last, |after, statement| match statement {
            Statement::Use(_) => after,
            Statement::Let { pattern, value, .. } => {
                value.mentions(name) || after && !binds(pattern, name)
            }
            Statement::Item {
                name: item, value, ..
            } => item != name && (value.mentions(name) || after),
            Statement::If {
                condition,
                then,
                otherwise,
            } => {
                let within = Statement::mention(then, name);
                let condition = match condition {
                    Condition::Bool(condition) => condition.mentions(name) || within,
                    Condition::Let(pattern, value) => {
                        value.mentions(name) || within && !binds(pattern, name)
                    }
                };
                condition || Statement::mention(otherwise, name) || after
            }
            Statement::For {
                pattern,
                range,
                body,
            } => {
                let within = !binds(pattern, name) && Statement::mention(body, name);
                range.mentions(name) || within || after
            }
            Statement::Expression(value) | Statement::Value(value) => value.mentions(name) || after,
        })
}

/// Returns whether a pattern binds a name. Paths in a pattern bind no names.
fn binds(pattern: &str, name: &str) -> bool {
    let part_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '#');
    pattern
        .split(|letter| !part_of_word(letter))
        .any(|word| word == name)
}
