//! Parses tokens to a tree, according to the
//! [grammar](https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax).

mod hints;
mod member;
mod primary;
#[cfg(test)]
mod tests;

use super::ast::{Binary, Expr, Node, Span, Unary};
use super::error::SyntaxError;
use super::lexer::Lexer;
use super::token::Token;

/// The maximum nesting depth of an expression, in its text and in its tree. It bounds the recursion of everything that
/// walks the tree. The language definition requires at least 32.
pub const MAX_DEPTH: usize = 64;

/// Parses an expression.
///
/// Chains of `&&` and of `||` become balanced trees with the same order of operands.
///
/// # Errors
/// Returns an error if the text is not an expression, if it is nested deeper than [`MAX_DEPTH`], or if it uses syntax
/// beyond the standard language: optional values and macros with two variables.
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser {
        text,
        lexer: Lexer::new(text),
        token: Token::End,
        span: 0..0,
        end: 0,
        depth: 0,
    };
    parser.bump()?;
    let tree = parser.expression()?;
    match parser.token {
        Token::End => Ok(*tree.expr),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

/// The parser's state: the current token and the tokens after it.
struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The current token and its place.
    token: Token<'t>,
    span: Span,
    /// The end of the previous token.
    end: usize,
    /// The nesting depth of the current expression.
    depth: usize,
}

/// An expression with data that only the parser uses.
struct Tree {
    expr: Box<Expr>,
    /// The span including enclosing parentheses.
    outer: Span,
    /// The number of nodes on the longest path to a leaf.
    height: usize,
    /// Whether the expression is a qualified name, which may be the name of a message.
    is_name: bool,
}

type Parsed = Result<Tree, SyntaxError>;

impl Tree {
    /// Returns a node whose highest child has this height.
    fn new(node: Node, span: Span, height: usize) -> Parsed {
        if height >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        Ok(Self {
            outer: span.clone(),
            expr: Box::new(Expr { node, span }),
            height: height + 1,
            is_name: false,
        })
    }
}

fn too_deep(span: Span) -> SyntaxError {
    SyntaxError::new(
        format!("this is nested deeper than {MAX_DEPTH} levels"),
        span,
    )
}

/// Returns the expressions of trees, and the height of the highest tree.
fn split(trees: Vec<Tree>) -> (Vec<Expr>, usize) {
    let height = trees.iter().map(|tree| tree.height).max().unwrap_or(0);
    (trees.into_iter().map(|tree| *tree.expr).collect(), height)
}

impl<'t> Parser<'t> {
    /// Advances to the next token, and returns the current one.
    fn bump(&mut self) -> Result<Token<'t>, SyntaxError> {
        let (token, span) = self.lexer.token()?;
        self.end = self.span.end;
        self.span = span;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn at(&self, symbol: &str) -> bool {
        matches!(self.token, Token::Symbol(current) if current == symbol)
    }

    /// Skips a symbol if it is the current token.
    fn eat(&mut self, symbol: &str) -> Result<bool, SyntaxError> {
        let found = self.at(symbol);
        if found {
            self.bump()?;
        }
        Ok(found)
    }

