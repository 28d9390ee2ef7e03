//! What is in code: which names it uses, so that what nothing uses is not declared, and all of its expressions.

use super::{Condition, Expr, Statement};

impl Expr {
    /// Whether the value of a variable, or of an item in scope, is used. A variable of the same name that is bound
    /// within the expression is another one.
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
    /// Whether some statements use a variable that is bound before them.
    pub fn mention(statements: &[Self], name: &str) -> bool {
        mentioned(statements, false, name)
    }
}

impl Expr {
    /// Looks at an expression and at each within it.
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
    /// Looks at each expression of some statements.
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
    /// Whether evaluating an expression can end the closure around it, by a `?`.
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
            // What is put in front of a value is there because it can.
            Self::Block(..) => true,
        }
    }
}

fn any(exprs: &[Expr], name: &str) -> bool {
    exprs.iter().any(|expr| expr.mentions(name))
}

/// Whether statements use a name; `last` says whether what follows them does.
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

/// Whether a pattern binds a name; paths in it bind none.
fn binds(pattern: &str, name: &str) -> bool {
    let part_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '#');
    pattern
        .split(|letter| !part_of_word(letter))
        .any(|word| word == name)
}
