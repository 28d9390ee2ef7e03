//! Remedies for expressions of rules.

mod messages;

use crate::support::Sandbox;
use messages::MESSAGES;

/// An expression about the message of [`proto`], a part of its help, and the expression that follows the help.
type Case = (&'static str, &'static str, &'static str);

const TYPES: [Case; 22] = [
    (
        "this.tags + this.numbers == [dyn(1)]",
        "lists of different types are joined as `dyn(list) + dyn(list)`",
        "dyn(this.tags) + dyn(this.numbers) == [dyn(1)]",
    ),
    (
        "this.value.startsWith(this.value)",
        "convert it first, as in `int(…)` or `string(…)`",
        "string(this.value).startsWith('a')",
    ),
    (
        "size(this.tags.startsWith('a'))  > 0",
        "it takes (",
        "this.tags.exists(tag, tag.startsWith('a'))",
    ),
    (
        "startsWith(this.name, 'a')",
        "it is a method: `value.startsWith(…)`",
        "this.name.startsWith('a')",
    ),
    (
        "this.name.int() == 1",
        "it is a function: `int(…)`",
        "int(this.name) == 1",
    ),
    (
        "this.name.startWith('a')",
        "did you mean `startsWith`?",
        "this.name.startsWith('a')",
    ),
    (
        "this.name.matches(1)",
        "it takes (string, string)",
        "this.name.matches('1')",
    ),
    (
        "-this.wait < this.wait",
        "subtract from zero: `duration('0s') - value`",
        "duration('0s') - this.wait < this.wait",
    ),
    (
        "this.items.unique()",
        "compare a part of each item, as in `list.map(item, item.id).unique()`",
        "this.items.map(item, item.id).unique()",
    ),
    (
        "'%s'.format(this.name) == ''",
        "as in `'%s of %d'.format([this.name, 3])`",
        "'%s of %d'.format([this.name, 3]) == ''",
    ),
    (
        "'%d'.format([this.name]) == ''",
        "`%s` takes any value",
        "'%s'.format([this.name]) == ''",
    ),
    (
        "this.kind == Kind.KIND_BOOK",
        "write its full name: `shop.v1.Kind.KIND_BOOK`",
        "this.kind == shop.v1.Kind.KIND_BOOK",
    ),
    (
        "this.kind == shop.v1.Kind.KIND_BOOKS",
        "did you mean `shop.v1.Kind.KIND_BOOK`?",
        "this.kind == shop.v1.Kind.KIND_BOOK",
    ),
    (
        "this.kind == KIND_BOOK",
        "did you mean `shop.v1.Kind.KIND_BOOK`?",
        "this.kind == shop.v1.Kind.KIND_BOOK",
    ),
    (
        "name == ''",
        "a field is written `this.name`",
        "this.name == ''",
    ),
    ("thiz.name == ''", "did you mean `this`?", "this.name == ''"),
    (
        "type(this.item) == Item",
        "write the full name of a type: `shop.v1.Item`",
        "type(this.item) == shop.v1.Item",
    ),
    (
        "this.count == this.ratio",
        "convert one of them, as in `int(…)`",
        "this.count == int(this.ratio)",
    ),
    (
        "this.at.seconds > 0",
        "`int(…)` gives its seconds; `getSeconds()` and its like, its parts",
        "int(this.at) > 0 && this.at.getSeconds() > 0",
    ),
    (
        "this.wait.seconds > 0",
        "`getSeconds()` gives its seconds",
        "this.wait.getSeconds() > 0",
    ),
    ("this.nmae == ''", "did you mean `name`?", "this.name == ''"),
    (
        "1 / 0 == this.count",
        "no message satisfies a rule that always ends in an error",
        "1 / this.count == 0",
    ),
];

const BUDGET: [Case; 2] = [
    (
        "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, \
         [0,1,2,3,4,5,6,7,8,9].all(d, a + b + c + d >= this.count))))",
        "use shorter lists, or nest fewer macros",
        "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2].all(b, a + b >= this.count))",
    ),
    (
        "this.name != 'aaaaaaaaaaaaaaaa'.replace('a', 'aaaaaaaaaaaaaaaa').replace('a', 'aaaaaaaaaaaaaaaa')\
         .replace('a', 'aaaaaaaaaaaaaaaa').replace('a', 'aaaaaaaaaaaaaaaa').replace('a', 'aaaaaaaaaaaaaaaa')\
         .replace('a', 'aaaaaaaaaaaaaaaa')",
        "use shorter texts and lists",
        "this.name != 'aaaaaaaaaaaaaaaa'.replace('a', 'aaaaaaaaaaaaaaaa')",
    ),
];

const SYNTAX: [Case; 35] = [
    (
        "this.a == 1 and this.b == 1",
        "a logical and is written `&&`",
        "this.count == 1 && this.count == 1",
    ),
    (
        "true or this.name == ''",
        "a logical or is written `||`",
        "true || this.name == ''",
    ),
    (
        "true AND this.name == ''",
        "a logical and is written `&&`",
        "true && this.name == ''",
    ),
    (
        "true OR this.name == ''",
        "a logical or is written `||`",
        "true || this.name == ''",
    ),
    (
        "this.name is ''",
        "equality is written `==`",
        "this.name == ''",
    ),
    (
        "'a' not in this.tags",
        "a negation is written `!`, as in `!(x in list)`",
        "!('a' in this.tags)",
    ),
    (
        "this.count if true",
        "a condition is written `condition ? yes : no`",
        "true ? this.count == 1 : false",
    ),
    (
        "this.name like 'a'",
        "`matches`, `contains` and `startsWith` test strings",
        "this.name.matches('a') || this.name.contains('a') || this.name.startsWith('a')",
    ),
    (
        "!-this.count == 1",
        "a minus cannot follow `!`; use parentheses",
        "!(-this.count == 1)",
    ),
    (
        "-!this.count == 1",
        "`!` cannot follow `-`; use parentheses",
        "!(-(this.count) == 1)",
    ),
    (
        "`name` == ''",
        "backquotes are for names of fields, after a dot",
        "this.`name` == ''",
    ),
    (
        "this.tags.0 == 'a'",
        "an element is selected with brackets, as in `list[0]`",
        "this.tags[0] == 'a'",
    ),
    (
        "rb'a' == b'a'",
        "raw bytes are written `br'…'`",
        "br'a' == this.raw",
    ),
    (
        "this.count => 1",
        "equality is written `==`",
        "this.count >= 1 && this.count == 1",
    ),
    (
        "this.count <> 1",
        "`!=`, `<=` and `>=` are the operators of two characters",
        "this.count != 1 || this.count <= 1 || this.count >= 1",
    ),
    (
        "this.name = ''",
        "equality is written `==`",
        "this.name == ''",
    ),
    (
        "true & this.name == ''",
        "a logical and is written `&&`",
        "true && this.name == ''",
    ),
    (
        "true | this.name == ''",
        "a logical or is written `||`",
        "true || this.name == ''",
    ),
    (
        "this.name == '';",
        "remove the `;`: a rule is one expression",
        "this.name == ''",
    ),
    (
        "this.name == '' # why",
        "a comment begins with `//`",
        "this.name == '' // why",
    ),
    (
        "this.name == ‘a’",
        "put strings between straight quotes, `'` or `\"`",
        "this.name == 'a'",
    ),
    ("this.count ≤ 1", "write `<=`", "this.count <= 1"),
    ("this.count ≥ 1", "write `>=`", "this.count >= 1"),
    ("this.count ≠ 1", "write `!=`", "this.count != 1"),
    (
        "this.in == 1",
        "a field of that name is written `` `in` ``",
        "this.`in` == 1",
    ),
    (
        "this.?name == ''",
        "to test whether a field is set, use `has(…)`",
        "has(this.name)",
    ),
    (
        "this.numbers.existsOne(x, x == 1)",
        "use `exists_one(variable, condition)`",
        "this.numbers.exists_one(x, x == 1)",
    ),
    ("has(this)", "such as `has(this.name)`", "has(this.name)"),
    (
        "this.numbers.all(x > 0)",
        "such as `.all(item, item > 0)`",
        "this.numbers.all(item, item > 0)",
    ),
    (
        "this.count < 9223372036854775808",
        "numbers up to 18446744073709551615 can be uint, with a `u` at the end",
        "uint(this.count) < 9223372036854775808u",
    ),
    (
        "this.name == 'a",
        "it ends with `'` on the same line; between three quotes it may have several",
        "this.name == 'a' || this.name == '''a\nb'''",
    ),
    (
        "this.name == '''a",
        "it ends with `'''`",
        "this.name == '''a'''",
    ),
    (
        r"this.name.matches('\d')",
        r"a backslash is written `\\`, or `\` in a raw string: `r'\'`",
        r"this.name.matches('\\d') && this.name.matches(r'\d')",
    ),
    (
        r"this.raw == b'\u00ff'",
        r"write a byte as `\x` and two hexadecimal digits",
        r"this.raw == b'\xff'",
    ),
    (
        "while == 1",
        "it can be the name of a field only after a dot",
        "this.while == 1",
    ),
];

/// A proto with rules `r0`, `r1` and so on.
fn proto<'a>(rules: impl Iterator<Item = &'a str>) -> String {
    let rule = |(index, rule): (usize, &str)| {
        let escaped = rule
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!(
            "  option (buf.validate.message).cel = {{id: \"r{index}\", message: \"m\", expression: \"{escaped}\"}};\n"
        )
    };
    let rules: String = rules.enumerate().map(rule).collect();
    format!(
        r#"syntax = "proto3";
package shop.v1;
import "buf/validate/validate.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Kind {{
  KIND_UNSPECIFIED = 0;
  KIND_BOOK = 1;
}}
message Item {{
  string id = 1;
}}
message Order {{
{rules}  string name = 1;
  int32 count = 2;
  double ratio = 3;
  repeated string tags = 4;
  repeated int32 numbers = 5;
  google.protobuf.Timestamp at = 6;
  google.protobuf.Duration wait = 7;
  Kind kind = 8;
  Item item = 9;
  repeated Item items = 10;
  bytes raw = 11;
  int32 in = 12;
  int32 while = 13;
  google.protobuf.Value value = 14;
  google.protobuf.Int32Value small = 15;
  repeated google.protobuf.Int32Value limits = 16;
}}
"#
    )
}

#[test]
fn remedies_of_expressions_work() {
    let cases = [&TYPES[..], &BUDGET, &MESSAGES, &SYNTAX];
    let cases: Vec<_> = cases.into_iter().flatten().collect();
    // A run shows at most 15 errors.
    for cases in cases.chunks(15) {
        let sandbox =
            Sandbox::new(&[("a.proto", &proto(cases.iter().map(|(faulty, ..)| *faulty)))]);
        let refused = sandbox.rpcsmith("generate --out gen a.proto").stderr;
        let faults: Vec<&str> = refused.split("\n\n").collect();
        for (index, (faulty, help, _)) in cases.iter().enumerate() {
            let rule = format!("in the rule `r{index}`:");
            let mut of_rule = faults.iter().filter(|fault| fault.contains(&rule));
            let is_helped = of_rule.any(|fault| fault.contains(help));
            assert!(is_helped, "{faulty}: no `{help}` in\n{refused}");
        }
        sandbox.write("a.proto", &proto(cases.iter().map(|(.., mended)| *mended)));
        let taken = sandbox.rpcsmith("generate --out gen a.proto");
        assert_eq!((taken.code, &*taken.stderr), (Some(0), ""));
    }
}
