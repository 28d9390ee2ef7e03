//! The body of a check: the rules of a message, then those of its fields, in the order of the schema.

mod rule;
mod value;

use super::access::{Result, Unsupported, member_pattern};
use super::code::{Code, Repr, atom, attempt, binary, call, field, method, not, reference};
use super::presence;
use super::statics::Statics;
use crate::cel::FieldRef;
use crate::cel::ast::Span;
use crate::diagnostics::Excerpt;
use crate::model::{Field, FieldKind, Message, MessageId, Presence, Scalar, Type};
use crate::rules::{FieldRules, FieldSet, Ignore, MessageRules, ValueRules};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Condition, Expr, Statement};
use crate::targets::rust::types::Scope;

/// What could not be made, of which field.
pub struct Fault {
    pub field: Option<usize>,
    /// The expression and the part of it.
    pub excerpt: Option<Excerpt>,
    pub unsupported: Unsupported,
}

/// Makes the body of one message's check.
pub struct Body<'b, 'm> {
    scope: Scope<'m>,
    id: MessageId,
    message: &'m Message<'m>,
    rules: &'b MessageRules,
    statics: Statics,
    /// Where in the expression of the last rule what could not be made is.
    unsupported: Option<Span>,
    pub faults: Vec<Fault>,
}

impl<'b, 'm> Body<'b, 'm> {
    pub fn new(scope: Scope<'m>, id: MessageId, rules: &'b MessageRules) -> Self {
        let mut statics = Statics::default();
        statics.reserve("RULE");
        Self {
            scope,
            id,
            message: &scope.context.model[id],
            rules,
            statics,
            unsupported: None,
            faults: Vec::new(),
        }
    }

    /// The statements, without the value at the end.
    pub fn statements(&mut self) -> Vec<Statement> {
        let mut statements = Vec::new();
        if let Some(fault) = self.rules.faults.first() {
            let fault = call("cx.compilation_error", [super::literal::text(fault)]);
            return vec![Statement::Expression(attempt(fault))];
        }
        let mut names = Vec::new();
        for rules in &self.rules.fields {
            names.push(
                self.statics
                    .name(&shouty(self.message.fields[rules.field].name)),
            );
        }
        let this = Code::new(atom("self"), Repr::Message(self.id));
        for rule in &self.rules.rules {
            let made = self.rule(rule, &this, &atom("at"));
            self.extend(&mut statements, None, rule, made);
        }
        for set in &self.rules.oneofs {
            let made = self.field_set(set);
            statements.extend(made);
        }
        for &oneof in &self.rules.required_oneofs {
            statements.push(self.required_oneof(oneof));
        }
        let mut all = Vec::with_capacity(names.len());
        for (rules, name) in self.rules.fields.iter().zip(&names) {
            name.clone_into(&mut self.statics.prefix);
            let made = self.field(rules, name);
            if !made.is_empty() {
                all.push(self.field_const(rules.field, name));
            }
            statements.extend(made);
        }
        // What a rule would have used may have been folded away with it.
        let items = self.statics.items.drain(..);
        all.extend(items.filter(|item| match item {
            Statement::Item { name, .. } => Statement::mention(&statements, name),
            _ => true,
        }));
        for name in ["now", "steps"] {
            if Statement::mention(&statements, name) {
                all.push(Statement::Let {
                    pattern: name.to_owned(),
                    type_name: None,
                    value: method(atom("cx"), name, []),
                });
            }
        }
        all.extend(statements);
        all
    }

    /// `const NAME: Field = …;`.
    fn field_const(&self, index: usize, name: &str) -> Statement {
        let declared = &self.message.fields[index];
        let number = atom(declared.number.to_string());
        let text = super::literal::text(declared.name);
        let kind = |item| atom(format!("Kind::{}", kind_name(item)));
        let value = match declared.kind {
            FieldKind::Map { key, value } => {
                let (key, value) = (kind(Type::Scalar(key)), kind(value));
                call("Field::map", [number, text, key, value])
            }
            field => call("Field::new", [number, text, kind(field.item())]),
        };
        Statement::Item {
            keyword: "const",
            name: name.to_owned(),
            type_name: "Field".to_owned(),
            value,
        }
    }

