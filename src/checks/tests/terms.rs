//! Tests of terms: logic, sizes, null, membership, macros, patterns and functions.

use super::{assert_tests, plans};

#[test]
fn one_side_that_decides_hides_an_error_of_the_other() {
    // The operand that cannot fail is evaluated first. If both operands can fail, errors are absorbed.
    assert_tests(&[
        (
            "int32 a = 1; int32 b = 2;",
            "this.a + this.b > 3 || this.a > 7",
            "require ((self.a:i32 > 7) || (AddInt?(self.a:i32, self.b:i32) > 3))",
        ),
        (
            "int32 a = 1; int32 b = 2;",
            "this.a + 1 > 3 && this.b + 1 > 7",
            "require ((AddInt?(self.a:i32, 1) > 3) &&? (AddInt?(self.b:i32, 1) > 7))",
        ),
        (
            "bool a = 1; bool b = 2;",
            "!(this.a && this.b)",
            "if (self.a && self.b)",
        ),
        (
            "bool a = 1; bool b = 2;",
            "this.a < this.b",
            "if (self.a >= self.b)",
        ),
        (
            "int32 a = 1;",
            "this.a > 1 ? true : this.a < 0",
            "if !((self.a:i32 > 1) || (self.a:i32 < 0))",
        ),
        (
            "int32 a = 1; bool b = 2;",
            "this.b ? this.a + 1 > 2 : false",
            "require (self.b && (AddInt?(self.a:i32, 1) > 2))",
        ),
    ]);
}

#[test]
fn sizes_are_counted_only_where_they_have_to_be() {
    assert_tests(&[
        ("string s = 1;", "size(this.s) == 0", "if !empty(self.s)"),
        (
            "string s = 1;",
            "this.s.size() > 3",
            "if !longer(self.s, 3)",
        ),
        (
            "string s = 1;",
            "this.s.size() == 3",
            "if (SizeString(self.s) != 3u)",
        ),
        (
            "string s = 1;",
            "size(bytes(this.s)) < 3",
            "if (SizeBytes(self.s) >= 3u)",
        ),
        (
            "string s = 1;",
            "uint(size(this.s)) <= 3u",
            "if longer(self.s, 3)",
        ),
        (
            "repeated string s = 1;",
            "this.s.size() >= 1",
            "if empty(self.s)",
        ),
        (
            "repeated string s = 1;",
            "this.s.filter(x, x != '').size() == 2",
            "if (count(x#0 in self.s, !empty(#0)) != 2u)",
        ),
        (
            "repeated string s = 1;",
            "this.s[0].size() < 0",
            "require shorter(Item?(self.s, 0), 0)",
        ),
        (
            "repeated string s = 1;",
            "this.s == []",
            "if !empty(self.s)",
        ),
        ("string s = 1;", "this.s == ''", "if !empty(self.s)"),
    ]);
}

#[test]
fn wrappers_may_be_null_and_messages_are_not() {
    assert_tests(&[
        (
            "google.protobuf.Int32Value w = 1;",
            "this.w == null",
            "if !null(self.w)",
        ),
        (
            "google.protobuf.Int32Value w = 1;",
            "this.w > 5",
            "require (Unwrap?(self.w) > 5)",
        ),
        (
            "google.protobuf.Int32Value w = 1;",
            "this.w == 5",
            "if (self.w !=[Nullable] 5)",
        ),
        (
            "Other o = 1;",
            "this.o == null",
            "violate r \"\\\"this.o == null\\\" returned false\" at message",
        ),
        (
            "Other o = 1; Other q = 2;",
            "this.o == this.q",
            "if (self.o !=[Messages] self.q)",
        ),
        (
            "map<string, int32> a = 1; map<string, int32> b = 2;",
            "this.a == this.b",
            "if (self.a !=[Maps] self.b)",
        ),
    ]);
}

#[test]
fn fields_tell_that_they_are_set_by_their_presence() {
    assert_tests(&[
        ("Other o = 1;", "has(this.o)", "if !has(self.o: Explicit)"),
        (
            "Other o = 1;",
            "has(this.o.size)",
            "if !has(self.o.size: NotZero(Number))",
        ),
        (
            "string s = 1;",
            "has(this.s)",
            "if !has(self.s: NotZero(Empty))",
        ),
        (
            "repeated int32 s = 1;",
            "has(this.s)",
            "if !has(self.s: NotEmpty)",
        ),
        (
            "oneof o { int32 x = 1; }",
            "has(this.x)",
            "if !has(self.x: Member(0))",
        ),
        (
            "float s = 1;",
            "has(this.s)",
            "if !has(self.s: NotZero(Bits))",
        ),
    ]);
}

#[test]
fn keys_of_another_width_may_not_fit() {
    assert_tests(&[
        (
            "map<int32, string> m = 1; int64 k = 2;",
            "this.k in this.m",
            "if !(narrow(self.k) in self.m)",
        ),
        (
            "map<int32, string> m = 1;",
            "this.m[7] == 'x'",
            "require (Entry?(self.m, 7) ==[Text] \"x\")",
        ),
        (
            "map<int64, string> m = 1; int32 k = 2;",
            "this.k in this.m",
            "if !(self.k:i32 in self.m)",
        ),
        (
            "repeated string s = 1; string t = 2;",
            "this.t in this.s",
            "if !(self.t in[Text] self.s)",
        ),
    ]);
}

