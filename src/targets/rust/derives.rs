//! Decides which fields need a box, and which messages can be `Copy`, `Eq` and `Hash`. Both depend on the messages in a
//! message.

use super::options::RustOptions;
use super::stored::stores_fields;
use super::syntax::push;
use crate::components::components;
use crate::model::{Field, FieldKind, FieldType, Message, MessageId, Model, Scalar};

/// The traits beyond `Clone` and `PartialEq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derives {
    pub copy: bool,
    pub eq: bool,
}

impl Derives {
    const ALL: Self = Self {
        copy: true,
        eq: true,
    };
    const NONE: Self = Self {
        copy: false,
        eq: false,
    };

    /// The arguments of `derive`: these traits and `others`, which come before and after `PartialEq` in the alphabet.
    pub fn list(self, before: &[&'static str], after: &[&'static str]) -> String {
        let mut list = String::with_capacity(64);
        list.push_str("Clone");
        let copy = self.copy.then_some("Copy");
        let eq = self.eq.then_some("Eq, Hash");
        let middle = copy.iter().chain(before).chain(["PartialEq"].iter());
        for name in middle.chain(eq.iter()).chain(after) {
            push(&mut list, &[", ", name]);
        }
        list
    }

    fn and(self, other: Self) -> Self {
        Self {
            copy: self.copy && other.copy,
            eq: self.eq && other.eq,
        }
    }
}

/// The derives and boxes of all messages of a model.
#[derive(Debug)]
pub struct Derivations<'m> {
    model: &'m Model<'m>,
    options: &'m RustOptions,
    cycles: Cycles,
    /// The cycles without the fields of groups.
    cycles_without_groups: Cycles,
    derives: Vec<Derives>,
}

/// The cycle of messages that contain each other, by message. Each other message is a cycle of one.
type Cycles = Vec<usize>;

impl<'m> Derivations<'m> {
    /// Computes the derives of all messages, from the innermost to the outermost.
    pub fn new(model: &'m Model<'m>, options: &'m RustOptions) -> Self {
        let (order, cycles) = rings_by(model, |_| true);
        let mut fields = model.messages.iter().flat_map(|message| &message.fields);
        let cycles_without_groups = if fields.any(is_group) {
            rings_by(model, |field| !is_group(field)).1
        } else {
            cycles.clone()
        };
        let derives = vec![Derives::NONE; model.messages.len()];
        let mut analysis = Self {
            model,
            options,
            cycles,
            cycles_without_groups,
            derives,
        };
        for member in order {
            let message = &model.messages[member];
            let id = MessageId::new(member);
            let mut derives = analysis.derives(id, message.fields.iter());
            derives.copy &= !stores_fields(options, message);
            analysis.derives[member] = derives;
        }
        analysis
    }

    /// The traits that a message can derive.
    pub fn message(&self, id: MessageId) -> Derives {
        self.derives[id.0 as usize]
    }

    /// The traits that a oneof can derive.
    pub fn oneof(&self, id: MessageId, oneof: usize) -> Derives {
        let message = &self.model[id];
        let fields = message
            .fields
            .iter()
            .filter(|field| field.oneof == Some(oneof));
        self.derives(id, fields)
    }

    /// Whether a field of `owner` is boxed: because its type can reach the owner, or because an option says so.
    ///
    /// In a cycle with groups, only the groups are boxed, so that other fields are the same as in prost.
    pub fn boxed(&self, owner: MessageId, field: &Field<'_>) -> bool {
        let cycles = if is_group(field) {
            &self.cycles
        } else {
            &self.cycles_without_groups
        };
        held(field).is_some_and(|held| {
            cycles[held.0 as usize] == cycles[owner.0 as usize]
                || self.boxed_by_option(&self.model[owner], field)
        })
    }

    fn boxed_by_option(&self, owner: &Message<'_>, field: &Field<'_>) -> bool {
        if self.options.boxed.is_empty() {
            return false;
        }
        let path = match field.oneof {
            None => format!("{}.{}", owner.full_name, field.name),
            Some(oneof) => format!(
                "{}.{}.{}",
                owner.full_name, owner.oneofs[oneof].name, field.name
            ),
        };
        self.options.boxed.get_best(&path).is_some()
    }

    fn derives<'f>(
        &self,
        owner: MessageId,
        fields: impl Iterator<Item = &'f Field<'f>>,
    ) -> Derives {
        fields.fold(Derives::ALL, |derives, field| {
            derives.and(self.field(owner, field))
        })
    }

    fn field(&self, owner: MessageId, field: &Field<'_>) -> Derives {
        match field.kind {
            FieldKind::Map { .. } => Derives::NONE,
            _ if is_group(field) => Derives::NONE,
            FieldKind::Singular(FieldType::Message { id, .. }, _) => {
                let derives = self.message(id);
                Derives {
                    copy: derives.copy && !self.boxed(owner, field),
                    eq: derives.eq,
                }
            }
            FieldKind::Repeated {
                item: FieldType::Message { .. },
                ..
            } => Derives::NONE,
            FieldKind::Repeated { item, .. } => Derives {
                copy: false,
                ..value(item)
            },
            FieldKind::Singular(item, _) => value(item),
        }
    }
}

/// The messages in order, from the innermost to the outermost, and the cycles that they form.
fn rings_by(model: &Model<'_>, kind: fn(&Field<'_>) -> bool) -> (Vec<usize>, Cycles) {
    let targets = |message: &Message<'_>| -> Vec<usize> {
        let fields = message.fields.iter().filter(|field| kind(field));
        fields
            .filter_map(held)
            .map(|held| held.0 as usize)
            .collect()
    };
    let graph: Vec<Vec<usize>> = model.messages.iter().map(targets).collect();
    let mut cycles = vec![0; model.messages.len()];
    let components = components(&graph);
    for (cycle, members) in components.iter().enumerate() {
        members.iter().for_each(|member| cycles[*member] = cycle);
    }
    (components.concat(), cycles)
}

/// The message that a field contains in place, unless it is boxed.
fn held(field: &Field<'_>) -> Option<MessageId> {
    match field.kind {
        FieldKind::Singular(FieldType::Message { id, .. }, _) => Some(id),
        _ => None,
    }
}

fn is_group(field: &Field<'_>) -> bool {
    matches!(
        field.kind,
        FieldKind::Singular(
            FieldType::Message {
                delimited: true,
                ..
            },
            _
        )
    )
}

fn value(r#type: FieldType) -> Derives {
    match r#type {
        FieldType::Scalar(Scalar::Double | Scalar::Float) => Derives {
            copy: true,
            eq: false,
        },
        FieldType::Scalar(Scalar::String | Scalar::Bytes) => Derives {
            copy: false,
            eq: true,
        },
        FieldType::Scalar(_) | FieldType::Enum(_) => Derives::ALL,
        FieldType::Message { .. } => Derives::NONE,
    }
}
