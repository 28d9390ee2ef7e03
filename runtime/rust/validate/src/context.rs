//! The context of a validation: collects violations, and enforces its limits.

use core::cell::OnceCell;
use std::borrow::Cow;

use super::error::{RuntimeError, ValidationError};
use super::field_path::{FieldPath, Subscript};
use super::mask::Selection;
use super::options::Options;
use super::path::Path;
use super::rule::Rule;
use super::steps::Steps;
use super::violation::{Violation, Violations};
use super::{Checked, Validate, cel};

/// The maximum of text in violations, from map keys and computed messages, in bytes.
const MAX_OWNED: usize = 1 << 20;

/// The message of a violation whose computed message can contain the value of a field with the option `debug_redact`.
const REDACTED: &str = "value is invalid";

/// Ends a check early. The [`Context`] has the reason.
#[derive(Debug)]
pub struct Stop(());

/// The state of a validation.
///
/// It allocates nothing before the first violation.
#[derive(Debug)]
pub struct Context<'a> {
    options: &'a Options<'a>,
    /// How many more levels of nested messages are allowed.
    levels: u32,
    now: Option<cel::Timestamp>,
    /// Created when a rule first uses them. Separate from the context, so that rules can count steps while they borrow it.
    steps: &'a OnceCell<Steps>,
    /// Boxed, so that a validation without violations is cheap to set up.
    found: Option<Box<Found<'a>>>,
}

/// The findings of a validation.
#[derive(Debug, Default)]
struct Found<'a> {
    violations: Vec<Violation>,
    /// Bytes of text in the violations.
    owned: usize,
    truncated: bool,
    /// Built from the mask at the first violation.
    selection: Option<Selection<'a>>,
    /// Why the message cannot be validated.
    failure: Option<ValidationError>,
}

impl<'a> Context<'a> {
    #[inline]
    pub(super) const fn new(options: &'a Options<'a>, steps: &'a OnceCell<Steps>) -> Self {
        Self {
            options,
            levels: options.max_depth,
            now: options.now,
            steps,
            found: None,
        }
    }

    #[inline]
    pub(super) fn finish(self) -> Result<(), ValidationError> {
        // Without all steps, the findings may be wrong.
        if let Some(error) = self.steps.get().and_then(Steps::error) {
            return Err(error);
        }
        self.found.map_or(Ok(()), |mut found| found.outcome())
    }

    /// The current time, which is the same during one validation. The clock is read when it is first used.
    pub fn now(&mut self) -> cel::Timestamp {
        *self.now.get_or_insert_with(cel::Timestamp::now)
    }

