//! The locations of a file.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::{Encoder, Retention, Writer};
use crate::ast::OptionsIndex;
use crate::source_info::{Comments, Location};

impl Encoder<'_> {
    pub(super) fn source_info(&self, writer: &mut Writer) {
        let info = &self.pool.file(self.file).source_info;
        let removed = self.removed_options();
        let mut path = Vec::new();
        for location in &info.locations {
            path.clear();
            path.extend_from_slice(info.path(location));
            if let Some((block, statement)) = location.option {
                let relative = self.statement_path(block, statement);
                if self.is_stripped(block, relative) {
                    continue;
                }
                path.extend_from_slice(relative);
            }
            let is_removed = |length| removed.contains(&path[..length]);
            if !removed.is_empty() && (1..=path.len()).any(is_removed) {
                continue;
            }
            let comments = location
                .comments
                .map(|index| &info.comments[index as usize]);
            writer.message(1, |writer| write(writer, location, &path, comments));
        }
    }

    /// The path of an option, relative to the options message.
    fn statement_path(&self, block: OptionsIndex, statement: u32) -> &[i32] {
        let paths = self.interpreted.paths.get(block.index());
        let path = paths.and_then(|paths| paths.get(statement as usize));
        path.map_or(&[], |path| path)
    }

    /// Whether an option is left out for its retention.
    fn is_stripped(&self, block: OptionsIndex, path: &[i32]) -> bool {
        if self.retention == Retention::Source {
            return false;
        }
        let stripped = &self.options.stripped;
        let found = stripped.binary_search_by_key(&block, |(index, ..)| *index);
        let found = found.ok().and_then(|found| stripped.get(found));
        found.is_some_and(|(_, _, paths)| paths.iter().any(|removed| path.starts_with(removed)))
    }

    /// The paths of options messages that are left out, because nothing is left of them.
    fn removed_options(&self) -> HashSet<&[i32], FixedState> {
        let info = &self.pool.file(self.file).source_info;
        let mut removed = HashSet::default();
        if self.retention == Retention::Source {
            return removed;
        }
        let empty = self.options.stripped.iter();
        let empty: Vec<OptionsIndex> = empty
            .filter(|(_, bytes, _)| bytes.is_none())
            .map(|(block, ..)| *block)
            .collect();
        if empty.is_empty() {
            return removed;
        }
        for location in &info.locations {
            if location
                .option
                .is_some_and(|(block, _)| empty.binary_search(&block).is_ok())
            {
                removed.insert(info.path(location));
            }
        }
        removed
    }
}

fn write(writer: &mut Writer, location: &Location, path: &[i32], comments: Option<&Comments>) {
    if !path.is_empty() {
        writer.message(1, |writer| {
            for &part in path {
                writer.varint(i64::from(part).cast_unsigned());
            }
        });
    }
    let [line, column, end_line, end] = location.span;
    writer.message(2, |writer| {
        writer.varint(u64::from(line));
        writer.varint(u64::from(column));
        if end_line != line {
            writer.varint(u64::from(end_line));
        }
        writer.varint(u64::from(end));
    });
    let Some(comments) = comments else {
        return;
    };
    for (number, comment) in [(3, &comments.leading), (4, &comments.trailing)] {
        if !comment.is_empty() {
            writer.bytes(number, comment);
        }
    }
    for comment in &comments.leading_detached {
        writer.bytes(6, comment);
    }
}
