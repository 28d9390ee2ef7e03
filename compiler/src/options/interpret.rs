//! Interprets statements: resolves their names, and sets their values.

use hashbrown::HashMap;

use super::Interpreted;
use super::faults::{
    aggregate_fault, already_set, at_name, display, is_features, no_message, own_feature, repeated,
    replaces, reserved, too_long, unknown_field, wrong_extension,
};
use super::scalar;
use super::schema::Schema;
use super::text;
use crate::ast::{Element, File, NamePart, OptionStatement, OptionValue, Type};
use crate::fault::Fault;
use crate::link::{FieldRef, FileScope, Lookup, MessageRef, Scope};
use crate::value::{FieldValue, Message, Value};

type Hasher = foldhash::fast::FixedState;

/// Which statements to interpret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Those whose name does not begin with an extension.
    BuiltIn,
    /// The others.
    Custom,
}

/// Interprets the statements of a file.
pub(super) struct Interpreter<'i> {
    pub scope: &'i FileScope<'i>,
    pub schema: Schema<'i>,
    pub phase: Phase,
    /// The options message of each kind of element, once it was looked up.
    messages: [Option<Option<MessageRef>>; 9],
    /// The fields that a name goes through; kept for its memory.
    pub fields: Vec<FieldRef>,
}

/// What is known of the statements of a block so far.
#[derive(Default)]
struct Block {
    /// Fields of oneofs that another field of the oneof replaced, by their paths. They count as set.
    replaced: HashMap<Box<[i32]>, Vec<Value>, Hasher>,
    /// The paths of the fields that the current statement replaced, and the fields.
    lost: Vec<(Box<[i32]>, FieldRef)>,
    /// The paths that statements of the phase [`Phase::Custom`] set in built-in fields, such as
    /// `(google.protobuf.FieldOptions.deprecated)`. Those of the other phase do not count.
    built_in: Vec<Box<[i32]>>,
    /// How many statements added a value to a repeated field inside of a message, by its path.
    added: HashMap<Box<[i32]>, i32, Hasher>,
}

impl<'i> Interpreter<'i> {
    pub fn new(scope: &'i FileScope<'i>, schema: Schema<'i>, phase: Phase) -> Self {
        Self {
            scope,
            schema,
            phase,
            messages: [None; 9],
            fields: Vec::new(),
        }
    }

    /// Interprets the statements of all blocks.
    pub fn file(&mut self, interpreted: &mut Interpreted, faults: &mut Vec<Fault>) {
        let file = self.schema.pool.file(self.scope.file);
        interpreted
            .values
            .resize_with(file.options.len(), Message::default);
        interpreted.paths.resize_with(file.options.len(), Vec::new);
        let results = interpreted.values.iter_mut().zip(&mut interpreted.paths);
        for (block, (values, paths)) in file.options.iter().zip(results) {
            paths.resize_with(block.statements.len(), Box::default);
            if !block.statements.iter().any(|it| self.is_due(it)) {
                continue;
            }
            let Some(message) = self.options_message(block.element) else {
                continue;
            };
            self.scope.uses(message.file);
            let name_scope = name_scope(file, block.element);
            let mut state = Block::default();
            for (index, statement) in block.statements.iter().enumerate() {
                if !self.is_due(statement) {
                    continue;
                }
                match self.statement(&mut state, values, (message, name_scope), statement) {
                    Ok(found) => paths[index] = found,
                    Err(fault) => faults.push(fault),
                }
                for (lost, field) in state.lost.drain(..) {
                    let first = paths.iter().position(|path| path.starts_with(&lost));
                    if let Some(first) = first.and_then(|first| block.statements.get(first)) {
                        let oneof = self.schema.oneof_of(field);
                        faults.push(replaces(statement, first, oneof));
                    }
                }
            }
        }
    }

    fn is_due(&self, statement: &OptionStatement) -> bool {
        let Some(first) = statement.name.first() else {
            return false;
        };
        let custom = first.is_extension || &*first.text == "uninterpreted_option";
        custom == (self.phase == Phase::Custom)
    }

