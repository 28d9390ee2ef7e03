//! Lays out blocks, and the conditions and matches that contain them.

use super::{Rewriter, prefers_below};
use crate::targets::rust::syntax::shape::{Shape, first_width, is_extendable, last_width, width};
use crate::targets::rust::syntax::{Condition, Expr, Statement, flat, precedence};

/// rustfmt's `single_line_if_else_max_width`.
const SHORT_IF_WIDTH: usize = 50;

/// The content of braces.
#[derive(Clone, Copy)]
pub struct Block<'e> {
    statements: &'e [Statement],
    value: Option<&'e Expr>,
}

impl<'e> Block<'e> {
    pub(super) fn new(statements: &'e [Statement]) -> Self {
        Self {
            statements,
            value: None,
        }
    }

    /// Returns the block that an expression is, or a block with only this expression.
    pub(super) fn of(expr: &'e Expr) -> Self {
        match expr {
            Expr::Block(statements, value) => Self {
                statements,
                value: value.as_deref(),
            },
            value => Self {
                statements: &[],
                value: Some(value),
            },
        }
    }

    fn is_empty(self) -> bool {
        self.statements.is_empty() && self.value.is_none()
    }

    /// Returns the expression if the block contains nothing else.
    pub(super) fn only(self) -> Option<&'e Expr> {
        match (self.statements, self.value) {
            ([], value) => value,
            ([Statement::Value(value)], None) => Some(value),
            _ => None,
        }
    }
}

/// An `if` with its branches.
#[derive(Clone, Copy)]
pub(super) struct If<'e> {
    condition: Head<'e>,
    then: Block<'e>,
    otherwise: Block<'e>,
}

/// The code between a keyword and a brace.
#[derive(Clone, Copy)]
pub(super) enum Head<'e> {
    Bool(&'e Expr),
    /// `let pattern =` or `pattern in`, and the expression after it.
    Pattern(&'static str, &'e str, &'static str, &'e Expr),
}

impl<'e> If<'e> {
    fn of(expr: &'e Expr) -> Option<Self> {
        match expr {
            Expr::If(condition, yes, no) => Some(Self {
                condition: Head::Bool(condition),
                then: Block::of(yes),
                otherwise: Block::of(no),
            }),
            _ => None,
        }
    }

    pub(super) fn statement(
        condition: &'e Condition,
        then: &'e [Statement],
        otherwise: &'e [Statement],
    ) -> Self {
        Self {
            condition: match condition {
                Condition::Bool(condition) => Head::Bool(condition),
                Condition::Let(pattern, value) => Head::Pattern("let ", pattern, " =", value),
            },
            then: Block::new(then),
            otherwise: Block::new(otherwise),
        }
    }

    /// Returns the next `if` if nothing else follows `else`.
    fn next(self) -> Option<Self> {
        match (self.otherwise.statements, self.otherwise.value) {
            (
                [
                    Statement::If {
                        condition,
                        then,
                        otherwise,
                    },
                ],
                None,
            ) => Some(Self::statement(condition, then, otherwise)),
            _ => self.otherwise.only().and_then(Self::of),
        }
    }
}

