//! Records the locations of source info, in the order in which protoc does: a location gets its place in the list when it
//! starts.

use super::Parser;
use crate::ast::OptionsIndex;
use crate::lex::Token;
use crate::source_info::{Comments, Location};

/// How many locations a file can have, to bound the memory for a short source with many of them.
const MAX_LOCATIONS: usize = 1 << 25;
/// How many numbers all paths of a file can have.
const MAX_PATH_NUMBERS: usize = 1 << 28;

/// An index into the list of locations.
#[derive(Clone, Copy, Debug)]
pub(super) struct LocationIndex(usize);

/// Comments that belong to the next declaration.
#[derive(Debug, Default)]
pub(super) struct Upcoming {
    pub leading: Vec<u8>,
    pub detached: Vec<Box<[u8]>>,
}

impl Parser<'_> {
    /// Records a location from the current token to the last one that `parse` consumes. Its path is that of `parent` and
    /// `path` after it.
    pub(super) fn located<T>(
        &mut self,
        parent: LocationIndex,
        path: &[i32],
        parse: impl FnOnce(&mut Self, LocationIndex) -> T,
    ) -> T {
        let start = self.lexer.current();
        self.located_from(start, parent, path, parse)
    }

    /// Like [`Self::located`], but the location starts at an earlier token.
    pub(super) fn located_from<T>(
        &mut self,
        start: Token,
        parent: LocationIndex,
        path: &[i32],
        parse: impl FnOnce(&mut Self, LocationIndex) -> T,
    ) -> T {
        let location = self.open(Some(parent), path, start);
        let parsed = parse(self, location);
        self.end(location, self.lexer.previous());
        parsed
    }

    /// Records the location of the whole file, which is the first and has an empty path.
    pub(super) fn located_root(&mut self, parse: impl FnOnce(&mut Self, LocationIndex)) {
        let root = self.open(None, &[], self.lexer.current());
        parse(self, root);
        self.end(root, self.lexer.previous());
    }

    /// Records a location of tokens that were consumed before.
    pub(super) fn mark(&mut self, parent: LocationIndex, path: &[i32], first: Token, last: Token) {
        let location = self.open(Some(parent), path, first);
        self.end(location, last);
    }

    fn open(&mut self, parent: Option<LocationIndex>, path: &[i32], start: Token) -> LocationIndex {
        if !self.has_room() {
            return LocationIndex(usize::MAX);
        }
        let info = &mut self.file.source_info;
        let first = info.paths.len();
        if let Some(parent) = parent.and_then(|LocationIndex(parent)| info.locations.get(parent)) {
            let (start, length) = (parent.path as usize, usize::from(parent.path_len));
            info.paths.extend_from_within(start..start + length);
        }
        info.paths.extend_from_slice(path);
        let length = info.paths.len() - first;
        info.locations.push(Location {
            path: u32::try_from(first).unwrap_or(u32::MAX),
            path_len: u16::try_from(length).unwrap_or(u16::MAX),
            span: [start.line, start.column, start.line, start.column],
            comments: None,
            option: None,
        });
        LocationIndex(info.locations.len() - 1)
    }

    /// Whether there can be another location. The first time that there is no room is a fault.
    fn has_room(&mut self) -> bool {
        let info = &self.file.source_info;
        let has_room = info.locations.len() < MAX_LOCATIONS && info.paths.len() < MAX_PATH_NUMBERS;
        if !has_room && !std::mem::replace(&mut self.lost_locations, true) {
            let _: Option<()> =
                self.fault_with_help("the file has too many declarations", "split it");
        }
        has_room
    }

    fn end(&mut self, location: LocationIndex, last: Token) {
        if let Some(location) = self.location_mut(location) {
            location.span[2] = last.line;
            location.span[3] = last.end_column;
        }
    }

    /// A token that starts where a location does.
    pub(super) fn start_of(&self, LocationIndex(index): LocationIndex) -> Token {
        let location = self.file.source_info.locations.get(index);
        let [line, column, ..] = location.map_or([0; 4], |location| location.span);
        Token {
            line,
            column,
            ..Token::default()
        }
    }

    /// Adds to the path of a location, to which no other location has followed.
    pub(super) fn extend_path(&mut self, LocationIndex(index): LocationIndex, number: i32) {
        if let Some(location) = self.file.source_info.locations.get_mut(index) {
            self.file.source_info.paths.push(number);
            location.path_len = location.path_len.saturating_add(1);
        }
    }

    /// Makes a location that of an option statement.
    pub(super) fn set_option(
        &mut self,
        location: LocationIndex,
        block: OptionsIndex,
        statement: u32,
    ) {
        if let Some(location) = self.location_mut(location) {
            location.option = Some((block, statement));
        }
    }

    /// Attaches comments to a location.
    pub(super) fn attach(&mut self, location: LocationIndex, comments: Comments) {
        if comments == Comments::default() {
            return;
        }
        let list = &mut self.file.source_info.comments;
        let index = u32::try_from(list.len()).ok();
        list.push(comments);
        if let Some(location) = self.location_mut(location) {
            location.comments = index;
        }
    }

    /// How many locations there are.
    pub(super) fn location_count(&self) -> usize {
        self.file.source_info.locations.len()
    }

    /// Adds copies of a range of locations. `change` gets the path and the statement of each copy.
    pub(super) fn copy_locations(
        &mut self,
        range: std::ops::Range<usize>,
        change: impl Fn(&mut [i32], &mut Option<(OptionsIndex, u32)>),
    ) {
        for index in range {
            if !self.has_room() {
                return;
            }
            let info = &mut self.file.source_info;
            let Some(&(mut location)) = info.locations.get(index) else {
                return;
            };
            let start = location.path as usize;
            let first = info.paths.len();
            info.paths
                .extend_from_within(start..start + usize::from(location.path_len));
            location.path = u32::try_from(first).unwrap_or(u32::MAX);
            if let Some(path) = info.paths.get_mut(first..) {
                change(path, &mut location.option);
            }
            info.locations.push(location);
        }
    }

    fn location_mut(&mut self, LocationIndex(index): LocationIndex) -> Option<&mut Location> {
        self.file.source_info.locations.get_mut(index)
    }
}
