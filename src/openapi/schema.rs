//! JSON schemas, which are conjunctions of keywords.
//!
//! Source: [JSON Schema 2020-12](https://json-schema.org/draft/2020-12), the dialect of OpenAPI 3.1.

use super::node::{Node, Object};

/// The keywords in the order in which people write them.
const ORDER: [&str; 35] = [
    "$ref",
    "title",
    "description",
    "deprecated",
    "type",
    "format",
    "contentEncoding",
    "const",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "items",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "additionalProperties",
    "properties",
    "required",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "default",
    "examples",
    "readOnly",
    "writeOnly",
    "discriminator",
];

/// A schema. Its keywords are in the order of [`ORDER`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema(Object);

impl Schema {
    /// The schema of all values.
    pub fn any() -> Self {
        Self::default()
    }

    /// A schema with one keyword.
    pub fn of(keyword: &'static str, value: impl Into<Node>) -> Self {
        Self::any().with(keyword, value)
    }

    /// The schema of a type.
    pub fn typed(name: &'static str) -> Self {
        Self::of("type", name)
    }

    /// A reference to the schema of a message or an enum by its full name, with or without a leading dot.
    pub fn reference(full_name: &str) -> Self {
        let name = full_name.trim_start_matches('.');
        Self::of("$ref", format!("#/components/schemas/{name}"))
    }

    /// Adds a keyword, for chains.
    #[must_use]
    pub fn with(mut self, keyword: &'static str, value: impl Into<Node>) -> Self {
        self.set(keyword, value);
        self
    }

    /// Sets a keyword.
    pub fn set(&mut self, keyword: &'static str, value: impl Into<Node>) {
        if self.0.get(keyword).is_some() {
            return self.0.set(keyword, value);
        }
        let rank = rank(keyword);
        let entries = &mut self.0.0;
        let at = entries.partition_point(|(held, _)| self::rank(held) <= rank);
        entries.insert(at, (keyword.to_owned(), value.into()));
    }

    pub fn get(&self, keyword: &str) -> Option<&Node> {
        self.0.get(keyword)
    }

    pub fn has(&self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    pub fn get_mut(&mut self, keyword: &str) -> Option<&mut Node> {
        self.0.get_mut(keyword)
    }

    /// Removes a property from `required`.
    pub fn make_optional(&mut self, property: &str) {
        if let Some(Node::List(required)) = self.0.get_mut("required") {
            required.retain(|name| *name != Node::from(property));
            if required.is_empty() {
                self.remove("required");
            }
        }
    }

    /// Removes a keyword, and returns its value.
    pub fn remove(&mut self, keyword: &str) -> Option<Node> {
        let at = self.0.0.iter().position(|(held, _)| held == keyword)?;
        Some(self.0.0.remove(at).1)
    }

    /// Whether it accepts all values.
    pub fn is_any(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, if the schema is only this keyword.
    pub fn only(&self, keyword: &str) -> Option<&Node> {
        match &self.0.0[..] {
            [(held, value)] if held == keyword => Some(value),
            _ => None,
        }
    }

    /// Requires another schema as well. A keyword that both have with different values goes to `allOf`.
    pub fn and(&mut self, other: Self) {
        for (keyword, value) in other.0.0 {
            let Some(name) = ORDER.into_iter().find(|name| *name == keyword) else {
                continue;
            };
            match self.0.get_mut(&keyword) {
                None => self.set(name, value),
                Some(held) if *held == value => {}
                Some(Node::List(held)) if matches!(name, "allOf" | "required") => {
                    let Node::List(added) = value else { continue };
                    let new: Vec<_> = added
                        .into_iter()
                        .filter(|item| !held.contains(item))
                        .collect();
                    held.extend(new);
                }
                Some(Node::Object(held)) if name == "properties" => {
                    if let Node::Object(value) = value {
                        value
                            .0
                            .into_iter()
                            .for_each(|(key, value)| held.and(&key, value));
                    }
                }
                Some(held) => match stricter(name, held, &value) {
                    Some(stricter) => *held = stricter,
                    None => self.and(Self::of("allOf", vec![Self::of(name, value)])),
                },
            }
        }
    }

    /// Adds a paragraph to the description.
    pub fn describe(&mut self, text: &str) {
        if self.has("description") {
            super::text::add_to(&mut self.0, text);
        } else if !text.is_empty() {
            self.set("description", text);
        }
    }
}

impl Object {
    /// Requires a schema of a property as well.
    fn and(&mut self, property: &str, schema: Node) {
        match (self.get_mut(property), schema) {
            (Some(Node::Object(held)), Node::Object(schema)) => {
                let mut both = Schema(std::mem::take(held));
                both.and(Schema(schema));
                *held = both.0;
            }
            (_, schema) => self.set(property, schema),
        }
    }
}

impl From<Schema> for Node {
    fn from(schema: Schema) -> Self {
        Self::Object(schema.0)
    }
}

fn rank(keyword: &str) -> usize {
    let position = ORDER.iter().position(|name| *name == keyword);
    position.unwrap_or(ORDER.len())
}

/// The stricter of two integer limits.
fn stricter(keyword: &str, one: &Node, other: &Node) -> Option<Node> {
    let (Node::Integer(one), Node::Integer(other)) = (one, other) else {
        return None;
    };
    let stricter = match keyword {
        "minLength" | "minItems" | "minProperties" | "minimum" | "exclusiveMinimum" => {
            one.max(other)
        }
        "maxLength" | "maxItems" | "maxProperties" | "maximum" | "exclusiveMaximum" => {
            one.min(other)
        }
        _ => return None,
    };
    Some(Node::Integer(*stricter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(schema: Schema) -> String {
        Node::from(schema).to_string()
    }

    #[test]
    fn keywords_have_an_order_and_combine() {
        let mut schema = Schema::of("pattern", "^a").with("type", "string");
        schema.and(Schema::of("minLength", Node::Integer(2)));
        schema.and(Schema::of("minLength", Node::Integer(5)));
        schema.and(Schema::of("pattern", "b$"));
        schema.and(Schema::of("pattern", "c"));
        schema.describe("One.");
        schema.describe("Two.");
        assert_eq!(
            json(schema),
            r#"{"description":"One.\n\nTwo.","type":"string","pattern":"^a","minLength":5,"allOf":[{"pattern":"b$"},{"pattern":"c"}]}"#
        );
    }
}
