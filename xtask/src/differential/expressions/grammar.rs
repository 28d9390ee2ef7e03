//! Random expressions that a type checker accepts.

use super::types::{KEYS, SCALARS, Type};
use crate::differential::random::Random;
use crate::differential::schema::Schema;

/// The limit of parts of an expression, without constants and names.
const PARTS: usize = 14;

/// Names of the variables of macros. Generated code uses some of them itself.
const NAMES: &[&str] = &[
    "x", "y", "X", "item", "key", "value", "m", "held", "cx", "at", "order", "type_", "index",
];

// Constants of each type, including edge cases.
const BOOLS: &[&str] = &["true", "false"];
const INTS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "5",
    "10",
    "100",
    "(-1)",
    "2147483647",
    "2147483648",
    "(-2147483648)",
    "(-2147483649)",
    "9223372036854775807",
    "(-9223372036854775808)",
];
const UINTS: &[&str] = &[
    "0u",
    "1u",
    "2u",
    "7u",
    "4294967295u",
    "4294967296u",
    "18446744073709551615u",
];
const DOUBLES: &[&str] = &["0.0", "1.0", "(-1.5)", "0.1", "100.0", "1e10", "3.5e38"];
const STRINGS: &[&str] = &[
    "''", "'a'", "'foo'", "'o'", "'é'", "'12'", "'a.b'", "'😀x'", "'\\\"q'",
];
const BYTES: &[&str] = &["b''", "b'a'", "b'foo'", "b'\\xff'", "b'\\000'"];
const DURATIONS: &[&str] = &[
    "duration('0s')",
    "duration('1h')",
    "duration('-1.5s')",
    "duration('10s')",
];
const TIMESTAMPS: &[&str] = &[
    "timestamp(0)",
    "timestamp(1)",
    "timestamp('2024-02-29T12:00:00Z')",
    "timestamp('1969-12-31T23:59:59.5Z')",
];

pub struct Grammar<'a> {
    pub schema: &'a Schema,
    pub random: Random,
    /// The variables in scope, innermost last.
    pub scope: Vec<(String, Type)>,
    parts: usize,
}

impl<'a> Grammar<'a> {
    pub fn new(schema: &'a Schema, random: Random) -> Self {
        Self {
            schema,
            random,
            scope: Vec::new(),
            parts: 0,
        }
    }

    /// A rule about `this`.
    pub fn rule(&mut self, this: Type) -> String {
        self.scope = vec![("this".to_owned(), this)];
        self.parts = PARTS;
        let condition = self.boolean(4).unwrap_or_else(|| "true".to_owned());
        if self.random.one_in(5) {
            let text = self.expr(&Type::String, 2);
            let text = text.unwrap_or_else(|| "'broken'".to_owned());
            // A wrapper that may be null is not a text.
            format!("{condition} ? '' : 'broken ' + {text}")
        } else {
            condition
        }
    }

