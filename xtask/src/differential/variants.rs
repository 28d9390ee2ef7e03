//! Files with the same messages in another package, with other rules.

use std::collections::HashSet;

use anyhow::{Context, Result};
use prost::Message;
use prost::bytes::Bytes;

use super::mutate::Mutator;
use super::schema::{ENUM, FileProto, MESSAGE, MessageProto, RULES};
use super::values::PATTERNS;
use super::wire::{Field, Tree, Value};

const FIELD_RULES: &str = ".buf.validate.FieldRules";

/// Rules that contain other rules, or no constants.
const KEPT: &[&str] = &["cel", "cel_expression", "example"];

/// The variant `number` of a file. `None` for a file with extensions, whose numbers are taken.
pub fn variant(file: &Bytes, number: usize, mutator: &mut Mutator<'_>) -> Result<Option<Bytes>> {
    let known = FileProto::decode(file.clone())?;
    if !known.extensions.is_empty() || known.messages.iter().any(extends) {
        return Ok(None);
    }
    let messages = known.messages.iter().map(|message| message.name.clone());
    let declared = messages.chain(known.enums.iter().map(|each| each.name.clone()));
    let mut renaming = Renaming {
        package: known.package,
        variant: format!("variant{number}"),
        declared: declared.collect(),
        mutator,
    };
    let mut tree = Tree::parse(file).context("a file is a message")?;
    let package = renaming.renamed_package();
    tree.change(1, |name| Some(renamed_file(name, &renaming.variant)));
    tree.change(2, |_| Some(package.clone().into()));
    tree.change(4, |message| renaming.message(message));
    tree.0.retain(|field| field.number != 6);
    Ok(Some(tree.to_bytes()))
}

/// The name of the original type.
pub fn base(name: &str) -> String {
    let parts = name.split('.').filter(|part| !part.starts_with("variant"));
    parts.collect::<Vec<_>>().join(".")
}

fn renamed_file(name: &Bytes, variant: &str) -> Bytes {
    let name = String::from_utf8_lossy(name);
    format!("{variant}/{name}").into()
}

fn extends(message: &MessageProto) -> bool {
    !message.extensions.is_empty() || message.nested.iter().any(extends)
}

struct Renaming<'a, 'b> {
    package: String,
    variant: String,
    /// The top-level elements of the file.
    declared: HashSet<String>,
    mutator: &'a mut Mutator<'b>,
}

impl Renaming<'_, '_> {
    fn renamed_package(&self) -> String {
        format!("{}.{}", self.package, self.variant)
    }

    fn message(&mut self, message: &Bytes) -> Option<Bytes> {
        let mut tree = Tree::parse(message)?;
        tree.change(2, |field| self.field(field));
        tree.change(3, |nested| self.message(nested));
        Some(tree.to_bytes())
    }

    fn field(&mut self, field: &Bytes) -> Option<Bytes> {
        let mut tree = Tree::parse(field)?;
        tree.change(6, |name| self.type_name(name));
        tree.change(8, |options| {
            let mut options = Tree::parse(options)?;
            options.change(RULES, |rules| Some(self.mutator.rules(rules)));
            Some(options.to_bytes())
        });
        Some(tree.to_bytes())
    }

    fn type_name(&self, name: &Bytes) -> Option<Bytes> {
        let name = std::str::from_utf8(name).ok()?;
        let rest = name.strip_prefix(&format!(".{}.", self.package))?;
        let top = rest.split('.').next()?;
        let own = self.declared.contains(top);
        own.then(|| format!(".{}.{rest}", self.renamed_package()).into())
    }
}

impl Mutator<'_> {
    /// Changes the constants in the rules of a field, and sometimes adds a rule.
    fn rules(&mut self, rules: &Bytes) -> Bytes {
        let Some(mut tree) = Tree::parse(rules) else {
            return rules.clone();
        };
        let schema = self.schema;
        let Some(kinds) = schema.messages.get(FIELD_RULES) else {
            return rules.clone();
        };
        for found in &mut tree.0 {
            let Some(kind) = kinds.field(found.number) else {
                continue;
            };
            match (&mut found.value, kind.name.as_str()) {
                (Value::Bytes(bytes), _) if kind.kind == MESSAGE && kind.number != 23 => {
                    *bytes = self.rules_of_kind(bytes, &kind.type_name);
                }
                (Value::Varint(value), "required") if self.random.one_in(10) => *value ^= 1,
                (Value::Varint(value), "ignore") if self.random.one_in(4) => {
                    *value = [0, 1, 3][self.random.below(3)];
                }
                _ => {}
            }
        }
        tree.to_bytes()
    }

    fn rules_of_kind(&mut self, rules: &Bytes, name: &str) -> Bytes {
        let schema = self.schema;
        let (Some(mut tree), Some(kind)) = (Tree::parse(rules), schema.messages.get(name)) else {
            return rules.clone();
        };
        for found in &mut tree.0 {
            if let Some(rule) = kind.field(found.number) {
                self.rule(rule, &mut found.value);
            }
        }
        if self.random.one_in(3)
            && let Some(rule) = self.random.pick(&kind.fields)
            && rule.type_name != FIELD_RULES
            && !KEPT.contains(&rule.name.as_str())
        {
            // Only one member of a oneof, and each field once unless it is a list.
            let other = |number| kind.field(number).and_then(|field| field.oneof);
            tree.0.retain(|found| {
                (found.number != rule.number || rule.repeated)
                    && (rule.oneof.is_none() || other(found.number) != rule.oneof)
            });
            let value = self.constant(rule);
            tree.0.push(Field::new(rule.number, value));
        }
        tree.to_bytes()
    }

    fn rule(&mut self, rule: &super::schema::Field, value: &mut Value) {
        if KEPT.contains(&rule.name.as_str()) {
            return;
        }
        match value {
            Value::Bytes(rules) if rule.type_name == FIELD_RULES => *rules = self.rules(rules),
            Value::Varint(value) if self.random.one_in(2) && !matches!(rule.kind, 8 | ENUM) => {
                *value = value.wrapping_add([0, 1, 2][self.random.below(3)]);
            }
            _ if self.random.one_in(3) => *value = self.constant(rule),
            _ => {}
        }
    }

    /// A constant that a rule may have.
    fn constant(&mut self, rule: &super::schema::Field) -> Value {
        if rule.name == "pattern" {
            return Value::Bytes(PATTERNS[self.random.below(PATTERNS.len())].into());
        }
        let lengths = [
            "len",
            "min_len",
            "max_len",
            "len_bytes",
            "min_bytes",
            "max_bytes",
        ];
        let counts = ["min_items", "max_items", "min_pairs", "max_pairs"];
        if lengths.contains(&rule.name.as_str()) || counts.contains(&rule.name.as_str()) {
            return Value::Varint(self.random.below(6) as u64);
        }
        match rule.type_name.as_str() {
            ".google.protobuf.Duration" | ".google.protobuf.Timestamp" => self.time(),
            _ => self.value(rule, &Bytes::new(), 0),
        }
    }

    /// A valid `Duration` or `Timestamp`.
    fn time(&mut self) -> Value {
        let seconds = [0, 1, 2, 10, 60, 3600, 86400, 1_000_000_000, 253_402_300_799];
        let seconds: u64 = seconds[self.random.below(seconds.len())];
        let nanos = [0, 1, 500_000_000, 999_999_999][self.random.below(4)];
        let fields = [Value::Varint(seconds), Value::Varint(nanos)];
        let fields = (1..)
            .zip(fields)
            .map(|(number, value)| Field::new(number, value));
        Value::Bytes(Tree(fields.collect()).to_bytes())
    }
}
