//! Ranges of numbers: overlaps and membership, without a comparison of each range with each other.

use crate::source::Span;

/// The largest number of faults of one kind for one list of ranges.
pub(super) const MAX_FAULTS: usize = 64;

/// A range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub start: i64,
    /// The first number after the range.
    pub end: i64,
    pub span: Span,
}

impl Range {
    pub fn overlaps(&self, other: &Self) -> bool {
        self.end > other.start && other.end > self.start
    }
}

/// The ranges of a message or an enum. Ranges without a number are left out: they are faults of their own.
pub(super) struct Ranges {
    declared: Vec<Range>,
    sorted: Vec<Sorted>,
}

/// A range in the order of their starts.
struct Sorted {
    start: i64,
    end: i64,
    /// The largest end of this range and those before it.
    max_end: i64,
    index: usize,
}

impl Ranges {
    pub fn new(ranges: impl Iterator<Item = Range>) -> Self {
        let declared: Vec<Range> = ranges.filter(|range| range.start < range.end).collect();
        let mut sorted: Vec<Sorted> = declared
            .iter()
            .enumerate()
            .map(|(index, range)| Sorted {
                start: range.start,
                end: range.end,
                max_end: range.end,
                index,
            })
            .collect();
        sorted.sort_unstable_by_key(|range| (range.start, range.index));
        let mut max_end = i64::MIN;
        for range in &mut sorted {
            max_end = max_end.max(range.end);
            range.max_end = max_end;
        }
        Self { declared, sorted }
    }

    pub fn declared(&self) -> &[Range] {
        &self.declared
    }

    /// The first declared range that has this number.
    pub fn containing(&self, number: i64) -> Option<&Range> {
        self.overlapping(&Range {
            start: number,
            end: number.saturating_add(1),
            span: Span::default(),
        })
    }

    /// The first declared range that overlaps another one, which is of another list.
    pub fn overlapping(&self, other: &Range) -> Option<&Range> {
        let before = self.sorted.partition_point(|range| range.start < other.end);
        let last = self.sorted.get(before.checked_sub(1)?)?;
        if last.max_end <= other.start {
            return None;
        }
        self.declared.iter().find(|range| range.overlaps(other))
    }

    /// Each declared range that overlaps a later one, with the first such one.
    pub fn overlaps(&self) -> Vec<(Range, Range)> {
        let mut marked: Vec<usize> = Vec::new();
        let mut max_end = i64::MIN;
        for (position, range) in self.sorted.iter().enumerate() {
            let next = self.sorted.get(position + 1);
            if max_end > range.start || next.is_some_and(|next| next.start < range.end) {
                marked.push(range.index);
            }
            max_end = range.max_end;
        }
        marked.sort_unstable();
        let pair = |&index: &usize| {
            let (range, later) = self.declared.get(index..)?.split_first()?;
            Some((*range, *later.iter().find(|later| later.overlaps(range))?))
        };
        marked.iter().take(MAX_FAULTS).filter_map(pair).collect()
    }
}

/// The smallest number from 1 that no range has.
pub(super) fn next_free(mut used: Vec<(i64, i64)>) -> i64 {
    used.sort_unstable();
    let mut free = 1;
    for (start, end) in used {
        if start > free {
            break;
        }
        free = free.max(end);
    }
    free
}

#[cfg(test)]
mod tests {
    use super::{Range, Ranges, next_free};
    use crate::source::Span;

    fn range(start: i64, end: i64) -> Range {
        let span = Span::default();
        Range { start, end, span }
    }

    #[test]
    fn membership() {
        let ranges =
            Ranges::new([range(10, 20), range(1, 5), range(3, 4), range(30, 30)].into_iter());
        assert_eq!(ranges.containing(4), Some(&range(1, 5)));
        assert_eq!(ranges.containing(3), Some(&range(1, 5)));
        assert_eq!(ranges.containing(19), Some(&range(10, 20)));
        for number in [0, 5, 9, 20, 30, i64::MAX, i64::MIN] {
            assert_eq!(ranges.containing(number), None);
        }
    }

    #[test]
    fn overlaps_in_declared_order() {
        let ranges =
            Ranges::new([range(10, 20), range(1, 5), range(4, 12), range(40, 50)].into_iter());
        let expected = [(range(10, 20), range(4, 12)), (range(1, 5), range(4, 12))];
        assert_eq!(ranges.overlaps(), expected);
        assert_eq!(ranges.overlapping(&range(5, 11)), Some(&range(10, 20)));
        assert_eq!(ranges.overlapping(&range(20, 40)), None);
    }

    #[test]
    fn free_numbers() {
        assert_eq!(next_free(vec![(4, 5), (1, 3)]), 3);
        assert_eq!(next_free(vec![(2, 9)]), 1);
        assert_eq!(next_free(vec![(1, 9), (2, 3), (9, 10)]), 10);
    }
}
