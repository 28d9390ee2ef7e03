//! The schemas of values with their rules.

use super::Api;
use super::condition::{Condition, one_of};
use super::kind::{Kind, special};
use super::node::{Node, Object};
use super::schema::Schema;
use super::text;
use super::translate::Translator;
use crate::cel::{Value, evaluate};
use crate::model::{EnumId, EnumValue, FieldType, MessageId, Scalar};
use crate::rules::{Ignore, Rule, RulePlace, Test, ValueRules};

/// The maximum number of values of an enum that are tested one by one. The rules of larger enums are text.
const MAX_ENUM: usize = 1_000;

/// A schema, and what it cannot say.
#[derive(Debug, Default)]
pub struct Described {
    pub schema: Schema,
    /// One sentence for each rule.
    pub texts: Vec<String>,
}

impl Described {
    /// The schema, with the texts in its description.
    pub fn into_schema(self) -> Schema {
        let mut schema = self.schema;
        schema.describe(&text::list("Rules:", &self.texts));
        schema
    }
}

/// Returns whether a value satisfies a rule; `None` if this is known only at run time.
pub fn holds(api: &Api<'_>, rule: &Rule, value: &Value) -> Option<bool> {
    match &rule.test {
        Test::Expression(typed) => match evaluate(typed, value)? {
            Value::Bool(holds) => Some(holds),
            Value::String(text) => Some(text.is_empty()),
            _ => None,
        },
        Test::Defined(id) => match value {
            Value::Int(number) => {
                let mut values = api.model[*id].values.iter();
                Some(values.any(|value| i64::from(value.number) == *number))
            }
            _ => None,
        },
        Test::TypeUrl { .. } => None,
    }
}

