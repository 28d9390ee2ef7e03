//! Operands: literals, names, calls of functions, lists, maps and messages.

use super::member::has;
use super::{Parsed, Parser, Tree, split};
use crate::cel::ast::{Expr, Literal, Name, Node};
use crate::cel::error::SyntaxError;
use crate::cel::lexer::Token;
use crate::cel::literal;

/// Words kept free for languages that CEL is embedded in.
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
        let start = self.span.start;
        let literal = match self.token {
            Token::Symbol("(") => return self.parenthesised(),
            Token::Symbol("[") => return self.list(),
            Token::Symbol("{") => return self.map(),
            Token::Symbol(".") => {
                self.bump()?;
                return self.name(start);
            }
            Token::Symbol("-") if self.is_negative_number() => {
                self.bump()?;
                let span = start..self.span.end;
                literal::number(&self.bump()?, true, &span)?
            }
            Token::Ident("true") => Literal::Bool(true),
            Token::Ident("false") => Literal::Bool(false),
            Token::Ident("null") => Literal::Null,
            Token::Ident(_) => return self.name(start),
            Token::Int(_) | Token::Uint(_) | Token::Double(_) => {
                literal::number(&self.token, false, &self.span)?
            }
            Token::String(ref mut value) => Literal::String(std::mem::take(value)),
            Token::Bytes(ref mut value) => Literal::Bytes(std::mem::take(value)),
            Token::Symbol(_) | Token::Quoted(_) | Token::End => {
                return Err(self.unexpected("an expression"));
            }
        };
        // The sign of a number is behind already, and the number with it.
        if self.span.start == start {
            self.bump()?;
        }
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
            Ok((key.expr, value.expr))
        })?;
        Tree::new(Node::Map(entries), start..self.end, height)
    }

    /// The fields of a message whose name is parsed.
    pub(super) fn message(&mut self, name: Tree) -> Parsed {
        self.bump()?;
        let mut height = 0;
        let fields = self.entries(|parser| {
            let field = parser.field()?;
            parser.expect(":")?;
            let value = parser.expression()?;
            height = height.max(value.height);
            Ok((field, value.expr))
        })?;
        let span = name.outer.start..self.end;
        let name = qualified(&name.expr);
        Tree::new(Node::Message { name, fields }, span, height)
    }

    /// Entries between commas, up to and past a closing brace.
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
        match self.eat("}")? {
            true => Ok(entries),
            false => Err(self.unexpected("`,` or `}`")),
        }
    }

    /// A name, or the call of a function of that name; a dot before it may stand at `start`.
    fn name(&mut self, start: usize) -> Parsed {
        let Token::Ident(text) = self.token else {
            return Err(self.unexpected("a name"));
        };
        if RESERVED.contains(&text) {
            let message = format!("`{text}` is a reserved word");
            return Err(SyntaxError::new(message, self.span.clone())
                .with_hint("only after a dot is it the name of a field"));
        }
        if matches!(text, "true" | "false" | "null" | "in") {
            return Err(self.unexpected("a name"));
        }
        let text = text.to_owned();
        let span = self.span.clone();
        self.bump()?;
        if !self.eat("(")? {
            let tree = Tree::new(Node::Ident(text), start..span.end, 0)?;
            return Ok(Tree {
                is_name: true,
                ..tree
            });
        }
        let arguments = self.elements(")", "an argument", false)?;
        let function = Name { text, span };
        if function.text == "has" {
            return has(&function, arguments, self.end);
        }
        let (arguments, height) = split(arguments);
        let node = Node::Call {
            target: None,
            function,
            arguments,
        };
        Tree::new(node, start..self.end, height)
    }
}

/// The name that an identifier and the selections from it spell.
fn qualified(mut expr: &Expr) -> Name {
    let span = expr.span.clone();
    let mut parts = Vec::new();
    loop {
        match &expr.node {
            Node::Select { operand, field } => {
                parts.push(field.text.as_str());
                expr = operand;
            }
            Node::Ident(name) => parts.push(name),
            _ => {}
        }
        if !matches!(expr.node, Node::Select { .. }) {
            break;
        }
    }
    parts.reverse();
    let text = parts.join(".");
    Name { text, span }
}
