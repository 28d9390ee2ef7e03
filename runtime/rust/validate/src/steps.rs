//! Limits the work of the rules of a validation.

use core::cell::Cell;
use std::time::Instant;

use super::cel::{self, Result};
use super::error::ValidationError;
use super::options::Options;

/// Bytes of a text that count as one step.
const BYTES: usize = 8;

/// The steps of compiling a pattern.
const PATTERN: usize = 100_000;

/// The steps between two reads of the clock, if there is a deadline.
const SLICE: u64 = 1 << 16;

/// The remaining steps of a validation.
///
/// Most rules take time in proportion to the size of the message, which other limits bound. Rules with nested loops, with
/// loops that read a whole text or list in each iteration, or that compile a pattern from the message, can take much longer.
/// Their code counts steps here. A step is one item of a loop, or 8 bytes of a text.
///
/// When all [`Options::max_steps`] are used, or [`Options::deadline`] has passed, counted loops end and counted texts are
/// empty. So the validation ends soon, always with [`ValidationError::TooManySteps`] or
/// [`ValidationError::DeadlineExceeded`].
///
/// ```
/// use rpcsmith_runtime::validate::{Meter, Options, Steps};
///
/// let steps = Steps::new(&Options::new().max_steps(3));
/// let items = [1, 2, 3, 4, 5];
/// assert_eq!(items.iter().metered(&steps).sum::<i32>(), 1 + 2 + 3);
/// ```
#[derive(Debug)]
pub struct Steps {
    /// The steps until the clock is read.
    left: Cell<u64>,
    /// The steps after that.
    reserve: Cell<u64>,
    limit: u64,
    deadline: Option<Instant>,
    end: Cell<Option<End>>,
}

/// Why there are no steps left.
#[derive(Clone, Copy, Debug)]
enum End {
    UsedUp,
    Deadline,
}

impl Steps {
    /// Creates the steps that the options allow.
    pub const fn new(options: &Options<'_>) -> Self {
        let limit = options.max_steps;
        Self {
            // Without a deadline, the clock is never read.
            left: Cell::new(if options.deadline.is_none() { limit } else { 0 }),
            reserve: Cell::new(if options.deadline.is_none() { 0 } else { limit }),
            limit,
            deadline: options.deadline,
            end: Cell::new(None),
        }
    }

    /// The error, if no steps are left.
    pub(super) fn error(&self) -> Option<ValidationError> {
        Some(match self.end.get()? {
            End::UsedUp => ValidationError::TooManySteps { limit: self.limit },
            End::Deadline => ValidationError::DeadlineExceeded,
        })
    }

    /// Takes steps; returns whether enough were left.
    #[inline]
    fn take(&self, steps: usize) -> bool {
        let steps = steps as u64;
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => self.take_more(steps),
        }
    }

    /// Takes steps from the reserve, unless the deadline has passed.
    #[cold]
    #[inline(never)]
    fn take_more(&self, steps: u64) -> bool {
        if self.end.get().is_some() {
            return false;
        }
        let left = self.left.get().saturating_add(self.reserve.get());
        let end = match (left.checked_sub(steps), self.deadline) {
            (Some(_), Some(deadline)) if deadline <= Instant::now() => End::Deadline,
            (Some(left), _) => {
                let slice = left.min(SLICE);
                self.left.set(slice);
                self.reserve.set(left - slice);
                return true;
            }
            (None, _) => End::UsedUp,
        };
        self.end.set(Some(end));
        self.left.set(0);
        self.reserve.set(0);
        false
    }

    /// Counts a text that is read as a whole; empty if no steps are left.
    #[inline]
    pub fn text<'v>(&self, text: &'v str) -> &'v str {
        if self.take(text.len() / BYTES) {
            text
        } else {
            ""
        }
    }

    /// Counts bytes that are read as a whole; empty if no steps are left.
    #[inline]
    pub fn bytes<'v>(&self, bytes: &'v [u8]) -> &'v [u8] {
        if self.take(bytes.len() / BYTES) {
            bytes
        } else {
            &[]
        }
    }

    /// Counts a list that is read as a whole; empty if no steps are left.
    #[inline]
    pub fn list<'v, T>(&self, list: &'v [T]) -> &'v [T] {
        if self.take(list.len()) { list } else { &[] }
    }

    /// `unique()` for elements without an order, such as messages. It compares all pairs.
    ///
    /// ```
    /// use rpcsmith_runtime::validate::{Options, Steps};
    ///
    /// let steps = Steps::new(&Options::new());
    /// assert!(!steps.unique_pairs(&[Some(1), None, Some(1)]));
    /// ```
    pub fn unique_pairs<T: PartialEq>(&self, list: &[T]) -> bool {
        let is_new = |(index, element): (usize, &T)| !self.list(&list[..index]).contains(element);
        list.iter().enumerate().all(is_new)
    }

    /// `text.matches(pattern)` with a pattern from the message, which is compiled on each call.
    ///
    /// # Errors
    /// If RE2 rejects the pattern, or if it is longer than 1,000 bytes, or takes more than 64 KiB when it is compiled.
    pub fn matches(&self, text: &str, pattern: &str) -> Result<bool> {
        if self.take(PATTERN + text.len() / BYTES) {
            cel::matches_untrusted(text, pattern)
        } else {
            Ok(false)
        }
    }

    /// `text.replace(old, new)`, with a replacement from the message. Each byte of the result counts as a step.
    pub fn replace(&self, text: &str, old: &str, new: &str) -> String {
        self.replace_n(text, old, new, -1)
    }

    /// `text.replace(old, new, limit)`, like [`replace`](Self::replace).
    pub fn replace_n(&self, text: &str, old: &str, new: &str, limit: i64) -> String {
        let found = match old {
            "" => text.chars().count() + 1,
            old => text.matches(old).count(),
        };
        let found = usize::try_from(limit).map_or(found, |limit| found.min(limit));
        if self.take(text.len().saturating_add(found.saturating_mul(new.len()))) {
            cel::string::replace_n(text, old, new, limit)
        } else {
            String::new()
        }
    }

    /// `parts.join(separator)`, with repeated parts or separators. Each byte of the result counts as a step.
    pub fn join<T: AsRef<str>>(&self, parts: &[T], separator: &str) -> String {
        let each = |part: &T| part.as_ref().len().saturating_add(separator.len());
        let bytes = parts.iter().map(each).fold(0_usize, usize::saturating_add);
        if self.take(bytes) {
            cel::string::join_with(parts, separator)
        } else {
            String::new()
        }
    }
}

/// Iterators that count their items as steps.
pub trait Meter: Iterator + Sized {
    /// Takes a step for each item. The iterator ends when no step is left.
    #[inline]
    fn metered(self, steps: &Steps) -> Metered<'_, Self> {
        Metered { items: self, steps }
    }
}

impl<I: Iterator> Meter for I {}

/// The iterator of [`Meter::metered`].
#[derive(Clone, Debug)]
pub struct Metered<'s, I> {
    items: I,
    steps: &'s Steps,
}

impl<I: Iterator> Iterator for Metered<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let item = self.items.next()?;
        self.steps.take(1).then_some(item)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.items.size_hint().1)
    }
}
