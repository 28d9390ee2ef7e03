//! Checks functions, methods and operators: the ones in the table of overloads, and a few that it cannot describe.

use super::dynamic::{expect, known};
use super::names::dotted;
use super::overloads::{is_declared, is_possible, is_sure, is_unknown, remedy, signature, written};
use super::{Checked, Checker, Fault, closest};
use crate::cel::ast::{Expr, Name, Node, Span};
use crate::cel::fold;
use crate::cel::function::{Dynamic, Form, Function, Kind, OVERLOADS, Overload};
use crate::cel::typed::{Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;
use rpcsmith_validate::cel::Error;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        target: Option<&Expr>,
        function: &Name,
        arguments: &[Expr],
        span: &Span,
    ) -> Checked {
        if let Some(namespaced) = self.namespaced(target, function) {
            let arguments = self.all(arguments)?;
            return self.apply(Form::Global, &namespaced, arguments, span);
        }
        if let (Some(template), "format") = (target, function.text.as_str()) {
            return self.format(template, arguments, span);
        }
        let mut all = Vec::with_capacity(arguments.len() + 1);
        let form = match target {
            Some(target) => {
                all.push(self.expression(target)?);
                Form::Method
            }
            None => Form::Global,
        };
        all.extend(self.all(arguments)?);
        if form == Form::Global {
            match (function.text.as_str(), all.len()) {
                ("dyn", 1) => return Ok(self.dynamic(all.swap_remove(0), span)),
                ("type", 1) => return self.type_of(&all[0], span),
                ("getField", 2) => {
                    let name = all.swap_remove(1);
                    return self.get_field(all.swap_remove(0), &name, span);
                }
                (name, 1)
                    if conversion(name).is_some_and(|kind| kind.ty() == *known_type(&all[0])) =>
                {
                    return Ok(self.unwrap(known(all.swap_remove(0)).0));
                }
                _ => {}
            }
        }
        let is_literal = form == Form::Global && arguments.iter().all(is_literal);
        let result = self.apply(form, function, all, span)?;
        match result.op {
            Op::Fail(error) if is_literal && conversion(&function.text).is_some() => {
                let message = format!("`{}` of this literal has no value: {error}", function.text);
                Err(Fault::new(message, span))
            }
            _ => Ok(result),
        }
    }

    fn all(&mut self, expressions: &[Expr]) -> Result<Vec<Typed>, Fault> {
        expressions
            .iter()
            .map(|expression| self.expression(expression))
            .collect()
    }

    /// Returns the full name of a function with a namespace, such as `strings.quote`.
    fn namespaced(&self, target: Option<&Expr>, function: &Name) -> Option<Name> {
        let namespace = dotted(target?)?;
        let text = format!("{namespace}.{}", function.text);
        let known = OVERLOADS.iter().any(|overload| overload.name == text);
        known.then(|| Name {
            text,
            span: function.span.clone(),
        })
    }

    pub(super) fn operator(
        &mut self,
        operator: &str,
        operands: Vec<Typed>,
        span: &Span,
    ) -> Checked {
        if let ("+", [left, right]) = (operator, &operands[..])
            && let (Type::List(_), Type::List(_)) = (known_type(left), known_type(right))
        {
            return self.joined_lists(operands, span);
        }
        let name = Name {
            text: operator.to_owned(),
            span: span.clone(),
        };
        self.apply(Form::Operator, &name, operands, span)
    }

    /// Checks `a + b` of lists.
    fn joined_lists(&self, operands: Vec<Typed>, span: &Span) -> Checked {
        let was_dynamic = operands.iter().any(|operand| operand.ty == Type::Dyn);
        let operands: Vec<_> = operands.into_iter().map(|value| known(value).0).collect();
        let [left, right] = &operands[..] else {
            return Err(Fault::new("`+` takes two lists", span));
        };
        let joined = left.ty.join(&right.ty);
        if joined.is_none() && !was_dynamic {
            let types = (self.shown(&left.ty), self.shown(&right.ty));
            let message = format!("`+` does not join a `{}` and a `{}`", types.0, types.1);
            return Err(Fault::new(message, span)
                .hint("lists of different types are joined as `dyn(list) + dyn(list)`"));
        }
        if operands.iter().all(|operand| operand.as_const().is_some()) {
            let ty = joined.unwrap_or(Type::list(Type::Dyn));
            return self.computed(Function::ConcatLists, operands, ty, false, span);
        }
        let (function, ty) = (Function::Dynamic(Dynamic::Add), Type::list(Type::Dyn));
        Ok(fold::call(function, operands, ty, true, span))
    }

    /// Chooses the overload for the arguments.
    fn apply(&self, form: Form, name: &Name, arguments: Vec<Typed>, span: &Span) -> Checked {
        let was_dynamic = arguments.iter().any(|argument| argument.ty == Type::Dyn);
        let named: Vec<_> = OVERLOADS
            .iter()
            .filter(|overload| overload.name == name.text && written(overload, form))
            .collect();
        if !is_possible(name, &named, &arguments) {
            return Err(self.no_overload(form, name, &named, &arguments));
        }
        let has_null = arguments.iter().any(|argument| argument.ty == Type::Null);
        let arguments: Vec<_> = arguments.into_iter().map(|value| known(value).0).collect();
        let chosen = named.iter().find(|overload| {
            let takes = overload.arguments.iter().zip(&arguments);
            overload.arguments.len() == arguments.len()
                && takes
                    .into_iter()
                    .all(|(kind, argument)| kind.takes(argument.ty.value()))
        });
        let chosen = chosen.copied().filter(|overload| {
            let is_declared = is_declared(overload.function, &arguments)
                || was_dynamic && overload.function != Function::Unique;
            // `unique` depends on the item type, so a list of unknown items has no such overload.
            is_declared
                && !(overload.function == Function::Unique && arguments.iter().any(is_unknown))
        });
        let Some(overload) = chosen else {
            if arguments.iter().any(is_unknown) && !named.is_empty() {
                return self.apply_dynamic(name, &named, arguments, span);
            }
            if (was_dynamic || has_null) && !named.is_empty() {
                return Ok(Typed::fail(Error::NoSuchOverload, Type::Dyn, span.clone()));
            }
            return Err(self.no_overload(form, name, &named, &arguments));
        };
        let arguments: Vec<_> = arguments
            .into_iter()
            .map(|value| self.unwrap(value))
            .collect();
        let fallible = overload.fallible && !is_sure(overload.function, &arguments)?;
        let ty = overload.result.ty();
        self.computed(overload.function, arguments, ty, fallible, span)
    }

    /// Checks a call with an argument whose type is known only at run time.
    fn apply_dynamic(
        &self,
        name: &Name,
        named: &[&Overload],
        arguments: Vec<Typed>,
        span: &Span,
    ) -> Checked {
        if let Some((function, ty)) = Dynamic::named(&name.text, arguments.len()) {
            let function = Function::Dynamic(function);
            return Ok(fold::call(function, arguments, ty, true, span));
        }
        let fits = |overload: &&&Overload| {
            let mut pairs = overload.arguments.iter().zip(&arguments);
            overload.arguments.len() == arguments.len()
                && pairs.all(|(kind, argument)| {
                    argument.ty == Type::Dyn && Kind::scalar(&kind.ty()).is_some()
                        || kind.takes(argument.ty.value())
                })
        };
        let mut fitting = named.iter().filter(fits);
        let (Some(overload), None) = (fitting.next(), fitting.next()) else {
            let message = format!(
                "`{}` of a value whose type is known only at run time",
                name.text
            );
            return Err(Fault::new(message, &name.span)
                .hint("convert it first, as in `int(…)` or `string(…)`"));
        };
        let expected = overload.arguments.iter().zip(arguments);
        let arguments = expected.map(|(kind, argument)| match argument.ty {
            Type::Dyn => expect(*kind, argument),
            _ => argument,
        });
        self.apply(overload.form, name, arguments.collect(), span)
    }

    fn no_overload(
        &self,
        form: Form,
        name: &Name,
        named: &[&Overload],
        arguments: &[Typed],
    ) -> Fault {
        let types: Vec<_> = arguments
            .iter()
            .map(|argument| self.shown(&argument.ty))
            .collect();
        let types = types.join(", ");
        if named.is_empty() {
            let fault = Fault::new(format!("there is no function `{}`", name.text), &name.span);
            let other_form = OVERLOADS.iter().find(|overload| overload.name == name.text);
            if let Some(other) = other_form {
                return fault.hint(match other.form {
                    Form::Method => format!("it is a method: `value.{}(…)`", name.text),
                    _ => format!("it is a function: `{}(…)`", name.text),
                });
            }
            let names = OVERLOADS.iter().map(|overload| overload.name);
            return match closest(
                &name.text,
                names.chain(["getField", "format", "dyn", "type"]),
            ) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault,
            };
        }
        let what = match form {
            Form::Operator => format!("`{}` does not apply to ({types})", name.text),
            _ => format!("`{}` does not take ({types})", name.text),
        };
        let fault = Fault::new(what, &name.span);
        if let (Some(remedy), [argument]) = (remedy(&name.text), arguments)
            && named
                .iter()
                .any(|overload| overload.arguments[0].takes(&argument.ty))
        {
            return fault.hint(remedy);
        }
        let known: Vec<_> = named.iter().map(|overload| signature(overload)).collect();
        fault.hint(format!("it takes {}", known.join(" or ")))
    }

    fn type_of(&self, value: &Typed, span: &Span) -> Checked {
        let ty = known_type(value);
        if *ty == Type::Dyn || matches!(value.ty, Type::Nullable(_)) || value.fallible {
            let value = known(value.clone()).0;
            return Ok(fold::call(
                Function::TypeOf,
                vec![value],
                Type::Meta,
                false,
                span,
            ));
        }
        let name = match ty {
            Type::Message(_) => self.shown(ty).into(),
            ty => ty.name().into(),
        };
        Ok(Typed::constant(Value::Type(name), Type::Meta, span.clone()))
    }

    fn format(&mut self, template: &Expr, arguments: &[Expr], span: &Span) -> Checked {
        let template = self.expression(template)?;
        let [
            Expr {
                node: Node::List(items),
                ..
            },
        ] = arguments
        else {
            return Err(Fault::new("`format` takes a list of its arguments", span)
                .hint("as in `'%s of %d'.format([this.name, 3])`"));
        };
        if template.ty != Type::String {
            let message = format!(
                "`format` is of a `string`, not `{}`",
                self.shown(&template.ty)
            );
            return Err(Fault::new(message, &template.span));
        }
        let items = self.all(items)?;
        let is_message = |item: &&Typed| matches!(item.ty, Type::Message(_));
        if let (Some(_), Some(item)) = (template.as_const(), items.iter().find(is_message)) {
            let message = format!("`format` does not take a `{}`", self.shown(&item.ty));
            return Err(Fault::new(message, &item.span).hint("format its fields"));
        }
        let mut all = vec![template];
        all.extend(items.into_iter().map(|item| known(item).0));
        if let Some(why) = fold::format_fault(&all) {
            let message = format!("the template does not fit its arguments: {why}");
            return Err(Fault::new(message, span)
                .hint("`%s` takes any value; `%d` integers; `%f` and `%e` numbers; `%x` integers, strings and bytes"));
        }
        if all.iter().any(|item| is_message(&item)) {
            let ty = Type::String;
            return Ok(Typed::fail(Error::InvalidFormat, ty, span.clone()));
        }
        self.computed(Function::Format, all, Type::String, true, span)
    }
}

/// Returns whether an expression is a literal, or the conversion of a literal.
fn is_literal(expression: &Expr) -> bool {
    match &expression.node {
        Node::Literal(_) => true,
        Node::Call {
            target: None,
            function,
            arguments,
        } => conversion(&function.text).is_some() && arguments.iter().all(is_literal),
        _ => false,
    }
}

fn known_type(value: &Typed) -> &Type {
    match &value.op {
        Op::Dynamic(inner) => inner.ty.value(),
        _ => value.ty.value(),
    }
}

/// Returns the type that a conversion function returns.
fn conversion(name: &str) -> Option<Kind> {
    Some(match name {
        "bool" => Kind::Bool,
        "int" => Kind::Int,
        "uint" => Kind::Uint,
        "double" => Kind::Double,
        "string" => Kind::String,
        "bytes" => Kind::Bytes,
        "duration" => Kind::Duration,
        "timestamp" => Kind::Timestamp,
        _ => return None,
    })
}