    fn expect(&mut self, symbol: &str) -> Result<(), SyntaxError> {
        if self.eat(symbol)? {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{symbol}`")))
        }
    }

    /// Parses `condition ? yes : no` or any expression that binds tighter.
    fn expression(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(self.span.clone()));
        }
        let tree = self.binary()?;
        let tree = if self.eat("?")? {
            self.conditional(tree)?
        } else {
            tree
        };
        self.depth -= 1;
        Ok(tree)
    }

    fn conditional(&mut self, condition: Tree) -> Parsed {
        let yes = self.binary()?;
        self.expect(":")?;
        let no = self.expression()?;
        let span = condition.outer.start..no.outer.end;
        let height = condition.height.max(yes.height).max(no.height);
        let node = Node::Conditional {
            condition: condition.expr,
            yes: yes.expr,
            no: no.expr,
        };
        Tree::new(node, span, height)
    }

    /// Parses operands with binary operators between them. It does not recurse for operators that bind tighter, because
    /// the stack must grow only with the nesting of brackets.
    fn binary(&mut self) -> Parsed {
        let mut pending = Vec::new();
        loop {
            let operand = self.unary()?;
            let next = self.operator();
            let left = reduce(&mut pending, operand, next.map(|(_, level)| level))?;
            let Some((operator, level)) = next else {
                return Ok(left);
            };
            self.bump()?;
            pending.push(PendingOperator {
                left,
                operator,
                level,
            });
        }
    }

    /// Returns the binary operator at the current token.
    fn operator(&self) -> Option<(Binary, Level)> {
        let text = match self.token {
            Token::Symbol(symbol) => symbol,
            Token::Ident("in") => "in",
            _ => return None,
        };
        let (_, operator, level) = OPERATORS.iter().find(|(symbol, ..)| *symbol == text)?;
        Some((*operator, *level))
    }

    /// Parses an operand with any number of `!` or of `-` before it.
    fn unary(&mut self) -> Parsed {
        let (symbol, operator) = match self.token {
            Token::Symbol("!") => ("!", Unary::Not),
            _ => ("-", Unary::Negate),
        };
        let mut starts = Vec::new();
        while self.at(symbol) && !self.is_negative_number() {
            starts.push(self.span.start);
            self.bump()?;
        }
        let mut tree = self.member()?;
        for start in starts.into_iter().rev() {
            let (span, height) = (start..tree.outer.end, tree.height);
            let operand = tree.expr;
            tree = Tree::new(Node::Unary { operator, operand }, span, height)?;
        }
        Ok(tree)
    }

    /// Returns whether the current token is the sign of a number literal.
    fn is_negative_number(&self) -> bool {
        self.at("-")
            && matches!(
                self.lexer.clone().token(),
                Ok((Token::Int(_) | Token::Double(_), _))
            )
    }
}

/// The precedence of operators.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Relation,
    Addition,
    Multiplication,
}

/// An operator whose right operand may be incomplete.
struct PendingOperator {
    left: Tree,
    operator: Binary,
    level: Level,
}

const OPERATORS: [(&str, Binary, Level); 14] = [
    ("||", Binary::Or, Level::Or),
    ("&&", Binary::And, Level::And),
    ("==", Binary::Equal, Level::Relation),
    ("!=", Binary::NotEqual, Level::Relation),
    ("<", Binary::Less, Level::Relation),
    ("<=", Binary::LessEqual, Level::Relation),
    (">", Binary::Greater, Level::Relation),
    (">=", Binary::GreaterEqual, Level::Relation),
    ("in", Binary::In, Level::Relation),
    ("+", Binary::Add, Level::Addition),
    ("-", Binary::Subtract, Level::Addition),
    ("*", Binary::Multiply, Level::Multiplication),
    ("/", Binary::Divide, Level::Multiplication),
    ("%", Binary::Remainder, Level::Multiplication),
];

fn join(left: Tree, operator: Binary, right: Tree) -> Parsed {
    let span = left.outer.start..right.outer.end;
    let height = left.height.max(right.height);
    let node = Node::Binary {
        operator,
        left: left.expr,
        right: right.expr,
    };
    Tree::new(node, span, height)
}

/// Applies the pending operators that bind at least as tight as the next one, or all operators at the end.
fn reduce(pending: &mut Vec<PendingOperator>, mut right: Tree, next: Option<Level>) -> Parsed {
    while let Some(last) = pending.pop_if(|last| next.is_none_or(|next| next <= last.level)) {
        right = match last.operator {
            Binary::And | Binary::Or => {
                // A chain of one operator is joined as a whole at its end.
                if next == Some(last.level) {
                    pending.push(last);
                    break;
                }
                let start = pending.iter().rposition(|other| other.level != last.level);
                let start = start.map_or(0, |other| other + 1);
                let mut operands: Vec<_> = pending.drain(start..).map(|other| other.left).collect();
                operands.push(last.left);
                balance(last.operator, operands, right)?
            }
            operator => join(last.left, operator, right)?,
        };
    }
    Ok(right)
}

/// Joins the operands of an associative operator in a tree of minimal height.
fn balance(operator: Binary, mut before: Vec<Tree>, mut last: Tree) -> Parsed {
    while !before.is_empty() {
        if before.len() % 2 == 1
            && let Some(left) = before.pop()
        {
            last = join(left, operator, last)?;
        }
        let mut pairs = Vec::with_capacity(before.len() / 2);
        let mut rest = before.into_iter();
        while let (Some(left), Some(right)) = (rest.next(), rest.next()) {
            pairs.push(join(left, operator, right)?);
        }
        before = pairs;
    }
    Ok(last)
}
