package cel_test

import (
	"math"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

func TestAccessorsCheckTheType(t *testing.T) {
	null := cel.NullValue()
	returns(t, true, nil)(cel.ExpectBool(cel.BoolValue(true)))
	fails[bool](t, noOverload)(cel.ExpectBool(null))
	returns[int64](t, 1, nil)(cel.ExpectInt(cel.IntValue(1)))
	fails[int64](t, noOverload)(cel.ExpectInt(cel.UintValue(uint64(1))))
	returns[uint64](t, 1, nil)(cel.ExpectUint(cel.UintValue(uint64(1))))
	returns(t, 1.5, nil)(cel.ExpectDouble(cel.DoubleValue(1.5)))
	fails[float64](t, noOverload)(cel.ExpectDouble(cel.IntValue(1)))
	returns(t, "a", nil)(cel.ExpectString(cel.StringValue("a")))
	fails[string](t, noOverload)(cel.ExpectString(cel.TypeValue("a")))
	bytes, err := cel.ExpectBytes(cel.BytesValue([]byte{1}))
	equal(t, string(bytes) == "\x01" && err == nil, true)
	returns(t, cel.DurationOf(1, 0), nil)(cel.ExpectDuration(cel.DurationValue(cel.DurationOf(1, 0))))
	returns(t, cel.TimestampOf(1, 0), nil)(cel.ExpectTimestamp(cel.TimestampValue(cel.TimestampOf(1, 0))))
	list, err := cel.ExpectList(ints(1))
	equal(t, len(list) == 1 && err == nil, true)
	if _, err := cel.ExpectList(null); err != noOverload {
		t.Errorf("got %v", err)
	}
	for name, of := range map[string]cel.Value{
		"null_type": null, "bool": cel.BoolValue(true), "int": cel.IntValue(1), "uint": cel.UintValue(uint64(1)),
		"double": cel.DoubleValue(1.0), "string": cel.StringValue(""), "bytes": cel.BytesValue(nil), "list": ints(),
		"map": cel.MapValue(), "type": cel.TypeValue("x"),
		"google.protobuf.Timestamp": cel.TimestampValue(cel.Timestamp{}),
		"google.protobuf.Duration":  cel.DurationValue(cel.Duration{}),
	} {
		equal(t, cel.EqualValues(cel.TypeOf(of), cel.TypeValue(name)), true, name)
	}
}

func TestConversionsDependOnTheTypes(t *testing.T) {
	text := cel.StringValue
	null := cel.NullValue()
	returns[int64](t, 1, nil)(cel.DynInt(cel.DoubleValue(1.9)))
	returns[int64](t, -7, nil)(cel.DynInt(text("-7")))
	returns[int64](t, 7, nil)(cel.DynInt(cel.UintValue(uint64(7))))
	returns[int64](t, -7, nil)(cel.DynInt(cel.IntValue(-7)))
	returns[int64](t, 5, nil)(cel.DynInt(cel.TimestampValue(cel.TimestampOf(5, 1))))
	fails[int64](t, overflow)(cel.DynInt(cel.UintValue(uint64(math.MaxUint64))))
	fails[int64](t, noOverload)(cel.DynInt(null))
	fails[uint64](t, overflow)(cel.DynUint(cel.IntValue(-1)))
	returns[uint64](t, 7, nil)(cel.DynUint(text("7")))
	returns[uint64](t, 7, nil)(cel.DynUint(cel.DoubleValue(7.5)))
	fails[uint64](t, noOverload)(cel.DynUint(cel.TimestampValue(cel.Timestamp{})))
	returns(t, 3.0, nil)(cel.DynDouble(cel.IntValue(3)))
	returns(t, 1000.0, nil)(cel.DynDouble(text("1e3")))
	fails[float64](t, cel.ErrInvalidDouble)(cel.DynDouble(text("x")))
	fails[float64](t, noOverload)(cel.DynDouble(null))
	returns(t, true, nil)(cel.DynBool(text("t")))
	returns(t, true, nil)(cel.DynBool(cel.BoolValue(true)))
	fails[bool](t, noOverload)(cel.DynBool(cel.IntValue(1)))
	bytes, err := cel.DynBytes(text("a"))
	equal(t, string(bytes) == "a" && err == nil, true)
	if _, err := cel.DynBytes(null); err != noOverload {
		t.Errorf("got %v", err)
	}
	nine := cel.TimestampOf(9, 0)
	returns(t, nine, nil)(cel.DynTimestamp(text("1970-01-01T00:00:09Z")))
	returns(t, nine, nil)(cel.DynTimestamp(cel.IntValue(9)))
	returns(t, nine, nil)(cel.DynTimestamp(cel.TimestampValue(nine)))
	fails[cel.Timestamp](t, noOverload)(cel.DynTimestamp(null))
	returns(t, cel.DurationOf(9, 0), nil)(cel.DynDuration(text("9s")))
	returns(t, cel.DurationOf(9, 0), nil)(cel.DynDuration(cel.DurationValue(cel.DurationOf(9, 0))))
	fails[cel.Duration](t, noOverload)(cel.DynDuration(cel.IntValue(9)))
	for want, value := range map[string]cel.Value{
		"true": cel.BoolValue(true), "-1": cel.IntValue(-1), "2": cel.UintValue(uint64(2)), "1e+06": cel.DoubleValue(1e6),
		"a": text("a"), "b": cel.BytesValue([]byte("b")), "9s": cel.DurationValue(cel.DurationOf(9, 0)),
		"1970-01-01T00:00:09Z": cel.TimestampValue(nine),
	} {
		returns(t, want, nil)(cel.DynString(value))
	}
	fails[string](t, cel.ErrInvalidUtf8)(cel.DynString(cel.BytesValue([]byte("\xFF"))))
	fails[string](t, noOverload)(cel.DynString(null))
}

func TestValuesBecomeJson(t *testing.T) {
	text := cel.StringValue
	value(t, text("9007199254740992"), nil)(cel.Json(cel.UintValue(uint64(1 << 53))))
	value(t, cel.DoubleValue(9007199254740991.0), nil)(cel.Json(cel.UintValue(uint64(1<<53 - 1))))
	value(t, text("-9223372036854775808"), nil)(cel.Json(cel.IntValue(int64(math.MinInt64))))
	value(t, text("9223372036854775807"), nil)(cel.Json(cel.IntValue(int64(math.MaxInt64))))
	value(t, cel.DoubleValue(-5.0), nil)(cel.Json(cel.IntValue(-5)))
	value(t, text("Zm9v"), nil)(cel.Json(cel.BytesValue([]byte("foo"))))
	value(t, text("1970-01-01T00:00:00.5Z"), nil)(cel.Json(cel.TimestampValue(cel.TimestampOf(0, 500_000_000))))
	value(t, text("1s"), nil)(cel.Json(cel.DurationValue(cel.DurationOf(1, 0))))
	nested := cel.MapValue(cel.Pair{Key: text("a"), Value: cel.ListValue(cel.NullValue(), cel.BoolValue(true))})
	value(t, nested, nil)(cel.Json(nested))
	number, err := cel.Json(ints(1))
	value(t, text("[1]"), nil)(text(must(cel.Format("%s", number))), err)
	returns(t, true, nil)(isDouble(number))

	intKey := cel.MapValue(cel.Pair{Key: cel.IntValue(1), Value: cel.IntValue(2)})
	for _, refused := range values(intKey, cel.TypeValue("int"), cel.ListValue(intKey),
		cel.MapValue(cel.Pair{Key: text("a"), Value: intKey})) {
		value(t, refused, noOverload)(cel.Json(refused))
	}
}

// isDouble reports whether the first item of a list is a double.
func isDouble(list cel.Value) (bool, error) {
	first, err := cel.DynIndex(list, cel.IntValue(0))
	if err != nil {
		return false, err
	}
	_, err = cel.ExpectDouble(first)
	return err == nil, err
}

func must(text string, err error) string {
	if err != nil {
		return err.Error()
	}
	return text
}
