//! Random messages. Most of them have a form in JSON.

use prost::bytes::Bytes;

use crate::differential::mutate::Mutator;
use crate::differential::random::Random;
use crate::differential::schema::{Field, MESSAGE, Schema};
use crate::differential::wire::{self, Tree, Value};

/// How deep fields that a message must have are added.
const DEPTH: usize = 8;

/// Texts of paths.
const PATHS: &[&[u8]] = &[b"foo", b"foo_bar", b"a.b_c.d", b"x1", b"foo_bar.baz_2"];

/// Creates messages of one schema.
pub struct Source<'a> {
    pub mutator: Mutator<'a>,
    /// The types of the schema that a `google.protobuf.Any` can have.
    pub types: &'a [String],
}

impl Source<'_> {
    /// A message of a type. A few have values that JSON cannot express.
    pub fn message(&mut self, name: &str) -> Bytes {
        let mut tree = Tree::default();
        let outer = Bytes::new();
        // A greater depth means fewer fields.
        let depth = self.mutator.random.below(4);
        self.mutator.fill(name, &mut tree, &outer, depth);
        if self.mutator.random.one_in(3) {
            self.mutator.mutate(name, &mut tree, &outer, depth);
        }
        if !self.mutator.random.one_in(16) {
            self.tidy(name, &mut tree, 0);
        }
        tree.to_bytes()
    }

    /// Changes values that JSON cannot express, and adds required fields.
    pub fn tidy(&mut self, name: &str, tree: &mut Tree, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match name.strip_prefix(".google.protobuf.") {
            Some("Timestamp") => tidy_time(tree, -62_135_596_800..=253_402_300_799, false),
            Some("Duration") => tidy_time(tree, -315_576_000_000..=315_576_000_000, true),
            Some("FieldMask") => self.tidy_paths(tree),
            Some("Any") => self.tidy_any(tree, depth),
            Some("Value") => tidy_value(tree),
            _ => {}
        }
        let schema = self.mutator.schema;
        let Some(message) = schema.messages.get(name) else {
            return;
        };
        // An entry of a map without a value has one that lacks its required fields.
        let is_needed = |field: &&Field| field.required || message.is_entry;
        for field in message.fields.iter().filter(is_needed) {
            if !tree.0.iter().any(|found| found.number == field.number) {
                let value = self.mutator.value(field, &Bytes::new(), depth);
                tree.0.push(wire::Field::new(field.number, value));
            }
        }
        for found in &mut tree.0 {
            if let Some(field) = message.field(found.number) {
                self.tidy_field(field, &mut found.value, depth);
            }
        }
    }

    fn tidy_field(&mut self, field: &Field, value: &mut Value, depth: usize) {
        match value {
            Value::Group(inner) => self.tidy(&field.type_name, inner, depth + 1),
            Value::Bytes(bytes) if field.kind == MESSAGE => {
                if let Some(mut inner) = Tree::parse(bytes) {
                    self.tidy(&field.type_name, &mut inner, depth + 1);
                    *bytes = inner.to_bytes();
                }
            }
            Value::Varint(number) if field.type_name == ".google.protobuf.NullValue" => *number = 0,
            _ => {}
        }
    }

    fn tidy_paths(&mut self, tree: &mut Tree) {
        for field in &mut tree.0 {
            if let Some(path) = self.mutator.random.pick(PATHS) {
                field.value = Value::Bytes(Bytes::from_static(path));
            }
        }
    }

    /// Packs a message of the schema.
    fn tidy_any(&mut self, tree: &mut Tree, depth: usize) {
        tree.0.clear();
        let Some(name) = self.mutator.random.pick(self.types).cloned() else {
            return;
        };
        let mut inner = Tree::default();
        self.mutator
            .fill(&name, &mut inner, &Bytes::new(), depth + 2);
        self.tidy(&name, &mut inner, depth + 1);
        let url = format!("type.googleapis.com/{}", &name[1..]);
        tree.0 = vec![
            wire::Field::new(1, Value::Bytes(url.into())),
            wire::Field::new(2, Value::Bytes(inner.to_bytes())),
        ];
    }
}

/// Brings seconds and nanoseconds into their range. Nanoseconds of a duration have the sign of the seconds.
fn tidy_time(tree: &mut Tree, range: std::ops::RangeInclusive<i64>, signed: bool) {
    let value = |tree: &Tree, number| {
        let last = tree.0.iter().rfind(|field| field.number == number);
        match last.map(|field| &field.value) {
            Some(Value::Varint(value)) => *value as i64,
            _ => 0,
        }
    };
    let seconds = value(tree, 1).clamp(*range.start(), *range.end());
    let mut nanos = (value(tree, 2) % 1_000_000_000).abs();
    if signed && seconds.unsigned_abs() == range.end().unsigned_abs() {
        nanos = 0;
    } else if signed && seconds < 0 {
        nanos = -nanos;
    }
    tree.0 = vec![
        wire::Field::new(1, Value::Varint(seconds as u64)),
        wire::Field::new(2, Value::Varint(nanos as u64)),
    ];
}

/// Gives a `google.protobuf.Value` one kind, and a finite number.
fn tidy_value(tree: &mut Tree) {
    let kind = tree.0.pop();
    let kind = kind.filter(|kind| kind.number <= 6);
    let kind = kind.unwrap_or_else(|| wire::Field::new(1, Value::Varint(0)));
    tree.0 = vec![match kind.value {
        Value::Fixed64(bits) if !f64::from_bits(bits).is_finite() => {
            wire::Field::new(2, Value::Fixed64(2.5_f64.to_bits()))
        }
        Value::Varint(_) if kind.number == 1 => wire::Field::new(1, Value::Varint(0)),
        value => wire::Field::new(kind.number, value),
    }];
}

/// A source for the types of a schema.
pub fn source<'a>(schema: &'a Schema, types: &'a [String], seed: u64) -> Source<'a> {
    Source {
        mutator: Mutator {
            schema,
            random: Random::new(seed),
        },
        types,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_into_their_range() {
        let field = |number, value: i64| wire::Field::new(number, Value::Varint(value as u64));
        let mut tree = Tree(vec![field(1, i64::MIN), field(2, 5)]);
        tidy_time(&mut tree, -10..=10, true);
        assert_eq!(tree.0, [field(1, -10), field(2, 0)]);
        let mut tree = Tree(vec![field(1, -3), field(2, 1_000_000_005)]);
        tidy_time(&mut tree, -10..=10, true);
        assert_eq!(tree.0, [field(1, -3), field(2, -5)]);
    }

    #[test]
    fn a_value_has_one_kind() {
        let nan = wire::Field::new(2, Value::Fixed64(f64::NAN.to_bits()));
        let mut tree = Tree(vec![wire::Field::new(4, Value::Varint(1)), nan]);
        tidy_value(&mut tree);
        assert_eq!(
            tree.0,
            [wire::Field::new(2, Value::Fixed64(2.5_f64.to_bits()))]
        );
    }
}
