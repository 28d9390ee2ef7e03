//! What a schema can say about a value: keywords, all values, or none.

use super::node::Node;
use super::schema::Schema;

/// The values that satisfy a condition, as far as a schema can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every value.
    Always,
    /// No value.
    Never,
    /// The values of the schema, and no others if it is exact. If not, it accepts more values than the condition.
    Says { schema: Schema, exact: bool },
}

impl Condition {
    /// The values of a schema, and no others.
    pub fn exact(schema: Schema) -> Self {
        Self::Says {
            schema,
            exact: true,
        }
    }

    /// The values of a schema, which may be more than those of the condition.
    pub fn about(schema: Schema) -> Self {
        Self::Says {
            schema,
            exact: false,
        }
    }

    pub fn of(holds: bool) -> Self {
        if holds { Self::Always } else { Self::Never }
    }

    /// The values that satisfy both. `None` is a condition that no schema can say anything about.
    pub fn both(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(Self::Never), _) | (_, Some(Self::Never)) => Some(Self::Never),
            (Some(Self::Always), rest) | (rest, Some(Self::Always)) => rest,
            (Some(Self::Says { schema, .. }), None) | (None, Some(Self::Says { schema, .. })) => {
                Some(Self::about(schema))
            }
            (
                Some(Self::Says { mut schema, exact }),
                Some(Self::Says {
                    schema: and,
                    exact: too,
                }),
            ) => {
                schema.and(and);
                Some(Self::Says {
                    schema,
                    exact: exact && too,
                })
            }
            (None, None) => None,
        }
    }

    /// The values that satisfy one of the two.
    pub fn either(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(Self::Always), _) | (_, Some(Self::Always)) => Some(Self::Always),
            (Some(Self::Never), rest) | (rest, Some(Self::Never)) => rest,
            (
                Some(Self::Says { schema, exact }),
                Some(Self::Says {
                    schema: or,
                    exact: too,
                }),
            ) => Some(Self::Says {
                schema: any_of(schema, or),
                exact: exact && too,
            }),
            _ => None,
        }
    }
}

/// One of these values: `const` or `enum`.
pub fn one_of(mut values: Vec<Node>) -> Schema {
    match (values.pop(), values.is_empty()) {
        (Some(only), true) => Schema::of("const", only),
        (Some(last), false) => {
            values.push(last);
            Schema::of("enum", values)
        }
        (None, _) => Schema::of("not", Schema::any()),
    }
}

fn any_of(one: Schema, other: Schema) -> Schema {
    let values = |schema: &Schema| match (schema.only("const"), schema.only("enum")) {
        (Some(value), _) => Some(vec![value.clone()]),
        (_, Some(Node::List(values))) => Some(values.clone()),
        _ => None,
    };
    if let (Some(mut one), Some(other)) = (values(&one), values(&other)) {
        one.extend(other);
        return one_of(one);
    }
    let alternatives = |schema: Schema| match schema.only("anyOf") {
        Some(Node::List(held)) => held.clone(),
        _ => vec![schema.into()],
    };
    let mut all = alternatives(one);
    all.extend(alternatives(other));
    Schema::of("anyOf", all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_combine() {
        let says = |keyword, value: i128| {
            Some(Condition::exact(Schema::of(keyword, Node::Integer(value))))
        };
        let never = || Some(Condition::Never);
        assert_eq!(Condition::both(says("minimum", 1), never()), never());
        assert_eq!(
            Condition::either(says("minimum", 1), never()),
            says("minimum", 1)
        );
        assert_eq!(Condition::either(says("minimum", 1), None), None);
        let part = Condition::about(Schema::of("minimum", Node::Integer(1)));
        assert_eq!(Condition::both(says("minimum", 1), None), Some(part));
        let values = one_of(vec![Node::Integer(1), Node::Integer(2)]);
        let either = Condition::either(says("const", 1), says("const", 2));
        assert_eq!(either, Some(Condition::exact(values)));
    }
}
