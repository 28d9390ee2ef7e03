package cel_test

import (
	"math"
	"strings"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

func ints(numbers ...int64) cel.Value { return cel.ListOf(numbers, cel.IntValue) }

func texts(texts ...string) cel.Value { return cel.ListOf(texts, cel.StringValue) }

func values(values ...cel.Value) []cel.Value { return values }

func TestClausesAreReplacedInOrder(t *testing.T) {
	integer, uinteger, double, text := cel.IntValue[int64], cel.UintValue[uint64], cel.DoubleValue[float64], cel.StringValue
	for _, test := range []struct {
		template  string
		arguments []cel.Value
		want      string
	}{
		{"no clause, %% é", nil, "no clause, % é"},
		{"%%%s%%", values(text("text")), "%text%"},
		{"%d %d, %s", values(integer(1), uinteger(2), text("A")), "1 2, A"},
		{"%s", values(text("more than"), text("it takes")), "more than"},
		{"%.3f %f %.0f %.0f", values(double(1.2345), integer(2), double(1.5), double(2.5)), "1.234 2.000000 2 2"},
		{"%.3f %.5f", values(double(-123.4999), double(-1.2)), "-123.500 -1.20000"},
		{"%.6e %e %e", values(double(1052.032911275), double(2.5), uinteger(0)), "1.052033e+03 2.500000e+00 0.000000e+00"},
		{"%.1e", values(double(1e-7)), "1.0e-07"},
		{"%b %b %b %b", values(integer(5), integer(-5), uinteger(64), cel.BoolValue(true)), "101 -101 1000000 1"},
		{"%b", values(cel.BoolValue(false)), "0"},
		{"%o %o", values(integer(11), integer(-9)), "13 -11"},
		{"%x %X %x", values(integer(30), uinteger(6000), integer(math.MinInt64)), "1e 1770 -8000000000000000"},
		{"%x %X", values(text("Hi!"), cel.BytesValue([]byte("\x0A\xFF"))), "486921 0AFF"},
		{"%.2s", values(text("abc")), "abc"},
		{"%.1f", values(integer(-3)), "-3.0"},
	} {
		returns(t, test.want, nil)(cel.Format(test.template, test.arguments...))
	}
}

func TestEveryTypeHasAText(t *testing.T) {
	maps := cel.MapOf(map[int32]string{10: "x", 9: "y"},
		cel.IntValue, cel.StringValue)
	for _, test := range []struct {
		value cel.Value
		want  string
	}{
		{cel.BoolValue(true), "true"},
		{cel.IntValue(int64(math.MinInt64)), "-9223372036854775808"},
		{cel.UintValue(uint64(math.MaxUint64)), "18446744073709551615"},
		{cel.DoubleValue(1e21), "1000000000000000000000"},
		{cel.DoubleValue(0.1), "0.1"},
		{cel.DoubleValue(float64(float32(0.1))), "0.10000000149011612"},
		{cel.DoubleValue(math.NaN()), "NaN"},
		{cel.DoubleValue(math.Inf(1)), "Infinity"},
		{cel.DoubleValue(math.Inf(-1)), "-Infinity"},
		{cel.DoubleValue(math.Copysign(0, -1)), "-0"},
		{cel.StringValue("é"), "é"},
		{cel.BytesValue([]byte("xyz")), "xyz"},
		{cel.BytesValue([]byte("a\xFF")), "a\uFFFD"},
		// One replacement for each invalid or incomplete character.
		{cel.BytesValue([]byte("\xFF\xFFa\xE2\x82é\xF0\x9F\x98")), "\uFFFD\uFFFDa\uFFFDé\uFFFD"},
		{cel.BytesValue([]byte("\xC0\x80\xED\xA0\x80")), strings.Repeat("\uFFFD", 5)},
		{cel.TimestampValue(cel.TimestampOf(1_675_467_080, 500_000_000)), "2023-02-03T23:31:20.5Z"},
		{cel.DurationValue(cel.DurationOf(6347, 0)), "6347s"},
		{cel.NullValue(), "null"},
		{cel.NullableValue(cel.NullableOf(false, int64(1)), cel.IntValue), "null"},
		{cel.NullableValue(cel.NullableOf(true, int64(1)), cel.IntValue), "1"},
		{cel.TypeValue("int"), "int"},
		{ints(1, 2), "[1, 2]"},
		{texts("a", "b"), "[a, b]"},
		{cel.ListValue(cel.DoubleValue(456.789), cel.DoubleValue(math.NaN())), "[456.789, NaN]"},
		{cel.ListValue(), "[]"},
		{cel.ListValue(ints(1), ints()), "[[1], []]"},
		{maps, "{10: x, 9: y}"},
		{cel.MapValue(), "{}"},
	} {
		returns(t, test.want, nil)(cel.Format("%s", test.value))
	}
	for _, clause := range []string{"%d", "%f", "%.2e", "%s"} {
		template := strings.Join([]string{clause, clause, clause}, " ")
		returns(t, "NaN Infinity -Infinity", nil)(cel.Format(
			template, cel.DoubleValue(math.NaN()), cel.DoubleValue(math.Inf(1)), cel.DoubleValue(math.Inf(-1))))
	}
}

func TestClausesAcceptOnlyTheirTypes(t *testing.T) {
	text, one := cel.StringValue("abc"), cel.IntValue(1)
	half, yes := cel.DoubleValue(0.5), cel.BoolValue(true)
	for _, test := range []struct {
		template string
		argument cel.Value
	}{
		{"%b", text}, {"%o", text}, {"%d", text}, {"%f", cel.StringValue("NaN")}, {"%d", yes}, {"%o", yes},
		{"%x", half}, {"%b", half}, {"%d", cel.DurationValue(cel.Duration{})}, {"%x", cel.TimestampValue(cel.Timestamp{})},
		{"%d", cel.NullValue()}, {"%x", cel.NullValue()}, {"%d", ints(1)}, {"%f", cel.MapValue()},
		{"%d", cel.TypeValue("int")}, {"%d", cel.BytesValue(nil)},
		{"%a", one}, {"%E", half}, {"%", one}, {"%.f", half}, {"%.101f", half}, {"%.99999999999999999999f", half},
		{"%5d", one}, {"%é", one}, {"%.", one}, {"%.5", one},
	} {
		fails[string](t, cel.ErrInvalidFormat)(cel.Format(test.template, test.argument))
	}
	fails[string](t, cel.ErrMissingArgument)(cel.Format("%d %d", one))
	fails[string](t, cel.ErrMissingArgument)(cel.Format("%a"))
}

func TestAnyTemplateHasAResult(t *testing.T) {
	r := random(5)
	formatted := 0
	for range 20_000 {
		template := r.textOf("%%.19sdfeboxXé", 8)
		_, err := cel.Format(template, cel.IntValue(r.int()), cel.DoubleValue(r.double()), cel.StringValue(r.text(4)))
		if err == nil {
			formatted++
		}
	}
	equal(t, formatted > 1000, true, formatted)
}
