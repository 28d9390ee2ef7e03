//! Tests of number comparisons: widths, limits, NaN and divisions.

use super::assert_tests;

#[test]
fn constants_are_compared_in_the_width_of_the_field() {
    assert_tests(&[
        ("int32 a = 1;", "this.a > 5", "if (self.a:i32 <= 5)"),
        (
            "float a = 1;",
            "this.a < 0.5",
            "if ((self.a:f32 >= 0.5) || IsNan(self.a:f32))",
        ),
        (
            "float a = 1;",
            "this.a < 0.1",
            "if ((self.a:f32 >=[Double] 0.1) || IsNan(self.a:f32))",
        ),
        (
            "int32 a = 1; int32 b = 2;",
            "this.a < this.b",
            "if (self.a:i32 >= self.b:i32)",
        ),
        (
            "int32 a = 1; int64 b = 2;",
            "this.a < this.b",
            "if (self.a:i32 >=[Int] self.b)",
        ),
        (
            "int32 a = 1; int64 b = 2;",
            "(this.a > 1 ? this.a : this.b) > 3",
            "if (((self.a:i32 > 1) ? self.a:i32 : self.b) <= 3)",
        ),
    ]);
}

#[test]
fn constants_past_the_limits_of_a_width_are_decided() {
    // A rule that every value satisfies has no steps.
    assert_tests(&[
        ("int32 a = 1;", "this.a < 3000000000", ""),
        ("uint32 a = 1;", "this.a >= 0u", ""),
        (
            "int32 a = 1;",
            "this.a <= -2147483648",
            "if (self.a:i32 > -2147483648)",
        ),
        (
            "uint32 a = 1;",
            "this.a >= 4294967295u",
            "if (self.a:u32 < 4294967295u)",
        ),
        (
            "int32 a = 1;",
            "this.a in [1, 3000000000]",
            "if !(self.a:i32 in {1})",
        ),
        (
            "int32 a = 1;",
            "this.a in [3000000000]",
            "violate r \"\\\"this.a in [3000000000]\\\" returned false\" at message",
        ),
        ("repeated int32 a = 1;", "this.a.all(x, x < 3000000000)", ""),
    ]);
}

#[test]
fn the_opposite_of_an_order_of_doubles_holds_for_nan() {
    assert_tests(&[
        (
            "double a = 1; double b = 2;",
            "this.a < this.b",
            "if (((self.a >= self.b) || IsNan(self.a)) || IsNan(self.b))",
        ),
        ("double a = 1;", "!(this.a < 1.0)", "if (self.a < 1.0)"),
        (
            "int32 a = 1; double b = 2;",
            "dyn(this.a) < dyn(this.b)",
            "if ((self.a:i32 >=[Int, Double] self.b) || IsNan(self.b))",
        ),
    ]);
}

#[test]
fn numbers_of_two_types_are_compared_by_value() {
    assert_tests(&[
        (
            "int32 a = 1; uint32 b = 2;",
            "dyn(this.a) == this.b",
            "if (self.a:i32 !=[Int, Uint] self.b:u32)",
        ),
        (
            "repeated int32 a = 1; repeated int64 b = 2;",
            "this.a == this.b",
            "if (self.a !=[Lists[Int]] self.b)",
        ),
    ]);
}

#[test]
fn divisions_by_constants_cannot_fail_but_by_zero_and_minus_one() {
    assert_tests(&[
        (
            "int32 a = 1;",
            "this.a / 2 == 1",
            "if (DivInt.sure(self.a:i32, 2) != 1)",
        ),
        ("int32 a = 1;", "this.a % 1 == 1", "if (0 != 1)"),
        (
            "int32 a = 1;",
            "this.a / -1 == 1",
            "require (DivInt?(self.a:i32, -1) == 1)",
        ),
        (
            "int32 a = 1; int32 b = 2;",
            "this.a / this.b == 1",
            "require (DivInt?(self.a:i32, self.b:i32) == 1)",
        ),
        (
            "repeated int32 a = 1;",
            "this.a.size() % 2 == 0",
            "if (RemInt.sure(SizeList(self.a), 2) != 0)",
        ),
        (
            "repeated int32 a = 1;",
            "this.a.size() / -2 == 0",
            "if (DivInt.sure(SizeList(self.a), -2) != 0)",
        ),
        (
            "int32 a = 1;",
            "this.a / 3000000000 == 0",
            "if (DivInt.sure(self.a:i32, 3000000000) != 0)",
        ),
    ]);
}

#[test]
fn constants_among_which_a_value_is_looked_for_are_ranges() {
    assert_tests(&[
        (
            "uint64 a = 1;",
            "this.a in [1u, 2u, 3u, 9u]",
            "if !(self.a in {1..=3, 9})",
        ),
        (
            "string s = 1;",
            "this.s in ['a', 'b', 'a']",
            "if !(self.s in {\"a\", \"b\"})",
        ),
    ]);
}
