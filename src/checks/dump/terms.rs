//! Prints terms as text.

use std::fmt::{self, Display, Formatter};

use crate::cel::ast::MacroKind;
use crate::cel::{FieldRef, Value};
use crate::checks::constants::Constants;
use crate::checks::store::Store;
use crate::checks::term::{Form, Loop, Matcher, Op, Operands, Term, Variable};
use crate::model::Model;

/// Displays a term as text.
pub(super) struct Shown<'s> {
    pub model: &'s Model<'s>,
    pub term: &'s Term,
}

impl Shown<'_> {
    fn of<'s>(&'s self, term: &'s Term) -> Shown<'s> {
        Shown {
            model: self.model,
            term,
        }
    }

    fn name(&self, field: FieldRef) -> &str {
        self.model[field.message].fields[field.index].name
    }

    fn list(&self, f: &mut Formatter<'_>, terms: &[Term]) -> fmt::Result {
        for (index, term) in terms.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}", self.of(term))?;
        }
        Ok(())
    }

    fn looped(&self, f: &mut Formatter<'_>, name: &str, node: &Loop) -> fmt::Result {
        let absorbs = if node.absorbs { "?" } else { "" };
        let metered = if node.metered { "metered " } else { "" };
        let (variable, range) = (node.variable, self.of(&node.range));
        write!(
            f,
            "{name}{absorbs}({}#{variable} in {metered}{range}",
            node.name
        )?;
        for part in node.filter.iter().chain([&node.body]) {
            write!(f, ", {}", self.of(part))?;
        }
        f.write_str(")")
    }

    fn call(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Op::Call {
            function,
            arguments,
            form,
        } = &self.term.op
        else {
            return Ok(());
        };
        let form = match form {
            Form::Plain => "",
            Form::Sure => ".sure",
            Form::Stepped => ".stepped",
        };
        let fails = if self.term.fails { "?" } else { "" };
        write!(f, "{function:?}{form}{fails}(")?;
        self.list(f, arguments)?;
        f.write_str(")")
    }
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of = |term| self.of(term);
        match &self.term.op {
            Op::Const(value) => constant(f, value),
            Op::Fail(error) => write!(f, "fail({error:?})"),
            Op::Variable(variable) => write!(f, "{variable}{}", width(&self.term.store)),
            Op::Read { base, field } => {
                let name = self.name(*field);
                write!(f, "{}.{name}{}", of(base), width(&self.term.store))
            }
            Op::IsSet { base, field, test } => {
                write!(f, "has({}.{}: {test:?})", of(base), self.name(*field))
            }
            Op::Key { value, narrows } => {
                if *narrows {
                    write!(f, "narrow({})", of(value))
                } else {
                    write!(f, "{}", of(value))
                }
            }
            Op::Not(_)
            | Op::And(..)
            | Op::Or(..)
            | Op::AbsorbAnd(..)
            | Op::AbsorbOr(..)
            | Op::If(..)
            | Op::After(..)
            | Op::Compare { .. } => self.logic(f),
            Op::NotZero(_)
            | Op::TypeUrl(_)
            | Op::IsNull(_)
            | Op::IsEmpty(_)
            | Op::Shorter(..)
            | Op::Longer(..)
            | Op::OneOf(..)
            | Op::InList { .. }
            | Op::HasEntry { .. }
            | Op::Match(..) => self.test(f),
            Op::Call { .. }
            | Op::List(_)
            | Op::Map(_)
            | Op::Message { .. }
            | Op::Loop(_)
            | Op::Count(_)
            | Op::Counted(_)
            | Op::ToValue(_) => self.made(f),
        }
    }
}