#[test]
fn macros_absorb_errors_and_count_steps_where_they_repeat() {
    assert_tests(&[
        (
            "repeated int32 a = 1;",
            "this.a.all(x, x > 0)",
            "if !all(x#0 in self.a, (#0:i32 > 0))",
        ),
        (
            "repeated int32 a = 1;",
            "this.a.all(x, x + 1 > 0)",
            "require all?(x#0 in self.a, (AddInt?(#0:i32, 1) > 0))",
        ),
        (
            "repeated int32 a = 1;",
            "this.a.exists(x, this.a.exists(y, y > x))",
            "if !exists(x#0 in self.a, exists(y#1 in metered self.a, (#1:i32 > #0:i32)))",
        ),
        (
            "repeated string a = 1; string t = 2;",
            "this.a.exists(x, this.t.contains(x))",
            "if !exists(x#0 in self.a, Contains(counted(self.t), #0))",
        ),
        (
            "repeated string a = 1;",
            "this.a.exists(x, x in this.a)",
            "if !exists(x#0 in self.a, (#0 in[Text] metered self.a))",
        ),
        (
            "map<string, int32> m = 1;",
            "this.m.all(k, k != '')",
            "if !all(k#0 in self.m, !empty(#0))",
        ),
        (
            "repeated int32 a = 1;",
            "this.a.map(x, x > 1, x).size() == 1",
            "if (SizeList(map(x#0 in self.a, (#0:i32 > 1), #0:i32)) != 1u)",
        ),
    ]);
}

#[test]
fn patterns_that_are_texts_need_no_pattern() {
    assert_tests(&[
        (
            "string s = 1;",
            "this.s.matches('^abc$')",
            "if !(self.s ==[Text] \"abc\")",
        ),
        (
            "string s = 1;",
            "this.s.matches('^abc')",
            "if !StartsWith(self.s, \"abc\")",
        ),
        (
            "string s = 1;",
            "this.s.matches('abc$')",
            "if !EndsWith(self.s, \"abc\")",
        ),
        (
            "string s = 1;",
            "this.s.matches('abc')",
            "if !Contains(self.s, \"abc\")",
        ),
        (
            "string s = 1;",
            "this.s.matches('^[0-9a-fA-F]{32}$')",
            "if !matches(self.s, Tuuid)",
        ),
        (
            "string s = 1;",
            "this.s.matches('a|b')",
            "if !matches(self.s, #0)",
        ),
        (
            "string s = 1; string p = 2;",
            "this.s.matches(this.p)",
            "require Matches.stepped?(self.s, self.p)",
        ),
    ]);
}

#[test]
fn a_pattern_is_declared_once() {
    let pattern = "[(buf.validate.field).string.pattern = '^[a-z]+[0-9]$']";
    let other = "[(buf.validate.field).string.pattern = 'a|b']";
    let fields = format!("string s = 1 {pattern}; string t = 2 {pattern}; string u = 3 {other};");
    let plans = plans([fields.as_str()]);
    let lines: Vec<_> = plans[0].lines().map(str::trim).collect();
    assert_eq!(lines[0], "pattern #0 \"^[a-z]+[0-9]$\", 2 parts");
    assert_eq!(lines[1], "pattern #1 regex \"a|b\"");
    assert_eq!(lines[2], "if !matches(self.s, #0)");
    assert_eq!(lines[4], "if !matches(self.t, #0)");
    assert_eq!(lines[6], "if !matches(self.u, #1)");
    assert_eq!(lines.len(), 8);
}

#[test]
fn functions_say_whether_they_can_fail_and_count_steps() {
    assert_tests(&[
        (
            "google.protobuf.Timestamp t = 1;",
            "this.t < now",
            "if (self.t >=[Times] now)",
        ),
        (
            "google.protobuf.Timestamp t = 1;",
            "this.t.getHours('UTC') == 1",
            "if (Hours(self.t) != 1)",
        ),
        (
            "google.protobuf.Timestamp t = 1;",
            "this.t.getHours('Europe/Rome') == 1",
            "require (HoursIn?(self.t, \"Europe/Rome\") == 1)",
        ),
        (
            "google.protobuf.Duration t = 1;",
            "this.t + duration('1s') < duration('5s')",
            "require (AddDurations?(self.t, 1s) <[Times] 5s)",
        ),
        (
            "string s = 1;",
            "this.s + 'a' + this.s == 'x'",
            "if (ConcatStrings(self.s, \"a\", self.s) !=[Text] \"x\")",
        ),
        (
            "string s = 1; string t = 2;",
            "this.s.replace('a', this.t) == 'x'",
            "if (Replace.stepped(self.s, \"a\", self.t) !=[Text] \"x\")",
        ),
        (
            "repeated string s = 1;",
            "this.s.unique()",
            "if !Unique(self.s)",
        ),
        (
            "string s = 1;",
            "'%s'.format([this.s]) == 'x'",
            "require (Format?(\"%s\", self.s) ==[Text] \"x\")",
        ),
    ]);
}