    pub fn options_message(&mut self, element: Element) -> Option<MessageRef> {
        let (kind, name) = match element {
            Element::File => (0, "FileOptions"),
            Element::Message(_) => (1, "MessageOptions"),
            Element::Field(_) => (2, "FieldOptions"),
            Element::Oneof(..) => (3, "OneofOptions"),
            Element::ExtensionRange(..) => (4, "ExtensionRangeOptions"),
            Element::Enum(_) => (5, "EnumOptions"),
            Element::EnumValue(..) => (6, "EnumValueOptions"),
            Element::Service(_) => (7, "ServiceOptions"),
            Element::Method(..) => (8, "MethodOptions"),
        };
        let file = self.scope.file;
        *self.messages[kind].get_or_insert_with(|| self.schema.pool.options_message(file, name))
    }

    /// Interprets a statement. Returns its path.
    fn statement(
        &mut self,
        block: &mut Block,
        values: &mut Message,
        (message, scope): (MessageRef, Scope),
        statement: &OptionStatement,
    ) -> Result<Box<[i32]>, Fault> {
        self.resolve(message, scope, statement)?;
        let Some((&leaf, containers)) = self.fields.split_last() else {
            return Ok(Box::default());
        };
        let path: Box<[i32]> = self.fields.iter().map(|&it| self.number(it)).collect();
        let repeated = self.schema.is_repeated(leaf);
        let first = self.fields.first().copied();
        let built_in = self.phase == Phase::Custom
            && !first.is_some_and(|first| self.schema.is_extension(first));
        let counts = !built_in || block.has_built_in(&path);
        if !repeated && (is_set(values, &path) && counts || block.was_set(&path)) {
            return Err(already_set(statement));
        }
        if built_in {
            block.built_in.push(path.clone());
        }
        let value = self.value(leaf, statement)?;
        let mut target = values;
        for (depth, &field) in containers.iter().enumerate() {
            self.replace_others_of_oneof(block, target, field, &path[..depth]);
            let slot = target.slot(self.number(field), field);
            if slot.is_empty() {
                slot.push(Value::Message(Message::default()));
            }
            let Some(Value::Message(inner)) = slot.last_mut() else {
                return Ok(path);
            };
            target = inner;
        }
        self.replace_others_of_oneof(block, target, leaf, &path[..containers.len()]);
        let slot = target.slot(self.number(leaf), leaf);
        match slot.last_mut() {
            // A statement of the other phase set it.
            Some(last) if !repeated => *last = value,
            _ => slot.push(value),
        }
        if !repeated {
            return Ok(path);
        }
        let index = if containers.is_empty() {
            i32::try_from(slot.len() - 1).unwrap_or(i32::MAX)
        } else {
            block.count(&path)
        };
        Ok(path.iter().copied().chain([index]).collect())
    }

    fn number(&self, field: FieldRef) -> i32 {
        self.schema.pool.field(field).number
    }

    /// Resolves the name of a statement to `self.fields`.
    pub fn resolve(
        &mut self,
        options: MessageRef,
        scope: Scope,
        statement: &OptionStatement,
    ) -> Result<(), Fault> {
        self.fields.clear();
        let parts = &statement.name;
        if parts.len() > text::MAX_DEPTH as usize {
            return Err(at_name(statement, too_long()));
        }
        let of_features = parts.first().is_some_and(is_features);
        let mut message = options;
        for (index, part) in parts.iter().enumerate() {
            let so_far = &parts[..=index];
            let fail = |fault: Fault| Err(at_name(statement, fault));
            if index == 0 && &*part.text == "uninterpreted_option" {
                return fail(reserved());
            }
            let field = if part.is_extension {
                self.extension(scope, message, so_far)
            } else {
                let found = self.schema.pool.field_by_name(message, &part.text);
                found.ok_or_else(|| unknown_field(self.schema.pool, message, so_far))
            };
            let field = match field {
                Ok(field) => field,
                Err(fault) => return fail(fault),
            };
            if of_features && field.file == self.scope.file {
                return fail(own_feature(so_far));
            }
            self.fields.push(field);
            if index + 1 < parts.len() {
                message = match self.schema.message_type(field) {
                    None => return fail(no_message(so_far)),
                    Some(_) if self.schema.is_repeated(field) => return fail(repeated(so_far)),
                    Some(inner) => inner,
                };
            }
        }
        Ok(())
    }

