//! Decides which messages have a view.

use super::names::{Names, TypeName};
use super::options::RustOptions;
use crate::model::{Field, FieldKind, FieldType, MessageId, Model, Scalar, Selection};

/// The messages with a view.
#[derive(Debug, Default)]
pub struct Views {
    /// By message; empty if no option asks for views.
    has: Vec<bool>,
}

impl Views {
    /// The messages that the option `views` names, and those in them, if there is anything to borrow: text, bytes, or a message
    /// with a view.
    pub fn decide(
        model: &Model<'_>,
        options: &RustOptions,
        names: &Names<'_>,
        selection: &Selection,
    ) -> Self {
        if options.views.is_empty() {
            return Self::default();
        }
        let chosen = chosen(model, options, names, selection);
        let mut views = Self {
            has: vec![false; model.messages.len()],
        };
        // From each message to those that contain it.
        let mut containing = vec![Vec::new(); model.messages.len()];
        let mut found = Vec::new();
        for (index, message) in model.messages.iter().enumerate().filter(|it| chosen[it.0]) {
            for field in &message.fields {
                if borrows_scalar(field) {
                    found.push(index);
                } else if let FieldType::Message { id, .. } = field.kind.item() {
                    containing[id.0 as usize].push(index);
                }
            }
        }
        while let Some(index) = found.pop() {
            if !views.has[index] {
                views.has[index] = true;
                found.append(&mut containing[index]);
            }
        }
        views
    }

    /// Whether a message has a view.
    pub fn has(&self, id: MessageId) -> bool {
        self.has.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Whether a value of this type borrows in a view.
    pub fn borrows(&self, r#type: FieldType) -> bool {
        match r#type {
            FieldType::Scalar(scalar) => matches!(scalar, Scalar::String | Scalar::Bytes),
            FieldType::Message { id, .. } => self.has(id),
            FieldType::Enum(_) => false,
        }
    }
}

/// The messages that the option names, and those in them.
fn chosen(
    model: &Model<'_>,
    options: &RustOptions,
    names: &Names<'_>,
    selection: &Selection,
) -> Vec<bool> {
    let is_local = |id| matches!(names.message(id), TypeName::Local(..)) && !model[id].map_entry;
    let mut chosen = vec![false; model.messages.len()];
    let all = (0..model.messages.len()).map(MessageId::new);
    let named = |id: &MessageId| options.views.get_best(&model[*id].full_name).is_some();
    let mut left: Vec<_> = all.filter(|id| is_local(*id) && named(id)).collect();
    while let Some(id) = left.pop() {
        if std::mem::replace(&mut chosen[id.0 as usize], true) {
            continue;
        }
        for field in &model[id].fields {
            if let FieldType::Message { id, .. } = field.kind.item()
                && is_local(id)
                && selection.generates_message(model, id)
            {
                left.push(id);
            }
        }
    }
    chosen
}

/// Whether a field has text or bytes in it.
fn borrows_scalar(field: &Field<'_>) -> bool {
    let is_borrowed = |scalar| matches!(scalar, Scalar::String | Scalar::Bytes);
    let borrows_key = match field.kind {
        FieldKind::Map { key, .. } => is_borrowed(key),
        FieldKind::Singular(..) | FieldKind::Repeated { .. } => false,
    };
    borrows_key || matches!(field.kind.item(), FieldType::Scalar(scalar) if is_borrowed(scalar))
}
