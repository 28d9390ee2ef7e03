//! Tests of steps: presence, `required`, `ignore`, nested messages, and the use of a rule's result.

use super::{assert_plans, plans, plans_of};

#[test]
fn message_rules_come_first_then_oneofs_then_fields() {
    assert_plans(&[(
        r#"option (buf.validate.message).cel = { id: "first" expression: "this.s != 'x'" }; option (buf.validate.message).oneof = { fields: ["a", "b"] required: true }; string s = 1 [(buf.validate.field).required = true]; string a = 2; string b = 3; oneof o { option (buf.validate.oneof).required = true; int32 x = 4 [(buf.validate.field).int32.gt = 3]; Other y = 5; }"#,
        &[
            r#"if (self.s ==[Text] "x")"#,
            r#"  violate first "\"this.s != 'x'\" returned false" at message"#,
            "count has(self.a: NotZero(Empty)), has(self.b: NotZero(Empty))",
            r#"  more than one: violate message.oneof "only one of a, b can be set""#,
            r#"  none: violate message.oneof "one of a, b must be set""#,
            "require oneof o",
            "if !has(self.s: NotZero(Empty))",
            "  violate required at s",
            "bind this = x",
            "  if (this:i32 <= 3)",
            r#"    violate int32.gt "must be greater than 3" at x"#,
            "bind this = y",
            "  check this at y",
        ],
    )]);
}

#[test]
fn fields_with_presence_are_bound_if_they_are_set() {
    assert_plans(&[
        (
            "optional int32 n = 1 [(buf.validate.field).int32.gt = 5, (buf.validate.field).required = true];",
            &[
                "bind this = n",
                "  if (this:i32 <= 5)",
                r#"    violate int32.gt "must be greater than 5" at n"#,
                "else",
                "  violate required at n",
            ],
        ),
        (
            "google.protobuf.StringValue w = 1 [(buf.validate.field).string.min_len = 3];",
            &[
                "bind this = w",
                "  if shorter(this, 3)",
                r#"    violate string.min_len "must be at least 3 characters" at w"#,
            ],
        ),
    ]);
}

#[test]
fn ignore_skips_what_is_zero_by_its_type() {
    assert_plans(&[
        (
            "int32 n = 1 [(buf.validate.field).int32.gt = 5, (buf.validate.field).ignore = IGNORE_IF_ZERO_VALUE];",
            &[
                "if (has(self.n: NotZero(Number)) && (self.n:i32 <= 5))",
                r#"  violate int32.gt "must be greater than 5" at n"#,
            ],
        ),
        (
            "int32 n = 1 [(buf.validate.field).int32.gt = 5, (buf.validate.field).ignore = IGNORE_ALWAYS];",
            &[],
        ),
    ]);
}

#[test]
fn items_and_entries_are_checked_one_by_one() {
    assert_plans(&[(
        "repeated string s = 1 [(buf.validate.field).repeated = { min_items: 1 unique: true items: { string: { min_len: 2 } ignore: IGNORE_IF_ZERO_VALUE } }];",
        &[
            "if empty(self.s)",
            r#"  violate repeated.min_items "must contain at least 1 item(s)" at s"#,
            "if !Unique(self.s)",
            r#"  violate repeated.unique "repeated value must contain unique items" at s"#,
            "for this in self.s",
            "  if (nonzero(this: Empty) && shorter(this, 2))",
            r#"    violate string.min_len "must be at least 2 characters" at s[item]"#,
        ],
    )]);
}

#[test]
fn times_are_converted_once() {
    assert_plans(&[(
        "google.protobuf.Timestamp t = 1 [(buf.validate.field).timestamp.lt_now = true];",
        &[
            "bind this = t",
            "  this as a time",
            "    if (this >[Times] now)",
            r#"      violate timestamp.lt_now "must be less than now" at t"#,
        ],
    )]);
}

#[test]
fn enums_and_any_are_looked_for_among_constants() {
    assert_plans(&[(
        r#"Color c = 1 [(buf.validate.field).enum.defined_only = true]; google.protobuf.Any any = 2 [(buf.validate.field).any.in = "a/b"];"#,
        &[
            "if !(self.c:i32 in {0..=2, 7})",
            r#"  violate enum.defined_only "value must be one of the defined enum values" at c"#,
            "bind this = any",
            r#"  if !(this.type_url in {"a/b"})"#,
            r#"    violate any.in "type URL must be in the allow list" at any"#,
        ],
    )]);
}

#[test]
fn texts_of_rules_become_branches() {
    assert_plans(&[
        (
            r#"string s = 1 [(buf.validate.field).cel = { id: 'a' expression: "this == '' ? 'empty' : ''" }];"#,
            &["if empty(self.s)", r#"  violate a "empty" at s"#],
        ),
        (
            r#"string s = 1 [(buf.validate.field).cel = { id: 'a' expression: "this == '' ? 'empty' : this.size() > 3 ? 'long' : ''" }];"#,
            &[
                "if empty(self.s)",
                r#"  violate a "empty" at s"#,
                "else",
                "  if longer(self.s, 3)",
                r#"    violate a "long" at s"#,
            ],
        ),
        (
            r#"repeated string s = 1 [(buf.validate.field).cel = { id: 'a' expression: "this[0] == 'x' ? 'bad' : ''" }];"#,
            &[r#"require (Item?(self.s, 0) !=[Text] "x"), or violate a "bad" at s"#],
        ),
        (
            r#"repeated string s = 1 [(buf.validate.field).cel = { id: 'a' expression: "this[0] == 'x' ? '' : 'bad'" }];"#,
            &[r#"require (Item?(self.s, 0) ==[Text] "x"), or violate a "bad" at s"#],
        ),
    ]);
}

#[test]
fn a_required_field_of_proto2_is_always_set() {
    let file = r#"syntax = "proto2";
package p;
import "buf/validate/validate.proto";
message M { required int32 n = 1 [(buf.validate.field).required = true]; }
"#;
    assert_eq!(plans_of(file)[".p.M"], "");
}

#[test]
fn messages_without_rules_have_no_plan() {
    assert_eq!(plans(["string s = 1;"]), [""]);
}
