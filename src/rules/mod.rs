//! The rules of a schema: the `buf.validate` options, checked and compiled to typed expressions.
//!
//! `checks` plans validators from them.
//!
//! Source: [protovalidate](https://protovalidate.com/schemas/standard-rules/), v1.2.2 of the schema.

mod compile;
mod field;
mod message;
mod mismatch;
mod nested;
mod reach;
mod schema;

use crate::cel::{Typed, Value};
use crate::diagnostics::Diagnostics;
use crate::model::{EnumId, FieldType, MessageId, Model};
use crate::options::{Options, ValidationErrors, Validators};
use schema::RuleSchema;

/// The rules of all messages of a model.
#[derive(Debug, Default)]
pub struct Rules {
    /// By message; empty if the request has no rules.
    messages: Vec<MessageRules>,
    /// Whether a message has rules, or can contain one that has.
    checked: Vec<bool>,
}

/// The rules of a message.
#[derive(Debug, Default)]
pub struct MessageRules {
    /// The rules of the message as a whole.
    pub rules: Vec<Rule>,
    /// The required oneofs, by index.
    pub required_oneofs: Vec<usize>,
    /// Sets of fields of which at most one may be set.
    pub oneofs: Vec<FieldSet>,
    /// The rules of its fields, in the order of the file.
    pub fields: Vec<FieldRules>,
    /// The error that validation returns, with `validation_errors=deferred`.
    pub faults: Vec<String>,
}

/// `MessageRules.oneof`: fields of which at most one may be set, or exactly one.
#[derive(Debug)]
pub struct FieldSet {
    /// By index.
    pub fields: Vec<usize>,
    pub required: bool,
}

/// The rules of a field.
#[derive(Debug)]
pub struct FieldRules {
    /// The index of the field.
    pub field: usize,
    pub required: bool,
    pub value: ValueRules,
}

/// The rules of a value: of a field, an item, a key, or a value of a map.
#[derive(Debug, Default)]
pub struct ValueRules {
    pub ignore: Ignore,
    pub rules: Vec<Rule>,
    pub items: Option<Box<ValueRules>>,
    pub keys: Option<Box<ValueRules>>,
    pub values: Option<Box<ValueRules>>,
    /// The type of a message value, if that message has rules.
    pub message: Option<MessageId>,
}

/// `FieldRules.ignore`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ignore {
    /// Skips unset fields with presence.
    #[default]
    Unset,
    /// Skips unset fields and zero values.
    IfZero,
    Always,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    pub place: RulePlace,
    pub id: String,
    /// The message of a violation, unless the test returns it.
    pub message: String,
    pub test: Test,
    /// The text of the CEL expression; empty if the rule has none.
    pub expression: String,
    /// The value that the schema gives to the rule.
    pub param: Option<Value>,
}

/// The place of a rule in the options.
#[derive(Clone, Debug)]
pub enum RulePlace {
    /// A field of the rules for one type: `string` and `min_len`.
    Standard { set: &'static str, name: String },
    /// A field of the rules for one type that the runtime has no constant for: an extension, or a rule of a schema
    /// newer than the runtime.
    Inline {
        set: &'static str,
        number: u32,
        /// The name in a rule path; of an extension, its full name in brackets.
        name: String,
        item: FieldType,
    },
    /// `cel` of a field, by index.
    Cel(u32),
    /// `cel_expression` of a field, by index.
    CelExpression(u32),
    /// In the options of a message.
    Message,
}

/// The test of a rule.
#[derive(Debug)]
pub enum Test {
    /// True, or an empty string, if the value satisfies the rule.
    Expression(Typed),
    /// The number is one of the enum's values.
    Defined(EnumId),
    /// The type URL of an `Any` is in the list, or is not.
    TypeUrl { urls: Vec<String>, allowed: bool },
}

impl ValueRules {
    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        let none = |rules: &Option<Box<Self>>| rules.as_ref().is_none_or(|rules| rules.is_empty());
        self.ignore == Ignore::Always
            || self.rules.is_empty()
                && self.message.is_none()
                && none(&self.items)
                && none(&self.keys)
                && none(&self.values)
    }
}

impl FieldRules {
    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        let is_ignored = self.value.ignore == Ignore::Always;
        is_ignored || !self.required && self.value.is_empty()
    }
}

impl MessageRules {
    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
            && self.required_oneofs.is_empty()
            && self.oneofs.is_empty()
            && self.faults.is_empty()
            && self.fields.iter().all(FieldRules::is_empty)
    }
}

impl Rules {
    /// Reads and compiles the rules of the messages to generate code for.
    ///
    /// Errors of rules go to `diagnostics` or, with `validation_errors=deferred`, to the rules of the message.
    pub fn compile(model: &Model<'_>, options: &Options, diagnostics: &mut Diagnostics) -> Self {
        if options.validate == Validators::None {
            return Self::default();
        }
        let Some(schema) = RuleSchema::new(model) else {
            return Self::default();
        };
        let deferred = options.validation_errors == ValidationErrors::Deferred;
        let mut rules = Self {
            messages: compile::messages(&schema, deferred, diagnostics),
            checked: Vec::new(),
        };
        nested::warn(model, &rules.messages, diagnostics);
        rules.checked = reach::checked(model, &rules.messages);
        reach::link(model, &rules.checked, &mut rules.messages);
        rules
    }

    /// The rules of a message; `None` if neither it nor the messages in it have any.
    pub fn of(&self, message: MessageId) -> Option<&MessageRules> {
        let index = message.0 as usize;
        let checked = self.checked.get(index).copied().unwrap_or_default();
        checked.then(|| &self.messages[index])
    }
}
