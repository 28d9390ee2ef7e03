//! The rules of fields, items, keys and values.

use super::compile::{Compiler, Fault, OUTDATED, PREDEFINED};
use super::mismatch::{FieldShape, rule_set};
use super::schema::{RuleField, RuleSchema};
use super::{FieldRules, Ignore, Rule, RulePlace, Test, ValueRules};
use crate::cel::{Constant, Environment, Type, Value};
use crate::model::{FieldKind, FieldType, MessageId};
use rpcsmith_validate::rules;

/// The `ignore` of a field that does not set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implied {
    Nothing,
    /// The field is in a set of which at most one may be set.
    IfZero,
}

/// The value whose rules are compiled.
struct Subject {
    shape: FieldShape,
    implied: Implied,
}

impl<'m> Compiler<'_, 'm> {
    /// The rules of a field; `None` if it has none.
    pub fn field(&mut self, id: MessageId, index: usize, implied: Implied) -> Option<FieldRules> {
        let message = &self.schema.model[id];
        let field = &message.fields[index];
        let constant = self.schema.option(
            field.options.0,
            super::compile::OPTION,
            self.schema.field_rules,
        );
        let constant = match constant {
            Ok(constant) => constant?,
            Err(error) => {
                self.fault(message.file, &field.source, error.into());
                return None;
            }
        };
        let subject = Subject {
            shape: FieldShape::from(field.kind),
            implied,
        };
        let mut faults = Vec::new();
        let value = self.value(&constant, &subject, &mut faults);
        for mut fault in faults {
            fault.message = format!("field `{}`: {}", field.name, fault.message);
            self.fault(message.file, &field.source, fault);
        }
        let required = self.schema.named(&constant, "required");
        Some(FieldRules {
            field: index,
            required: required.and_then(Value::as_bool).unwrap_or_default(),
            value,
        })
    }

    fn value(
        &mut self,
        constant: &Constant,
        subject: &Subject,
        faults: &mut Vec<Fault>,
    ) -> ValueRules {
        if let Some(number) = constant.unknown.first() {
            let fault = Fault::new(format!(
                "its rules have a field {number} that `buf.validate.FieldRules` does not know"
            ));
            faults.push(fault.hint(OUTDATED));
        }
        let mut value = ValueRules {
            ignore: match (self.schema.named(constant, "ignore"), subject.implied) {
                (Some(Value::Int(1)), _) => Ignore::IfZero,
                (Some(Value::Int(3)), _) => Ignore::Always,
                (None | Some(Value::Int(0)), Implied::IfZero) => Ignore::IfZero,
                _ => Ignore::Unset,
            },
            ..ValueRules::default()
        };
        let this = self.this(subject.shape);
        let place = |cel: Option<u32>, expression| match cel {
            Some(index) => RulePlace::Cel(index),
            None => RulePlace::CelExpression(expression),
        };
        for rule in self.custom(constant, &this, place) {
            match rule {
                Ok(rule) => value.rules.extend(rule),
                Err(fault) => faults.push(fault),
            }
        }
        self.rule_sets(constant, subject, &this, &mut value, faults);
        value
    }

    /// The type of `this`.
    fn this(&self, shape: FieldShape) -> Type {
        let model = self.schema.model;
        match shape {
            FieldShape::Single(item) => Type::of_set(model, item),
            FieldShape::List(item) => Type::list(Type::of_set(model, item)),
            FieldShape::Map(key, value) => Type::Map(
                Box::new(Type::of_set(model, FieldType::Scalar(key))),
                Box::new(Type::of_set(model, value)),
            ),
        }
    }

    /// Compiles the rules for the type of the value: the member of the oneof `type` that is set.
    fn rule_sets(
        &mut self,
        constant: &Constant,
        subject: &Subject,
        this: &Type,
        value: &mut ValueRules,
        faults: &mut Vec<Fault>,
    ) {
        let schema = self.schema;
        for (&number, set) in &constant.fields {
            let Some(RuleField { field, .. }) = schema.field(constant.message, number) else {
                continue;
            };
            let (true, Some(set)) = (field.oneof.is_some(), set.as_message()) else {
                continue;
            };
            let expected = rule_set(schema.model, subject.shape);
            let name = match expected {
                Some(name) if name == field.name => name,
                _ => {
                    let what = subject.shape.described(schema.model);
                    let fault = Fault::new(format!("`{}` rules on {what}", field.name));
                    faults.push(match expected {
                        Some(expected) => fault.hint(format!("its rules are `{expected}`")),
                        None => fault.hint("such a field has no rules but `cel` and `required`"),
                    });
                    continue;
                }
            };
            if let Some(number) = set.unknown.first() {
                let full_name = &schema.model[set.message].full_name[1..];
                let fault = Fault::new(format!(
                    "its rules have a field {number} that `{full_name}` does not know"
                ));
                faults.push(fault.hint(OUTDATED));
            }
            // It is valid as well: every value violates one of the two.
            if !self.deferred {
                faults.extend(impossible(schema, set));
            }
            self.rule_set(name, set, subject, this, value, faults);
        }
    }

    /// Compiles the rules that a rules message sets.
    fn rule_set(
        &mut self,
        name: &'static str,
        set: &Constant,
        subject: &Subject,
        this: &Type,
        value: &mut ValueRules,
        faults: &mut Vec<Fault>,
    ) {
        for (&number, param) in &set.fields {
            let Some(rule_field) = self.schema.field(set.message, number) else {
                continue;
            };
            let (field, shape) = (rule_field.field, subject.shape);
            let mut within = |compiler: &mut Self, shape| {
                let subject = Subject {
                    shape,
                    implied: Implied::Nothing,
                };
                let rules = param.as_message();
                rules.map(|rules| Box::new(compiler.value(rules, &subject, faults)))
            };
            match (name, field.name, shape) {
                ("repeated", "items", FieldShape::List(item)) => {
                    value.items = within(self, FieldShape::Single(item));
                    continue;
                }
                ("map", "keys", FieldShape::Map(key, _)) => {
                    value.keys = within(self, FieldShape::Single(FieldType::Scalar(key)));
                    continue;
                }
                ("map", "values", FieldShape::Map(_, item)) => {
                    value.values = within(self, FieldShape::Single(item));
                    continue;
                }
                _ => {}
            }
            if let Some(rule) = native(name, field.name, shape, param) {
                value.rules.push(rule);
                continue;
            }
            for rule in self.predefined(name, set, rule_field, param, this) {
                match rule {
                    Ok(rule) => value.rules.extend(rule),
                    Err(fault) => faults.push(fault),
                }
            }
        }
    }

    /// The predefined rules of a field of a rules message.
    fn predefined(
        &mut self,
        set_name: &'static str,
        set: &Constant,
        rule_field: RuleField<'_>,
        param: &Value,
        this: &Type,
    ) -> Vec<Result<Option<Rule>, Fault>> {
        let schema = self.schema;
        let RuleField { field, extension } = rule_field;
        let predefined = match schema.option(field.options.0, PREDEFINED, schema.predefined_rules) {
            Ok(Some(predefined)) => predefined,
            Ok(None) => return Vec::new(),
            Err(error) => return vec![Err(error.into())],
        };
        let place = match extension {
            Some(extension) => RulePlace::Inline {
                set: set_name,
                number: field.number,
                name: format!("[{}]", &extension.full_name[1..]),
                item: field.kind.item(),
            },
            // The schema is newer than the runtime.
            None if rules::named(set_name, field.name).is_none() => RulePlace::Inline {
                set: set_name,
                number: field.number,
                name: field.name.to_owned(),
                item: field.kind.item(),
            },
            None => RulePlace::Standard {
                set: set_name,
                name: field.name.to_owned(),
            },
        };
        let rule_type = match field.kind {
            FieldKind::Repeated { item, .. } => Type::list(Type::of_set(schema.model, item)),
            kind => Type::of_set(schema.model, kind.item()),
        };
        let environment = Environment {
            model: schema.model,
            enums: &schema.enums,
            this: Some(this.clone()),
            rules: Some(set),
            rule: Some((param, rule_type)),
        };
        let rules = schema.named(&predefined, "cel").and_then(Value::as_list);
        let rules: Vec<_> = rules
            .unwrap_or_default()
            .iter()
            .filter_map(|rule| Some(self.source(rule.as_message()?)))
            .collect();
        rules
            .into_iter()
            .map(|written| self.rule(written, place.clone(), Some(param.clone()), &environment))
            .collect()
    }
}

