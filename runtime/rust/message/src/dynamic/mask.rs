//! Field masks of dynamic messages.

use std::any::Any;
use std::sync::Arc;

use prost_types::FieldMask;

use super::pool::Pool;
use super::value::DynamicMessage;
use crate::reflect::{HasType, Mask, MaskError, MessageType, Reflect};

/// A type of a pool.
#[derive(Debug)]
struct TypeOf {
    pool: Arc<Pool>,
    index: usize,
}

impl HasType for TypeOf {
    fn has(&self, message: &dyn Reflect) -> bool {
        let message: &dyn Any = message;
        message
            .downcast_ref::<DynamicMessage>()
            .is_some_and(|message| {
                message.index == self.index && Arc::ptr_eq(&message.pool, &self.pool)
            })
    }
}

impl Mask<DynamicMessage> {
    /// Checks the paths of a mask for messages of the type of `message`, which can be empty.
    ///
    /// The mask does not change messages of another type, or of another pool.
    ///
    /// ```
    /// use prost_types::FieldMask;
    /// use rpcsmith_runtime::message::dynamic::DynamicMessage;
    /// use rpcsmith_runtime::message::reflect::{Mask, MaskError};
    ///
    /// /// Sets the fields of a message that an update names.
    /// fn update(
    ///     message: &mut DynamicMessage,
    ///     update: &DynamicMessage,
    ///     mask: &FieldMask,
    /// ) -> Result<(), MaskError> {
    ///     Mask::of(message, mask)?.merge(update, message);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// For the first path that does not name a field.
    pub fn of(message: &DynamicMessage, mask: &FieldMask) -> Result<Self, MaskError> {
        let DynamicMessage { pool, index, .. } = message;
        let find = |message: &MessageType| match message {
            MessageType::Static(message) => Some(message()),
            MessageType::Dynamic(message) => Some(pool.message(message.index())?.descriptor()),
        };
        let mut checked = Self::of_type(message.descriptor(), &find, mask)?;
        checked.dynamic = Some(Arc::new(TypeOf {
            pool: Arc::clone(pool),
            index: *index,
        }));
        Ok(checked)
    }
}