    /// The extension of a message that the last part of a name means.
    fn extension(
        &self,
        scope: Scope,
        message: MessageRef,
        so_far: &[NamePart],
    ) -> Result<FieldRef, Fault> {
        let name = so_far.last().map_or("", |part| &*part.text);
        let pool = self.schema.pool;
        match self.scope.extension(scope, name) {
            Lookup::Field(field) if pool.containing_message(field) == Some(message) => Ok(field),
            other => Err(wrong_extension(pool, message, so_far, name, other)),
        }
    }

    pub fn value(&self, field: FieldRef, statement: &OptionStatement) -> Result<Value, Fault> {
        let type_ = self.schema.field_type(field);
        if let (Type::Message | Type::Group, OptionValue::Aggregate(aggregate)) =
            (type_, &statement.value)
        {
            let Some(message) = self.schema.message_type(field) else {
                return Ok(Value::Message(Message::default()));
            };
            let depth = self.fields.len();
            let parsed = text::parse(&self.schema, self.scope, message, depth, &aggregate.text);
            return match parsed {
                Ok(value) => Ok(Value::Message(value)),
                Err(problem) => Err(aggregate_fault(statement, aggregate.start, problem)),
            };
        }
        if let Some(enum_) = self.schema.enum_type(field) {
            self.scope.uses(enum_.file);
        }
        let value = scalar::convert(&self.schema, field, type_, &statement.value);
        value.map_err(|problem| {
            let name = display(&statement.name);
            let fault = Fault::error(statement.value_span, format!("`{name}` {problem}"));
            match type_ {
                Type::Message | Type::Group => fault.help(format!(
                    "write `{name} = {{ … }}`, or set one field of it: `{name}.field = …`"
                )),
                _ => fault,
            }
        })
    }

    /// Removes another field of the same oneof: the last one that is set wins.
    fn replace_others_of_oneof(
        &self,
        block: &mut Block,
        message: &mut Message,
        field: FieldRef,
        path: &[i32],
    ) {
        let Some(other) = self.schema.other_in_oneof(message, field) else {
            return;
        };
        let FieldValue {
            number,
            field,
            values,
        } = message.fields.remove(other);
        let path: Box<[i32]> = path.iter().copied().chain([number]).collect();
        block.lost.push((path.clone(), field));
        block.replaced.entry(path).or_default().extend(values);
    }
}

impl Block {
    /// Whether a value that was replaced has this field.
    fn was_set(&self, path: &[i32]) -> bool {
        (1..=path.len()).any(|length| {
            let (outer, inner) = path.split_at(length);
            let values = self.replaced.get(outer);
            values.into_iter().flatten().any(|value| match value {
                _ if inner.is_empty() => true,
                Value::Message(message) => is_set(message, inner),
                _ => false,
            })
        })
    }

    /// Whether a statement of this phase set this field, a field in it, or a field that it is in.
    fn has_built_in(&self, path: &[i32]) -> bool {
        let mut set = self.built_in.iter();
        set.any(|set| set.starts_with(path) || path.starts_with(set))
    }

    /// The index of a further value of a repeated field.
    fn count(&mut self, path: &[i32]) -> i32 {
        if let Some(count) = self.added.get_mut(path) {
            *count = count.saturating_add(1);
            return *count;
        }
        self.added.insert(path.into(), 0);
        0
    }
}

/// Whether a field in a message is set. No field on the path to it is repeated.
fn is_set(mut message: &Message, path: &[i32]) -> bool {
    let Some((&leaf, containers)) = path.split_last() else {
        return false;
    };
    for &number in containers {
        match message.message(number) {
            Some(inner) => message = inner,
            None => return false,
        }
    }
    message.has(leaf)
}

/// The scope in which the options of an element look up extensions: the one that the element is in.
pub(super) fn name_scope(file: &File, element: Element) -> Scope {
    let parent = match element {
        Element::File | Element::Service(_) => None,
        Element::Method(service, _) => return Scope::Service(service),
        Element::Oneof(message, _) => Some(message),
        // A range has the name of its message.
        Element::Message(message) | Element::ExtensionRange(message, _) => {
            file.message(message).parent
        }
        Element::Field(field) => file.field(field).parent,
        // A value is in the scope around its enum.
        Element::Enum(enum_) | Element::EnumValue(enum_, _) => file.enum_(enum_).parent,
    };
    parent.map_or(Scope::Package, Scope::Message)
}
