//! Where parentheses are needed, by the
//! [precedence of expressions](https://doc.rust-lang.org/reference/expressions.html#expression-precedence).

use super::Expr;

/// How tight an expression binds: operands of an operator bind tighter than it does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// What stands at the end of others or is a block: closures, `if`, `match`.
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

fn level_of(operator: &str) -> Level {
    match operator {
        "||" => Level::Or,
        "&&" => Level::And,
        "|" => Level::BitOr,
        "+" | "-" => Level::Sum,
        "*" | "/" | "%" => Level::Product,
        _ => Level::Comparison,
    }
}

fn level(expr: &Expr) -> Level {
    match expr {
        Expr::Atom(text) if text.starts_with(['-', '!', '&', '*']) => Level::Unary,
        Expr::Unary(..) => Level::Unary,
        Expr::Binary(_, operator, _) => level_of(operator),
        Expr::Cast(..) => Level::Cast,
        Expr::Closure(..) | Expr::If(..) | Expr::Match(..) | Expr::Block(..) => Level::Open,
        _ => Level::Closed,
    }
}

/// Whether the receiver of a method, a field, an index or a `?` needs parentheses.
pub fn receiver(expr: &Expr) -> bool {
    level(expr) < Level::Closed
}

/// Whether a called function needs parentheses: without them, a field would be a method.
pub fn callee(expr: &Expr) -> bool {
    receiver(expr) || matches!(expr, Expr::Field(..))
}

/// Whether the operand of a unary operator needs parentheses.
pub fn operand(operator: &str, expr: &Expr) -> bool {
    let is_negative = match expr {
        Expr::Atom(text) => text.starts_with('-'),
        Expr::Unary(inner, _) => *inner == "-",
        _ => false,
    };
    level(expr) < Level::Unary || operator == "-" && is_negative
}

/// Whether the value of an `if let` needs parentheses: without them, the operator would join conditions.
pub fn scrutinee(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(..)) && level(expr) <= Level::And
}

/// Whether the value of a cast needs parentheses.
pub fn cast(expr: &Expr) -> bool {
    level(expr) < Level::Cast
}

/// What a prefix operator, a cast or a `?` is applied to, unless it stands between parentheses.
pub fn peeled(expr: &Expr) -> Option<&Expr> {
    let (inner, parens) = match expr {
        Expr::Try(inner) => (inner, receiver(inner)),
        Expr::Unary(operator, inner) => (inner, operand(operator, inner)),
        Expr::Cast(inner, _) => (inner, cast(inner)),
        _ => return None,
    };
    (!parens).then_some(inner)
}

/// Whether the left operand of a binary operator needs parentheses.
pub fn left(expr: &Expr, operator: &str) -> bool {
    let (level, outer) = (level(expr), level_of(operator));
    let binds = match outer {
        // They do not chain.
        Level::Comparison => level > outer,
        _ => level >= outer,
    };
    // The type would go on with generics.
    !binds || operator.starts_with('<') && ends_with_type(expr)
}

/// Whether the right operand of a binary operator needs parentheses.
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
