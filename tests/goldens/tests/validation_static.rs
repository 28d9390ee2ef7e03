//! Rules over wrappers, lists of lists, lists of messages and conditionals over lists.

use std::collections::HashMap;

use rpcsmith_goldens::goldens::validate_static::validate_static::folded::Choice;
use rpcsmith_goldens::goldens::validate_static::validate_static::temporary::Holder;
use rpcsmith_goldens::goldens::validate_static::validate_static::{
    Chosen, Folded, MessageLists, NestedLists, Node, Temporary, WrapperItems, Wrappers,
};
use rpcsmith_runtime::validate::{Validate, ValidationError};

/// The ids of the rules that a message violates, or the error of a rule.
fn violated_rules(message: &impl Validate) -> Vec<String> {
    match message.validate() {
        Ok(()) => Vec::new(),
        Err(ValidationError::Violations(violations)) => {
            let ids = violations
                .violations()
                .iter()
                .map(|violation| violation.rule_id());
            ids.map(str::to_owned).collect()
        }
        Err(error) => vec![error.to_string()],
    }
}

fn node(id: &str, weight: i32) -> Node {
    Node {
        id: id.to_owned(),
        weight,
        ..Node::default()
    }
}

#[test]
fn wrappers_that_are_set_are_not_null() {
    assert!(violated_rules(&Wrappers::default()).is_empty());
    let valid = Wrappers {
        single: Some(3),
        items: vec!["ab".to_owned()],
        values: HashMap::from([("a".to_owned(), true)]),
        each: vec![2, 4],
        flag: Some(true),
    };
    assert!(violated_rules(&valid).is_empty());
    let wrong = Wrappers {
        single: Some(2),
        items: vec!["a".to_owned()],
        values: HashMap::from([("a".to_owned(), false)]),
        each: vec![2, 3],
        flag: Some(false),
    };
    assert_eq!(
        violated_rules(&wrong),
        ["single", "items", "values", "each", "flag"]
    );
    let items = WrapperItems {
        items: vec![1, 3],
        named: HashMap::from([("a".to_owned(), "b".to_owned())]),
    };
    assert!(violated_rules(&items).is_empty());
}

#[test]
fn lists_contain_lists() {
    let lists = |a, b, xs: &[i32], ys: &[i32]| {
        violated_rules(&NestedLists {
            a,
            b,
            xs: xs.to_vec(),
            ys: ys.to_vec(),
        })
    };
    assert!(lists(1, 2, &[1, 2], &[3]).is_empty());
    assert_eq!(lists(3, 4, &[1, 2], &[3]), ["pairs"]);
    assert_eq!(lists(1, 2, &[1], &[2]), ["columns"]);
    assert_eq!(lists(1, 2, &[1], &[2, 3]), ["columns"]);
    assert_eq!(lists(9, 9, &[1, 2], &[3]), ["pairs", "rows"]);
}

#[test]
fn lists_contain_messages_and_unset_wrappers() {
    let limited = Node {
        limit: Some(4),
        ..node("a", 1)
    };
    let lists = |node: Node, other: Option<Node>| {
        violated_rules(&MessageLists {
            nodes: vec![node.clone()],
            node: Some(node),
            other,
        })
    };
    assert!(lists(limited.clone(), None).is_empty());
    assert_eq!(lists(limited.clone(), Some(limited)), ["held"]);
    assert_eq!(lists(node("a", 5), None), ["nodes", "limits"]);
}

#[test]
fn macros_run_over_conditionals() {
    let valid = Chosen {
        c: true,
        n: 2,
        node: Some(Node {
            tags: vec!["long".to_owned()],
            ..Node::default()
        }),
        nodes: vec![node("a", 3), node("", 1)],
        ..Chosen::default()
    };
    // `[2, 4].exists(x, x > 4)` is false.
    assert_eq!(violated_rules(&valid), ["computed"]);
    let other = Chosen { c: false, ..valid };
    assert_eq!(
        violated_rules(&other),
        ["constants", "filtered", "maps", "computed"]
    );
}

#[test]
fn constant_parts_are_folded_and_the_rest_is_checked() {
    let folded = |n, nodes: &[i32], sizes: &[i32]| {
        violated_rules(&Folded {
            n,
            nodes: nodes.iter().map(|&weight| node("a", weight)).collect(),
            sizes: sizes.to_vec(),
            narrow: 5,
            required: Some(1),
            ..Folded::default()
        })
    };
    // Each item violates the rule for items.
    assert_eq!(folded(2, &[3], &[1, 2]), ["sizes", "sizes"]);
    assert_eq!(
        folded(6, &[1], &[]),
        ["never_null", "same_for_all", "quotient", "kept_or_not"]
    );
    assert_eq!(folded(2, &[], &[1]), ["index out of range [fails_or_not]"]);
    let unset = Folded {
        maybe: Some(1),
        at: Some(Default::default()),
        choice: Some(Choice::Name(String::new())),
        counts: HashMap::from([("a".to_owned(), 1)]),
        nodes: vec![node("a", 3)],
        n: 2,
        narrow: 5,
        ..Folded::default()
    };
    assert_eq!(
        violated_rules(&unset),
        ["kept_or_not", "maybe", "at", "name", "required"]
    );
}

#[test]
fn values_of_branches_and_closures_live_long_enough() {
    let with = |c, n, tags: &[&str]| Temporary {
        c,
        n,
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        ..Temporary::default()
    };
    assert_eq!(violated_rules(&with(true, 2, &["a"])), ["split"]);
    assert_eq!(
        violated_rules(&with(true, 100, &["a"])),
        ["wide", "branches", "kept"]
    );
    assert_eq!(
        violated_rules(&with(false, 7, &["a"])),
        ["wide", "split", "bools"]
    );
    assert_eq!(
        violated_rules(&with(true, 10, &[])),
        ["index out of range [keys]"]
    );
    let held = Temporary {
        holder: Some(Holder {
            counts: HashMap::from([("a".to_owned(), 0)]),
            data: b"b".to_vec(),
            c: true,
        }),
        ratio: f64::NAN,
        ..with(false, 1, &["a"])
    };
    assert_eq!(violated_rules(&held), ["split", "keys", "bytes", "itself"]);
}