    /// The remaining steps for all rules of the validation.
    #[inline]
    pub fn steps(&self) -> &'a Steps {
        self.steps.get_or_init(|| Steps::new(self.options))
    }

    /// Checks a nested message.
    ///
    /// # Errors
    ///
    /// If the check ends early, or if messages are nested too deeply.
    pub fn message<M: Validate + ?Sized>(&mut self, message: &M, at: &Path<'_>) -> Checked {
        let Some(levels) = self.levels.checked_sub(1) else {
            return self.too_deep();
        };
        self.levels = levels;
        let checked = message.check(self, at);
        self.levels += 1;
        checked
    }

    #[cold]
    #[inline(never)]
    fn too_deep(&mut self) -> Checked {
        self.fail(ValidationError::TooDeep {
            limit: self.options.max_depth,
        })
    }

    /// Records a violation of a rule, with the message of the rule.
    ///
    /// # Errors
    ///
    /// If the validation ends with this violation.
    #[cold]
    #[inline(never)]
    pub fn violation(&mut self, at: &Path<'_>, rule: &'static Rule) -> Checked {
        self.record(at, rule, Cow::Borrowed(rule.text()))
    }

    /// Records a violation of a rule, with a computed message. A message that can contain the value of a field with the option
    /// `debug_redact` is replaced by a constant one.
    ///
    /// # Errors
    ///
    /// If the validation ends with this violation.
    #[cold]
    #[inline(never)]
    pub fn violation_saying(
        &mut self,
        at: &Path<'_>,
        rule: &'static Rule,
        message: String,
    ) -> Checked {
        let message = if rule.is_redacted() || at.is_redacted() {
            Cow::Borrowed(REDACTED)
        } else {
            Cow::Owned(message)
        };
        self.record(at, rule, message)
    }

    /// Records that the evaluation of a rule failed.
    ///
    /// # Errors
    ///
    /// Always, unless the mask does not select the place.
    #[cold]
    #[inline(never)]
    pub fn error(&mut self, at: &Path<'_>, rule: &'static Rule, error: cel::Error) -> Checked {
        if !self.selects(at) {
            return Ok(());
        }
        let error = RuntimeError::new(FieldPath::from(at), at.scope(), rule, error);
        self.fail(ValidationError::Runtime(error))
    }

    /// Records a violation of a rule if its test is false. The test can fail.
    ///
    /// # Errors
    ///
    /// If the test fails, or the validation ends with this violation.
    #[inline]
    pub fn require(
        &mut self,
        at: &Path<'_>,
        rule: &'static Rule,
        test: impl FnOnce() -> cel::Result<bool>,
    ) -> Checked {
        match test() {
            Ok(true) => Ok(()),
            Ok(false) => self.violation(at, rule),
            Err(error) => self.error(at, rule, error),
        }
    }

    /// Records a violation of a rule if its message is not empty. The rule can fail.
    ///
    /// # Errors
    ///
    /// If the rule fails, or the validation ends with this violation.
    #[inline]
    pub fn ask(
        &mut self,
        at: &Path<'_>,
        rule: &'static Rule,
        message: impl FnOnce() -> cel::Result<String>,
    ) -> Checked {
        match message() {
            Ok(message) if message.is_empty() => Ok(()),
            Ok(message) => self.violation_saying(at, rule, message),
            Err(error) => self.error(at, rule, error),
        }
    }

    /// Reports that the schema has an invalid rule.
    ///
    /// # Errors
    ///
    /// Always.
    #[cold]
    #[inline(never)]
    pub fn compilation_error(&mut self, message: &'static str) -> Checked {
        self.fail(ValidationError::Compilation(message))
    }

    /// The number of violations before a loop over a map, for [`sort_from`](Self::sort_from).
    #[inline]
    pub fn mark(&self) -> usize {
        self.found
            .as_ref()
            .map_or(0, |found| found.violations.len())
    }

    /// Sorts the violations that a loop over a map recorded since [`mark`](Self::mark) by the keys of the map.
    ///
    /// The violations of one entry keep their order.
    #[inline]
    pub fn sort_from(&mut self, mark: usize) {
        if let Some(found) = &mut self.found {
            found.sort(mark);
        }
    }

    fn record(
        &mut self,
        at: &Path<'_>,
        rule: &'static Rule,
        message: Cow<'static, str>,
    ) -> Checked {
        if !self.selects(at) {
            return Ok(());
        }
        let options = self.options;
        let found = self.found();
        if found.violations.len() >= options.max_violations || found.owned > MAX_OWNED {
            found.truncated = true;
            return Err(Stop(()));
        }
        let violation = Violation::new(FieldPath::from(at), at.scope(), rule, message);
        found.owned += violation.owned();
        found.violations.push(violation);
        if options.first {
            return Err(Stop(()));
        }
        Ok(())
    }

    fn selects(&mut self, at: &Path<'_>) -> bool {
        self.options.mask.is_none_or(|mask| {
            let selection = &mut self.found().selection;
            selection
                .get_or_insert_with(|| Selection::new(mask))
                .selects(at)
        })
    }

    fn fail(&mut self, failure: ValidationError) -> Checked {
        self.found().failure.get_or_insert(failure);
        Err(Stop(()))
    }

    fn found(&mut self) -> &mut Found<'a> {
        self.found.get_or_insert_default()
    }
}

impl Found<'_> {
    #[cold]
    #[inline(never)]
    fn outcome(&mut self) -> Result<(), ValidationError> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        // The mask may not select any violation.
        if self.violations.is_empty() && !self.truncated {
            return Ok(());
        }
        let violations = std::mem::take(&mut self.violations);
        let found = Violations::new(violations, self.truncated);
        Err(ValidationError::Violations(found))
    }

    #[cold]
    #[inline(never)]
    fn sort(&mut self, mark: usize) {
        let Some(added) = self.violations.get_mut(mark..) else {
            return;
        };
        let Some(depth) = depth_of_entries(added) else {
            return;
        };
        added.sort_by(|a, b| subscript(a, depth).cmp(&subscript(b, depth)));
    }
}

fn subscript(violation: &Violation, depth: usize) -> Option<&Subscript> {
    violation.field_path().elements().get(depth)?.subscript()
}

/// The first element where the paths differ, if it is an entry of the same map in all of them.
fn depth_of_entries(violations: &[Violation]) -> Option<usize> {
    let mut paths = violations
        .iter()
        .map(|violation| violation.field_path().elements());
    let first = paths.next()?;
    let common = |path: &[_]| first.iter().zip(path).take_while(|(a, b)| a == b).count();
    let depth = paths.clone().map(common).min()?;
    let map = first.get(depth)?;
    let same = |path: &[super::Element]| path.get(depth).is_some_and(|e| e.is_same_field(map));
    (map.map_kinds().is_some() && paths.all(same)).then_some(depth)
}
