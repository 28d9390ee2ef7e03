//! Generates random trees that are similar to validators.

use crate::targets::rust::syntax::{Condition, Expr, Statement};

const NAMES: [&str; 14] = [
    "x",
    "a",
    "at",
    "cx",
    "this",
    "end",
    "roles",
    "display_name",
    "start_time",
    "user_identifier",
    "maximum_number_of_retries",
    "rules",
    "index",
    "configuration_of_everything",
];
const METHODS: [&str; 12] = [
    "len",
    "iter",
    "all",
    "is_some_and",
    "field",
    "contains",
    "enumerate",
    "and_then",
    "starts_with",
    "as_deref",
    "is_valid_host_name_or_address",
    "unwrap_or_default",
];
const PATHS: [&str; 8] = [
    "Some",
    "int::add",
    "string::size",
    "i64::from",
    "Ok",
    "timestamp::difference",
    "rules::repeated::UNIQUE_ITEMS",
    "super::super::library::regular_expression",
];
const LITERALS: [&str; 12] = [
    "0",
    "3",
    "true",
    "\"\"",
    "100_000",
    "\"must be at least 3 characters\"",
    "1.5",
    "b\"abc\"",
    "\"must be a valid host name, or an address, that is neither too short nor too long\"",
    "\"héllo wörld ß\"",
    "NAME",
    "&PATTERN",
];
const OPERATORS: [&str; 14] = [
    "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", "&&", "||", "&&", "||",
];

/// A generator of random trees.
pub struct Trees {
    state: u64,
}

