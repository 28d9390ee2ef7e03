//! Generates steps that bind a value: set fields, list items, map entries and times.

use super::super::access::{Result, member_pattern};
use super::super::code::{Code, Repr, atom, call, field, method, reference};
use super::super::presence;
use super::Body;
use crate::cel::FieldRef;
use crate::checks::{SetTest, Step, Term};
use crate::model::{Field, FieldKind, FieldType};
use crate::targets::rust::syntax::{Condition, Expr, Statement};

impl<'b, 'm> Body<'b, 'm> {
    fn declared(&self, index: usize) -> &'m Field<'m> {
        &self.message.fields[index]
    }

    /// Returns `if let Some(this) = &self.field { … }`.
    pub(super) fn bind(
        &mut self,
        index: usize,
        then: &'b [Step<'b>],
        otherwise: &'b [Step<'b>],
    ) -> Result<Statement> {
        self.field = Some(index);
        let declared = self.declared(index);
        let names = &self.scope.context.names;
        let (pattern, name) = match declared.oneof {
            Some(oneof) => (
                member_pattern(self.scope, self.id, declared, oneof, "this"),
                self.message.oneofs[oneof].name,
            ),
            None => ("Some(this)".to_owned(), declared.name),
        };
        let ident = names.field(self.message, name);
        let place = field(atom("self"), ident.as_str());
        let bound = presence::bound(self.scope, declared.kind.item(), "this");
        // A value of a `Copy` type is bound by value.
        let (place, bound) = match bound.expr {
            Expr::Unary("*", inner) => (place, Code::new(*inner, bound.repr)),
            Expr::Field(..) => (place, bound),
            _ => (reference(place), bound),
        };
        self.terms.this = bound;
        let (then, otherwise) = (self.branch(then), self.branch(otherwise));
        let condition = if Statement::mention(&then, "this") {
            Condition::Let(pattern, place)
        } else {
            // The generated statements do not use the value, so a presence test suffices.
            let test = declared.oneof.map_or(SetTest::Explicit, SetTest::Member);
            let message = Code::new(atom("self"), Repr::Message(self.id));
            let field = FieldRef {
                message: self.id,
                index,
            };
            Condition::Bool(presence::has(self.scope, message, field, test)?)
        };
        Ok(Statement::If {
            condition,
            then,
            otherwise,
        })
    }

    /// Returns `let this = Timestamp::from(this);`. The steps can use a time several times and need it by value.
    pub(super) fn as_time(&mut self, steps: &'b [Step<'b>]) -> Vec<Statement> {
        let message = self.terms.this.clone();
        let repr = match message.repr {
            Repr::RawTimestamp => Repr::Timestamp,
            Repr::RawDuration => Repr::Duration,
            _ => return self.steps(steps),
        };
        let mut statements = vec![Statement::Let {
            pattern: "this".to_owned(),
            type_name: None,
            value: message.clone().into_time(),
        }];
        self.terms.this = Code::new(atom("this"), repr);
        statements.extend(self.steps(steps));
        self.terms.this = message;
        statements
    }

    /// Returns `for (index, this) in list.iter().enumerate() { … }`.
    pub(super) fn each(
        &mut self,
        index: usize,
        list: &Term,
        steps: &'b [Step<'b>],
    ) -> Result<Statement> {
        self.field = Some(index);
        let (pattern, this) = self.element(self.declared(index).kind.item());
        let list = self.terms.code(list)?.expr;
        self.terms.this = this;
        let body = self.branch(steps);
        let pattern = if Statement::mention(&body, "this") {
            pattern
        } else {
            "_".to_owned()
        };
        Ok(Statement::For {
            pattern: format!("(index, {pattern})"),
            range: method(method(list, "iter", []), "enumerate", []),
            body,
        })
    }

    /// Returns the pattern that binds an item, and the code of the item.
    fn element(&self, item: FieldType) -> (String, Code) {
        let bound = presence::bound(self.scope, item, "this");
        match bound.expr {
            Expr::Unary("*", inner) => ("&this".to_owned(), Code::new(*inner, bound.repr)),
            _ => ("this".to_owned(), bound),
        }
    }

    /// Returns `for (key, this) in &map { … }`, and the statement that sorts the violations.
    pub(super) fn entries(
        &mut self,
        index: usize,
        map: &Term,
        steps: &'b [Step<'b>],
    ) -> Result<Vec<Statement>> {
        self.field = Some(index);
        let FieldKind::Map { key, value } = self.declared(index).kind else {
            return Ok(Vec::new());
        };
        let key = presence::bound(self.scope, FieldType::Scalar(key), "key");
        let (key_pattern, key) = match key.expr {
            Expr::Unary("*", inner) => ("&key", Code::new(*inner, key.repr)),
            _ => ("key", key),
        };
        let (value_pattern, this) = self.element(value);
        let map = self.terms.code(map)?.expr;
        (self.terms.key, self.terms.this) = (key, this);
        let body = self.branch(steps);
        let (pattern, range) = if Statement::mention(&body, "this") {
            (format!("({key_pattern}, {value_pattern})"), reference(map))
        } else {
            (key_pattern.to_owned(), method(map, "keys", []))
        };
        let mark = Statement::Let {
            pattern: "mark".to_owned(),
            type_name: None,
            value: method(atom("cx"), "mark", []),
        };
        let entries = Statement::For {
            pattern,
            range,
            body,
        };
        let sort = call("cx.sort_from", [atom("mark")]);
        Ok(vec![mark, entries, Statement::Expression(sort)])
    }
}