    pub fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.random.below(from.len())].clone()
    }

    /// An expression of a type. `None` for a message that is not in scope.
    pub fn expr(&mut self, ty: &Type, depth: usize) -> Option<String> {
        if depth == 0 || self.parts == 0 || self.random.one_in(5) {
            return self.leaf(ty);
        }
        self.parts -= 1;
        let depth = depth - 1;
        let made = match ty {
            _ if self.random.one_in(8) => self.conditional(ty, depth),
            Type::Bool => self.boolean(depth),
            Type::Int => self.int(depth),
            Type::Uint => self.uint(depth),
            Type::Double => self.double(depth),
            Type::String => self.string(depth),
            Type::Bytes => self.bytes(depth),
            Type::Duration | Type::Timestamp => self.time(ty, depth),
            Type::List(item) => self.list(item, depth),
            Type::Map(key, value) => self.map(key, value, depth),
            Type::Message(_) | Type::Wrapper(_) | Type::Dyn => None,
        };
        made.or_else(|| self.leaf(ty))
    }

    fn conditional(&mut self, ty: &Type, depth: usize) -> Option<String> {
        let condition = self.expr(&Type::Bool, depth)?;
        let (yes, no) = (self.expr(ty, depth)?, self.expr(ty, depth)?);
        Some(format!("({condition} ? {yes} : {no})"))
    }

    /// A field, a variable or a constant.
    pub fn leaf(&mut self, ty: &Type) -> Option<String> {
        if !self.random.one_in(4)
            && let Some(path) = self.path(ty)
        {
            return Some(path);
        }
        self.constant(ty).or_else(|| self.path(ty))
    }

    /// A path from a variable to a value of the type.
    pub fn path(&mut self, wanted: &Type) -> Option<String> {
        let is_wanted =
            |ty: &Type| ty == wanted || matches!(ty, Type::Wrapper(value) if **value == *wanted);
        (0..24).find_map(|_| {
            let (mut text, mut ty) = self.random.pick(&self.scope)?.clone();
            for _ in 0..4 {
                if is_wanted(&ty) && !self.random.one_in(4) {
                    return Some(text);
                }
                (text, ty) = self.step(text, ty)?;
            }
            is_wanted(&ty).then_some(text)
        })
    }

    /// A field, an item or an entry of a value.
    fn step(&mut self, text: String, ty: Type) -> Option<(String, Type)> {
        match ty {
            Type::Message(name) => {
                let message = self.schema.messages.get(&name)?;
                let field = self.random.pick(&message.fields)?;
                let ty = Type::of(self.schema, field);
                Some((format!("{text}.{}", field.name), ty))
            }
            Type::List(item) if self.random.one_in(3) => {
                let index = self.random.below(3);
                Some((format!("{text}[{index}]"), *item))
            }
            Type::Map(key, value) if self.random.one_in(3) => {
                let key = self.constant(&key)?;
                Some((format!("{text}[{key}]"), *value))
            }
            _ => None,
        }
    }

    pub fn constant(&mut self, ty: &Type) -> Option<String> {
        let constants = match ty {
            Type::Bool => BOOLS,
            Type::Int => INTS,
            Type::Uint => UINTS,
            Type::Double => DOUBLES,
            Type::String => STRINGS,
            Type::Bytes => BYTES,
            Type::Duration => DURATIONS,
            Type::Timestamp => TIMESTAMPS,
            Type::List(item) => return self.literal_list(item, 0),
            Type::Map(key, value) => return self.literal_map(key, value, 0),
            Type::Message(_) | Type::Wrapper(_) | Type::Dyn => return None,
        };
        Some(constants[self.random.below(constants.len())].to_owned())
    }

    pub fn literal_list(&mut self, item: &Type, depth: usize) -> Option<String> {
        let count = self.random.below(4);
        let items: Option<Vec<_>> = (0..count).map(|_| self.expr(item, depth)).collect();
        Some(format!("[{}]", items?.join(", ")))
    }

    pub fn literal_map(&mut self, key: &Type, value: &Type, depth: usize) -> Option<String> {
        let mut entries: Vec<String> = Vec::new();
        for _ in 0..1 + self.random.below(2) {
            let (key, value) = (self.constant(key)?, self.expr(value, depth)?);
            if !entries
                .iter()
                .any(|entry| entry.starts_with(&format!("{key}:")))
            {
                entries.push(format!("{key}: {value}"));
            }
        }
        Some(format!("{{{}}}", entries.join(", ")))
    }

    /// The type of the items of a list or of the keys of a map, for a macro.
    fn range(&mut self, depth: usize) -> Option<(String, Type)> {
        let message = self
            .schema
            .messages
            .keys()
            .filter(|name| name.ends_with(".Node"))
            .min();
        let item = match (self.random.below(4), message) {
            (0, Some(name)) => Type::Message(name.clone()),
            (1, _) => {
                let key = self.one_of(&KEYS);
                let value = self.one_of(&SCALARS);
                if let Some(path) = self.path(&Type::Map(Box::new(key.clone()), Box::new(value))) {
                    return Some((path, key));
                }
                key
            }
            _ => self.one_of(&SCALARS),
        };
        Some((self.expr(&Type::list(item.clone()), depth)?, item))
    }

    /// A macro with its arguments, of which the last has a type.
    pub fn macro_over(&mut self, name: &str, body: &Type, depth: usize) -> Option<String> {
        let (range, item) = self.range(depth)?;
        self.macro_of(&range, item, name, body, depth)
    }

    pub fn macro_of(
        &mut self,
        range: &str,
        item: Type,
        name: &str,
        body: &Type,
        depth: usize,
    ) -> Option<String> {
        let variable = self.one_of(NAMES);
        // A variable hides one of the same name.
        let outer = self.scope.clone();
        self.scope.retain(|(name, _)| name != variable);
        self.scope.push((variable.to_owned(), item.clone()));
        // Most expressions in a macro use its items.
        if self.random.one_in(2) {
            self.scope.push((variable.to_owned(), item));
        }
        let filter = if name == "map" && self.random.one_in(3) {
            self.expr(&Type::Bool, depth)
                .map(|filter| format!("{filter}, "))
        } else {
            Some(String::new())
        };
        let body = self.expr(body, depth);
        self.scope = outer;
        Some(format!("{range}.{name}({variable}, {}{})", filter?, body?))
    }
}
