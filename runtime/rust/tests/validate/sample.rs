//! A message with rules in every place: messages, fields, items, keys, values and oneofs.

use std::collections::HashMap;

use rpcsmith_runtime::validate::{
    Checked, Context, Field, Kind, Param, Path, Rule, Validate, ValidationError, Violations, cel,
    rules,
};

#[derive(Default)]
pub struct User {
    pub name: String,
    pub roles: Vec<Role>,
    pub labels: HashMap<String, i64>,
    pub manager: Option<Box<User>>,
    pub contact: Option<Contact>,
    pub scores: HashMap<i32, Role>,
    /// The divisor of the quota.
    pub divisor: i64,
}

pub enum Contact {
    Email(String),
}

#[derive(Clone, Default)]
pub struct Role {
    pub name: String,
    pub tags: Vec<String>,
}

const NAME: Field = Field::new(1, "name", Kind::String);
const ROLES: Field = Field::new(2, "roles", Kind::Message);
const LABELS: Field = Field::map(3, "labels", Kind::String, Kind::Int64);
const MANAGER: Field = Field::new(4, "manager", Kind::Group);
const EMAIL: Field = Field::new(5, "email", Kind::String);
const SCORES: Field = Field::map(6, "scores", Kind::Sint32, Kind::Message);
const DIVISOR: Field = Field::new(7, "divisor", Kind::Int64);
const TAGS: Field = Field::new(2, "tags", Kind::String);

pub const MIN_LEN: Rule = Rule::new(rules::string::MIN_LEN, "string.min_len")
    .message("must be at least 3 characters")
    .param(Param::Uint(3));
const LOWER: Rule =
    Rule::new(rules::string::PATTERN, "string.pattern").message("must be lower case");
const POSITIVE: Rule = Rule::new(rules::int64::GT, "int64.gt")
    .message("must be greater than 0")
    .param(Param::Int(0));
const EVEN: Rule = Rule::extension(
    rules::RuleSet::Int64,
    1161,
    "[acme.even]",
    Kind::Bool,
    "int64.even",
);
const MAX_ITEMS: Rule = Rule::new(rules::repeated::MAX_ITEMS, "repeated.max_items")
    .message("must contain no more than 2 item(s)")
    .param(Param::Uint(2));
const MAX_PAIRS: Rule = Rule::new(rules::map::MAX_PAIRS, "map.max_pairs");
const OWN_MANAGER: Rule = Rule::of_message("user.manager").message("must not be one's own manager");
const EMAIL_RULE: Rule = Rule::new(rules::string::EMAIL, "string.email");
const SHARE: Rule = Rule::cel(1, "user.share");
const EXPRESSION: Rule = Rule::cel_expression(0, "this < 100");

impl Validate for User {
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        if self.manager.as_ref().is_some_and(|m| m.name == self.name) {
            cx.violation(at, &OWN_MANAGER)?;
        }
        if self.name.is_empty() {
            cx.violation(&at.field(&NAME), &Rule::REQUIRED)?;
        } else if self.name.len() < 3 {
            cx.violation(&at.field(&NAME), &MIN_LEN)?;
        }
        if self.roles.len() > 2 {
            cx.violation(&at.field(&ROLES), &MAX_ITEMS)?;
        }
        for (index, role) in self.roles.iter().enumerate() {
            cx.message(role, &at.index(&ROLES, index))?;
        }
        self.check_maps(cx, at)?;
        if let Some(manager) = &self.manager {
            cx.message(manager, &at.field(&MANAGER))?;
        }
        match &self.contact {
            None => cx.violation(&at.oneof("contact"), &Rule::ONEOF_REQUIRED)?,
            Some(Contact::Email(email)) if !email.contains('@') => {
                let message = format!("no @ in {email}");
                cx.violation_saying(&at.field(&EMAIL), &EMAIL_RULE, message)?;
            }
            Some(Contact::Email(_)) => {}
        }
        match 100i64.checked_div(self.divisor) {
            Some(share) if share < 100 => Ok(()),
            Some(_) => cx.violation(&at.field(&DIVISOR), &EXPRESSION),
            None => cx.error(&at.field(&DIVISOR), &SHARE, cel::Error::DivisionByZero),
        }
    }
}

impl User {
    fn check_maps(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        if self.labels.len() > 4 {
            cx.violation(&at.field(&LABELS), &MAX_PAIRS)?;
        }
        let mark = cx.mark();
        for (key, value) in &self.labels {
            if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
                cx.violation(&at.key(&LABELS, key), &LOWER)?;
            }
            if *value <= 0 {
                cx.violation(&at.value(&LABELS, key), &POSITIVE)?;
            }
            if value % 2 != 0 {
                cx.violation(&at.value(&LABELS, key), &EVEN)?;
            }
        }
        cx.sort_from(mark);
        let mark = cx.mark();
        for (key, value) in &self.scores {
            cx.message(value, &at.entry(&SCORES, key))?;
        }
        cx.sort_from(mark);
        Ok(())
    }
}

impl Validate for Role {
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        if self.name.len() < 3 {
            cx.violation(&at.field(&NAME), &MIN_LEN)?;
        }
        for (index, tag) in self.tags.iter().enumerate() {
            if tag.len() < 3 {
                cx.violation(&at.item(&TAGS, index), &MIN_LEN)?;
            }
        }
        Ok(())
    }
}

/// A user that satisfies all rules.
pub fn valid() -> User {
    User {
        name: "ada".to_owned(),
        contact: Some(Contact::Email("ada@example.com".to_owned())),
        divisor: 4,
        ..User::default()
    }
}

/// A role that satisfies its rules, except those of its tags.
pub fn role(tags: &[&str]) -> Role {
    Role {
        name: "admin".to_owned(),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
    }
}

pub fn violations(result: Result<(), ValidationError>) -> Violations {
    match result {
        Err(ValidationError::Violations(violations)) => violations,
        other => panic!("not violations: {other:?}"),
    }
}
