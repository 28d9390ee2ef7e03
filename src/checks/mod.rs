//! Plans validators: the steps of a generated check and their order, independent of the target language.
//!
//! [`Check::new`] plans the check of a message from its rules. The plan decides all semantics: when a field counts as
//! set, which rules are skipped, the width of values, which side of `&&` is evaluated first, which errors are absorbed,
//! how a comparison is negated if NaN is possible, and which terms count steps. A target reads fields, writes literals
//! and loops, and calls the functions of its runtime.
//!
//! Unit tests and the option `dump_model` show plans as text.

mod constants;
mod dump;
mod fields;
mod joined;
mod lower;
mod pattern;
mod rule;
mod store;
mod term;
#[cfg(all(test, feature = "build"))]
mod tests;

pub use constants::Constants;
pub use dump::dump;
pub use pattern::{CharSet, Pattern, PatternKind, PatternPart};
pub use store::Store;
pub use term::{Form, Loop, Matcher, Number, Op, Operands, SetTest, Term, Variable, ZeroTest};

use crate::cel::Value;
use crate::cel::ast::Span;
use crate::model::{MessageId, Model};
use crate::rules::{MessageRules, Rule, RulePlace};
use fields::Planner;

/// The plan of a message's check.
#[derive(Debug, Default)]
pub struct Check<'r> {
    /// The error in the rules, if the check does nothing but return it.
    pub fault: Option<&'r str>,
    /// Rules that cannot be planned.
    pub faults: Vec<Fault<'r>>,
    /// The indices of fields with steps, in the order of the file.
    pub fields: Vec<usize>,
    pub patterns: Vec<Pattern>,
    /// The steps, in order.
    pub steps: Vec<Step<'r>>,
}

/// A step of a check.
#[derive(Debug)]
pub enum Step<'r> {
    /// Reports a violation.
    Violate { violation: Violation<'r>, at: At },
    If {
        test: Term,
        then: Vec<Self>,
        otherwise: Vec<Self>,
    },
    /// Reports a violation if the test is false. An error of the test aborts the check.
    Require {
        test: Term,
        violation: Violation<'r>,
        at: At,
    },
    /// Reports a violation with the text as its message, unless the text is empty. An error aborts the check.
    Ask {
        text: Term,
        violation: Violation<'r>,
        at: At,
    },
    /// Requires that a member of the oneof is set.
    RequireOneof(usize),
    /// Requires that at most one of several fields is set.
    FieldSet {
        /// One test for each field: whether the field is set.
        tests: Vec<Term>,
        /// The violation if more than one field is set.
        many: Violation<'r>,
        /// The violation if no field is set, for a required set.
        none: Option<Violation<'r>>,
    },
    /// Binds the value of a field with presence to `this`, if the field is set.
    Bind {
        field: usize,
        then: Vec<Self>,
        otherwise: Vec<Self>,
    },
    /// Converts `this` from a timestamp or duration message to CEL's type, and binds the result to `this`.
    AsTime(Vec<Self>),
    /// Binds each item of a list to `this`.
    Each {
        field: usize,
        list: Term,
        steps: Vec<Self>,
    },
    /// Binds each entry of a map to `key` and `this`. Violations are sorted by key, because the order of map entries is
    /// undefined.
    Entries {
        field: usize,
        map: Term,
        steps: Vec<Self>,
    },
    /// Checks a message by the rules of its type.
    Descend { message: Term, at: At },
}

/// The field path of a violation, relative to the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Message,
    Field(usize),
    /// A list item that violates a rule.
    Item(usize),
    /// A list item whose message contains the violation.
    Index(usize),
    /// A map entry whose key violates a rule.
    Key(usize),
    /// A map entry whose value violates a rule.
    Value(usize),
    /// A map entry whose message contains the violation.
    Entry(usize),
}

/// The rule that a violation reports.
#[derive(Clone, Debug)]
pub enum Violation<'r> {
    /// `required`.
    Required,
    Rule {
        rule: &'r Rule,
        message: String,
    },
    /// `(buf.validate.message).oneof`.
    FieldSet {
        message: String,
    },
}

/// A rule that cannot be planned, and the reason.
#[derive(Clone, Debug)]
pub struct Fault<'r> {
    pub field: Option<usize>,
    pub rule: Option<&'r Rule>,
    pub unsupported: Unsupported,
}

