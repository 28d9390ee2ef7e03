//! Translates the expressions of rules to schemas.
//!
//! The expressions are those of the schema of rules in the request, with constants folded, so this handles rules of a newer
//! schema, predefined rules and CEL alike. A part that no schema can say is left out; the result then is not exact.

use super::condition::{Condition, one_of};
use super::kind::Kind;
use super::node::Node;
use super::pattern;
use super::schema::Schema;
use crate::cel::{Comparison, Function, Op, Typed, Value, Variable};
use crate::rules::{Rule, Test};

/// The maximum length of a list of constants in a schema. A longer one is text.
const MAX_CONSTANTS: usize = 1_000;

/// Translates the rules of values of one form.
#[derive(Clone, Copy, Debug)]
pub struct Translator {
    pub kind: Kind,
    /// Whether an empty text, or empty bytes, violate a rule, so that `this == ''` never holds.
    pub rejects_empty: bool,
}

/// What a condition compares.
enum Subject {
    /// The value.
    This,
    /// The number of characters, items or entries, or of bytes of `bytes`.
    Size,
    /// The number of bytes of a string.
    Utf8Size,
}

impl Translator {
    /// The values that satisfy a rule; `None` if a schema can say nothing.
    pub fn rule(self, rule: &Rule) -> Option<Condition> {
        match &rule.test {
            Test::Expression(typed) => match typed.ty.value() {
                crate::cel::Type::Bool => self.condition(typed, true),
                _ => self.text(typed),
            },
            Test::TypeUrl { urls, .. } if urls.len() > MAX_CONSTANTS => None,
            Test::TypeUrl { urls, allowed } => {
                let urls = one_of(urls.iter().map(|url| url.as_str().into()).collect());
                let url = if *allowed { urls } else { not(urls) };
                let mut schema = Schema::of("properties", super::Object::new().with("@type", url));
                if *allowed {
                    schema.set("required", vec!["@type"]);
                }
                Some(Condition::exact(schema))
            }
            // Enums are tested value by value.
            Test::Defined(_) => None,
        }
    }

