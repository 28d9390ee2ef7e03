//! Mutates and creates messages of known types.

use prost::bytes::Bytes;

use super::random::Random;
use super::schema::{ENUM, Field, GROUP, MESSAGE, Schema};
use super::values::{BYTES, DOUBLES, INTEGERS, STRINGS};
use super::wire::{self, Tree, Value};

/// The limit of nested messages.
const DEPTH: usize = 4;

/// The greatest number of a field, which no message uses.
const UNKNOWN: u32 = 536_870_911;

pub struct Mutator<'a> {
    pub schema: &'a Schema,
    pub random: Random,
}

impl Mutator<'_> {
    /// Changes a message in one to three places.
    pub fn mutate(&mut self, name: &str, tree: &mut Tree, outer: &Bytes, depth: usize) {
        for _ in 0..=self.random.below(3) {
            self.mutate_once(name, tree, outer, depth);
        }
    }

    fn mutate_once(&mut self, name: &str, tree: &mut Tree, outer: &Bytes, depth: usize) {
        let action = self.random.below(12);
        if tree.0.is_empty() || action < 4 {
            return self.add(name, tree, outer, depth);
        }
        let at = self.random.below(tree.0.len());
        match action {
            4 => drop(tree.0.remove(at)),
            5 => tree.0.push(tree.0[at].clone()),
            // Implementations differ for entries of maps with more fields.
            6 if self
                .schema
                .messages
                .get(name)
                .is_some_and(|it| !it.is_entry) =>
            {
                tree.0.push(wire::Field::new(UNKNOWN, Value::Varint(1)));
            }
            _ => self.change(name, &mut tree.0[at], outer, depth),
        }
    }

    /// Sets most fields.
    pub fn fill(&mut self, name: &str, tree: &mut Tree, outer: &Bytes, depth: usize) {
        let schema = self.schema;
        for field in schema
            .messages
            .get(name)
            .iter()
            .flat_map(|message| &message.fields)
        {
            let times = if field.repeated {
                self.random.below(4)
            } else {
                self.random.below(3).min(1)
            };
            for _ in 0..times {
                let value = self.value(field, outer, depth);
                tree.0.push(wire::Field::new(field.number, value));
            }
        }
    }

    fn add(&mut self, name: &str, tree: &mut Tree, outer: &Bytes, depth: usize) {
        let schema = self.schema;
        let fields = schema.messages.get(name).map(|message| &message.fields);
        if let Some(field) = fields.and_then(|fields| self.random.pick(fields)) {
            let value = self.value(field, outer, depth);
            tree.0.push(wire::Field::new(field.number, value));
        }
    }

    fn change(&mut self, name: &str, found: &mut wire::Field, outer: &Bytes, depth: usize) {
        let schema = self.schema;
        let Some(field) = schema
            .messages
            .get(name)
            .and_then(|message| message.field(found.number))
        else {
            return;
        };
        let rules = rules_of(field, outer);
        let inner = match &mut found.value {
            Value::Group(tree) => Some(tree.clone()),
            Value::Bytes(bytes) if field.kind == MESSAGE => Tree::parse(bytes),
            Value::Bytes(bytes) if field.kind == 9 && self.random.one_in(2) => {
                *bytes = self.edited(bytes);
                return;
            }
            Value::Varint(value) if field.kind != ENUM && self.random.one_in(2) => {
                *value = value.wrapping_add_signed([1, -1, 2, -2][self.random.below(4)]);
                return;
            }
            _ => None,
        };
        match inner {
            Some(mut tree) if depth < DEPTH && !self.random.one_in(4) => {
                self.mutate_once(&field.type_name, &mut tree, rules, depth + 1);
                found.value = message(field, tree);
            }
            _ => found.value = self.value(field, outer, depth),
        }
    }

    /// A value for a field: a constant of its rules, or an edge case.
    pub fn value(&mut self, field: &Field, outer: &Bytes, depth: usize) -> Value {
        let rules = rules_of(field, outer);
        let constants = if self.random.one_in(2) {
            constants(rules)
        } else {
            Vec::new()
        };
        match field.kind {
            GROUP | MESSAGE => {
                let fitting = constants.iter().filter(|value| is_time(field, value));
                let fitting: Vec<_> = fitting.collect();
                if let Some(value) = self.random.pick(&fitting) {
                    return (*value).clone();
                }
                let mut tree = Tree::default();
                if depth < DEPTH {
                    self.fill(&field.type_name, &mut tree, rules, depth + 1);
                }
                message(field, tree)
            }
            9 => Value::Bytes(self.text(&constants)),
            12 => Value::Bytes(self.bytes(&constants)),
            ENUM => self.number(&field.type_name, &constants),
            kind => self.scalar(kind, &constants),
        }
    }

    fn scalar(&mut self, kind: i32, constants: &[Value]) -> Value {
        let step = [0, 0, 1, -1, 2, -2][self.random.below(6)];
        let fits = |value: &&Value| match kind {
            1 | 6 | 16 => matches!(value, Value::Fixed64(_)),
            2 | 7 | 15 => matches!(value, Value::Fixed32(_)),
            _ => matches!(value, Value::Varint(_)),
        };
        let fitting: Vec<_> = constants.iter().filter(fits).collect();
        match self.random.pick(&fitting) {
            Some(Value::Varint(value)) => return narrow(kind, value.wrapping_add_signed(step)),
            Some(Value::Fixed64(value)) => return Value::Fixed64(value.wrapping_add_signed(step)),
            Some(Value::Fixed32(value)) => {
                return Value::Fixed32(value.wrapping_add_signed(step as i32));
            }
            _ => {}
        }
        let integer = INTEGERS[self.random.below(INTEGERS.len())];
        let double = DOUBLES[self.random.below(DOUBLES.len())];
        match kind {
            1 => Value::Fixed64(double.to_bits()),
            2 => Value::Fixed32((double as f32).to_bits()),
            6 | 16 => Value::Fixed64(integer as u64),
            7 | 15 => Value::Fixed32(integer as u32),
            _ => narrow(kind, integer as u64),
        }
    }

    fn number(&mut self, name: &str, constants: &[Value]) -> Value {
        let declared = self.schema.enum_of(name);
        let open = declared.is_some_and(|declared| declared.open);
        if open && self.random.one_in(3) {
            return self.scalar(5, constants);
        }
        let numbers = declared.map_or(&[][..], |declared| &declared.numbers);
        Value::Varint(i64::from(self.random.pick(numbers).copied().unwrap_or_default()) as u64)
    }

    fn text(&mut self, constants: &[Value]) -> Bytes {
        let random = &mut self.random;
        let chosen = match random.pick(constants) {
            Some(Value::Bytes(bytes)) if std::str::from_utf8(bytes).is_ok() => bytes.clone(),
            // About as long as a rule for lengths allows.
            Some(Value::Varint(length @ 0..300)) => {
                let letter = ["a", "é", "😀", "0", "Z"][random.below(5)];
                let length = (*length as usize + random.below(3)).saturating_sub(1);
                letter.repeat(length).into()
            }
            _ => STRINGS[random.below(STRINGS.len())].into(),
        };
        if random.one_in(4) {
            self.edited(&chosen)
        } else {
            chosen
        }
    }

    fn bytes(&mut self, constants: &[Value]) -> Bytes {
        let random = &mut self.random;
        match random.pick(constants) {
            Some(Value::Bytes(bytes)) => bytes.clone(),
            Some(Value::Varint(length @ 0..300)) => {
                vec![b'x'; (*length as usize + random.below(3)).saturating_sub(1)].into()
            }
            _ if random.one_in(3) => STRINGS[random.below(STRINGS.len())].into(),
            _ => Bytes::from_static(BYTES[random.below(BYTES.len())]),
        }
    }

    /// A text with a small insertion, removal or replacement.
    fn edited(&mut self, text: &Bytes) -> Bytes {
        let random = &mut self.random;
        let mut letters: Vec<char> = String::from_utf8_lossy(text).chars().collect();
        let at = random.below(letters.len() + 1);
        let other = STRINGS[random.below(STRINGS.len())].chars();
        match random.below(6) {
            0 => letters.truncate(at),
            1 if at < letters.len() => drop(letters.remove(at)),
            2 => letters.extend(other),
            3 => {
                letters = letters
                    .iter()
                    .flat_map(|letter| letter.to_uppercase())
                    .collect()
            }
            4 => letters.extend_from_within(..),
            _ => letters.splice(at..at, other.take(1)).for_each(drop),
        }
        letters.truncate(1000);
        letters.into_iter().collect::<String>().into()
    }
}