/// An unsupported part of a rule, and its place in the text.
#[derive(Clone, Debug)]
pub struct Unsupported {
    pub message: String,
    pub span: Option<Span>,
}

impl Unsupported {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
        }
    }

    /// Sets the place, unless a more exact place is known.
    pub fn at(mut self, span: &Span) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }
}

impl<'r> Check<'r> {
    /// Plans the check of a message.
    pub fn new(model: &Model<'_>, id: MessageId, rules: &'r MessageRules) -> Self {
        if let Some(fault) = rules.faults.first() {
            return Self {
                fault: Some(fault),
                ..Self::default()
            };
        }
        Planner::new(model, id).check(rules)
    }

    /// Returns whether a step compares with the current time.
    pub fn uses_now(&self) -> bool {
        self.any(&|term| term.uses(Variable::Now))
    }

    /// Returns whether a step uses the step budget.
    pub fn counts_steps(&self) -> bool {
        self.any(&Term::counts_steps)
    }

    fn any(&self, is: &dyn Fn(&Term) -> bool) -> bool {
        self.steps.iter().any(|step| step.any(is))
    }
}

impl<'r> Step<'r> {
    /// Returns the nested steps.
    pub fn inner(&self) -> [&[Self]; 2] {
        match self {
            Self::If {
                then, otherwise, ..
            }
            | Self::Bind {
                then, otherwise, ..
            } => [then, otherwise],
            Self::AsTime(steps) | Self::Each { steps, .. } | Self::Entries { steps, .. } => {
                [steps, &[]]
            }
            Self::Violate { .. }
            | Self::Require { .. }
            | Self::Ask { .. }
            | Self::RequireOneof(_)
            | Self::FieldSet { .. }
            | Self::Descend { .. } => [&[], &[]],
        }
    }

    /// Returns the terms of the step itself.
    pub fn terms(&self) -> &[Term] {
        match self {
            Self::If { test: term, .. }
            | Self::Require { test: term, .. }
            | Self::Ask { text: term, .. }
            | Self::Each { list: term, .. }
            | Self::Entries { map: term, .. }
            | Self::Descend { message: term, .. } => std::slice::from_ref(term),
            Self::FieldSet { tests, .. } => tests,
            Self::Violate { .. } | Self::RequireOneof(_) | Self::Bind { .. } | Self::AsTime(_) => {
                &[]
            }
        }
    }

    /// Returns whether a term of the step or of a nested step satisfies a condition.
    fn any(&self, is: &dyn Fn(&Term) -> bool) -> bool {
        let within = self.inner().into_iter().flatten();
        self.terms().iter().any(is) || within.into_iter().any(|step| step.any(is))
    }

    /// Returns the rule of the step, or of its first nested step.
    pub fn rule(&self) -> Option<&'r Rule> {
        match self {
            Self::Violate { violation, .. }
            | Self::Require { violation, .. }
            | Self::Ask { violation, .. } => violation.rule(),
            step => step.inner().into_iter().flatten().find_map(Self::rule),
        }
    }
}

/// Returns whether steps use a variable.
fn use_variable(steps: &[Step<'_>], variable: Variable) -> bool {
    steps
        .iter()
        .any(|step| step.any(&|term| term.uses(variable)))
}

impl<'r> Violation<'r> {
    fn rule(&self) -> Option<&'r Rule> {
        match self {
            Self::Rule { rule, .. } => Some(rule),
            Self::Required | Self::FieldSet { .. } => None,
        }
    }

    /// Returns the rule id that the violation reports.
    pub fn id(&self) -> &str {
        match self {
            Self::Required => "required",
            Self::Rule { rule, .. } => &rule.id,
            Self::FieldSet { .. } => "message.oneof",
        }
    }

    /// Returns the place of the rule; `None` if the runtime has a constant for the rule.
    pub fn place(&self) -> Option<&'r RulePlace> {
        match self {
            Self::Required => None,
            Self::Rule { rule, .. } => Some(&rule.place),
            Self::FieldSet { .. } => Some(&RulePlace::Message),
        }
    }

    /// Returns the value of the rule in the schema.
    pub fn param(&self) -> Option<&'r Value> {
        self.rule().and_then(|rule| rule.param.as_ref())
    }
}
