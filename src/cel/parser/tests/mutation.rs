//! Tests that every text parses to a tree or to an error, with places inside the text.

use crate::cel::ast::{Expr, Node, Span};
use crate::cel::parse;

/// Expressions that together cover the whole grammar.
const SEEDS: [&str; 12] = [
    "this != getField(rules, 'const') ? 'must equal %s'.format([getField(rules, 'const')]) : ''",
    "!has(rules.lt) && this.matches(r'^\\d+$') || size(this) >= 0x1F",
    "a.b.C{f: 1u, `g-h`: -2.5e3,}.f == {'k': [true, null, .5,],}",
    "[1, 2].all(x, x in [3]) ? b'\\xff\\303' : B\"\"\"a\n\"b\"\"\"",
    "this.exists_one(x, x.y.`z`[0] == 'é😀\\u00e9\\U0001F600')",
    "-9223372036854775808 - --1 * 3 % 4 / 5 // why\n+ 1",
    ".a.b(c, d).filter(e, !!e).map(f, f > 0, f * 2)",
    "duration('3s') < timestamp('x') && a.?b",
    "((((a))))[b[c[d]]] + transformList(a)",
    "'''it's''' + r\"\"\"\\\"\"\" != '\\'' ",
    "math.greatest(1, 2.) <= 1e400 || `x`",
    "a = b and not c & d | e; “f” # g",
];

/// A deterministic random number generator: Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

#[test]
fn any_text_is_answered() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut parsed = 0;
    for round in 0..40_000 {
        let mut text: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
        for _ in 0..=random.below(4) {
            mutate(&mut text, &mut random);
        }
        let text: String = text.into_iter().collect();
        match parse(&text) {
            Ok(expr) => {
                parsed += 1;
                check(&expr, &text);
            }
            Err(error) => assert_spans(&error.span, &text),
        }
        let cut = text.char_indices().nth(round % 40).map_or(0, |(at, _)| at);
        let _ = parse(&text[..cut]);
    }
    // If the parser rejected every text, the test would reach little of it.
    assert!(parsed > 3_000, "{parsed}");
}

/// Removes, duplicates, replaces or inserts a part of a text.
fn mutate(text: &mut Vec<char>, random: &mut Random) {
    let start = random.below(text.len() + 1);
    let end = (start + random.below(6)).min(text.len());
    match random.below(4) {
        0 => drop(text.drain(start..end)),
        1 => {
            let part = text[start..end].to_vec();
            text.splice(start..start, part);
        }
        2 => {
            let seed: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
            let from = random.below(seed.len());
            let to = (from + random.below(12)).min(seed.len());
            text.splice(start..end, seed[from..to].iter().copied());
        }
        _ => {
            let any = char::from_u32(random.below(0x250) as u32).unwrap_or('(');
            text.splice(start..end, [any]);
        }
    }
}

fn assert_spans(span: &Span, text: &str) {
    assert!(text.get(span.clone()).is_some(), "{span:?} of {text:?}");
}

/// Asserts that every span lies within the text, and that children lie within their parents.
fn check(expr: &Expr, text: &str) {
    assert_spans(&expr.span, text);
    let inside = |child: &Expr| {
        assert!(
            expr.span.start <= child.span.start && child.span.end <= expr.span.end,
            "{text}"
        );
        check(child, text);
    };
    match &expr.node {
        Node::Literal(_) | Node::Ident(_) => {}
        Node::Select { operand, .. } | Node::Has { operand, .. } | Node::Unary { operand, .. } => {
            inside(operand);
        }
        Node::Index { operand, index } => {
            [operand, index].into_iter().for_each(|child| inside(child))
        }
        Node::Call {
            target, arguments, ..
        } => {
            target.iter().for_each(|child| inside(child));
            arguments.iter().for_each(inside);
        }
        Node::Binary { left, right, .. } => {
            [left, right].into_iter().for_each(|child| inside(child))
        }
        Node::Conditional { condition, yes, no } => {
            [condition, yes, no]
                .into_iter()
                .for_each(|child| inside(child));
        }
        Node::List(elements) => elements.iter().for_each(inside),
        Node::Map(entries) => entries.iter().for_each(|(key, value)| {
            inside(key);
            inside(value);
        }),
        Node::Message { fields, .. } => fields.iter().for_each(|(_, value)| inside(value)),
        Node::Macro(node) => {
            inside(&node.range);
            node.filter.iter().for_each(inside);
            inside(&node.body);
        }
    }
}