/// A field of a message without rules, such as an entry of a map, has the rules of the parent field.
fn rules_of<'a>(field: &'a Field, outer: &'a Bytes) -> &'a Bytes {
    if field.rules.is_empty() {
        outer
    } else {
        &field.rules
    }
}

fn message(field: &Field, tree: Tree) -> Value {
    if field.delimited {
        Value::Group(tree)
    } else {
        Value::Bytes(tree.to_bytes())
    }
}

/// Whether a constant is a valid `Duration` or `Timestamp`.
fn is_time(field: &Field, value: &Value) -> bool {
    let Value::Bytes(bytes) = value else {
        return false;
    };
    let fits = |field: &wire::Field| {
        (1..=2).contains(&field.number) && matches!(field.value, Value::Varint(_))
    };
    field.type_name.starts_with(".google.protobuf.")
        && matches!(
            field.type_name.rsplit('.').next(),
            Some("Duration" | "Timestamp")
        )
        && Tree::parse(bytes).is_some_and(|tree| tree.0.iter().all(fits))
}

/// An integer as a varint of a kind of field.
fn narrow(kind: i32, value: u64) -> Value {
    Value::Varint(match kind {
        3 | 4 | 18 => value,
        5 => i64::from(value as i32) as u64,
        8 => value & 1,
        _ => u64::from(value as u32),
    })
}

/// All scalars in encoded rules, and all texts, including messages.
pub fn constants(rules: &Bytes) -> Vec<Value> {
    let mut found = Vec::new();
    let mut open: Vec<_> = Tree::parse(rules).into_iter().collect();
    while let Some(tree) = open.pop() {
        for field in tree.0 {
            if let Value::Bytes(bytes) = &field.value
                && let Some(inner) = Tree::parse(bytes)
            {
                open.push(inner);
            }
            found.push(field.value);
        }
    }
    found
}
