//! Parses operands: literals, names, function calls, lists, maps and messages.

use super::member::has;
use super::{Parsed, Parser, Tree, split};
use crate::cel::ast::{Expr, Literal, Name, Node, Span};
use crate::cel::error::SyntaxError;
use crate::cel::literal;
use crate::cel::token::Token;

/// Words that CEL reserves for the languages that embed it.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed {
        match self.token {
            Token::Symbol("(") => self.parenthesised(),
            Token::Symbol("[") => self.list(),
            Token::Symbol("{") => self.map(),
            Token::Symbol(".") => self.name(),
            Token::Ident(word) if !matches!(word, "true" | "false" | "null") => self.name(),
            _ => self.literal(),
        }
    }

    fn literal(&mut self) -> Parsed {
        let start = self.span.start;
        let is_negative = self.is_negative_number();
        if is_negative {
            self.bump()?;
        }
        let literal = match &mut self.token {
            Token::Ident("true") => Literal::Bool(true),
            Token::Ident("false") => Literal::Bool(false),
            Token::Ident("null") => Literal::Null,
            Token::String(value) => Literal::String(std::mem::take(value)),
            Token::Bytes(value) => Literal::Bytes(std::mem::take(value)),
            token @ (Token::Int(_) | Token::Uint(_) | Token::Double(_)) => {
                literal::number(token, is_negative, &(start..self.span.end))?
            }
            _ => return Err(self.unexpected("an expression")),
        };
        self.bump()?;
        Tree::new(Node::Literal(literal), start..self.end, 0)
    }

    fn parenthesised(&mut self) -> Parsed {
        let start = self.span.start;
        self.bump()?;
        let tree = self.expression()?;
        self.expect(")")?;
        Ok(Tree {
            outer: start..self.end,
            is_name: false,
            ..tree
        })
    }

    fn list(&mut self) -> Parsed {
        let start = self.span.start;
        self.bump()?;
        let (elements, height) = split(self.elements("]", "an element", true)?);
        Tree::new(Node::List(elements), start..self.end, height)
    }

    fn map(&mut self) -> Parsed {
        let start = self.span.start;
        self.bump()?;
        let mut height = 0;
        let entries = self.entries(|parser| {
            let key = parser.expression()?;
            parser.expect(":")?;
            let value = parser.expression()?;
            height = height.max(key.height).max(value.height);
            Ok((*key.expr, *value.expr))
        })?;
        Tree::new(Node::Map(entries), start..self.end, height)
    }

    /// Parses the fields of a message after its name.
    pub(super) fn message(&mut self, name: Tree) -> Parsed {
        self.bump()?;
        let mut height = 0;
        let fields = self.entries(|parser| {
            let field = parser.field()?;
            parser.expect(":")?;
            let value = parser.expression()?;
            height = height.max(value.height);
            Ok((field, *value.expr))
        })?;
        let span = name.outer.start..self.end;
        let name = qualified(&name.expr);
        Tree::new(Node::Message { name, fields }, span, height)
    }

    /// Parses comma-separated entries and the closing brace.
    fn entries<T>(
        &mut self,
        mut entry: impl FnMut(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<Vec<T>, SyntaxError> {
        let mut entries = Vec::new();
        while !self.at("}") {
            self.refuse_optional("{?")?;
            entries.push(entry(self)?);
            if !self.eat(",")? {
                break;
            }
        }
        self.close("}")?;
        Ok(entries)
    }

    /// Parses a name or a function call, with an optional leading dot.
    fn name(&mut self) -> Parsed {
        let start = self.span.start;
        let name = self.identifier()?;
        if !self.eat("(")? {
            let tree = Tree::new(Node::Ident(name.text), start..name.span.end, 0)?;
            return Ok(Tree {
                is_name: true,
                ..tree
            });
        }
        let arguments = self.elements(")", "an argument", false)?;
        function(name, arguments, start..self.end)
    }

    /// Parses a name that is not a reserved word, and an optional leading dot.
    fn identifier(&mut self) -> Result<Name, SyntaxError> {
        let expected = if self.eat(".")? {
            "a name"
        } else {
            "an expression"
        };
        let text = match self.token {
            Token::Ident(text) if !matches!(text, "true" | "false" | "null" | "in") => text,
            _ => return Err(self.unexpected(expected)),
        };
        let span = self.span.clone();
        if RESERVED.contains(&text) {
            let error = SyntaxError::new(format!("`{text}` is a reserved word"), span);
            return Err(error.with_hint("it can be the name of a field only after a dot"));
        }
        self.bump()?;
        let text = text.to_owned();
        Ok(Name { text, span })
    }
}

/// Returns `function(arguments)`, which may be a macro.
fn function(function: Name, arguments: Vec<Tree>, span: Span) -> Parsed {
    if function.text == "has" {
        return has(arguments, span);
    }
    let (arguments, height) = split(arguments);
    let node = Node::Call {
        target: None,
        function,
        arguments,
    };
    Tree::new(node, span, height)
}

/// Returns the qualified name that an identifier and its selections spell.
fn qualified(mut expr: &Expr) -> Name {
    let span = expr.span.clone();
    let mut parts = Vec::new();
    loop {
        match &expr.node {
            Node::Select { operand, field } => {
                parts.push(field.text.as_str());
                expr = operand;
            }
            Node::Ident(name) => {
                parts.push(name);
                break;
            }
            _ => break,
        }
    }
    parts.reverse();
    let text = parts.join(".");
    Name { text, span }
}