/// The body of a match arm.
#[derive(Clone, Copy)]
pub enum Body<'e> {
    Block(Block<'e>),
    Value(&'e Expr),
}

impl<'e> Body<'e> {
    pub fn of(value: &'e Expr) -> Self {
        match value {
            Expr::Block(..) => match Block::of(value).only() {
                Some(only) => Self::of(only),
                None => Self::Block(Block::of(value)),
            },
            _ => Self::Value(value),
        }
    }

    /// Returns whether the body may start on the line of the pattern and continue on the next lines.
    fn extends(self) -> bool {
        fn extends(expr: &Expr) -> bool {
            match expr {
                Expr::Match(..)
                | Expr::Closure(..)
                | Expr::Array(..)
                | Expr::Struct { .. }
                | Expr::Call(..)
                | Expr::Method(..)
                | Expr::Matches(..)
                | Expr::Tuple(..)
                | Expr::Block(..) => true,
                Expr::Index(inner, _) => extends(inner) && !precedence::receiver(inner),
                _ => precedence::peeled(expr).is_some_and(extends),
            }
        }
        match self {
            Self::Block(_) => true,
            Self::Value(value) => extends(value),
        }
    }
}

impl Rewriter {
    /// Lays out `{ … }` with its content on its own lines.
    pub(super) fn braces(&self, block: Block<'_>, shape: Shape) -> String {
        let inner = shape.fresh(shape.indent + 4);
        let body = self.body(block.statements, block.value, inner);
        format!("{{\n{body}{}}}", " ".repeat(shape.indent))
    }

    /// Lays out a block that is a value.
    pub(super) fn block(
        &self,
        statements: &[Statement],
        value: Option<&Expr>,
        shape: Shape,
    ) -> Option<String> {
        let block = Block { statements, value };
        if block.is_empty() {
            return (shape.width >= 2).then(|| "{}".to_owned());
        }
        if let Some(only) = block.only()
            && let Some(only) = shape.after(2).and_then(|shape| self.rewrite(only, shape))
            && !only.contains('\n')
            && width(&only) + 4 <= shape.width
        {
            return Some(format!("{{ {only} }}"));
        }
        Some(self.braces(block, shape))
    }

    pub(super) fn if_value(
        &self,
        condition: &Expr,
        yes: &Expr,
        no: &Expr,
        shape: Shape,
    ) -> Option<String> {
        let condition = If {
            condition: Head::Bool(condition),
            then: Block::of(yes),
            otherwise: Block::of(no),
        };
        self.if_short(condition, shape)
            .or_else(|| self.if_long(condition, shape, false))
    }

    /// Lays out `if condition { yes } else { no }` on one line.
    pub(super) fn if_short(&self, r#if: If<'_>, shape: Shape) -> Option<String> {
        let Head::Bool(condition) = r#if.condition else {
            return None;
        };
        let (yes, no) = (r#if.then.only()?, r#if.otherwise.only()?);
        if matches!(no, Expr::If(..)) {
            return None;
        }
        // rustfmt counts bytes here, not columns.
        let condition = self.rewrite(condition, shape.whole().after(3)?)?;
        let room = Shape {
            width: shape.width.checked_sub(condition.len() + 18)?,
            ..shape.fresh(0)
        };
        let yes = self.rewrite(yes, room)?;
        let no = self.rewrite(no, room.shorter(yes.len())?)?;
        let text = format!("if {condition} {{ {yes} }} else {{ {no} }}");
        let fits = text.len() <= shape.width.min(SHORT_IF_WIDTH);
        (fits && !text.contains('\n')).then_some(text)
    }

    /// Lays out an `if` with its blocks on their own lines.
    pub(super) fn if_long(&self, r#if: If<'_>, shape: Shape, nested: bool) -> Option<String> {
        let head = self.head("if", r#if.condition, shape, nested)?;
        let indent = shape.indent;
        let last = r#if.otherwise.is_empty();
        if last && r#if.then.is_empty() && !nested {
            return Some(format!("{head}{{}}"));
        }
        let then = if r#if.then.is_empty() {
            format!("{{\n{}}}", " ".repeat(indent))
        } else {
            self.braces(r#if.then, shape)
        };
        let text = format!("{head}{then}");
        if last {
            return Some(text);
        }
        let otherwise = match r#if.next() {
            Some(next) => self.if_long(next, shape.fresh(indent), true)?,
            None => self.braces(r#if.otherwise, shape),
        };
        Some(format!("{text} else {otherwise}"))
    }

    /// Lays out a keyword and the code between it and the brace.
    pub(super) fn head(
        &self,
        keyword: &str,
        head: Head<'_>,
        shape: Shape,
        nested: bool,
    ) -> Option<String> {
        let used = shape.used();
        let shape = if nested {
            shape.whole().after("} else ".len())?
        } else {
            shape.whole()
        };
        let inner = shape.after(keyword.len() + 1)?;
        let text = match head {
            Head::Bool(condition) => self.kept(condition, inner)?,
            Head::Pattern(before, pattern, after, value) => {
                let start = format!("{before}{pattern}{after}");
                let parens = !before.is_empty() && precedence::scrutinee(value);
                let text = self.assign_wrapped(start.clone(), value, parens, inner);
                let flat = || format!("{start} {}", flat::wrapped(value, parens));
                self.or_kept(text, flat)?
            }
        };
        let budget = inner.max.saturating_sub(inner.used() + 2);
        // rustfmt counts bytes here, as it does below for `match`.
        let is_long = text.contains('\n') || text.len() > budget;
        // The brace follows a closing bracket on the same line only if the bracket is not indented more than the
        // keyword.
        let last = text.rsplit('\n').next().unwrap_or_default();
        let is_deeper = last.len() - last.trim_start().len() > used;
        let separator = if is_long && (!is_extendable(&text) || is_deeper) {
            shape.newline()
        } else {
            " ".to_owned()
        };
        Some(format!("{keyword} {text}{separator}"))
    }

    /// Lays out the code before the first brace of an `if` or a `match`.
    pub(super) fn condition(&self, expr: &Expr, shape: Shape) -> Option<String> {
        match expr {
            Expr::Match(scrutinee, _) => self.rewrite(scrutinee, shape.after(8)?),
            Expr::If(..) => {
                let r#if = If::of(expr)?;
                self.if_short(r#if, shape)
                    .or_else(|| self.head("if", r#if.condition, shape, false))
            }
            _ => None,
        }
    }

    pub(super) fn match_value(
        &self,
        scrutinee: &Expr,
        arms: &[(String, Expr)],
        shape: Shape,
    ) -> Option<String> {
        let room = shape.whole().after("match ".len())?;
        let scrutinee = self.kept(scrutinee, room)?;
        let is_long = scrutinee.contains('\n') || scrutinee.len() + 2 > room.width;
        let separator = if is_long && !is_extendable(&scrutinee) {
            shape.newline()
        } else {
            " ".to_owned()
        };
        let mut text = format!("match {scrutinee}{separator}{{");
        let inner = shape.block(4);
        for (pattern, value) in arms {
            text += &inner.newline();
            text += &self.arm(pattern, Body::of(value), inner)?;
        }
        Some(text + &shape.newline() + "}")
    }

    /// Lays out `pattern => body` and its comma. The pattern may have several lines.
    pub fn arm(&self, pattern: &str, body: Body<'_>, shape: Shape) -> Option<String> {
        let is_block = matches!(body, Body::Block(_));
        let comma = if is_block { "" } else { "," };
        let used = if pattern.contains('\n') {
            last_width(pattern).saturating_sub(shape.indent)
        } else {
            width(pattern)
        };
        let beside = shape
            .after(used + " => ".len())
            .and_then(|beside| beside.shorter(comma.len()));
        let first = beside.and_then(|beside| self.arm_body(body, beside));
        let budget = beside.map_or(0, |beside| beside.width);
        if let Some(first) = &first
            && (is_block || !first.contains('\n') && width(first) <= budget)
        {
            return Some(format!("{pattern} => {first}{comma}"));
        }
        let below = shape.fresh(shape.indent + 4);
        let second = self.arm_body(body, below);
        let block = |second: &str| {
            // Within macros, rustfmt does not remove this block, but lays it out.
            if let (Body::Value(value), true) = (body, shape.in_macro) {
                let braces = self.braces(Block::of(value), shape);
                return format!("{pattern} => {braces}");
            }
            let (nested, newline) = (below.newline(), shape.newline());
            format!("{pattern} => {{{nested}{second}{newline}}}")
        };
        Some(match (first, second) {
            (Some(first), Some(second)) if prefers_below(&first, &second) => block(&second),
            (Some(first), _) if body.extends() && first_width(&first) <= budget => {
                format!("{pattern} => {first}{comma}")
            }
            (Some(first), Some(second)) if first.contains('\n') => block(&second),
            (None, Some(second)) => block(&second),
            (Some(first), _) => format!("{pattern} => {first}{comma}"),
            (None, None) => match body {
                Body::Value(value) => {
                    let value = self.or_kept(None, || flat::flat(value))?;
                    format!("{pattern} => {value},")
                }
                Body::Block(_) => return None,
            },
        })
    }

    fn arm_body(&self, body: Body<'_>, shape: Shape) -> Option<String> {
        match body {
            Body::Block(block) if block.is_empty() => Some("{}".to_owned()),
            Body::Block(block) => Some(self.braces(block, shape)),
            Body::Value(value) => self.statement_value(value, shape),
        }
    }

    /// Lays out an expression that is a statement. As a statement, an `if` never is on one line.
    pub fn statement_value(&self, value: &Expr, shape: Shape) -> Option<String> {
        match If::of(value) {
            Some(r#if) => self.if_long(r#if, shape, false),
            None => self.rewrite(value, shape),
        }
    }
}
