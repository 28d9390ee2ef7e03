//! Statements, each on lines of its own.

use super::Rewriter;
use super::blocks::{Head, If};
use crate::targets::rust::syntax::shape::Shape;
use crate::targets::rust::syntax::{Condition, Expr, Statement, flat, precedence};

impl Rewriter {
    /// Statements and a value behind them.
    pub fn body(&self, statements: &[Statement], value: Option<&Expr>, shape: Shape) -> String {
        let mut text = String::new();
        let margin = " ".repeat(shape.indent);
        let mut line = |content: &str| {
            text += &format!("{margin}{content}\n");
        };
        for (index, statement) in statements.iter().enumerate() {
            let is_last = index + 1 == statements.len() && value.is_none();
            let content = self.or_lenient(|rewriter| rewriter.statement(statement, is_last, shape));
            line(&content.unwrap_or_else(|| unbroken_statement(statement)));
        }
        if let Some(value) = value {
            let content = self.rewrite(value, shape);
            line(&content.unwrap_or_else(|| flat::flat(value)));
        }
        text
    }

    /// A statement as what holds its value; nothing if no break makes it fit.
    fn statement(&self, statement: &Statement, is_last: bool, shape: Shape) -> Option<String> {
        match statement {
            Statement::Use(_) => None,
            Statement::Let {
                pattern,
                type_name,
                value,
            } => {
                let ty = type_name.iter().map(|ty| format!(": {ty}"));
                let start = format!("let {pattern}{} =", ty.collect::<String>());
                Some(self.assign(start, value, shape.shorter(1)?)? + ";")
            }
            Statement::Item {
                keyword,
                name,
                type_name,
                value,
            } => {
                let start = format!("{keyword} {name}: {type_name} =");
                Some(self.assign(start, value, shape.shorter(1)?)? + ";")
            }
            Statement::If {
                condition,
                then,
                otherwise,
            } => {
                let r#if = If::statement(condition, then, otherwise);
                let short = is_last.then(|| self.if_short(r#if, shape)).flatten();
                short.or_else(|| self.if_long(r#if, shape, false))
            }
            Statement::For {
                pattern,
                range,
                body,
            } => {
                let head = self.head(
                    "for",
                    Head::Pattern("", pattern, " in", range),
                    shape,
                    false,
                )?;
                let block = match &body[..] {
                    [] => "{}".to_owned(),
                    body => self.braces(super::blocks::Block::new(body), shape),
                };
                Some(head + &block)
            }
            Statement::Expression(value) => {
                Some(self.statement_value(value, shape.shorter(1)?)? + ";")
            }
            Statement::Value(value) if is_last => self.rewrite(value, shape),
            Statement::Value(value) => self.statement_value(value, shape),
        }
    }
}

/// A statement on one line.
fn unbroken_statement(statement: &Statement) -> String {
    match statement {
        Statement::Use(path) => format!("use {path};"),
        Statement::Let {
            pattern,
            type_name,
            value,
        } => {
            let ty = type_name.iter().map(|ty| format!(": {ty}"));
            format!(
                "let {pattern}{} = {};",
                ty.collect::<String>(),
                flat::flat(value)
            )
        }
        Statement::Item {
            keyword,
            name,
            type_name,
            value,
        } => format!("{keyword} {name}: {type_name} = {};", flat::flat(value)),
        Statement::If {
            condition,
            then,
            otherwise,
        } => {
            let condition = match condition {
                Condition::Bool(condition) => flat::flat(condition),
                Condition::Let(pattern, value) => {
                    let value = flat::wrapped(value, precedence::scrutinee(value));
                    format!("let {pattern} = {value}")
                }
            };
            let text = format!("if {condition} {{ {} }}", unbroken(then));
            match &otherwise[..] {
                [] => text,
                otherwise => format!("{text} else {{ {} }}", unbroken(otherwise)),
            }
        }
        Statement::For {
            pattern,
            range,
            body,
        } => format!(
            "for {pattern} in {} {{ {} }}",
            flat::flat(range),
            unbroken(body)
        ),
        Statement::Expression(value) => format!("{};", flat::flat(value)),
        Statement::Value(value) => flat::flat(value),
    }
}

/// Statements on one line.
pub fn unbroken(statements: &[Statement]) -> String {
    let statements = statements.iter().map(unbroken_statement);
    statements.collect::<Vec<_>>().join(" ")
}
