//! Plans the steps of a message: first the rules of the message, then sets of fields, oneofs, and fields in the order
//! of the file.

use super::joined::{joined, when};
use super::lower::set_test;
use super::pattern::Pattern;
use super::term::{Op, Term, Variable};
use super::{At, Check, Fault, Step, Store, Unsupported, Violation, use_variable};
use crate::cel::{FieldRef, Type};
use crate::model::{Field, FieldKind, FieldType, Message, MessageId, Model, Presence};
use crate::rules::{FieldRules, FieldSet, Ignore, MessageRules, Rule, ValueRules};

/// Plans the check of one message.
pub struct Planner<'m, 'r> {
    pub(super) model: &'m Model<'m>,
    id: MessageId,
    message: &'m Message<'m>,
    pub(super) patterns: Vec<Pattern>,
    /// The current field.
    pub(super) field: Option<usize>,
    faults: Vec<Fault<'r>>,
}

impl<'m, 'r> Planner<'m, 'r> {
    pub fn new(model: &'m Model<'m>, id: MessageId) -> Self {
        Self {
            model,
            id,
            message: &model[id],
            patterns: Vec::new(),
            field: None,
            faults: Vec::new(),
        }
    }

    pub fn check(mut self, rules: &'r MessageRules) -> Check<'r> {
        let mut steps = Vec::new();
        let message = self.this_message();
        for rule in &rules.rules {
            self.extend(&mut steps, rule, &message, At::Message);
        }
        for set in &rules.oneofs {
            steps.push(self.field_set(set));
        }
        steps.extend(
            rules
                .required_oneofs
                .iter()
                .copied()
                .map(Step::RequireOneof),
        );
        let mut fields = Vec::new();
        for rules in &rules.fields {
            self.field = Some(rules.field);
            let own = self.field_steps(rules);
            if !own.is_empty() {
                fields.push(rules.field);
            }
            steps.extend(own);
        }
        Check {
            fault: None,
            faults: self.faults,
            fields,
            patterns: self.patterns,
            steps: joined(steps),
        }
    }

    /// Returns the term of the checked message.
    fn this_message(&self) -> Term {
        let store = Store::Message {
            id: self.id,
            maybe: false,
        };
        let op = Op::Variable(Variable::Message);
        Term::new(op, Type::Message(self.id), store, false, &(0..0))
    }

    fn reference(&self, index: usize) -> FieldRef {
        FieldRef {
            message: self.id,
            index,
        }
    }

    fn read(&self, index: usize) -> Term {
        let field = &self.message.fields[index];
        let op = Op::Read {
            base: Box::new(self.this_message()),
            field: self.reference(index),
        };
        let ty = Type::of_field(self.model, field.kind);
        let store = Store::of_field(self.model, field, false);
        Term::new(op, ty, store, false, &(0..0))
    }

    fn is_set(&self, index: usize) -> Term {
        set_test(
            self.model,
            self.this_message(),
            self.reference(index),
            &(0..0),
        )
    }

    /// Returns the term of the value that a step binds.
    fn bound(&self, variable: Variable, item: FieldType) -> Term {
        let ty = Type::of_set(self.model, item);
        let store = Store::of_item(self.model, item);
        Term::new(Op::Variable(variable), ty, store, false, &(0..0))
    }

    /// Plans a set of fields of which at most one, or exactly one, may be set.
    fn field_set(&self, set: &FieldSet) -> Step<'r> {
        let names = set
            .fields
            .iter()
            .map(|&index| self.message.fields[index].name);
        let names = names.collect::<Vec<_>>().join(", ");
        let violation = |message| Violation::FieldSet { message };
        Step::FieldSet {
            tests: set.fields.iter().map(|&index| self.is_set(index)).collect(),
            many: violation(format!("only one of {names} can be set")),
            none: set
                .required
                .then(|| violation(format!("one of {names} must be set"))),
        }
    }

