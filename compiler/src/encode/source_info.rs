//! The locations of a file.

use std::borrow::Borrow;
use std::hash::Hash;

use hashbrown::HashSet;

use super::{Encoder, Retention, Writer};
use crate::ast::OptionsIndex;
use crate::source_info::{Comments, Location};

type Paths<P> = HashSet<P, foldhash::fast::FixedState>;

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
            if begins_with(&path, &removed) {
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
        let stripped = self.options.stripped(block);
        self.retention == Retention::Runtime
            && stripped.is_some_and(|(_, _, paths)| begins_with(path, paths))
    }

    /// The paths of options messages that are left out, because nothing is left of them.
    fn removed_options(&self) -> Paths<&[i32]> {
        let info = &self.pool.file(self.file).source_info;
        let is_empty = |block: OptionsIndex| {
            let stripped = self.options.stripped(block);
            stripped.is_some_and(|(_, bytes, _)| bytes.is_none())
        };
        if self.retention == Retention::Source {
            return Paths::default();
        }
        let locations = info.locations.iter();
        let removed = locations.filter(|it| it.option.is_some_and(|(block, _)| is_empty(block)));
        removed.map(|location| info.path(location)).collect()
    }
}

/// Whether a path is one of others, or is inside of one.
fn begins_with<P: Borrow<[i32]> + Eq + Hash>(path: &[i32], others: &Paths<P>) -> bool {
    !others.is_empty() && (0..=path.len()).any(|length| others.contains(&path[..length]))
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
