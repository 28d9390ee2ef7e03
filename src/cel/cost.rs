//! Finds the parts of an expression whose time can exceed the size of the message: nested macros.
//!
//! A macro over a list takes a step for each item. Macros over parts of that item take steps for these parts, so all
//! steps together are proportional to the size of the message. A nested macro over anything else multiplies its length
//! by the length of the outer macro.

use super::ast::MacroKind;
use super::function::Function;
use super::typed::{FieldRef, Loop, Op, Typed, Variable};
use super::types::Type;
use super::value::Value;

/// The maximum number of runs for nested macros over constants that do not count steps.
const MAX_CONSTANT: usize = 10_000;

/// The macros that enclose a part of an expression.
#[derive(Clone, Debug)]
pub struct EnclosingMacros {
    item: LoopItem,
    /// Variables whose values are constants, or parts of constants.
    constants: Vec<u32>,
    /// The number of runs of the macros over constants.
    runs: usize,
}

/// How the items of the innermost macro relate to the enclosing macros.
#[derive(Clone, Debug, PartialEq)]
enum LoopItem {
    /// No macro encloses the part.
    None,
    /// The items are parts of the enclosing macros' items. The path is the range of the macro, if the range is a field.
    Part(u32, Option<FieldPath>),
    /// The items repeat for each item of another macro.
    Repeated,
}

/// A path of fields that starts at a variable.
type FieldPath = (Variable, Vec<FieldRef>);

impl EnclosingMacros {
    /// The context outside of all macros.
    pub const NOTHING: Self = Self {
        item: LoopItem::None,
        constants: Vec::new(),
        runs: 1,
    };

    /// Returns whether a read of the whole value repeats for each item of a macro that does not contain the value.
    pub fn repeats(&self, value: &Typed) -> bool {
        self.item != LoopItem::None && self.is_outside(value)
    }

    /// Returns whether a macro over the value must count its items.
    pub fn counts(&self, range: &Typed) -> bool {
        match constant_length(range) {
            Some(length) => self.runs.saturating_mul(length) > MAX_CONSTANT,
            None => self.repeats(range),
        }
    }

    /// Returns the context of a macro's body.
    pub fn within(&self, node: &Loop) -> Self {
        let mut within = self.clone();
        match constant_length(&node.range) {
            Some(length) => {
                within.constants.push(node.variable);
                within.runs = self.runs.saturating_mul(length);
            }
            None if self.counts(&node.range) => within.item = LoopItem::Repeated,
            None if self.item == LoopItem::Repeated => {}
            None => within.item = LoopItem::Part(node.variable, path(&node.range)),
        }
        within
    }

    /// Returns whether a value may be larger than the item of the innermost macro.
    fn is_outside(&self, value: &Typed) -> bool {
        if is_small(&value.ty) {
            return false;
        }
        match &value.op {
            Op::Const(_) | Op::Fail(_) => false,
            Op::Variable(Variable::Local(number)) => {
                let is_item = matches!(&self.item, LoopItem::Part(item, _) if item == number);
                !is_item && !self.constants.contains(number)
            }
            Op::Call(Function::Item | Function::Entry, arguments) => match &arguments[..] {
                [container, key] => !self.is_entry(container, key) && self.is_outside(container),
                _ => true,
            },
            Op::Loop(node) => {
                let mut within = self.clone();
                within.constants.push(node.variable);
                self.is_outside(&node.range)
                    || node.kind == MacroKind::Map && within.is_outside(&node.body)
            }
            Op::Variable(_) => true,
            _ => value.parts().iter().any(|part| self.is_outside(part)),
        }
    }

    /// Returns whether the value is the map entry for the current key of the innermost macro, if that macro runs over
    /// this map.
    fn is_entry(&self, container: &Typed, key: &Typed) -> bool {
        match (&self.item, &key.op) {
            (LoopItem::Part(item, Some(range)), Op::Variable(Variable::Local(number))) => {
                item == number && path(container).as_ref() == Some(range)
            }
            _ => false,
        }
    }
}

/// Returns the ranges of an expression's macros and the lists that it searches, if one of them counts its items. The
/// time of the expression is then proportional to the product of their lengths.
pub fn multiplied(typed: &Typed) -> Vec<&Typed> {
    let (mut ranges, mut counts) = (Vec::new(), false);
    walk(typed, &EnclosingMacros::NOTHING, &mut ranges, &mut counts);
    if counts { ranges } else { Vec::new() }
}

fn walk<'t>(
    typed: &'t Typed,
    around: &EnclosingMacros,
    ranges: &mut Vec<&'t Typed>,
    counts: &mut bool,
) {
    match &typed.op {
        Op::Loop(node) => {
            *counts |= around.counts(&node.range);
            ranges.push(&node.range);
            walk(&node.range, around, ranges, counts);
            let within = around.within(node);
            for part in node.filter.iter().chain([&node.body]) {
                walk(part, &within, ranges, counts);
            }
        }
        Op::In(_, container) if matches!(container.ty, Type::List(_)) => {
            *counts |= around.repeats(container);
            ranges.push(container);
        }
        _ => {}
    }
    if !matches!(typed.op, Op::Loop(_)) {
        for part in typed.parts() {
            walk(part, around, ranges, counts);
        }
    }
}

/// Returns whether a text that joins a list can repeat a part of the message.
pub fn multiplies(list: &Typed) -> bool {
    match &list.op {
        Op::Loop(node) if node.kind == MacroKind::Map => {
            EnclosingMacros::NOTHING.within(node).repeats(&node.body)
        }
        Op::Const(_) | Op::Field { .. } | Op::Variable(_) => false,
        _ => list.parts().iter().any(|part| multiplies(part)),
    }
}

/// Returns the number of items if the range of a macro is constant.
fn constant_length(range: &Typed) -> Option<usize> {
    match range.as_const()? {
        Value::List(items) => Some(items.len()),
        Value::Map(entries) => Some(entries.len()),
        _ => None,
    }
}

/// Returns whether all values of a type take about the same time.
fn is_small(ty: &Type) -> bool {
    matches!(
        ty.value(),
        Type::Null
            | Type::Bool
            | Type::Int
            | Type::Uint
            | Type::Double
            | Type::Duration
            | Type::Timestamp
            | Type::Meta
    )
}

fn path(typed: &Typed) -> Option<FieldPath> {
    match &typed.op {
        Op::Variable(variable) => Some((*variable, Vec::new())),
        Op::Field { operand, field } => {
            let (variable, mut fields) = path(operand)?;
            fields.push(*field);
            Some((variable, fields))
        }
        _ => None,
    }
}
