//! Builds Rust expressions in idiomatic form.

use crate::targets::rust::syntax::{Expr, Statement};

/// Returns `text` unchanged.
pub fn atom(text: impl Into<String>) -> Expr {
    Expr::Atom(text.into())
}

/// Returns `function(arguments)`.
pub fn call(function: impl Into<String>, arguments: impl Into<Vec<Expr>>) -> Expr {
    Expr::Call(Box::new(atom(function)), arguments.into())
}

/// Returns `receiver.method(arguments)`.
pub fn method(receiver: Expr, method: &str, arguments: impl Into<Vec<Expr>>) -> Expr {
    Expr::Method(Box::new(receiver), method.to_owned(), arguments.into())
}

/// Returns `a op b`. A chain of `&&` or `||` is flattened, which avoids parentheses.
pub fn binary(left: Expr, operator: &'static str, right: Expr) -> Expr {
    match (operator, is_known(&left), is_known(&right)) {
        ("&&", Some(true), _) | ("||", Some(false), _) => return right,
        ("&&", _, Some(true)) | ("||", _, Some(false)) => return left,
        ("&&", Some(false), _) | ("||", Some(true), _) => return left,
        // The known right side decides the result, but an error of the left side comes first.
        ("&&", _, Some(false)) | ("||", _, Some(true)) => {
            return if left.ends() {
                after(left, right)
            } else {
                right
            };
        }
        _ => {}
    }
    if let "==" | "!=" = operator {
        let other = if operator == "==" { "!=" } else { "==" };
        match (left, right) {
            (Expr::Unary("!", left), Expr::Unary("!", right)) => {
                return Expr::Binary(left, operator, right);
            }
            (Expr::Unary("!", inner), side) | (side, Expr::Unary("!", inner)) => {
                return Expr::Binary(inner, other, Box::new(side));
            }
            (left, right) => return Expr::Binary(Box::new(left), operator, Box::new(right)),
        }
    }
    match right {
        Expr::Binary(first, inner, last) if inner == operator && matches!(inner, "&&" | "||") => {
            Expr::Binary(Box::new(binary(left, operator, *first)), operator, last)
        }
        right => Expr::Binary(Box::new(left), operator, Box::new(right)),
    }
}

/// Returns a block that evaluates an expression, which may fail, and then returns a value.
pub fn after(evaluated: Expr, value: Expr) -> Expr {
    let evaluated = match attempted(evaluated) {
        attempt @ Expr::Try(_) => Statement::Expression(attempt),
        value => Statement::Let {
            pattern: "_".to_owned(),
            type_name: None,
            value,
        },
    };
    Expr::Block(vec![evaluated], Some(Box::new(value)))
}

/// Returns the part of an expression that can fail, if the rest only reads or converts the value.
fn attempted(expr: Expr) -> Expr {
    match expr {
        Expr::Unary("*" | "&", inner) | Expr::Field(inner, _) => attempted(*inner),
        Expr::Method(inner, name, arguments)
            if arguments.is_empty() && matches!(name.as_str(), "as_ref" | "as_deref") =>
        {
            attempted(*inner)
        }
        expr => expr,
    }
}

/// Returns the value of a condition if it is known.
pub fn is_known(condition: &Expr) -> Option<bool> {
    match condition {
        Expr::Atom(text) if text == "true" => Some(true),
        Expr::Atom(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// Returns the negation of a condition.
pub fn not(operand: Expr) -> Expr {
    match operand {
        Expr::Unary("!", inner) => *inner,
        Expr::Atom(text) if text == "true" => atom("false"),
        Expr::Atom(text) if text == "false" => atom("true"),
        Expr::Binary(left, "==", right) => Expr::Binary(left, "!=", right),
        Expr::Binary(left, "!=", right) => Expr::Binary(left, "==", right),
        Expr::Method(receiver, name, arguments) if name == "is_some" => {
            Expr::Method(receiver, "is_none".to_owned(), arguments)
        }
        Expr::Method(receiver, name, arguments) if name == "is_none" => {
            Expr::Method(receiver, "is_some".to_owned(), arguments)
        }
        Expr::Method(receiver, name, arguments)
            if matches!(name.as_str(), "is_some_and" | "is_none_or") =>
        {
            opposite_within(receiver, &name, arguments)
        }
        operand => Expr::Unary("!", Box::new(operand)),
    }
}

/// Returns the negation of `x.is_some_and(|x| test)`: `x.is_none_or(|x| !test)` if `!test` has a form without `!`.
fn opposite_within(receiver: Box<Expr>, name: &str, arguments: Vec<Expr>) -> Expr {
    if let [Expr::Closure(parameters, test)] = &arguments[..] {
        let opposite = not((**test).clone());
        if !matches!(opposite, Expr::Unary("!", _)) {
            let name = match name {
                "is_some_and" => "is_none_or",
                _ => "is_some_and",
            };
            return method(*receiver, name, [closure(parameters, opposite)]);
        }
    }
    Expr::Unary(
        "!",
        Box::new(Expr::Method(receiver, name.to_owned(), arguments)),
    )
}

/// Maps items with a closure of one parameter.
pub fn mapped(items: Expr, refs: &str, name: &str, body: Expr) -> Expr {
    let is_item = |expr: &Expr| matches!(expr, Expr::Atom(text) if text == name);
    match (&body, refs) {
        (body, "") if is_item(body) => items,
        (body, "&") if is_item(body) => method(items, "copied", []),
        (Expr::Method(receiver, call, _), "") if call == "clone" && is_item(receiver) => {
            method(items, "cloned", [])
        }
        (Expr::Call(function, arguments), "") if arguments[..] == [atom(name)] => {
            method(items, "map", [(**function).clone()])
        }
        _ => method(items, "map", [closure(&[format!("{refs}{name}")], body)]),
    }
}

/// Returns the test that at least one item satisfies a condition.
pub fn any(items: Expr, refs: &str, name: &str, test: Expr) -> Expr {
    if let (Expr::Method(list, iterator, _), "&", Expr::Binary(held, "==", wanted)) =
        (&items, refs, &test)
    {
        let is_held = |expr: &Expr| matches!(expr, Expr::Atom(text) if text == name);
        if iterator == "iter" && is_held(held) && !wanted.mentions(name) {
            let wanted = reference((**wanted).clone());
            return method((**list).clone(), "contains", [wanted]);
        }
    }
    method(items, "any", [closure(&[format!("{refs}{name}")], test)])
}

pub fn reference(operand: Expr) -> Expr {
    match operand {
        // `&*x` is `x`, because `x` is a reference.
        Expr::Unary("*", inner) => *inner,
        operand => Expr::Unary("&", Box::new(operand)),
    }
}

/// Returns whether the text is a byte string literal, which is a reference to an array.
pub fn is_bytes(text: &str) -> bool {
    text.starts_with("b\"")
}

pub fn field(operand: Expr, name: impl Into<String>) -> Expr {
    Expr::Field(Box::new(operand), name.into())
}

/// Returns `x?`.
pub fn attempt(operand: Expr) -> Expr {
    Expr::Try(Box::new(operand))
}

/// Returns `Ok(x)`, or `x` if the operand is `x?`.
pub fn okay(operand: Expr) -> Expr {
    match operand {
        Expr::Try(inner) => *inner,
        operand => call("Ok", [operand]),
    }
}

/// Returns `|parameters| body`.
pub fn closure(parameters: &[String], body: Expr) -> Expr {
    Expr::Closure(parameters.to_vec(), Box::new(body))
}
