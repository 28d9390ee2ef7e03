//! What all seeds of a message share.

use std::cell::Cell;

use serde::de::Error;

use crate::json::ReadOptions;
use crate::json::path::{FailedPath, Step};
use crate::reflect::Registry;

/// The options, and where reading failed.
pub(in crate::json) struct Context<'o> {
    pub(super) registry: &'o Registry,
    pub(super) ignore_unknown: bool,
    depth: u32,
    pub(in crate::json) failed: FailedPath,
    exceeded: Cell<bool>,
}

impl<'o> Context<'o> {
    pub(in crate::json) fn new(options: &ReadOptions<'o>) -> Self {
        Self {
            registry: options.registry.unwrap_or_else(|| Registry::well_known()),
            ignore_unknown: options.ignore_unknown,
            depth: options.depth,
            failed: FailedPath::default(),
            exceeded: Cell::new(false),
        }
    }

    /// The place of the message.
    pub(in crate::json) fn root(&self) -> At<'_> {
        At {
            context: self,
            depth: 0,
        }
    }

    /// Whether the message exceeds its budget of memory.
    pub(in crate::json) fn exceeded(&self) -> bool {
        self.exceeded.get()
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
        let Self { context, depth } = self;
        if depth > context.depth {
            return Err(too_deep(context.depth));
        }
        Ok(Self {
            context,
            depth: depth + 1,
        })
    }

    /// Remembers the field whose value has an error.
    #[inline]
    pub(super) fn in_field<T, E>(
        self,
        result: Result<T, E>,
        name: impl FnOnce() -> String,
    ) -> Result<T, E> {
        self.context.failed.step(result, || Step::Field(name()))
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

    /// The error of a message that takes too much memory.
    #[cold]
    pub(super) fn exceeds<E: Error>(self) -> E {
        self.context.exceeded.set(true);
        E::custom("the message exceeds its budget of memory")
    }
}

#[cold]
fn too_deep<E: Error>(depth: u32) -> E {
    E::custom(format_args!("messages nest more than {depth} deep"))
}
