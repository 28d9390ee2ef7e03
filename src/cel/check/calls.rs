//! Functions, methods and operators that the table of overloads knows, and the few that it cannot describe.

use super::operators::known;
use super::{Checked, Checker, Fault, closest, dotted};
use crate::cel::ast::{Expr, Name, Node, Span};
use crate::cel::fold;
use crate::cel::function::{Form, Function, OVERLOADS, Overload};
use crate::cel::typed::{Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;
use rpcsmith_runtime::validate::cel::{Error, re2};

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
                (name, 1) if name == known_type(&all[0]).name() && is_conversion(name) => {
                    return Ok(self.unwrap(known(all.swap_remove(0)).0));
                }
                _ => {}
            }
        }
        self.apply(form, function, all, span)
    }

    fn all(&mut self, expressions: &[Expr]) -> Result<Vec<Typed>, Fault> {
        expressions
            .iter()
            .map(|expression| self.expression(expression))
            .collect()
    }

    /// `strings.quote`: a function whose name has a dot.
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
            && let (Type::List(_), Type::List(_)) = (&left.ty, &right.ty)
        {
            let ty = left.ty.join(&right.ty).unwrap_or(Type::list(Type::Dyn));
            return Ok(fold::call(Function::ConcatLists, operands, ty, false, span));
        }
        let name = Name {
            text: operator.to_owned(),
            span: span.clone(),
        };
        self.apply(Form::Operator, &name, operands, span)
    }

    /// Chooses the overload for the arguments.
    fn apply(&self, form: Form, name: &Name, arguments: Vec<Typed>, span: &Span) -> Checked {
        let was_dynamic = arguments.iter().any(|argument| argument.ty == Type::Dyn);
        let arguments: Vec<_> = arguments.into_iter().map(|value| known(value).0).collect();
        let named: Vec<_> = OVERLOADS
            .iter()
            .filter(|overload| overload.name == name.text && written(overload, form))
            .collect();
        let chosen = named.iter().find(|overload| {
            let takes = overload.arguments.iter().zip(&arguments);
            overload.arguments.len() == arguments.len()
                && takes
                    .into_iter()
                    .all(|(kind, argument)| kind.takes(argument.ty.value()))
        });
        let Some(overload) = chosen else {
            if arguments.iter().any(|argument| argument.ty.is_dynamic()) && !named.is_empty() {
                return Err(Fault::new(
                    format!(
                        "`{}` of a value whose type is known only at run time",
                        name.text
                    ),
                    &name.span,
                )
                .hint("convert it first, as in `int(…)` or `string(…)`"));
            }
            if was_dynamic && !named.is_empty() {
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
        Ok(fold::call(overload.function, arguments, ty, fallible, span))
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
        let known: Vec<_> = named.iter().map(|overload| signature(overload)).collect();
        Fault::new(what, &name.span).hint(format!("it takes {}", known.join(" or ")))
    }

    fn type_of(&self, value: &Typed, span: &Span) -> Checked {
        let ty = known_type(value);
        if ty.is_dynamic() || matches!(ty, Type::Nullable(_) | Type::Message(_)) {
            let message = format!("`type` of a `{}` is known only at run time", self.shown(ty));
            return Err(Fault::new(message, span));
        }
        let name = Value::Type(ty.name());
        Ok(Typed::constant(name, Type::Meta, span.clone()))
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
            return Err(Fault::new("`format` wants a list of its arguments", span)
                .hint("as in `'%s of %d'.format([this.name, 3])`"));
        };
        if template.ty != Type::String {
            let message = format!(
                "`format` is of a `string`, not `{}`",
                self.shown(&template.ty)
            );
            return Err(Fault::new(message, &template.span));
        }
        let mut all = vec![template];
        for item in self.all(items)? {
            all.push(known(item).0);
        }
        Ok(fold::call(Function::Format, all, Type::String, true, span))
    }
}

fn known_type(value: &Typed) -> &Type {
    match &value.op {
        Op::Dynamic(inner) => inner.ty.value(),
        _ => value.ty.value(),
    }
}

/// Whether the function converts to the type that it is named after.
fn is_conversion(name: &str) -> bool {
    matches!(
        name,
        "bool" | "int" | "uint" | "double" | "string" | "bytes"
    )
}

/// Whether an overload can be written so.
fn written(overload: &Overload, form: Form) -> bool {
    overload.form == form || overload.form == Form::Either && form != Form::Operator
}

fn signature(overload: &Overload) -> String {
    let types: Vec<_> = overload
        .arguments
        .iter()
        .map(|kind| kind.ty().name())
        .collect();
    format!("({})", types.join(", "))
}

/// Whether a call that can fail in general cannot with these arguments.
///
/// # Errors
/// If it always fails.
fn is_sure(function: Function, arguments: &[Typed]) -> Result<bool, Fault> {
    let last = arguments.last().map(|last| (last, last.as_const()));
    match (function, last) {
        (Function::Matches, Some((pattern, Some(Value::String(text))))) => {
            match re2::translate(text) {
                Ok(_) => Ok(true),
                Err(error) => Err(Fault::new(
                    format!("the pattern `{text}` is at fault: {error}"),
                    &pattern.span,
                )),
            }
        }
        // A size is never negative.
        (Function::UintFromInt, Some((size, _))) => Ok(is_size(size)),
        // Others are looked up when the rule is tested, in the database that the program has.
        (function, Some((_, Some(Value::String(text))))) if function.takes_zone() => {
            Ok(matches!(text.as_str(), "" | "UTC"))
        }
        // Only zero, and -1 of the least number, divide badly.
        (Function::DivInt | Function::RemInt, Some((_, Some(Value::Int(divisor))))) => {
            Ok(!matches!(divisor, 0 | -1))
        }
        (Function::DivUint | Function::RemUint, Some((_, Some(Value::Uint(divisor))))) => {
            Ok(*divisor != 0)
        }
        _ => Ok(false),
    }
}

/// Whether a value is the size of something.
pub fn is_size(value: &Typed) -> bool {
    matches!(
        value.op,
        Op::Call(
            Function::SizeString | Function::SizeBytes | Function::SizeList | Function::SizeMap,
            _
        )
    )
}
