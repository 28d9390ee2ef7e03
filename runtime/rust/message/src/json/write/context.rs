//! What all values of a message share.

use serde::ser::Error;

use crate::json::WriteOptions;
use crate::json::path::{FailedPath, Step};
use crate::reflect::Registry;

/// Decoders of protobuf do not accept messages that nest deeper.
const DEPTH: u32 = 100;

/// The options, and where writing failed.
pub(in crate::json) struct Context<'o> {
    pub(super) options: WriteOptions<'o>,
    pub(super) registry: &'o Registry,
    pub(in crate::json) failed: FailedPath,
}

impl<'o> Context<'o> {
    pub(in crate::json) fn new(options: &WriteOptions<'o>) -> Self {
        Self {
            options: *options,
            registry: options.registry.unwrap_or_else(|| Registry::well_known()),
            failed: FailedPath::default(),
        }
    }

    /// The place of the message.
    pub(in crate::json) fn root(&self) -> At<'_> {
        At {
            context: self,
            depth: 0,
        }
    }
}

/// The place of a message among others.
#[derive(Clone, Copy)]
pub(in crate::json) struct At<'c> {
    pub(super) context: &'c Context<'c>,
    depth: u32,
}

impl At<'_> {
    /// The place of a message within this one.
    ///
    /// # Errors
    /// If it is too deep.
    #[inline]
    pub(super) fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth > DEPTH {
            return Err(E::custom(format_args!(
                "messages nest more than {DEPTH} deep"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    /// Remembers the field whose value has an error.
    #[inline]
    pub(super) fn in_field<T, E>(self, result: Result<T, E>, name: &str) -> Result<T, E> {
        let failed = &self.context.failed;
        failed.step(result, || Step::Field(name.to_owned()))
    }

    /// Remembers the element that has an error.
    #[inline]
    pub(super) fn at_index<T, E>(self, result: Result<T, E>, index: usize) -> Result<T, E> {
        self.context.failed.step(result, || Step::Index(index))
    }

    /// Remembers the entry whose value has an error.
    #[inline]
    pub(super) fn at_key<T, E>(self, result: Result<T, E>, key: &str) -> Result<T, E> {
        let failed = &self.context.failed;
        failed.step(result, || Step::Key(key.to_owned()))
    }
}