    fn required_oneof(&self, oneof: usize) -> Statement {
        let name = self.message.oneofs[oneof].name;
        let ident = self.scope.context.names.field(self.message, name);
        let place = field(atom("self"), ident.as_str());
        let at = reference(method(atom("at"), "oneof", [super::literal::text(name)]));
        Statement::If {
            condition: Condition::Bool(method(place, "is_none", [])),
            then: vec![violation(at, reference(atom("Rule::ONEOF_REQUIRED")))],
            otherwise: Vec::new(),
        }
    }

    /// At most one, or exactly one, of some fields may be set.
    fn field_set(&mut self, set: &FieldSet) -> Vec<Statement> {
        let mut counted = Vec::with_capacity(set.fields.len());
        for &index in &set.fields {
            let this = Code::new(atom("self"), Repr::Message(self.id));
            let field = FieldRef {
                message: self.id,
                index,
            };
            match presence::is_set(self.scope, this, field) {
                Ok(test) => counted.push(test),
                Err(unsupported) => {
                    self.faults.push(Fault {
                        field: Some(index),
                        excerpt: None,
                        unsupported,
                    });
                    return Vec::new();
                }
            }
        }
        let names = set
            .fields
            .iter()
            .map(|&index| self.message.fields[index].name);
        let names = names.collect::<Vec<_>>().join(", ");
        let count = counted.into_iter().map(|test| call("usize::from", [test]));
        let count = count.reduce(|all, one| binary(all, "+", one));
        let Some(count) = count else {
            return Vec::new();
        };
        let broken = |operator, limit, message: String| Statement::If {
            condition: Condition::Bool(binary(atom("count"), operator, atom(limit))),
            then: vec![
                rule::plain("message.oneof", &message),
                violation(atom("at"), reference(atom("RULE"))),
            ],
            otherwise: Vec::new(),
        };
        let mut statements = vec![
            Statement::Let {
                pattern: "count".to_owned(),
                type_name: None,
                value: count,
            },
            broken(">", "1", format!("only one of {names} can be set")),
        ];
        if set.required {
            statements.push(broken("==", "0", format!("one of {names} must be set")));
        }
        vec![Statement::Value(Expr::Block(statements, None))]
    }

    /// The rules of a field, with its presence.
    fn field(&mut self, rules: &FieldRules, name: &str) -> Vec<Statement> {
        let declared = &self.message.fields[rules.field];
        let at = reference(method(atom("at"), "field", [reference(atom(name))]));
        let required = || violation(at.clone(), reference(atom("Rule::REQUIRED")));
        let this = Code::new(atom("self"), Repr::Message(self.id));
        let field_ref = FieldRef {
            message: self.id,
            index: rules.field,
        };
        let set = presence::is_set(self.scope, this.clone(), field_ref);
        let set = match set {
            Ok(set) => set,
            Err(unsupported) => {
                self.fault(rules.field, unsupported);
                return Vec::new();
            }
        };
        if rules.value.is_empty() {
            let missing = not(set);
            return match rules.required {
                true => vec![Statement::If {
                    condition: Condition::Bool(missing),
                    then: vec![required()],
                    otherwise: Vec::new(),
                }],
                false => Vec::new(),
            };
        }
        let explicit = matches!(declared.kind, FieldKind::Singular(_, Presence::Explicit));
        let subject = Subject {
            field: rules.field,
            name,
            kind: declared.kind,
            at: at.clone(),
        };
        if explicit {
            return self.explicit(rules, declared, &subject, (set, required()));
        }
        let code = match super::access::access(self.scope, this, field_ref) {
            Ok(code) => code,
            Err(unsupported) => {
                self.fault(rules.field, unsupported);
                return Vec::new();
            }
        };
        let checks = self.value(&rules.value, &subject, code);
        let is_always_set = set == atom("true");
        match (rules.required, rules.value.ignore) {
            _ if is_always_set && rules.value.ignore == Ignore::Unset => checks,
            (false, _) if checks.is_empty() => checks,
            (true, _) => vec![Statement::If {
                condition: Condition::Bool(not(set)),
                then: vec![required()],
                otherwise: checks,
            }],
            (false, Ignore::IfZero) if !is_always_set => vec![Statement::If {
                condition: Condition::Bool(set),
                then: checks,
                otherwise: Vec::new(),
            }],
            _ => checks,
        }
    }

