//! Decides which expressions need parentheses, according to the [precedence of
//! expressions](https://doc.rust-lang.org/reference/expressions.html#expression-precedence).

use super::Expr;

/// The precedence of an expression. The operands of an operator must have a higher precedence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
    /// Expressions that extend to the right as far as possible or are blocks: closures, `if`, `match`.
    Open,
    Or,
    And,
    Comparison,
    BitOr,
    Sum,
    Product,
    Cast,
    Unary,
    Closed,
}

fn level_of(operator: &str) -> Precedence {
    match operator {
        "||" => Precedence::Or,
        "&&" => Precedence::And,
        "|" => Precedence::BitOr,
        "+" | "-" => Precedence::Sum,
        "*" | "/" | "%" => Precedence::Product,
        _ => Precedence::Comparison,
    }
}

fn level(expr: &Expr) -> Precedence {
    match expr {
        Expr::Atom(text) if text.starts_with(['-', '!', '&', '*']) => Precedence::Unary,
        Expr::Unary(..) => Precedence::Unary,
        Expr::Binary(_, operator, _) => level_of(operator),
        Expr::Cast(..) => Precedence::Cast,
        Expr::Closure(..) | Expr::If(..) | Expr::Match(..) | Expr::Block(..) => Precedence::Open,
        _ => Precedence::Closed,
    }
}

/// Returns whether the receiver of a method, a field, an index or a `?` needs parentheses.
pub fn receiver(expr: &Expr) -> bool {
    level(expr) < Precedence::Closed
}

/// Returns whether a called function needs parentheses. Without them, a field would become a method.
pub fn callee(expr: &Expr) -> bool {
    receiver(expr) || matches!(expr, Expr::Field(..))
}

/// Returns whether the operand of a unary operator needs parentheses.
pub fn operand(operator: &str, expr: &Expr) -> bool {
    let is_negative = match expr {
        Expr::Atom(text) => text.starts_with('-'),
        Expr::Unary(inner, _) => *inner == "-",
        _ => false,
    };
    level(expr) < Precedence::Unary || operator == "-" && is_negative
}

/// Returns whether the value of an `if let` needs parentheses. Without them, the operator would join conditions.
pub fn scrutinee(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(..)) && level(expr) <= Precedence::And
}

/// Returns whether the value of a cast needs parentheses.
pub fn cast(expr: &Expr) -> bool {
    level(expr) < Precedence::Cast
}

/// Returns the operand of a prefix operator, a cast or a `?`, unless it needs parentheses.
pub fn peeled(expr: &Expr) -> Option<&Expr> {
    let (inner, parens) = match expr {
        Expr::Try(inner) => (inner, receiver(inner)),
        Expr::Unary(operator, inner) => (inner, operand(operator, inner)),
        Expr::Cast(inner, _) => (inner, cast(inner)),
        _ => return None,
    };
    (!parens).then_some(inner)
}

/// Returns whether the left operand of a binary operator needs parentheses.
pub fn left(expr: &Expr, operator: &str) -> bool {
    let (level, outer) = (level(expr), level_of(operator));
    let binds = match outer {
        // Comparisons do not chain.
        Precedence::Comparison => level > outer,
        _ => level >= outer,
    };
    // A `<` after a type would start generic arguments.
    !binds || operator.starts_with('<') && ends_with_type(expr)
}

/// Returns whether the right operand of a binary operator needs parentheses.
pub fn right(operator: &str, expr: &Expr) -> bool {
    level(expr) <= level_of(operator)
}

fn ends_with_type(expr: &Expr) -> bool {
    match expr {
        Expr::Cast(..) => true,
        Expr::Binary(_, operator, last) => !right(operator, last) && ends_with_type(last),
        _ => false,
    }
}
