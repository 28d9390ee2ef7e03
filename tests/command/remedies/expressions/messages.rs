//! Remedies for expressions that create messages.

use super::Case;

pub(super) const MESSAGES: [Case; 5] = [
    (
        "this.item == Item{id: 'a'}",
        "write the full name of a type: `shop.v1.Item`",
        "this.item == shop.v1.Item{id: 'a'}",
    ),
    (
        "this.item == shop.v1.Itme{id: 'a'}",
        "did you mean `shop.v1.Item`?",
        "this.item == shop.v1.Item{id: 'a'}",
    ),
    (
        "'%s'.format([this.item]) == ''",
        "format its fields",
        "'%s'.format([this.item.id]) == ''",
    ),
    (
        "shop.v1.Order{small: this.count > 0 ? this.small : null} == this",
        "give the field its value",
        "this.count > 0 && shop.v1.Order{small: this.small} == this",
    ),
    (
        "shop.v1.Order{limits: [this.small]} == this",
        "test it first, and write its value",
        "this.small != null && shop.v1.Order{limits: [int(this.small)]} == this",
    ),
];