    /// A field that is known to be set or not.
    fn explicit(
        &mut self,
        rules: &FieldRules,
        declared: &Field<'m>,
        subject: &Subject<'_>,
        (set, required): (Expr, Statement),
    ) -> Vec<Statement> {
        let item = declared.kind.item();
        let (pattern, place) = match declared.oneof {
            Some(oneof) => {
                let name = self.message.oneofs[oneof].name;
                let pattern = member_pattern(self.scope, self.id, declared, oneof, "this");
                let ident = self.scope.context.names.field(self.message, name);
                (pattern, field(atom("self"), ident.as_str()))
            }
            None => {
                let ident = self.scope.context.names.field(self.message, declared.name);
                let place = field(atom("self"), ident.as_str());
                ("Some(this)".to_owned(), place)
            }
        };
        let bound = presence::bound(self.scope, item, "this");
        // What is copied is bound by value.
        let (place, bound) = match bound.expr {
            Expr::Unary("*", inner) => (place, Code::new(*inner, bound.repr)),
            _ => (reference(place), bound),
        };
        let then = self.value(&rules.value, subject, bound);
        let otherwise = match rules.required {
            true => vec![required],
            false => Vec::new(),
        };
        let uses_value = Statement::mention(&then, "this");
        let (condition, then, otherwise) = match (then.is_empty(), otherwise.is_empty()) {
            (true, true) => return Vec::new(),
            (true, false) => (Condition::Bool(not(set)), otherwise, then),
            (false, _) if !uses_value => (Condition::Bool(set), then, otherwise),
            (false, _) => (Condition::Let(pattern, place), then, otherwise),
        };
        vec![Statement::If {
            condition,
            then,
            otherwise,
        }]
    }

    fn fault(&mut self, field: usize, unsupported: Unsupported) {
        self.faults.push(Fault {
            field: Some(field),
            excerpt: None,
            unsupported,
        });
    }

    /// The expression of a rule, and the part of it that could not be made.
    fn excerpt(&mut self, rule: &crate::rules::Rule) -> Excerpt {
        let text = &rule.expression;
        let span = self.unsupported.take().unwrap_or(0..text.len());
        Excerpt::new(text, &span)
    }

    /// Adds what was made of a rule, or notes why nothing was.
    fn extend(
        &mut self,
        statements: &mut Vec<Statement>,
        field: Option<usize>,
        rule: &crate::rules::Rule,
        made: Result<Vec<Statement>>,
    ) {
        match made {
            Ok(made) => statements.extend(made),
            Err(unsupported) => {
                let excerpt = Some(self.excerpt(rule));
                let unsupported = match rule.id.as_str() {
                    id if id.is_empty() || id == rule.expression => unsupported,
                    id => Unsupported(format!("in the rule `{id}`: {}", unsupported.0)),
                };
                self.faults.push(Fault {
                    field,
                    excerpt,
                    unsupported,
                });
            }
        }
    }

    /// The rules of a value, and of what is in it.
    fn value(&mut self, rules: &ValueRules, subject: &Subject<'_>, this: Code) -> Vec<Statement> {
        value::statements(self, rules, subject, this)
    }
}

/// Whose rules are printed.
struct Subject<'s> {
    field: usize,
    /// The constant of the field.
    name: &'s str,
    kind: FieldKind,
    /// Where a violation is.
    at: Expr,
}

/// `cx.violation(at, rule)?;`
fn violation(at: Expr, rule: Expr) -> Statement {
    Statement::Expression(attempt(call("cx.violation", [at, rule])))
}

/// The name of a constant.
fn shouty(name: &str) -> String {
    let ident = Ident::shouty(name);
    ident.as_str().trim_start_matches("r#").to_owned()
}

/// The name of a type in the runtime's `Kind`.
fn kind_name(item: Type) -> &'static str {
    match item {
        Type::Enum(_) => "Enum",
        Type::Message {
            delimited: true, ..
        } => "Group",
        Type::Message { .. } => "Message",
        Type::Scalar(scalar) => match scalar {
            Scalar::Double => "Double",
            Scalar::Float => "Float",
            Scalar::Int32 => "Int32",
            Scalar::Int64 => "Int64",
            Scalar::Uint32 => "Uint32",
            Scalar::Uint64 => "Uint64",
            Scalar::Sint32 => "Sint32",
            Scalar::Sint64 => "Sint64",
            Scalar::Fixed32 => "Fixed32",
            Scalar::Fixed64 => "Fixed64",
            Scalar::Sfixed32 => "Sfixed32",
            Scalar::Sfixed64 => "Sfixed64",
            Scalar::Bool => "Bool",
            Scalar::String => "String",
            Scalar::Bytes => "Bytes",
        },
    }
}