    /// Plans the rules of a field, with its presence.
    fn field_steps(&mut self, rules: &'r FieldRules) -> Vec<Step<'r>> {
        let index = rules.field;
        let field = &self.message.fields[index];
        let missing = if rules.required {
            vec![Step::Violate {
                violation: Violation::Required,
                at: At::Field(index),
            }]
        } else {
            Vec::new()
        };
        let is_set = self.is_set(index);
        if rules.value.is_empty() {
            return when(is_set.not(), missing, Vec::new());
        }
        if matches!(field.kind, FieldKind::Singular(_, Presence::Explicit)) {
            return self.explicit(rules, field, is_set, missing);
        }
        let value = self.read(index);
        let steps = self.value(&rules.value, field, &value);
        match (rules.required, rules.value.ignore) {
            (true, _) => when(is_set.not(), missing, steps),
            (false, Ignore::IfZero) => when(is_set, steps, Vec::new()),
            (false, Ignore::Unset | Ignore::Always) => steps,
        }
    }

    /// Plans a field with presence. Its rules apply only if the field is set.
    fn explicit(
        &mut self,
        rules: &'r FieldRules,
        field: &Field<'_>,
        is_set: Term,
        otherwise: Vec<Step<'r>>,
    ) -> Vec<Step<'r>> {
        let value = self.bound(Variable::This, field.kind.item());
        let then = self.value(&rules.value, field, &value);
        if then.is_empty() {
            return when(is_set.not(), otherwise, then);
        }
        if !use_variable(&then, Variable::This) {
            return when(is_set, then, otherwise);
        }
        vec![Step::Bind {
            field: rules.field,
            then,
            otherwise,
        }]
    }

    /// Plans the rules of a field's value, then the rules of its items, or of its keys and map values.
    fn value(&mut self, rules: &'r ValueRules, field: &Field<'_>, value: &Term) -> Vec<Step<'r>> {
        let index = self.field.unwrap_or_default();
        let mut steps = self.own(rules, value, At::Field(index));
        if rules.message.is_some() {
            steps.push(descend(value, At::Field(index)));
        }
        match field.kind {
            FieldKind::Singular(..) => {}
            FieldKind::Repeated { item, .. } => {
                if let Some(items) = &rules.items {
                    let this = self.bound(Variable::This, item);
                    let inner = self.inner(items, &this, At::Item(index), At::Index(index));
                    if !inner.is_empty() {
                        steps.push(Step::Each {
                            field: index,
                            list: value.clone(),
                            steps: inner,
                        });
                    }
                }
            }
            FieldKind::Map { key, value: item } => {
                let mut inner = Vec::new();
                if let Some(keys) = &rules.keys {
                    let key = self.bound(Variable::Key, FieldType::Scalar(key));
                    inner.extend(self.inner(keys, &key, At::Key(index), At::Key(index)));
                }
                if let Some(values) = &rules.values {
                    let this = self.bound(Variable::This, item);
                    inner.extend(self.inner(values, &this, At::Value(index), At::Entry(index)));
                }
                if !inner.is_empty() {
                    steps.push(Step::Entries {
                        field: index,
                        map: value.clone(),
                        steps: inner,
                    });
                }
            }
        }
        steps
    }

    /// Plans the rules of an item, a map key or a map value. `within` is the path for violations in its message.
    fn inner(&mut self, rules: &'r ValueRules, value: &Term, at: At, within: At) -> Vec<Step<'r>> {
        if rules.is_empty() {
            return Vec::new();
        }
        let mut steps = self.own(rules, value, at);
        if rules.message.is_some() {
            steps.push(descend(value, within));
        }
        if rules.ignore != Ignore::IfZero || steps.is_empty() {
            return steps;
        }
        let differs = Op::NotZero(Box::new(value.clone()));
        when(Term::bool(differs, false, &value.span), steps, Vec::new())
    }

    /// Plans the rules of the value itself, without its items.
    fn own(&mut self, rules: &'r ValueRules, value: &Term, at: At) -> Vec<Step<'r>> {
        let mut steps = Vec::new();
        for rule in &rules.rules {
            self.extend(&mut steps, rule, value, at);
        }
        let is_time = matches!(value.store, Store::Timestamp | Store::Duration);
        let is_bound = matches!(value.op, Op::Variable(_));
        if is_time && is_bound && use_variable(&steps, Variable::This) {
            return vec![Step::AsTime(steps)];
        }
        steps
    }

    /// Adds the steps of a rule, or the reason why the rule cannot be planned.
    fn extend(&mut self, steps: &mut Vec<Step<'r>>, rule: &'r Rule, this: &Term, at: At) {
        match self.rule(rule, this, at) {
            Ok(own) => steps.extend(own),
            Err(unsupported) => self.fault(Some(rule), unsupported),
        }
    }

    fn fault(&mut self, rule: Option<&'r Rule>, unsupported: Unsupported) {
        self.faults.push(Fault {
            field: self.field,
            rule,
            unsupported,
        });
    }
}

fn descend<'r>(message: &Term, at: At) -> Step<'r> {
    Step::Descend {
        message: message.clone(),
        at,
    }
}
