//! Generates the body of a check: statements for the steps of its plan.

mod bindings;
mod rule;

use super::access::Result;
use super::code::{atom, attempt, binary, call, field, method, reference};
use super::statics::Statics;
use super::terms::Terms;
use crate::checks::{self, At, Check, Op, Step, Term, Violation};
use crate::model::{FieldKind, FieldType, Message, MessageId, Scalar};
use crate::targets::rust::syntax::{Condition, Expr, Statement};
use crate::targets::rust::types::Scope;

/// Generates the body of one message's check.
pub struct Body<'b, 'm> {
    scope: Scope<'m>,
    id: MessageId,
    message: &'m Message<'m>,
    check: &'b Check<'b>,
    terms: Terms<'b, 'm>,
    /// The field of the current steps.
    field: Option<usize>,
    /// Rules that Rust code cannot express.
    pub faults: Vec<checks::Fault<'b>>,
}

impl<'b, 'm> Body<'b, 'm> {
    pub fn new(scope: Scope<'m>, id: MessageId, check: &'b Check<'b>) -> Self {
        let message = &scope.context.model[id];
        let mut statics = Statics::new(&check.patterns);
        for &index in &check.fields {
            statics.name_field(index, message.fields[index].name);
        }
        Self {
            scope,
            id,
            message,
            check,
            terms: Terms::new(scope, id, statics),
            field: None,
            faults: Vec::new(),
        }
    }

