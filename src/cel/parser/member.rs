//! Parses selections, indices, calls and macros that follow an operand.

use super::{Parsed, Parser, Tree, split};
use crate::cel::ast::{Macro, MacroKind, Name, Node, Span};
use crate::cel::error::SyntaxError;
use crate::cel::token::Token;

/// The macros over a list or a map.
const MACROS: [(&str, MacroKind); 5] = [
    ("all", MacroKind::All),
    ("exists", MacroKind::Exists),
    ("exists_one", MacroKind::ExistsOne),
    ("filter", MacroKind::Filter),
    ("map", MacroKind::Map),
];

/// Macros of CEL extensions that rpcsmith does not support.
const FOREIGN_MACROS: [&str; 7] = [
    "existsOne",
    "transformList",
    "transformMap",
    "transformMapEntry",
    "sortBy",
    "optMap",
    "optFlatMap",
];

impl Parser<'_> {
    /// Parses an operand and all selections, indices and calls that follow it.
    pub(super) fn member(&mut self) -> Parsed {
        let mut tree = self.primary()?;
        loop {
            if self.eat(".")? {
                tree = self.selection(tree)?;
            } else if self.eat("[")? {
                self.refuse_optional("[?")?;
                tree = self.index(tree)?;
            } else if tree.is_name && self.at("{") {
                tree = self.message(tree)?;
            } else {
                return Ok(tree);
            }
        }
    }

    /// Parses `operand.field` or `operand.function(arguments)`, after the dot.
    fn selection(&mut self, operand: Tree) -> Parsed {
        self.refuse_optional(".?")?;
        let is_quoted = matches!(self.token, Token::Quoted(_));
        let field = self.field()?;
        if self.at("(") && !is_quoted {
            return self.call_of(operand, field);
        }
        let span = operand.outer.start..field.span.end;
        let (is_name, height) = (operand.is_name && !is_quoted, operand.height);
        let operand = operand.expr;
        let tree = Tree::new(Node::Select { operand, field }, span, height)?;
        Ok(Tree { is_name, ..tree })
    }

    /// Parses the name of a field, which may be a reserved word.
    pub(super) fn field(&mut self) -> Result<Name, SyntaxError> {
        let text = match self.token {
            Token::Ident(word @ ("true" | "false" | "null" | "in")) => {
                let error = self.unexpected("the name of a field");
                return Err(
                    error.with_hint(format!("a field of that name is written `` `{word}` ``"))
                );
            }
            Token::Ident(text) | Token::Quoted(text) => text.to_owned(),
            _ => return Err(self.unexpected("the name of a field")),
        };
        let span = self.span.clone();
        self.bump()?;
        Ok(Name { text, span })
    }

    /// Rejects the syntax of optional values: a question mark as the second character of `symbol`.
    pub(super) fn refuse_optional(&self, symbol: &str) -> Result<(), SyntaxError> {
        if self.at("?") {
            Err(SyntaxError::new(
                format!("optional values (`{symbol}`) are not supported"),
                self.span.clone(),
            )
            .with_hint("to test whether a field is set, use `has(…)`"))
        } else {
            Ok(())
        }
    }

    /// Parses `operand[index]`, after the opening bracket.
    fn index(&mut self, operand: Tree) -> Parsed {
        let index = self.expression()?;
        self.expect("]")?;
        let span = operand.outer.start..self.end;
        let height = operand.height.max(index.height);
        let node = Node::Index {
            operand: operand.expr,
            index: index.expr,
        };
        Tree::new(node, span, height)
    }

    /// Parses `target.function(arguments)`, from the opening parenthesis.
    fn call_of(&mut self, target: Tree, function: Name) -> Parsed {
        self.bump()?;
        let arguments = self.elements(")", "an argument", false)?;
        method(target, function, arguments, self.end)
    }

    /// Parses comma-separated expressions and the closing bracket. Errors call an expression `one`.
    pub(super) fn elements(
        &mut self,
        close: &str,
        one: &str,
        may_trail: bool,
    ) -> Result<Vec<Tree>, SyntaxError> {
        let mut elements = Vec::new();
        if self.eat(close)? {
            return Ok(elements);
        }
        loop {
            if close == "]" {
                self.refuse_optional("[?")?;
            }
            elements.push(self.expression()?);
            if !self.eat(",")? {
                break;
            }
            if self.at(close) {
                if !may_trail {
                    return Err(self.unexpected(one));
                }
                break;
            }
        }
        self.close(close)?;
        Ok(elements)
    }

    /// Skips the bracket after an element.
    pub(super) fn close(&mut self, close: &str) -> Result<(), SyntaxError> {
        if self.eat(close)? {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`,` or `{close}`")))
        }
    }
}