impl Shown<'_> {
    /// Prints logic, order of evaluation and comparisons.
    fn logic(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of = |term| self.of(term);
        match &self.term.op {
            Op::Not(inner) => write!(f, "!{}", of(inner)),
            Op::And(left, right) => write!(f, "({} && {})", of(left), of(right)),
            Op::Or(left, right) => write!(f, "({} || {})", of(left), of(right)),
            Op::AbsorbAnd(left, right) => write!(f, "({} &&? {})", of(left), of(right)),
            Op::AbsorbOr(left, right) => write!(f, "({} ||? {})", of(left), of(right)),
            Op::If(condition, yes, no) => {
                write!(f, "({} ? {} : {})", of(condition), of(yes), of(no))
            }
            Op::After(first, value) => {
                f.write_str("(")?;
                self.list(f, first)?;
                write!(f, "; {})", of(value))
            }
            Op::Compare {
                comparison,
                operands,
                left,
                right,
            } => {
                let symbol = comparison.symbol();
                write!(f, "({} {symbol}{operands} {})", of(left), of(right))
            }
            _ => Ok(()),
        }
    }

    /// Prints the test of a value.
    fn test(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of = |term| self.of(term);
        match &self.term.op {
            Op::NotZero(value) => {
                write!(f, "nonzero({}: {:?})", of(value), value.store.zero_test())
            }
            Op::TypeUrl(any) => write!(f, "{}.type_url", of(any)),
            Op::IsNull(value) => write!(f, "null({})", of(value)),
            Op::IsEmpty(value) => write!(f, "empty({})", of(value)),
            Op::Shorter(text, limit) => write!(f, "shorter({}, {limit})", of(text)),
            Op::Longer(text, limit) => write!(f, "longer({}, {limit})", of(text)),
            Op::OneOf(value, constants) => write!(f, "({} in {constants})", of(value)),
            Op::InList {
                item,
                list,
                operands,
                metered,
            } => {
                let metered = if *metered { "metered " } else { "" };
                write!(f, "({} in{operands} {metered}{})", of(item), of(list))
            }
            Op::HasEntry { map, key } => write!(f, "({} in {})", of(key), of(map)),
            Op::Match(text, matcher) => match matcher {
                Matcher::Pattern(index) => write!(f, "matches({}, #{index})", of(text)),
                format => write!(f, "matches({}, {format:?})", of(text)),
            },
            _ => Ok(()),
        }
    }

    /// Prints calls, literals and loops.
    fn made(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of = |term| self.of(term);
        match &self.term.op {
            Op::Count(node) => self.looped(f, "count", node),
            Op::Call { .. } => self.call(f),
            Op::List(items) => {
                f.write_str("[")?;
                self.list(f, items)?;
                f.write_str("]")
            }
            Op::Map(entries) => {
                f.write_str("{")?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{}: {}", of(key), of(value))?;
                }
                f.write_str("}")
            }
            Op::Message { message, fields } => {
                write!(f, "{}{{", &self.model[*message].full_name[1..])?;
                for (at, (index, value)) in fields.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    let name = self.model[*message].fields[*index].name;
                    write!(f, "{comma}{name}: {}", of(value))?;
                }
                f.write_str("}")
            }
            Op::Loop(node) => {
                let name = match node.kind {
                    MacroKind::All => "all",
                    MacroKind::Exists => "exists",
                    MacroKind::ExistsOne => "exists_one",
                    MacroKind::Filter => "filter",
                    MacroKind::Map => "map",
                };
                self.looped(f, name, node)
            }
            Op::Counted(value) => write!(f, "counted({})", of(value)),
            Op::ToValue(value) => write!(f, "value({})", of(value)),
            _ => Ok(()),
        }
    }
}

/// Returns the suffix for a number whose width differs from CEL's.
fn width(store: &Store) -> &'static str {
    match store {
        Store::I32 => ":i32",
        Store::U32 => ":u32",
        Store::F32 => ":f32",
        _ => "",
    }
}

fn constant(f: &mut Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Null => f.write_str("null"),
        Value::Bool(value) => write!(f, "{value}"),
        Value::Int(value) => write!(f, "{value}"),
        Value::Uint(value) => write!(f, "{value}u"),
        Value::Double(value) => write!(f, "{value:?}"),
        Value::String(value) => write!(f, "{value:?}"),
        Value::Bytes(value) => write!(f, "b\"{}\"", value.escape_ascii()),
        Value::Duration(value) => write!(f, "{value}"),
        Value::Timestamp(value) => write!(f, "{value}"),
        Value::Type(name) => f.write_str(name),
        Value::List(items) => {
            f.write_str("[")?;
            for (index, item) in items.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                constant(f, item)?;
            }
            f.write_str("]")
        }
        Value::Map(entries) => {
            f.write_str("{")?;
            for (index, (key, value)) in entries.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                constant(f, key)?;
                f.write_str(": ")?;
                constant(f, value)?;
            }
            f.write_str("}")
        }
        Value::Message(message) => write!(f, "{:?}", message.fields),
    }
}

impl Display for Variable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message => f.write_str("self"),
            Self::This => f.write_str("this"),
            Self::Key => f.write_str("key"),
            Self::Now => f.write_str("now"),
            Self::Local(number) => write!(f, "#{number}"),
        }
    }
}

impl Display for Operands {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => Ok(()),
            Self::Wide(number) => write!(f, "[{number:?}]"),
            Self::Across(left, right) => write!(f, "[{left:?}, {right:?}]"),
            Self::Lists(item) => write!(f, "[Lists{item}]"),
            operands => write!(f, "[{operands:?}]"),
        }
    }
}

impl Display for Constants {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = match self {
            Self::Numbers(ranges) => {
                let range = |(first, last): &(i128, i128)| {
                    if first == last {
                        first.to_string()
                    } else {
                        format!("{first}..={last}")
                    }
                };
                ranges.iter().map(range).collect()
            }
            Self::Texts(texts) => texts.iter().map(|text| format!("{text:?}")).collect(),
            Self::Bytes(all) => {
                let text = |bytes: &Vec<u8>| format!("b\"{}\"", bytes.escape_ascii());
                all.iter().map(text).collect()
            }
            Self::Bools(bools) => bools.iter().map(bool::to_string).collect(),
        };
        write!(f, "{{{}}}", texts.join(", "))
    }
}
