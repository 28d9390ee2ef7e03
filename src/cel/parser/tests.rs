//! Tests of the parser: trees, spans and errors.

use super::{MAX_DEPTH, parse};
use crate::cel::ast::{Binary, Expr, Literal, Name, Node, Unary};

mod errors;
mod mutation;

/// Returns a tree on one line, with parentheses around each node.
fn print(expr: &Expr) -> String {
    match &expr.node {
        Node::Literal(Literal::Null) => "null".to_owned(),
        Node::Literal(Literal::Bool(value)) => value.to_string(),
        Node::Literal(Literal::Int(value)) => value.to_string(),
        Node::Literal(Literal::Uint(value)) => format!("{value}u"),
        Node::Literal(Literal::Double(value)) => format!("{value:?}"),
        Node::Literal(Literal::String(value)) => format!("{value:?}"),
        Node::Literal(Literal::Bytes(value)) => format!("b{value:?}"),
        Node::Ident(name) => name.clone(),
        Node::Select { operand, field } => format!("(. {} {})", print(operand), field.text),
        Node::Has { operand, field } => format!("(has {} {})", print(operand), field.text),
        Node::Index { operand, index } => format!("([] {} {})", print(operand), print(index)),
        Node::Call {
            target,
            function,
            arguments,
        } => {
            let name = match target {
                Some(target) => format!(".{} {}", function.text, print(target)),
                None => function.text.clone(),
            };
            let arguments = arguments.iter().map(print);
            parenthesized([name].into_iter().chain(arguments))
        }
        Node::Unary { operator, operand } => match operator {
            Unary::Not => format!("(! {})", print(operand)),
            Unary::Negate => format!("(- {})", print(operand)),
        },
        Node::Binary {
            operator,
            left,
            right,
        } => format!("({} {} {})", symbol(*operator), print(left), print(right)),
        Node::Conditional { condition, yes, no } => {
            format!("(? {} {} {})", print(condition), print(yes), print(no))
        }
        Node::List(elements) => format!("[{}]", joined(elements.iter().map(print))),
        Node::Map(entries) => {
            let entry = |(key, value): &(Expr, Expr)| format!("{}:{}", print(key), print(value));
            format!("{{{}}}", joined(entries.iter().map(entry)))
        }
        Node::Message { name, fields } => {
            let field = |(field, value): &(Name, Expr)| format!("{}:{}", field.text, print(value));
            format!("{}{{{}}}", name.text, joined(fields.iter().map(field)))
        }
        Node::Macro(node) => {
            let kind = format!("{:?}", node.kind);
            let head = [kind, print(&node.range), node.variable.text.clone()];
            let parts = node.filter.iter().chain([&node.body]).map(print);
            parenthesized(head.into_iter().chain(parts))
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

fn parenthesized(parts: impl Iterator<Item = String>) -> String {
    format!("({})", joined(parts))
}

fn symbol(operator: Binary) -> &'static str {
    let (symbol, ..) = super::OPERATORS
        .iter()
        .find(|(_, found, _)| *found == operator)
        .expect("each operator has a symbol");
    symbol
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        match parse(text) {
            Ok(expr) => assert_eq!(print(&expr), *expected, "{text}"),
            Err(error) => panic!("{text}: {error:?}"),
        }
    }
}

#[test]
fn literals() {
    check(&[
        ("null", "null"),
        ("true", "true"),
        ("0", "0"),
        ("007", "7"),
        ("0xFf", "255"),
        ("0x10u", "16u"),
        ("18446744073709551615U", "18446744073709551615u"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("-0x8000000000000000", "-9223372036854775808"),
        ("- 5", "-5"),
        ("-1u", "(- 1u)"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("-.5e-3", "-0.0005"),
        ("1e3", "1000.0"),
        ("12.25E+2", "1225.0"),
        ("1.size()", "(.size 1)"),
        (r#"''"#, r#""""#),
        (r#"'""'"#, r#""\"\"""#),
        (r#"'''x''x'''"#, r#""x''x""#),
        ("\"\"\"a\n\"b\"\"\"", "\"a\\n\\\"b\""),
        (
            r#""\a\b\f\n\r\t\v\\\?\"\'\`""#,
            r#""\u{7}\u{8}\u{c}\n\r\t\u{b}\\?\"'`""#,
        ),
        (r#"'\x41\X7a\u00e9\U0001F600\101'"#, r#""Azé😀A""#),
        (r#""\303\277\377\xff""#, r#""Ã¿ÿÿ""#),
        (r#"r'\d\\'"#, r#""\\d\\\\""#),
        (r#"R"""\""""#, r#""\\""#),
        (r#"b'abc'"#, "b[97, 98, 99]"),
        (r#"B"ÿ""#, "b[195, 191]"),
        (r#"b'\303\277\xFF\377\n'"#, "b[195, 191, 255, 255, 10]"),
        (r#"bR'\n'"#, "b[92, 110]"),
        ("b'''a\n'''", "b[97, 10]"),
        ("b", "b"),
        ("rb", "rb"),
    ]);
}

#[test]
fn operators() {
    check(&[
        ("1 + 2 * 3 - 4 / 5 % 6", "(- (+ 1 (* 2 3)) (% (/ 4 5) 6))"),
        ("(1 + 2) * 3", "(* (+ 1 2) 3)"),
        ("a - 1 - -1", "(- (- a 1) -1)"),
        ("a-1", "(- a 1)"),
        ("a < b == c", "(== (< a b) c)"),
        (
            "a in b && c >= d || !e",
            "(|| (&& (in a b) (>= c d)) (! e))",
        ),
        ("a || b && c || d", "(|| (|| a (&& b c)) d)"),
        ("a && b && c && d && e", "(&& (&& (&& a b) (&& c d)) e)"),
        ("a != b + 1", "(!= a (+ b 1))"),
        ("!!a", "(! (! a))"),
        ("--a", "(- (- a))"),
        ("--1", "(- -1)"),
        ("!a.b()", "(! (.b a))"),
        ("-a.b * c", "(* (- (. a b)) c)"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("a || b ? c && d : e", "(? (|| a b) (&& c d) e)"),
        ("a ? (b ? c : d) : e", "(? a (? b c d) e)"),
        ("a ? .b : .c", "(? a b c)"),
        ("// first\na // second\n\t+ b//", "(+ a b)"),
    ]);
}

#[test]
fn operands() {
    check(&[
        (
            "this.a.b[0].c(1, 2)['x']",
            "([] (.c ([] (. (. this a) b) 0) 1 2) \"x\")",
        ),
        (".a.b", "(. a b)"),
        (".f(1)", "(f 1)"),
        ("f()", "(f)"),
        ("a.for.while", "(. (. a for) while)"),
        ("a.`b-c/d.e f`.`in`", "(. (. a b-c/d.e f) in)"),
        ("size(this) > 0", "(> (size this) 0)"),
        ("math.greatest(1, [2,])", "(.greatest math 1 [2])"),
        ("[]", "[]"),
        ("[1, 'a', [2u,],]", "[1 \"a\" [2u]]"),
        ("{}", "{}"),
        ("{'a': 1, 2: {true: null,},}", "{\"a\":1 2:{true:null}}"),
        ("a.b.C{f: 1, `g-h`: D{},}", "a.b.C{f:1 g-h:D{}}"),
        (".a.C{}.f", "(. a.C{} f)"),
        ("a.package.C{}", "a.package.C{}"),
        ("x in [1] ? {} : {1: 2}", "(? (in x [1]) {} {1:2})"),
    ]);
}

#[test]
fn macros() {
    check(&[
        ("has(this.a.b)", "(has (. this a) b)"),
        ("!has(a.`b-c`)", "(! (has a b-c))"),
        ("a.all(x, x > 0)", "(All a x (> x 0))"),
        ("a.b.exists(x, true)", "(Exists (. a b) x true)"),
        ("a.exists_one(x, x)", "(ExistsOne a x x)"),
        (
            "a.filter(x, x).map(y, y + 1)",
            "(Map (Filter a x x) y (+ y 1))",
        ),
        ("[1].map(x, x > 0, x * 2)", "(Map [1] x (> x 0) (* x 2))"),
        ("all(1)", "(all 1)"),
    ]);
}

#[test]
fn spans() {
    let text = " size( this.a ) >= (1 + b.all(x, x)) && has(c.`d-e`) ";
    let expr = parse(text).expect("it is right");
    let mut found = Vec::new();
    collect(&expr, text, &mut found);
    assert_eq!(
        found,
        [
            "size( this.a ) >= (1 + b.all(x, x)) && has(c.`d-e`)",
            "size( this.a ) >= (1 + b.all(x, x))",
            "size( this.a )",
            "size",
            "this.a",
            "a",
            "this",
            "1 + b.all(x, x)",
            "1",
            "b.all(x, x)",
            "b",
            "x",
            "x",
            "has(c.`d-e`)",
            "`d-e`",
            "c",
        ]
    );
    let message = parse("1 in a . b.C{f: -2}.g").expect("it is right");
    let mut found = Vec::new();
    collect(&message, "1 in a . b.C{f: -2}.g", &mut found);
    assert_eq!(
        found,
        [
            "1 in a . b.C{f: -2}.g",
            "1",
            "a . b.C{f: -2}.g",
            "g",
            "a . b.C{f: -2}",
            "a . b.C",
            "f",
            "-2"
        ]
    );
}

/// Collects the texts of nodes and names, outer nodes first.
fn collect<'t>(expr: &Expr, text: &'t str, found: &mut Vec<&'t str>) {
    found.push(&text[expr.span.clone()]);
    match &expr.node {
        Node::Select { operand, field } | Node::Has { operand, field } => {
            found.push(&text[field.span.clone()]);
            collect(operand, text, found);
        }
        Node::Call {
            function,
            arguments,
            ..
        } => {
            found.push(&text[function.span.clone()]);
            arguments
                .iter()
                .for_each(|argument| collect(argument, text, found));
        }
        Node::Binary { left, right, .. } => {
            collect(left, text, found);
            collect(right, text, found);
        }
        Node::Message { name, fields } => {
            found.push(&text[name.span.clone()]);
            for (field, value) in fields {
                found.push(&text[field.span.clone()]);
                collect(value, text, found);
            }
        }
        Node::Macro(node) => {
            collect(&node.range, text, found);
            found.push(&text[node.variable.span.clone()]);
            collect(&node.body, text, found);
        }
        _ => {}
    }
}

#[test]
fn depth_is_bounded() {
    let too_deep = format!("this is nested deeper than {MAX_DEPTH} levels");
    let repeat = |open: &str, inner: &str, close: &str, count: usize| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    for (open, inner, close) in [
        ("(", "a", ")"),
        ("[", "a", "]"),
        ("f(", "a", ")"),
        ("a[", "0", "]"),
        ("{1: ", "a", "}"),
        ("A{b: ", "a", "}"),
        ("!", "a", ""),
        ("-", "a", ""),
        ("", "a", " + a"),
        ("", "a", ".b"),
        ("", "a", "[0]"),
        ("", "a", ".f()"),
        ("", "a", ".all(x, x)"),
        ("a.all(x, ", "x", ")"),
        ("a ? b : ", "c", ""),
    ] {
        let text = repeat(open, inner, close, MAX_DEPTH - 2);
        assert!(parse(&text).is_ok(), "{open}{inner}{close}");
        for count in [MAX_DEPTH + 1, 100_000] {
            let text = repeat(open, inner, close, count);
            let error = parse(&text).expect_err(&format!("{open}{inner}{close}"));
            assert_eq!(error.message, too_deep, "{open}{inner}{close}");
        }
    }
}

#[test]
fn chains_of_and_and_or_are_balanced() {
    fn height(expr: &Expr) -> usize {
        match &expr.node {
            Node::Binary { left, right, .. } => 1 + height(left).max(height(right)),
            _ => 1,
        }
    }
    for operator in [" && ", " || "] {
        let text = vec!["a"; 10_000].join(operator);
        let expr = parse(&text).expect("it is right");
        assert_eq!(height(&expr), 15, "{operator}");
        assert_eq!(expr.span, 0..text.len());
        assert_eq!(print(&expr).matches('a').count(), 10_000);
    }
}