/// Returns `target.function(arguments)`, which may be a macro. The call ends at `end`.
fn method(target: Tree, function: Name, arguments: Vec<Tree>, end: usize) -> Parsed {
    let span = target.outer.start..end;
    if let Some((_, kind)) = MACROS.iter().find(|(name, _)| *name == function.text) {
        return comprehension(*kind, target, &function, arguments, span);
    }
    let is_binding =
        function.text == "bind" && matches!(&target.expr.node, Node::Ident(name) if name == "cel");
    if is_binding || FOREIGN_MACROS.contains(&function.text.as_str()) {
        let name = if is_binding {
            "cel.bind"
        } else {
            &function.text
        };
        let message = format!("the macro `{name}` is not supported");
        let error = SyntaxError::new(message, function.span);
        return Err(match name {
            "existsOne" => error.with_hint("use `exists_one(variable, condition)`"),
            _ => error,
        });
    }
    let (arguments, height) = split(arguments);
    let height = height.max(target.height);
    let node = Node::Call {
        target: Some(target.expr),
        function,
        arguments,
    };
    Tree::new(node, span, height)
}

/// Returns `has(operand.field)`.
pub(super) fn has(arguments: Vec<Tree>, span: Span) -> Parsed {
    let wrong = || {
        SyntaxError::new("`has` takes the selection of a field", span.clone())
            .with_hint("such as `has(this.name)`")
    };
    let mut arguments = arguments.into_iter();
    let (Some(argument), None) = (arguments.next(), arguments.next()) else {
        return Err(wrong());
    };
    match argument.expr.node {
        Node::Select { operand, field } => Tree::new(
            Node::Has { operand, field },
            span,
            argument.height.saturating_sub(1),
        ),
        _ => Err(wrong()),
    }
}

/// Returns a macro such as `range.all(variable, body)`.
fn comprehension(
    kind: MacroKind,
    range: Tree,
    function: &Name,
    arguments: Vec<Tree>,
    span: Span,
) -> Parsed {
    let name = &function.text;
    let is_map = kind == MacroKind::Map;
    if arguments.len() == 3 && !is_map {
        let message = format!("the macro `{name}` with two variables is not supported");
        return Err(SyntaxError::new(message, function.span.clone()));
    }
    let mut arguments = arguments.into_iter();
    let parts = (
        arguments.next(),
        arguments.next(),
        arguments.next(),
        arguments.next(),
    );
    let (variable, filter, body) = match parts {
        (Some(variable), Some(body), None, None) => (variable, None, body),
        (Some(variable), Some(filter), Some(body), None) => (variable, Some(filter), body),
        _ => {
            let message = format!("the macro `{name}` takes a variable and an expression");
            let error = SyntaxError::new(message, function.span.clone());
            return Err(error.with_hint(format!("such as `.{name}(item, item > 0)`")));
        }
    };
    let filter_height = filter.as_ref().map_or(0, |filter| filter.height);
    let height = range.height.max(body.height).max(filter_height);
    let node = Node::Macro(Box::new(Macro {
        kind,
        range: *range.expr,
        variable: self::variable(variable)?,
        filter: filter.map(|filter| *filter.expr),
        body: *body.expr,
    }));
    Tree::new(node, span, height)
}

/// Returns the variable of a macro.
fn variable(tree: Tree) -> Result<Name, SyntaxError> {
    let span = tree.outer;
    match tree.expr.node {
        // A name in parentheses or with a leading dot has a longer span. Neither is allowed here.
        Node::Ident(text) if text.len() == span.len() => Ok(Name { text, span }),
        _ => Err(SyntaxError::new(
            "expected the name of the macro's variable",
            span,
        )),
    }
}