impl Api<'_> {
    /// The schema of a single value, with rules.
    pub fn item(&self, item: FieldType, rules: Option<&ValueRules>) -> Described {
        let kind = Kind::of_item(self.model, item);
        let rules = rules.filter(|rules| rules.ignore != Ignore::Always);
        let own = rules.map_or(&[][..], |rules| &rules.rules);
        let base = match kind {
            // Rules name the messages that they check.
            Kind::Message(id) if rules.and_then(|rules| rules.message).is_none() => {
                self.unchecked(id)
            }
            _ => self.base(kind),
        };
        self.with_rules(kind, base, own)
    }

    /// The key of a map, as the name of a property.
    pub fn key(&self, key: Scalar, rules: Option<&ValueRules>) -> Described {
        let mut base = Schema::any();
        match key {
            Scalar::String => {}
            Scalar::Bool => base.set("enum", vec!["true", "false"]),
            _ => match Kind::of_scalar(key) {
                Kind::Int32 { signed: false } | Kind::Int64 { signed: false } => {
                    base.set("pattern", UNSIGNED);
                }
                _ => base.set("pattern", SIGNED),
            },
        }
        let rules = rules.filter(|rules| rules.ignore != Ignore::Always);
        match rules {
            Some(rules) => self.with_rules(Kind::Key(key), base, &rules.rules),
            None => Described {
                schema: base,
                texts: Vec::new(),
            },
        }
    }

    /// A schema that also accepts only values that satisfy the rules.
    pub fn with_rules(&self, kind: Kind, base: Schema, rules: &[Rule]) -> Described {
        let mut described = Described {
            schema: base,
            texts: Vec::new(),
        };
        match kind {
            Kind::Enum(id) => self.enum_rules(id, rules, &mut described),
            Kind::Bool => self.bool_rules(rules, &mut described),
            _ => self.translated(kind, rules, &mut described),
        }
        if matches!(kind, Kind::Int64 { .. } | Kind::Duration | Kind::Key(_)) {
            drop_form(kind, &mut described.schema);
        }
        described
    }

    fn translated(&self, kind: Kind, rules: &[Rule], described: &mut Described) {
        let is_text = matches!(kind, Kind::Text | Kind::Key(Scalar::String));
        let empty = match kind {
            Kind::Bytes => Value::Bytes(Vec::new()),
            _ => Value::String(String::new()),
        };
        let rejects_empty = (is_text || kind == Kind::Bytes)
            && rules
                .iter()
                .any(|rule| holds(self, rule, &empty) == Some(false));
        let translator = Translator {
            kind,
            rejects_empty,
        };
        for rule in rules {
            if is_said_already(rule, &described.schema) {
                continue;
            }
            let condition = match standard_format(rule) {
                Some(schema) if is_text => Some(Condition::exact(schema)),
                _ => translator.rule(rule),
            };
            described.add(rule, condition);
        }
        if kind.is_floating() {
            self.specials(rules, &mut described.schema);
        }
    }

    /// Allows those of NaN and the infinities that satisfy the rules.
    fn specials(&self, rules: &[Rule], schema: &mut Schema) {
        let allowed = |value: &f64| {
            rules
                .iter()
                .all(|rule| holds(self, rule, &Value::Double(*value)) != Some(false))
        };
        let allowed: Vec<_> = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY]
            .into_iter()
            .filter(allowed)
            .map(special)
            .collect();
        match &allowed[..] {
            [_, _, _] => {}
            [] => {
                schema.set("type", "number");
                schema.remove("pattern");
            }
            [only] => schema.set("pattern", format!("^{only}$")),
            ["Infinity", "-Infinity"] => schema.set("pattern", "^-?Infinity$"),
            names => schema.set("pattern", format!("^({})$", names.join("|"))),
        }
    }

    /// Keeps the names of the values that satisfy the rules.
    fn enum_rules(&self, id: EnumId, rules: &[Rule], described: &mut Described) {
        let values = &self.model[id].values;
        let mut kept = vec![true; values.len()];
        for rule in rules {
            let holds = |value: &EnumValue<'_>| holds(self, rule, &Value::Int(value.number.into()));
            let tested = if values.len() <= MAX_ENUM {
                values.iter().map(holds).collect::<Option<Vec<_>>>()
            } else {
                None
            };
            if tested.is_none() || is_cel(rule) {
                described.texts.push(text::rule(rule));
            }
            for (kept, holds) in kept.iter_mut().zip(tested.unwrap_or_default()) {
                *kept &= holds;
            }
        }
        let (mut names, mut dropped) = (Vec::new(), Vec::new());
        for (value, is_kept) in values.iter().zip(kept) {
            let list = if is_kept { &mut names } else { &mut dropped };
            list.push(value.name.into());
        }
        match dropped.len() {
            0 => {}
            few if few < names.len() => {
                described.schema.and(Schema::of("not", one_of(dropped)));
            }
            _ => described.schema.and(one_of(names)),
        }
    }

    fn bool_rules(&self, rules: &[Rule], described: &mut Described) {
        let mut kept = vec![false, true];
        for rule in rules {
            let holds = |value: bool| holds(self, rule, &Value::Bool(value));
            let is_tested = holds(false).is_some() && holds(true).is_some();
            if is_tested {
                kept.retain(|value| holds(*value) == Some(true));
            }
            if !is_tested || is_cel(rule) {
                described.texts.push(text::rule(rule));
            }
        }
        if kept.len() < 2 {
            let kept = kept.into_iter().map(Node::Bool).collect();
            described.schema.and(one_of(kept));
        }
    }

    /// A message that is not checked. A reference to its component would require its rules.
    fn unchecked(&self, id: MessageId) -> Schema {
        if self.rules.of(id).is_none() {
            return self.base(Kind::Message(id));
        }
        let name = &self.model[id].full_name[1..];
        let text = format!("A `{name}`, whose rules do not apply here.");
        Schema::typed("object").with("description", text)
    }

    /// The schema of a form, without rules.
    pub fn base(&self, kind: Kind) -> Schema {
        let formatted = |name, format: &str| Schema::typed(name).with("format", format);
        match kind {
            Kind::Bool => Schema::typed("boolean"),
            Kind::Int32 { signed: true } => formatted("integer", "int32"),
            Kind::Int32 { signed: false } => formatted("integer", "uint32")
                .with("minimum", Node::Integer(0))
                .with("maximum", Node::Integer(u32::MAX.into())),
            Kind::Int64 { signed: true } => formatted("string", "int64").with("pattern", SIGNED),
            Kind::Int64 { signed: false } => {
                formatted("string", "uint64").with("pattern", UNSIGNED)
            }
            Kind::Float => floating("float"),
            Kind::Double => floating("double"),
            Kind::Text | Kind::FieldMask | Kind::Key(_) => Schema::typed("string"),
            Kind::Bytes => Schema::typed("string").with("contentEncoding", "base64"),
            Kind::Timestamp => formatted("string", "date-time"),
            Kind::Duration => Schema::typed("string").with("pattern", DURATION),
            Kind::Any => Schema::typed("object").with(
                "properties",
                Object::new().with("@type", Schema::typed("string")),
            ),
            Kind::Object => Schema::typed("object"),
            Kind::Values => Schema::typed("array").with("items", Schema::any()),
            Kind::Value => Schema::any(),
            Kind::Enum(id) if self.is_null(id) => Schema::typed("null"),
            Kind::Enum(id) => Schema::reference(&self.model[id].full_name),
            Kind::Message(id) => Schema::reference(&self.model[id].full_name),
            Kind::List { .. } => Schema::typed("array"),
            Kind::Map => Schema::typed("object"),
        }
    }

    /// Whether an enum is `google.protobuf.NullValue`, which is `null`.
    pub fn is_null(&self, id: EnumId) -> bool {
        self.model[id].full_name == ".google.protobuf.NullValue"
    }
}

