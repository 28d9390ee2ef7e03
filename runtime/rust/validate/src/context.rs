//! What a check of a message writes to.

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

/// How much text of keys and messages violations may own before no more are kept, in bytes.
const MAX_OWNED: usize = 1 << 20;

/// Says that a check is to be left. Why, the [`Context`] knows.
#[derive(Debug)]
pub struct Stop(());

/// What is found while a message is checked.
///
/// Nothing is allocated before there is something to tell.
#[derive(Debug)]
pub struct Context<'a> {
    options: &'a Options<'a>,
    /// How many more messages may be nested.
    levels: u32,
    now: Option<cel::Timestamp>,
    /// Made when a rule first asks for them. Beside the context, so that rules may count while it is written to.
    steps: &'a OnceCell<Steps>,
    /// Apart, so that a check that finds nothing has little to set up and to clean up.
    found: Option<Box<Found<'a>>>,
}

/// What there is to tell.
#[derive(Debug, Default)]
struct Found<'a> {
    violations: Vec<Violation>,
    /// How many bytes of text the violations own.
    owned: usize,
    truncated: bool,
    /// Made of the mask at the first violation.
    selection: Option<Selection<'a>>,
    /// Why the message cannot be checked.
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
        // What is found without all of the steps may be wrong.
        if let Some(error) = self.steps.get().and_then(Steps::error) {
            return Err(error);
        }
        self.found.map_or(Ok(()), |mut found| found.outcome())
    }

    /// The time, the same all through one validation. The clock is read when it is first asked for.
    pub fn now(&mut self) -> cel::Timestamp {
        *self.now.get_or_insert_with(cel::Timestamp::now)
    }

    /// The steps that are left for all rules of the validation.
    #[inline]
    pub fn steps(&self) -> &'a Steps {
        self.steps.get_or_init(|| Steps::new(self.options))
    }

    /// Checks a message inside of the one that is being checked.
    ///
    /// # Errors
    ///
    /// If the check of the message is to be left, or if too many messages are nested in one another.
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

    /// Records that a rule is not kept, with the message that the rule has.
    ///
    /// # Errors
    ///
    /// If no more violations are wanted.
    #[cold]
    #[inline(never)]
    pub fn violation(&mut self, at: &Path<'_>, rule: &'static Rule) -> Checked {
        self.record(at, rule, Cow::Borrowed(rule.text()))
    }

    /// Records that a rule is not kept, with a message that the rule made up for it.
    ///
    /// # Errors
    ///
    /// If no more violations are wanted.
    #[cold]
    #[inline(never)]
    pub fn violation_saying(
        &mut self,
        at: &Path<'_>,
        rule: &'static Rule,
        message: String,
    ) -> Checked {
        self.record(at, rule, Cow::Owned(message))
    }

    /// Records that a rule has no value.
    ///
    /// # Errors
    ///
    /// Unless the place is one that the mask does not select.
    #[cold]
    #[inline(never)]
    pub fn error(&mut self, at: &Path<'_>, rule: &'static Rule, error: cel::Error) -> Checked {
        if !self.selects(at) {
            return Ok(());
        }
        let error = RuntimeError::new(FieldPath::from(at), at.scope(), rule, error);
        self.fail(ValidationError::Runtime(error))
    }

    /// Records that a rule is not kept if its test, which may fail, is false.
    ///
    /// # Errors
    ///
    /// If the test fails, or no more violations are wanted.
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

    /// Records that a rule is not kept if it has something to say, which may fail.
    ///
    /// # Errors
    ///
    /// If the rule fails, or no more violations are wanted.
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

    /// Says that the schema holds a rule that is wrong in itself.
    ///
    /// # Errors
    ///
    /// Always.
    #[cold]
    #[inline(never)]
    pub fn compilation_error(&mut self, message: &'static str) -> Checked {
        self.fail(ValidationError::Compilation(message))
    }

    /// What to hand to [`sort_from`](Self::sort_from) after a loop over a map.
    #[inline]
    pub fn mark(&self) -> usize {
        self.found
            .as_ref()
            .map_or(0, |found| found.violations.len())
    }

    /// Puts what a loop over a map recorded since [`mark`](Self::mark) into the order of the map's keys.
    ///
    /// What was recorded for one entry stays in its order.
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
        // What there was may not have been selected.
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

/// At which element the paths begin to differ, if there all of them are entries of one map.
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
