//! The rules of a schema: what `buf.validate` options say, checked and compiled to typed expressions.
//!
//! `checks` plans what a validator does with them.
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
use crate::model::{EnumId, MessageId, Model, Type as FieldType};
use crate::options::{Options, ValidationErrors, Validators};
use schema::Schema;

/// The rules of all messages of a model.
#[derive(Debug, Default)]
pub struct Rules {
    /// By message; empty if the request holds no rules at all.
    messages: Vec<MessageRules>,
    /// Whether a message has rules, or can hold one that has.
    checked: Vec<bool>,
}

/// The rules of a message.
#[derive(Debug, Default)]
pub struct MessageRules {
    /// About the message as a whole.
    pub rules: Vec<Rule>,
    /// The oneofs of which a member must be set, by index.
    pub required_oneofs: Vec<usize>,
    /// Sets of fields of which at most one may be set.
    pub oneofs: Vec<FieldSet>,
    /// The rules of its fields, in the order of the file.
    pub fields: Vec<FieldRules>,
    /// What is wrong with the rules, where that is told only when a message is validated.
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
    /// The message that the value is, if that has rules of its own.
    pub message: Option<MessageId>,
}

/// `FieldRules.ignore`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ignore {
    /// Unset fields are not checked, if that can be told.
    #[default]
    Unset,
    /// Nor is what is zero.
    IfZero,
    Always,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    pub place: Place,
    pub id: String,
    /// What a violation says, unless the test itself does.
    pub message: String,
    pub test: Test,
    /// The test as it is written; empty if it is not written in CEL.
    pub expression: String,
    /// The value that the schema gives to the rule.
    pub param: Option<Value>,
}

/// Where a rule is written.
#[derive(Clone, Debug)]
pub enum Place {
    /// A field of the rules for one type: `string` and `min_len`.
    Standard { set: &'static str, name: String },
    /// A field of the rules for one type that the runtime has no constant for: an extension, or a rule of a schema
    /// newer than the runtime.
    Inline {
        set: &'static str,
        number: u32,
        /// As a path shows it: that of an extension is its full name in brackets.
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

/// What is tested.
#[derive(Debug)]
pub enum Test {
    /// True, or an empty string, if the value keeps the rule.
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
    /// What is wrong with a rule goes to `diagnostics`, or, if the options say so, to the message.
    pub fn compile(model: &Model<'_>, options: &Options, diagnostics: &mut Diagnostics) -> Self {
        if options.validate == Validators::None {
            return Self::default();
        }
        let Some(schema) = Schema::new(model) else {
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

    /// The rules of a message; `None` if neither it nor what it holds has any.
    pub fn of(&self, message: MessageId) -> Option<&MessageRules> {
        let index = message.0 as usize;
        let checked = self.checked.get(index).copied().unwrap_or_default();
        checked.then(|| &self.messages[index])
    }
}