impl Trees {
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        }
    }

    /// Returns a number below a bound. The generator is Marsaglia's xorshift.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % bound as u64) as usize
    }

    fn one_of<'s>(&mut self, texts: &[&'s str]) -> &'s str {
        texts[self.below(texts.len())]
    }

    pub fn body(&mut self) -> Vec<Statement> {
        let count = 1 + self.below(3);
        let mut body: Vec<_> = (0..count).map(|_| self.statement(2)).collect();
        if self.below(3) == 0 {
            body.push(Statement::Value(self.expr(3)));
        }
        body
    }

    fn statements(&mut self, depth: usize) -> Vec<Statement> {
        let count = 1 + self.below(2);
        (0..count).map(|_| self.statement(depth)).collect()
    }

    fn statement(&mut self, depth: usize) -> Statement {
        let kinds = if depth == 0 { 4 } else { 9 };
        match self.below(kinds) {
            0 => Statement::Let {
                pattern: self.one_of(&NAMES).to_owned(),
                type_name: (self.below(4) == 0).then(|| "Option<&str>".to_owned()),
                value: self.expr(3),
            },
            1 => self.rule(),
            2 => Statement::Expression(Expr::Try(Box::new(self.violation()))),
            3 => Statement::Expression(self.call(3)),
            4 | 5 => Statement::If {
                condition: self.condition(),
                then: self.statements(depth - 1),
                otherwise: match self.below(4) {
                    0 => self.statements(depth - 1),
                    1 => vec![Statement::If {
                        condition: self.condition(),
                        then: self.statements(depth - 1),
                        otherwise: Vec::new(),
                    }],
                    _ => Vec::new(),
                },
            },
            6 => Statement::For {
                pattern: self
                    .one_of(&["this", "(index, this)", "(key, value_of_the_entry)"])
                    .to_owned(),
                range: self.call(2),
                body: self.statements(depth - 1),
            },
            7 => {
                let scrutinee = Box::new(self.expr(2));
                Statement::Value(Expr::Match(scrutinee, self.arms(depth - 1)))
            }
            _ => self.rule(),
        }
    }

    /// Returns the statement that reports a violation.
    fn violation(&mut self) -> Expr {
        let at = match self.below(3) {
            0 => Expr::Atom("at".to_owned()),
            1 => Expr::Unary(
                "&",
                Box::new(method(
                    "at",
                    "field",
                    vec![Expr::Unary("&", Box::new(self.atom()))],
                )),
            ),
            _ => Expr::Unary(
                "&",
                Box::new(method("at", "index", vec![Expr::Atom("index".to_owned())])),
            ),
        };
        method("cx", "violation", vec![at, Expr::Atom("&RULE".to_owned())])
    }

    /// Returns the constant of a rule.
    fn rule(&mut self) -> Statement {
        let path = self.one_of(&[
            "rules::string::MIN_LEN",
            "rules::CEL",
            "rules::repeated::UNIQUE",
            "rules::duration::GREATER_THAN_OR_EQUAL_TO",
        ]);
        let arguments = vec![Expr::Atom(path.to_owned()), self.literal()];
        let mut value = Expr::Call(Box::new(Expr::Atom("Rule::new".to_owned())), arguments);
        for _ in 0..self.below(4) {
            let (method, argument) = match self.below(3) {
                0 => ("message", self.literal()),
                1 => (
                    "param",
                    Expr::Call(
                        Box::new(Expr::Atom("Param::Uint".to_owned())),
                        vec![self.literal()],
                    ),
                ),
                _ => ("for_key", Expr::Atom("true".to_owned())),
            };
            value = Expr::Method(Box::new(value), method.to_owned(), vec![argument]);
        }
        if self.below(6) == 0 {
            let count = self.below(24);
            let array = (0..count).map(|_| self.literal()).collect();
            value = Expr::Unary("&", Box::new(Expr::Array(array)));
        }
        Statement::Item {
            keyword: ["const", "static"][self.below(2)],
            name: self
                .one_of(&["RULE", "PATTERN", "THE_RULE_OF_A_FIELD"])
                .to_owned(),
            type_name: self
                .one_of(&["Rule", "Rule<'static>", "LazyLock<Regex>"])
                .to_owned(),
            value,
        }
    }

    fn condition(&mut self) -> Condition {
        match self.below(4) {
            0 => Condition::Let("Some(value)".to_owned(), self.expr(2)),
            1 => Condition::Bool(Expr::Unary("!", Box::new(self.call(2)))),
            _ => Condition::Bool(self.logic(3)),
        }
    }

    fn arms(&mut self, depth: usize) -> Vec<(String, Expr)> {
        let count = 1 + self.below(3);
        (0..count)
            .map(|_| {
                let value = match self.below(4) {
                    0 => Expr::Block(Vec::new(), None),
                    1 => Expr::Try(Box::new(self.violation())),
                    2 => self.expr(2),
                    _ => Expr::Block(self.statements(depth), None),
                };
                (self.pattern(), value)
            })
            .collect()
    }

    fn pattern(&mut self) -> String {
        self.one_of(&[
            "Ok(true)",
            "_",
            "Err(error)",
            "Some(kind::Kind::Circle(value))",
            "1 | 2",
        ])
        .to_owned()
    }

    fn literal(&mut self) -> Expr {
        Expr::Atom(self.one_of(&LITERALS).to_owned())
    }

    fn atom(&mut self) -> Expr {
        match self.below(3) {
            0 => self.literal(),
            _ => Expr::Atom(self.one_of(&NAMES).to_owned()),
        }
    }

    /// Returns comparisons that are joined by `&&` and `||`.
    fn logic(&mut self, depth: usize) -> Expr {
        let count = 1 + self.below(3);
        let mut logic = self.comparison(depth);
        for _ in 1..count {
            let operator = ["&&", "||"][self.below(2)];
            logic = Expr::Binary(Box::new(logic), operator, Box::new(self.comparison(depth)));
        }
        logic
    }

    fn comparison(&mut self, depth: usize) -> Expr {
        match self.below(3) {
            0 => self.call(depth - 1),
            1 => Expr::Unary("!", Box::new(self.call(depth - 1))),
            _ => {
                let operator = ["<", ">", "==", "!=", "<=", ">="][self.below(6)];
                Expr::Binary(
                    Box::new(self.call(depth - 1)),
                    operator,
                    Box::new(self.atom()),
                )
            }
        }
    }

    /// Returns a call of a function or of methods.
    fn call(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return self.atom();
        }
        match self.below(4) {
            0 => {
                let path = Expr::Atom(self.one_of(&PATHS).to_owned());
                Expr::Call(Box::new(path), self.arguments(depth))
            }
            _ => {
                let mut expr = self.atom();
                for _ in 0..1 + self.below(3) {
                    if self.below(3) == 0 {
                        expr = Expr::Field(Box::new(expr), self.one_of(&NAMES).to_owned());
                    }
                    let method = self.one_of(&METHODS).to_owned();
                    expr = Expr::Method(Box::new(expr), method, self.arguments(depth));
                    if self.below(5) == 0 {
                        expr = Expr::Try(Box::new(expr));
                    }
                }
                expr
            }
        }
    }

    fn arguments(&mut self, depth: usize) -> Vec<Expr> {
        let count = self.below(3);
        let mut arguments: Vec<_> = (0..count).map(|_| self.expr(depth - 1)).collect();
        if self.below(4) == 0 {
            arguments.push(self.closure(depth - 1));
        }
        arguments
    }

    fn closure(&mut self, depth: usize) -> Expr {
        let parameters = match self.below(3) {
            0 => vec!["x".to_owned()],
            1 => vec!["this".to_owned()],
            _ => vec!["key".to_owned(), "value".to_owned()],
        };
        Expr::Closure(parameters, Box::new(self.expr(depth)))
    }

    fn expr(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return self.atom();
        }
        let inner = |trees: &mut Self| Box::new(trees.expr(depth - 1));
        match self.below(19) {
            0..=5 => self.call(depth),
            6 | 7 => {
                let operator = OPERATORS[self.below(OPERATORS.len())];
                Expr::Binary(inner(self), operator, inner(self))
            }
            8 => self.logic(depth),
            9 => Expr::Unary(["!", "-", "*", "&"][self.below(4)], inner(self)),
            10 => Expr::Cast(inner(self), "i64".to_owned()),
            11 => Expr::Index(inner(self), inner(self)),
            12 => Expr::If(inner(self), inner(self), inner(self)),
            13 => Expr::Match(
                inner(self),
                vec![
                    (self.pattern(), *inner(self)),
                    (self.pattern(), *inner(self)),
                ],
            ),
            14 => Expr::Array((0..self.below(4)).map(|_| self.expr(depth - 1)).collect()),
            15 => Expr::Tuple(
                (0..1 + self.below(3))
                    .map(|_| self.expr(depth - 1))
                    .collect(),
            ),
            16 => Expr::Matches(inner(self), vec!["Some(1)".to_owned(), "None".to_owned()]),
            17 => {
                let statements = vec![self.statement(0)];
                Expr::Block(statements, Some(inner(self)))
            }
            _ => self.atom(),
        }
    }
}

fn method(receiver: &str, method: &str, arguments: Vec<Expr>) -> Expr {
    let receiver = Box::new(Expr::Atom(receiver.to_owned()));
    Expr::Method(receiver, method.to_owned(), arguments)
}
