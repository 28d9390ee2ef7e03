//! What can be told of a message only together with those that it holds: which fields need a box, and which messages
//! can be `Copy`, `Eq` and `Hash`.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::options::RustOptions;
use super::syntax::push;
use crate::model::{Field, FieldKind, Message, MessageId, Model, Scalar, Type};

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

/// The answers for all messages of a model.
#[derive(Debug)]
pub struct Analysis<'m> {
    model: &'m Model<'m>,
    options: &'m RustOptions,
    rings: Rings,
    /// The same, as if groups held nothing.
    rings_without_groups: Rings,
    derives: Vec<Derives>,
}

/// The ring of messages that hold each other, by message; a message on its own is a ring of one.
type Rings = Vec<usize>;

impl<'m> Analysis<'m> {
    /// Goes through the messages, those that are held before those that hold them.
    pub fn new(model: &'m Model<'m>, options: &'m RustOptions) -> Self {
        let (order, rings) = rings_by(model, |_| true);
        let mut fields = model.messages.iter().flat_map(|message| &message.fields);
        let rings_without_groups = if fields.any(is_group) {
            rings_by(model, |field| !is_group(field)).1
        } else {
            rings.clone()
        };
        let derives = vec![Derives::NONE; model.messages.len()];
        let mut analysis = Self {
            model,
            options,
            rings,
            rings_without_groups,
            derives,
        };
        for member in order {
            let message = &model.messages[member.index()];
            let id = MessageId::new(member.index());
            analysis.derives[member.index()] = analysis.derives(id, message.fields.iter());
        }
        analysis
    }

    /// What a message can derive.
    pub fn message(&self, id: MessageId) -> Derives {
        self.derives[id.0 as usize]
    }

    /// What a oneof can derive.
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
    /// A ring that a group closes is cut at its groups, so that other fields stay as prost has them.
    pub fn boxed(&self, owner: MessageId, field: &Field<'_>) -> bool {
        let rings = if is_group(field) {
            &self.rings
        } else {
            &self.rings_without_groups
        };
        held(field).is_some_and(|held| {
            rings[held.0 as usize] == rings[owner.0 as usize]
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
            FieldKind::Singular(Type::Message { id, .. }, _) => {
                let derives = self.message(id);
                Derives {
                    copy: derives.copy && !self.boxed(owner, field),
                    eq: derives.eq,
                }
            }
            FieldKind::Repeated {
                item: Type::Message { .. },
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

/// The messages, those that are held by fields of a kind before those that hold them, and the rings that they make.
fn rings_by(model: &Model<'_>, kind: fn(&Field<'_>) -> bool) -> (Vec<NodeIndex>, Rings) {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(model.messages.len(), 0);
    for _ in &model.messages {
        graph.add_node(());
    }
    for (index, message) in model.messages.iter().enumerate() {
        let fields = message.fields.iter().filter(|field| kind(field));
        for held in fields.filter_map(held) {
            graph.add_edge(NodeIndex::new(index), NodeIndex::new(held.0 as usize), ());
        }
    }
    let mut rings = vec![0; model.messages.len()];
    let components = kosaraju_scc(&graph);
    for (ring, members) in components.iter().enumerate() {
        members
            .iter()
            .for_each(|member| rings[member.index()] = ring);
    }
    (components.concat(), rings)
}

/// The message that a field holds in place, as long as it is not boxed.
fn held(field: &Field<'_>) -> Option<MessageId> {
    match field.kind {
        FieldKind::Singular(Type::Message { id, .. }, _) => Some(id),
        _ => None,
    }
}

fn is_group(field: &Field<'_>) -> bool {
    matches!(
        field.kind,
        FieldKind::Singular(
            Type::Message {
                delimited: true,
                ..
            },
            _
        )
    )
}

fn value(r#type: Type) -> Derives {
    match r#type {
        Type::Scalar(Scalar::Double | Scalar::Float) => Derives {
            copy: true,
            eq: false,
        },
        Type::Scalar(Scalar::String | Scalar::Bytes) => Derives {
            copy: false,
            eq: true,
        },
        Type::Scalar(_) | Type::Enum(_) => Derives::ALL,
        Type::Message { .. } => Derives::NONE,
    }
}
