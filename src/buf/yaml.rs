//! YAML, and JSON within it, as plain data.

use saphyr_parser::{Event, Parser};

/// How deep lists and mappings may nest.
const MAX_DEPTH: usize = 64;

/// A value of a document. All scalars are texts; aliases are empty texts.
#[derive(Debug, PartialEq, Eq)]
pub enum YamlNode {
    Text(String),
    List(Vec<YamlNode>),
    Mapping(Vec<(YamlNode, YamlNode)>),
}

/// A list or a mapping whose end is not read yet; keys and values of a mapping take turns.
struct Open {
    is_mapping: bool,
    nodes: Vec<YamlNode>,
}

impl Open {
    fn close(self) -> YamlNode {
        if !self.is_mapping {
            return YamlNode::List(self.nodes);
        }
        let mut pairs = Vec::new();
        let mut nodes = self.nodes.into_iter();
        while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
            pairs.push((key, value));
        }
        YamlNode::Mapping(pairs)
    }
}

impl YamlNode {
    /// Reads the first document. `None` if the text is not YAML, has no document or nests too deep.
    pub fn read(text: &str) -> Option<Self> {
        let mut open: Vec<Open> = Vec::new();
        for event in Parser::new_from_str(text) {
            let (event, _) = event.ok()?;
            let node = match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => {
                    if open.len() == MAX_DEPTH {
                        return None;
                    }
                    open.push(Open {
                        is_mapping: matches!(event, Event::MappingStart(..)),
                        nodes: Vec::new(),
                    });
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => open.pop()?.close(),
                Event::Scalar(text, ..) => Self::Text(text.into_owned()),
                Event::Alias(_) => Self::Text(String::new()),
                _ => continue,
            };
            match open.last_mut() {
                Some(parent) => parent.nodes.push(node),
                None => return Some(node),
            }
        }
        None
    }

    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Mapping(pairs) = self else {
            return None;
        };
        let mut pairs = pairs.iter();
        pairs.find_map(|(other, value)| (other.text() == Some(key)).then_some(value))
    }

    /// The items of a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text, or those of a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let items = self.items().iter().filter_map(Self::text);
        self.text().into_iter().chain(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_documents_are_given_up() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(YamlNode::read(&nested(MAX_DEPTH)).is_some());
        assert_eq!(YamlNode::read(&nested(MAX_DEPTH + 1)), None);
        assert_eq!(YamlNode::read(&"[".repeat(100_000)), None);
        assert_eq!(YamlNode::read(&"- ".repeat(100_000)), None);
    }
}