    /// The values for which an expression of type string is empty.
    fn text(self, typed: &Typed) -> Option<Condition> {
        match &typed.op {
            Op::Const(Value::String(text)) => Some(Condition::of(text.is_empty())),
            Op::If(condition, yes, no) => {
                let branch = |holds, result: &Typed| {
                    Condition::both(self.condition(condition, holds), self.text(result))
                };
                match (&yes.op, &no.op) {
                    // The result is empty exactly if the condition has this value.
                    (Op::Const(_), Op::Const(_)) => {
                        Condition::either(branch(true, yes), branch(false, no))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The values for which a condition has the value `holds`.
    fn condition(self, typed: &Typed, holds: bool) -> Option<Condition> {
        match &typed.op {
            Op::Const(Value::Bool(value)) => Some(Condition::of(*value == holds)),
            Op::Not(operand) => self.condition(operand, !holds),
            Op::And(left, right) | Op::Or(left, right) => {
                let (left, right) = (self.condition(left, holds), self.condition(right, holds));
                if matches!(typed.op, Op::And(..)) == holds {
                    Condition::both(left, right)
                } else {
                    Condition::either(left, right)
                }
            }
            Op::Compare(comparison, left, right) => {
                let (comparison, side, value) = match (left.as_const(), right.as_const()) {
                    (None, Some(value)) => (*comparison, left, value),
                    (Some(value), None) => (comparison.swapped(), right, value),
                    _ => return None,
                };
                let comparison = if holds {
                    comparison
                } else {
                    comparison.negated()
                };
                self.compare(comparison, side, value)
            }
            Op::In(item, list) => {
                let (Subject::This, Some(Value::List(values))) = (subject(item)?, list.as_const())
                else {
                    return None;
                };
                self.among(values, holds)
            }
            Op::Call(function, arguments) => self.call(*function, arguments, holds),
            _ => None,
        }
    }

    fn compare(self, comparison: Comparison, side: &Typed, value: &Value) -> Option<Condition> {
        match subject(side)? {
            Subject::This if comparison.is_equality() => {
                let is_empty = value.as_str() == Some("");
                if is_empty && self.rejects_empty && comparison == Comparison::Equal {
                    return Some(Condition::Never);
                }
                self.among(std::slice::from_ref(value), comparison == Comparison::Equal)
            }
            Subject::This => {
                let keyword = match comparison {
                    Comparison::Less => "exclusiveMaximum",
                    Comparison::LessEqual => "maximum",
                    Comparison::Greater => "exclusiveMinimum",
                    _ => "minimum",
                };
                Some(Condition::exact(Schema::of(
                    keyword,
                    self.kind.limit(value)?,
                )))
            }
            Subject::Size => {
                let (least, most) = range(comparison, value)?;
                if self.rejects_empty && most == Some(0) {
                    return Some(Condition::Never);
                }
                self.sized(least, most)
            }
            Subject::Utf8Size => {
                let (least, most) = range(comparison, value)?;
                // A character has one to four bytes.
                let mut schema = Schema::any();
                limits(
                    &mut schema,
                    "minLength",
                    least.div_ceil(4),
                    "maxLength",
                    most,
                );
                Some(Condition::about(schema))
            }
        }
    }

    /// One of these values, or none of them.
    fn among(self, values: &[Value], holds: bool) -> Option<Condition> {
        if values.len() > MAX_CONSTANTS {
            return None;
        }
        // NaN equals no value.
        let is_nan = |value: &&Value| matches!(value, Value::Double(value) if value.is_nan());
        let values = values.iter().filter(|value| !is_nan(value));
        let nodes: Vec<_> = values
            .map(|value| self.kind.constant(value))
            .collect::<Option<_>>()?;
        if nodes.is_empty() {
            return Some(Condition::of(!holds));
        }
        if !holds && nodes[..] == [Node::Text(String::new())] && self.kind == Kind::Text {
            return Some(Condition::exact(Schema::of("minLength", Node::Integer(1))));
        }
        let schema = one_of(nodes);
        Some(Condition::exact(if holds { schema } else { not(schema) }))
    }

    /// Values with at least and at most so many characters, bytes, items or entries.
    fn sized(self, least: u64, most: Option<u64>) -> Option<Condition> {
        if most.is_some_and(|most| most < least) {
            return Some(Condition::Never);
        }
        let mut schema = Schema::any();
        match self.kind {
            Kind::Text | Kind::Key(crate::model::Scalar::String) => {
                limits(&mut schema, "minLength", least, "maxLength", most);
            }
            Kind::List { .. } => limits(&mut schema, "minItems", least, "maxItems", most),
            Kind::Map => limits(&mut schema, "minProperties", least, "maxProperties", most),
            Kind::Bytes => {
                let encoded = |bytes: u64| bytes.div_ceil(3).saturating_mul(4);
                limits(
                    &mut schema,
                    "minLength",
                    encoded(least),
                    "maxLength",
                    most.map(encoded),
                );
                // A group of four letters has one to three bytes.
                let is_exact = least == 0 || least % 3 == 1;
                if !is_exact || most.is_some_and(|most| most % 3 != 0) {
                    return Some(Condition::about(schema));
                }
            }
            _ => return None,
        }
        Some(Condition::exact(schema))
    }

    fn call(self, function: Function, arguments: &[Typed], holds: bool) -> Option<Condition> {
        use Function as F;
        let (this, rest) = arguments.split_first()?;
        let Subject::This = subject(this)? else {
            return None;
        };
        if self.kind.is_floating() && matches!(function, F::IsNan | F::IsInf | F::IsInfSigned) {
            // Keywords are about finite numbers. The others are tested one by one.
            return Some(Condition::of(!holds));
        }
        // NaN equals no number, but the texts of two NaN are equal.
        if function == F::Unique && self.kind == (Kind::List { floating: false }) && holds {
            return Some(Condition::exact(Schema::of("uniqueItems", true)));
        }
        if !matches!(
            self.kind,
            Kind::Text | Kind::Key(crate::model::Scalar::String)
        ) {
            return None;
        }
        let text = rest
            .first()
            .and_then(Typed::as_const)
            .and_then(Value::as_str);
        let pattern = match (function, text) {
            (F::StartsWith, Some(text)) => format!("^{}", pattern::escaped(text)),
            (F::EndsWith, Some(text)) => format!("{}$", pattern::escaped(text)),
            (F::Contains, Some(text)) => pattern::escaped(text),
            (F::Matches, Some(text)) => pattern::ecmascript(text)?,
            _ if holds => return format(function, rest),
            _ => return None,
        };
        let schema = Schema::of("pattern", pattern);
        Some(Condition::exact(if holds { schema } else { not(schema) }))
    }
}

/// The negation of a schema.
fn not(schema: Schema) -> Schema {
    Schema::of("not", schema)
}

/// What an expression reads of the value.
fn subject(typed: &Typed) -> Option<Subject> {
    use Function as F;
    match &typed.op {
        Op::Variable(Variable::This) => Some(Subject::This),
        Op::Call(function, arguments) => {
            let [argument] = &arguments[..] else {
                return None;
            };
            match (function, &argument.op) {
                (F::Unwrap, _) => subject(argument),
                // A size is small and not negative.
                (F::UintFromInt | F::IntFromUint, Op::Call(..)) => match subject(argument)? {
                    Subject::This => None,
                    size => Some(size),
                },
                (F::SizeBytes, Op::Call(F::BytesFromString, text)) => match &text[..] {
                    [text] => matches!(subject(text)?, Subject::This).then_some(Subject::Utf8Size),
                    _ => None,
                },
                (F::SizeString | F::SizeBytes | F::SizeList | F::SizeMap, _) => {
                    matches!(subject(argument)?, Subject::This).then_some(Subject::Size)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The sizes that satisfy a comparison, if they are one range.
fn range(comparison: Comparison, value: &Value) -> Option<(u64, Option<u64>)> {
    let value = match value {
        Value::Uint(value) => *value,
        Value::Int(value) => u64::try_from(*value).ok()?,
        _ => return None,
    };
    Some(match comparison {
        Comparison::Equal => (value, Some(value)),
        Comparison::NotEqual if value == 0 => (1, None),
        Comparison::NotEqual => return None,
        // No size is less than 0.
        Comparison::Less if value == 0 => (1, Some(0)),
        Comparison::Less => (0, Some(value - 1)),
        Comparison::LessEqual => (0, Some(value)),
        Comparison::Greater => (value.checked_add(1)?, None),
        Comparison::GreaterEqual => (value, None),
    })
}

fn limits(
    schema: &mut Schema,
    low: &'static str,
    least: u64,
    high: &'static str,
    most: Option<u64>,
) {
    if least > 0 {
        schema.set(low, Node::Integer(least.into()));
    }
    if let Some(most) = most {
        schema.set(high, Node::Integer(most.into()));
    }
}

/// A format of JSON schemas.
fn format(function: Function, rest: &[Typed]) -> Option<Condition> {
    use Function as F;
    let named = |name: &'static str| Schema::of("format", name);
    let version = rest.first().and_then(Typed::as_const);
    let schema = match (function, version) {
        // The format accepts a last label of digits, and the rule does not.
        (F::IsHostname, _) => return Some(Condition::about(named("hostname"))),
        (F::IsEmail, _) => named("email"),
        (F::IsIp, _) => Schema::of("anyOf", vec![named("ipv4"), named("ipv6")]),
        (F::IsIpVersion, Some(Value::Int(4))) => named("ipv4"),
        (F::IsIpVersion, Some(Value::Int(6))) => named("ipv6"),
        (F::IsUri, _) => named("uri"),
        (F::IsUriRef, _) => named("uri-reference"),
        _ => return None,
    };
    Some(Condition::exact(schema))
}