/// Limits that no value can satisfy.
fn impossible(schema: &RuleSchema<'_>, set: &Constant) -> Option<Fault> {
    const LIMITS: &[(&str, &str)] = &[
        ("min_len", "max_len"),
        ("min_bytes", "max_bytes"),
        ("min_items", "max_items"),
        ("min_pairs", "max_pairs"),
        ("min_len", "len"),
        ("len", "max_len"),
        ("min_bytes", "len_bytes"),
        ("len_bytes", "max_bytes"),
    ];
    LIMITS.iter().find_map(|(low, high)| {
        let limit = |name| match schema.named(set, name)? {
            Value::Uint(limit) => Some(*limit),
            _ => None,
        };
        let (least, most) = (limit(low)?, limit(high)?);
        let text = format!("no value has `{low}` {least} and `{high}` {most}");
        (least > most).then(|| Fault::new(text))
    })
}

/// The rules that are not defined in CEL by the schema.
fn native(set: &'static str, name: &str, shape: FieldShape, param: &Value) -> Option<Rule> {
    let (message, test) = match (set, name, shape) {
        ("enum", "defined_only", FieldShape::Single(FieldType::Enum(id))) => {
            if param.as_bool() != Some(true) {
                return None;
            }
            let message = "value must be one of the defined enum values";
            (message, Test::Defined(id))
        }
        ("any", "in" | "not_in", _) => {
            let urls = param.as_list()?.iter().filter_map(Value::as_str);
            let urls = urls.map(str::to_owned).collect();
            let allowed = name == "in";
            let message = if allowed {
                "type URL must be in the allow list"
            } else {
                "type URL must not be in the block list"
            };
            (message, Test::TypeUrl { urls, allowed })
        }
        _ => return None,
    };
    Some(Rule {
        place: RulePlace::Standard {
            set,
            name: name.to_owned(),
        },
        id: format!("{set}.{name}"),
        message: message.to_owned(),
        test,
        expression: String::new(),
        param: Some(param.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_has_constants_for_rules_that_are_not_written_in_cel() {
        for (set, name) in [("enum", "defined_only"), ("any", "in"), ("any", "not_in")] {
            assert!(rules::named(set, name).is_some(), "{set}.{name}");
        }
    }
}
