//! The errors and warnings of protoc.

use std::path::Path;

/// An error or a warning.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The file, by the name with which it would be imported.
    pub file: String,
    /// Line and column, from 1.
    pub place: Option<(u32, u32)>,
    pub is_warning: bool,
    pub text: String,
    /// Whether the file exists. protoc also names files that it has not found.
    pub file_exists: bool,
}

impl Message {
    /// The messages in the output of protoc, which prints paths of files that exist, and names of others.
    pub fn parse_all(stderr: &str, folders: &[&Path]) -> Vec<Self> {
        let mut messages: Vec<Self> = Vec::new();
        for line in stderr.lines().filter(|line| !is_log(line)) {
            match Self::parse(line, folders) {
                Some(message) => messages.push(message),
                // The message before has more than one line.
                None => {
                    if let Some(message) = messages.last_mut() {
                        message.text.push('\n');
                        message.text.push_str(line);
                    }
                }
            }
        }
        messages
    }

    fn parse(line: &str, folders: &[&Path]) -> Option<Self> {
        let found = folders
            .iter()
            .find_map(|folder| line.strip_prefix(folder.to_str()?)?.strip_prefix('/'));
        let (file, rest) = found.unwrap_or(line).split_once(':')?;
        let (place, rest) = match place(rest) {
            Some((place, rest)) => (Some(place), rest),
            None => (None, rest),
        };
        let text = rest.strip_prefix(' ')?;
        let warning = text.strip_prefix("warning: ");
        Some(Self {
            file: file.to_owned(),
            place,
            is_warning: warning.is_some(),
            text: warning.unwrap_or(text).to_owned(),
            file_exists: found.is_some(),
        })
    }

    /// The first error that an author can find in a file: protoc first reports that an import does not exist, then the import.
    pub fn first_error(messages: &[Self]) -> Option<&Self> {
        let errors = || messages.iter().filter(|message| !message.is_warning);
        errors()
            .find(|error| error.file_exists)
            .or_else(|| errors().next())
    }

    /// The text without what is special to a file.
    pub fn class(&self) -> String {
        class(&self.text)
    }
}

/// A line and a column at the start, with colons after them.
fn place(text: &str) -> Option<((u32, u32), &str)> {
    let (line, rest) = text.split_once(':')?;
    let (column, rest) = rest.split_once(':')?;
    Some(((line.parse().ok()?, column.parse().ok()?), rest))
}

/// Whether a line is for developers of protoc.
fn is_log(line: &str) -> bool {
    let mut bytes = line.bytes();
    line.starts_with("WARNING: All log messages before absl")
        || matches!(bytes.next(), Some(b'E' | b'W' | b'I' | b'F'))
            && bytes.by_ref().take(4).all(|byte| byte.is_ascii_digit())
            && bytes.next() == Some(b' ')
}

/// A message with an underscore for each quoted text, and with `N` for each number.
pub fn class(text: &str) -> String {
    let mut class = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let end = match first {
            '"' | '`' => after.find(first).map(|end| end + 1),
            _ if first.is_ascii_digit() => {
                Some(after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len())
            }
            _ => None,
        };
        match end {
            Some(end) => {
                class.push(if first.is_ascii_digit() { 'N' } else { '_' });
                rest = &after[end..];
            }
            None => {
                class.push(first);
                rest = after;
            }
        }
    }
    class.chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_protoc() {
        let folders = [Path::new("/protos/deep"), Path::new("/protos")];
        let stderr = "none.proto: File not found.\n\
            /protos/deep/a.proto:3:32: warning: \"a\" is unused.\n\
            /protos/b/c.proto: No line.\nSecond line\n";
        let messages = Message::parse_all(stderr, &folders);
        assert_eq!(messages.len(), 3);
        assert_eq!(messages[1].place, Some((3, 32)));
        assert_eq!(
            (messages[1].file.as_str(), messages[1].is_warning),
            ("a.proto", true)
        );
        let first = Message::first_error(&messages).expect("an error");
        assert_eq!(
            (first.file.as_str(), first.text.as_str()),
            ("b/c.proto", "No line.\nSecond line")
        );
    }

    #[test]
    fn classes_have_no_names() {
        assert_eq!(
            class("\"a.b\" has 12 of `x`, not \"7"),
            "_ has N of _, not \"N"
        );
    }
}