    /// Returns the statements without the final value.
    pub fn statements(&mut self) -> Vec<Statement> {
        if let Some(fault) = self.check.fault {
            let fault = call("cx.compilation_error", [super::literal::text(fault)]);
            return vec![Statement::Expression(attempt(fault))];
        }
        let statements = self.steps(&self.check.steps);
        let fields = self.check.fields.iter();
        let mut all: Vec<_> = fields.map(|&index| self.field_const(index)).collect();
        // Generation can discard a branch, for example one of two equal branches. Its patterns and steps are then
        // unused.
        let is_used = |name: &str| Statement::mention(&statements, name);
        let items = self.terms.statics.items.drain(..);
        all.extend(items.filter(|item| match item {
            Statement::Item { name, .. } => is_used(name),
            _ => true,
        }));
        for (name, is_planned) in [
            ("now", self.check.uses_now()),
            ("steps", self.check.counts_steps()),
        ] {
            if is_planned && is_used(name) {
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

    /// Returns `const NAME: Field = …;`.
    fn field_const(&self, index: usize) -> Statement {
        let declared = &self.message.fields[index];
        let number = atom(declared.number.to_string());
        let text = super::literal::text(declared.name);
        let kind = |item| atom(format!("Kind::{}", kind_name(item)));
        let mut value = match declared.kind {
            FieldKind::Map { key, value } => {
                let (key, value) = (kind(FieldType::Scalar(key)), kind(value));
                call("Field::map", [number, text, key, value])
            }
            field => call("Field::new", [number, text, kind(field.item())]),
        };
        if declared.redacted {
            value = method(value, "redacted", []);
        }
        Statement::Item {
            keyword: "const",
            name: self.terms.statics.field(index).to_owned(),
            type_name: "Field".to_owned(),
            value,
        }
    }

    fn steps(&mut self, steps: &'b [Step<'b>]) -> Vec<Statement> {
        let mut statements = Vec::with_capacity(steps.len());
        for step in steps {
            self.step(step, &mut statements);
        }
        statements
    }

    /// Returns the statements of a branch. If the branch is a single block, its braces are unnecessary.
    fn branch(&mut self, steps: &'b [Step<'b>]) -> Vec<Statement> {
        let mut statements = self.steps(steps);
        match (statements.pop(), statements.is_empty()) {
            (Some(Statement::Value(Expr::Block(inner, None))), true) => inner,
            (last, _) => {
                statements.extend(last);
                statements
            }
        }
    }

    /// Adds the statements of a step, or the reason why Rust cannot express it.
    fn step(&mut self, step: &'b Step<'b>, statements: &mut Vec<Statement>) {
        let field = self.field;
        match self.written(step) {
            Ok(written) => statements.extend(written),
            Err(unsupported) => self.faults.push(checks::Fault {
                field: self.field,
                rule: step.rule(),
                unsupported,
            }),
        }
        self.field = field;
    }

    fn written(&mut self, step: &'b Step<'b>) -> Result<Vec<Statement>> {
        Ok(vec![match step {
            Step::Violate { violation, at } => self.violate(violation, *at),
            Step::If {
                test,
                then,
                otherwise,
            } => {
                let condition = Condition::Bool(self.terms.bool(test)?);
                self.conditional(condition, then, otherwise)
            }
            Step::Require {
                test,
                violation,
                at,
            } => {
                let test = self.terms.fallible(test)?;
                self.asked("cx.require", test, violation, *at, false)
            }
            Step::Ask {
                text,
                violation,
                at,
            } => {
                let redacts = text.any(&|term| self.reads_redacted(term));
                let text = self.terms.owned_text(text)?;
                self.asked("cx.ask", text, violation, *at, redacts)
            }
            Step::RequireOneof(oneof) => self.required_oneof(*oneof),
            Step::FieldSet { tests, many, none } => self.field_set(tests, many, none.as_ref())?,
            Step::Bind {
                field,
                then,
                otherwise,
            } => self.bind(*field, then, otherwise)?,
            Step::AsTime(steps) => return Ok(self.as_time(steps)),
            Step::Each { field, list, steps } => self.each(*field, list, steps)?,
            Step::Entries { field, map, steps } => return self.entries(*field, map, steps),
            Step::Descend { message, at } => {
                let message = self.terms.code(message)?.expr;
                let message = match &message {
                    Expr::Atom(_) => message,
                    _ => reference(message),
                };
                let at = self.at(*at);
                Statement::Expression(attempt(call("cx.message", [message, at])))
            }
        }])
    }

    fn conditional(
        &mut self,
        condition: Condition,
        then: &'b [Step<'b>],
        otherwise: &'b [Step<'b>],
    ) -> Statement {
        Statement::If {
            condition,
            then: self.branch(then),
            otherwise: self.branch(otherwise),
        }
    }

    /// Returns the field path of a violation.
    fn at(&mut self, at: At) -> Expr {
        let (name, key, field) = match at {
            At::Message => return atom("at"),
            At::Field(field) => ("field", None, field),
            At::Item(field) => ("item", Some("index"), field),
            At::Index(field) => ("index", Some("index"), field),
            At::Key(field) => ("key", Some("key"), field),
            At::Value(field) => ("value", Some("key"), field),
            At::Entry(field) => ("entry", Some("key"), field),
        };
        let constant = reference(atom(self.terms.statics.field(field)));
        let arguments: Vec<_> = [constant].into_iter().chain(key.map(atom)).collect();
        reference(method(atom("at"), name, arguments))
    }

    fn violate(&mut self, violation: &Violation<'_>, at: At) -> Statement {
        let at = self.at(at);
        match rule::constant(violation, false) {
            None => violated(at, reference(atom("Rule::REQUIRED"))),
            Some(constant) => scoped(vec![constant, violated(at, rule::reference())]),
        }
    }

    /// Returns whether a term reads a field with the option `debug_redact`.
    fn reads_redacted(&self, term: &Term) -> bool {
        let Op::Read { field, .. } = term.op else {
            return false;
        };
        self.scope.context.model[field.message].fields[field.index].redacted
    }

    /// Returns `cx.require(at, &RULE, || test)?;`. If the value reads a field with the option `debug_redact`, the rule `redacts`
    /// the message.
    fn asked(
        &mut self,
        function: &str,
        value: Expr,
        violation: &Violation<'_>,
        at: At,
        redacts: bool,
    ) -> Statement {
        let value = super::code::closure(&[], value);
        let asked = call(function, [self.at(at), rule::reference(), value]);
        let asked = Statement::Expression(attempt(asked));
        scoped(
            rule::constant(violation, redacts)
                .into_iter()
                .chain([asked])
                .collect(),
        )
    }

    fn required_oneof(&self, oneof: usize) -> Statement {
        let name = self.message.oneofs[oneof].name;
        let ident = self.scope.context.names.field(self.message, name);
        let place = field(atom("self"), ident.as_str());
        let at = reference(method(atom("at"), "oneof", [super::literal::text(name)]));
        Statement::If {
            condition: Condition::Bool(method(place, "is_none", [])),
            then: vec![violated(at, reference(atom("Rule::ONEOF_REQUIRED")))],
            otherwise: Vec::new(),
        }
    }

    /// Returns the check that at most one, or exactly one, of several fields is set.
    fn field_set(
        &mut self,
        tests: &[Term],
        many: &Violation<'_>,
        none: Option<&Violation<'_>>,
    ) -> Result<Statement> {
        let mut counted = Vec::with_capacity(tests.len());
        for test in tests {
            counted.push(call("usize::from", [self.terms.bool(test)?]));
        }
        let count = counted.into_iter();
        let count = count.reduce(|all, one| binary(all, "+", one));
        let broken = |operator, limit, violation| Statement::If {
            condition: Condition::Bool(binary(atom("count"), operator, atom(limit))),
            then: rule::constant(violation, false)
                .into_iter()
                .chain([violated(atom("at"), rule::reference())])
                .collect(),
            otherwise: Vec::new(),
        };
        let mut statements = vec![
            Statement::Let {
                pattern: "count".to_owned(),
                type_name: None,
                value: count.unwrap_or_else(|| atom("0")),
            },
            broken(">", "1", many),
        ];
        statements.extend(none.map(|none| broken("==", "0", none)));
        Ok(scoped(statements))
    }
}

/// Returns `cx.violation(at, rule)?;`.
fn violated(at: Expr, rule: Expr) -> Statement {
    Statement::Expression(attempt(call("cx.violation", [at, rule])))
}

/// Encloses statements in a block, which limits the scope of the constant `RULE`.
fn scoped(statements: Vec<Statement>) -> Statement {
    Statement::Value(Expr::Block(statements, None))
}

/// Returns the variant of the runtime's `Kind` for a type.
fn kind_name(item: FieldType) -> &'static str {
    match item {
        FieldType::Enum(_) => "Enum",
        FieldType::Message {
            delimited: true, ..
        } => "Group",
        FieldType::Message { .. } => "Message",
        FieldType::Scalar(scalar) => match scalar {
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
