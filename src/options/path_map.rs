//! Maps elements to values by patterns of their paths.

use std::cmp::Reverse;

/// Maps protobuf paths to values by patterns, with prost-build's rules.
///
/// | pattern | matches |
/// |---|---|
/// | `.user.v1.User.name` | that element |
/// | `User.name` | every element whose path ends with these names |
/// | `.user.v1` | every element in it |
/// | `.` | everything |
///
/// Lookups take full paths with their leading dot: `.user.v1.User.name`. They allocate nothing.
///
/// # Example
/// ```
/// use rpcsmith::options::PathMap;
///
/// let mut map = PathMap::default();
/// map.insert(".", "all");
/// map.insert("User", "users");
/// assert_eq!(map.get_all(".user.v1.User").collect::<Vec<_>>(), [&"all", &"users"]);
/// assert_eq!(map.get_best(".user.v1.User"), Some(&"users"));
/// assert_eq!(map.get_best(".user.v1.User.name"), Some(&"all"));
/// ```
#[derive(Clone, Debug)]
pub struct PathMap<T> {
    patterns: Vec<(String, T)>,
}

impl<T> Default for PathMap<T> {
    fn default() -> Self {
        Self {
            patterns: Vec::new(),
        }
    }
}

impl<T> PathMap<T> {
    /// Adds a pattern after the others.
    pub fn insert(&mut self, pattern: impl Into<String>, value: T) {
        self.patterns.push((pattern.into(), value));
    }

    /// Whether there is no pattern, so that callers do not have to build paths.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The patterns with their values, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.patterns
            .iter()
            .map(|(pattern, value)| (pattern.as_str(), value))
    }

    /// The values of all patterns that match, in the order given.
    pub fn get_all<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a T> {
        self.iter()
            .filter(|(pattern, _)| matches(pattern, path))
            .map(|(_, value)| value)
    }

    /// The value of the closest pattern: the path itself, else the longest suffix, else the longest prefix, else `.`. Of
    /// equal patterns, the first counts.
    #[must_use]
    pub fn get_best(&self, path: &str) -> Option<&T> {
        let ranked = self
            .iter()
            .filter_map(|(pattern, value)| Some((rank(pattern, path)?, value)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, value)| value)
    }
}

/// Whether a pattern matches a path.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    rank(pattern, path).is_some()
}

/// The ways in which a pattern matches; the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Exact,
    Ending(Reverse<usize>),
    Beginning(Reverse<usize>),
    Everything,
}

fn rank(pattern: &str, path: &str) -> Option<Rank> {
    let length = Reverse(pattern.len());
    if pattern == path {
        Some(Rank::Exact)
    } else if pattern == "." {
        Some(Rank::Everything)
    } else if pattern.starts_with('.') {
        let rest = path.strip_prefix(pattern)?;
        rest.starts_with('.').then_some(Rank::Beginning(length))
    } else {
        let rest = path.strip_suffix(pattern)?;
        rest.ends_with('.').then_some(Rank::Ending(length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The precedence of prost-build: the full path, then its suffixes, its prefixes, and `.`.
    #[test]
    fn the_closest_pattern_wins() {
        let closest_first = [
            ".a.b.C.d", "a.b.C.d", "b.C.d", "C.d", "d", ".a.b.C", ".a.b", ".a", ".",
        ];
        for start in 0..closest_first.len() {
            let mut map = PathMap::default();
            for (rank, pattern) in closest_first.iter().enumerate().skip(start).rev() {
                map.insert(*pattern, rank);
            }
            assert_eq!(map.get_best(".a.b.C.d"), Some(&start));
        }
    }

    #[test]
    fn patterns_end_at_dots() {
        let mut map = PathMap::default();
        for pattern in [
            ".a.b.C", ".a.b.CC", "CC", "C", ".a.b.", "b.CC.", ".CC", "", ".a.b",
        ] {
            map.insert(pattern, pattern);
        }
        let matching: Vec<_> = map.get_all(".a.b.CC").copied().collect();
        assert_eq!(matching, [".a.b.CC", "CC", ".a.b"]);
    }

    #[test]
    fn all_matches_are_in_insertion_order() {
        let mut map = PathMap::default();
        for (index, pattern) in [".", "B", ".a.B", ".x", ".a", "B"].into_iter().enumerate() {
            map.insert(pattern, index);
        }
        assert_eq!(
            map.get_all(".a.B").copied().collect::<Vec<_>>(),
            [0, 1, 2, 4, 5]
        );
        assert_eq!(map.get_all(".q.R").copied().collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn the_first_of_equal_patterns_wins() {
        let mut map = PathMap::default();
        map.insert(".a", 1);
        map.insert(".a", 2);
        assert_eq!(
            (map.get_best(".a.b"), map.get_best(".b"), map.is_empty()),
            (Some(&1), None, false)
        );
        assert_eq!(PathMap::<()>::default().get_best(".a"), None);
    }
}
