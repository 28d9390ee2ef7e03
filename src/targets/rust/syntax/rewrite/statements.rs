//! Lays out statements, each on its own lines.

use super::Rewriter;
use super::blocks::{Head, If};
use crate::targets::rust::syntax::shape::Shape;
use crate::targets::rust::syntax::{Expr, Statement, flat};

impl Rewriter {
    /// Returns statements and the value after them.
    pub fn body(&self, statements: &[Statement], value: Option<&Expr>, shape: Shape) -> String {
        let mut text = String::new();
        let margin = " ".repeat(shape.indent);
        let mut line = |content: &str| {
            text += &format!("{margin}{content}\n");
        };
        for (index, statement) in statements.iter().enumerate() {
            let is_last = index + 1 == statements.len() && value.is_none();
            let content = self.or_lenient(|rewriter| rewriter.statement(statement, is_last, shape));
            line(&content.unwrap_or_else(|| flat::statement(statement)));
        }
        if let Some(value) = value {
            let content = self.rewrite(value, shape);
            line(&content.unwrap_or_else(|| flat::flat(value)));
        }
        text
    }

    /// Lays out a statement around its value; `None` if no layout fits.
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