/// An integer in a string.
const SIGNED: &str = "^-?[0-9]+$";
/// An integer in a string that is not negative.
const UNSIGNED: &str = "^[0-9]+$";
/// Seconds with up to nine digits after the point.
const DURATION: &str = r"^-?[0-9]+(\.[0-9]{1,9})?s$";

fn floating(format: &str) -> Schema {
    Schema::of("type", vec!["number", "string"])
        .with("format", format)
        .with("pattern", "^(NaN|-?Infinity)$")
}

impl Described {
    /// Adds what a schema can say about a rule, and its text for the rest.
    fn add(&mut self, rule: &Rule, condition: Option<Condition>) {
        let is_exact = match condition {
            Some(Condition::Always) => true,
            Some(Condition::Never) => {
                self.schema.and(Schema::of("not", Schema::any()));
                false
            }
            Some(Condition::Says { schema, exact }) => {
                self.schema.and(schema);
                exact
            }
            None => false,
        };
        if !is_exact || is_cel(rule) {
            self.texts.push(text::rule(rule));
        }
    }
}

/// Whether a user wrote the expression: its message is in the description even if the schema says the same.
pub fn is_cel(rule: &Rule) -> bool {
    !matches!(rule.place, RulePlace::Standard { .. })
}

/// The format for a rule that is defined by a pattern.
fn standard_format(rule: &Rule) -> Option<Schema> {
    match (&rule.place, rule.id.as_str()) {
        (RulePlace::Standard { set: "string", .. }, "string.uuid") => {
            Some(Schema::of("format", "uuid"))
        }
        _ => None,
    }
}

/// Whether a rule only rejects the empty text, which the format, the pattern or the length of another rule rejects too.
fn is_said_already(rule: &Rule, schema: &Schema) -> bool {
    let RulePlace::Standard { set, name } = &rule.place else {
        return false;
    };
    let keywords = ["format", "pattern", "anyOf", "minLength"];
    rule.id.ends_with("_empty")
        && rule.id.starts_with(&format!("{set}.{name}"))
        && keywords.iter().any(|keyword| schema.has(keyword))
}

/// Removes the pattern of all values of a form if the schema lists the values.
fn drop_form(kind: Kind, schema: &mut Schema) {
    let is_text = kind == Kind::Key(Scalar::String);
    if schema.has("const") && kind == Kind::Key(Scalar::Bool) {
        schema.remove("enum");
    }
    if !is_text && (schema.has("const") || schema.has("enum")) {
        schema.remove("pattern");
    }
}
