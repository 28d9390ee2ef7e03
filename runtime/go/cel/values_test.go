package cel_test

import (
	"math"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

const noOverload = cel.ErrNoSuchOverload

func TestValuesAreEqualAcrossNumberTypes(t *testing.T) {
	one, uone := cel.IntValue(1), cel.UintValue(uint64(1))
	entry := func(key cel.Value, value string) cel.Value {
		return cel.MapValue(cel.Pair{Key: key, Value: cel.StringValue(value)})
	}
	for _, test := range []struct {
		a, b cel.Value
		want bool
	}{
		{one, uone, true},
		{cel.DoubleValue(1.0), uone, true},
		{cel.IntValue(-1), cel.UintValue(uint64(math.MaxUint64)), false},
		{cel.DoubleValue(math.NaN()), cel.DoubleValue(math.NaN()), false},
		{cel.StringValue("1"), one, false},
		{cel.NullValue(), cel.BoolValue(false), false},
		{cel.NullValue(), cel.Value{}, true},
		{ints(1, 2), cel.ListValue(cel.DoubleValue(1.0), cel.UintValue(uint64(2))), true},
		{ints(1), ints(1, 2), false},
		{ints(), cel.MapValue(), false},
		{entry(one, "a"), entry(uone, "a"), true},
		{entry(one, "a"), entry(one, "b"), false},
		{entry(one, "a"), entry(cel.IntValue(2), "a"), false},
		{cel.StringValue("a"), cel.BytesValue([]byte("a")), false},
		{cel.BytesValue([]byte("a")), cel.BytesValue([]byte("a")), true},
		{cel.TypeOf(cel.StringValue("a")), cel.TypeValue("string"), true},
		{cel.TypeOf(cel.TypeValue("a")), cel.TypeValue("type"), true},
		{cel.TypeValue("a"), cel.StringValue("a"), false},
		{cel.BoolValue(true), cel.BoolValue(true), true},
		{cel.DurationValue(cel.DurationOf(1, 0)), cel.DurationValue(cel.DurationOf(1, 0)), true},
		{cel.TimestampValue(cel.TimestampOf(1, 0)), cel.DurationValue(cel.DurationOf(1, 0)), false},
	} {
		equal(t, cel.EqualValues(test.a, test.b), test.want, test)
		equal(t, cel.EqualValues(test.b, test.a), test.want, test)
	}
}

func TestValuesHaveAnOrderWithinTheirTypes(t *testing.T) {
	for _, test := range []struct{ less, greater cel.Value }{
		{cel.IntValue(1), cel.DoubleValue(1.5)},
		{cel.UintValue(uint64(1)), cel.DoubleValue(1.5)},
		{cel.IntValue(-1), cel.UintValue(uint64(0))},
		{cel.StringValue("a"), cel.StringValue("b")},
		{cel.StringValue("\uffff"), cel.StringValue("😀")},
		{cel.BytesValue([]byte("a")), cel.BytesValue([]byte("b"))},
		{cel.BoolValue(false), cel.BoolValue(true)},
		{cel.DurationValue(cel.DurationOf(0, 9)), cel.DurationValue(cel.DurationOf(1, 0))},
		{cel.TimestampValue(cel.TimestampOf(0, 9)), cel.TimestampValue(cel.TimestampOf(1, 0))},
	} {
		returns(t, true, nil)(cel.LessValues(test.less, test.greater))
		returns(t, false, nil)(cel.LessValues(test.greater, test.less))
		returns(t, true, nil)(cel.GreaterEqualValues(test.greater, test.less))
		returns(t, true, nil)(cel.LessEqualValues(test.less, test.less))
		returns(t, false, nil)(cel.GreaterValues(test.less, test.less))
	}
	nan := cel.DoubleValue(math.NaN())
	for _, compare := range []func(a, b cel.Value) (bool, error){
		cel.LessValues, cel.LessEqualValues, cel.GreaterValues, cel.GreaterEqualValues,
	} {
		returns(t, false, nil)(compare(nan, cel.IntValue(1)))
		fails[bool](t, noOverload)(compare(cel.StringValue("a"), cel.IntValue(1)))
		fails[bool](t, noOverload)(compare(cel.IntValue(1), cel.StringValue("a")))
		fails[bool](t, noOverload)(compare(cel.NullValue(), cel.NullValue()))
		fails[bool](t, noOverload)(compare(ints(1), ints(1)))
	}
}

// value fails the test unless a function returned this value, or this error.
func value(t *testing.T, want cel.Value, wantErr error) func(got cel.Value, err error) {
	t.Helper()
	return func(got cel.Value, err error) {
		t.Helper()
		if err != wantErr || err == nil && !cel.EqualValues(got, want) {
			t.Errorf("got %v, %v; want %v, %v", got, err, want, wantErr)
		}
	}
}

func TestOperatorsDependOnTheTypes(t *testing.T) {
	zero, one, two := cel.IntValue(0), cel.IntValue(1), cel.IntValue(2)
	uone, half := cel.UintValue(uint64(1)), cel.DoubleValue(0.5)
	none := cel.NullValue()
	value(t, cel.IntValue(3), nil)(cel.DynAdd(one, two))
	value(t, cel.IntValue(-1), nil)(cel.DynSubtract(one, two))
	value(t, cel.IntValue(4), nil)(cel.DynMultiply(two, two))
	value(t, one, nil)(cel.DynRemainder(cel.IntValue(5), two))
	value(t, none, cel.ErrDivisionByZero)(cel.DynDivide(two, zero))
	value(t, none, cel.ErrModulusByZero)(cel.DynRemainder(two, zero))
	value(t, cel.IntValue(-1), nil)(cel.DynNegate(one))
	value(t, cel.DoubleValue(-0.5), nil)(cel.DynNegate(half))
	value(t, none, noOverload)(cel.DynAdd(one, uone))
	value(t, none, noOverload)(cel.DynNegate(uone))
	value(t, none, cel.ErrIntegerOverflow)(cel.DynSubtract(uone, cel.UintValue(uint64(2))))
	value(t, cel.DoubleValue(math.Inf(1)), nil)(cel.DynDivide(half, cel.DoubleValue(0.0)))
	value(t, none, noOverload)(cel.DynRemainder(half, half))
	value(t, cel.StringValue("aé"), nil)(cel.DynAdd(cel.StringValue("a"), cel.StringValue("é")))
	value(t, cel.BytesValue([]byte("ab")), nil)(cel.DynAdd(cel.BytesValue([]byte("a")), cel.BytesValue([]byte("b"))))
	value(t, ints(1, 2), nil)(cel.DynAdd(ints(1), cel.ListValue(cel.DoubleValue(2.0))))
	value(t, none, noOverload)(cel.DynMultiply(none, none))

	at, by := cel.TimestampValue(cel.TimestampOf(10, 0)), cel.DurationValue(cel.DurationOf(3, 0))
	value(t, cel.TimestampValue(cel.TimestampOf(13, 0)), nil)(cel.DynAdd(at, by))
	value(t, cel.TimestampValue(cel.TimestampOf(13, 0)), nil)(cel.DynAdd(by, at))
	value(t, cel.DurationValue(cel.DurationOf(6, 0)), nil)(cel.DynAdd(by, by))
	value(t, cel.TimestampValue(cel.TimestampOf(7, 0)), nil)(cel.DynSubtract(at, by))
	value(t, cel.DurationValue(cel.Duration{}), nil)(cel.DynSubtract(at, at))
	value(t, cel.DurationValue(cel.Duration{}), nil)(cel.DynSubtract(by, by))
	value(t, cel.DurationValue(cel.DurationOf(-3, 0)), nil)(cel.DynNegate(by))
	value(t, none, noOverload)(cel.DynSubtract(by, at))
	value(t, none, noOverload)(cel.DynAdd(at, at))
}

func TestItemsAreFoundByNumbersOfAnyType(t *testing.T) {
	list, none := texts("a", "b"), cel.NullValue()
	for _, one := range values(cel.IntValue(1), cel.UintValue(uint64(1)), cel.DoubleValue(1.0)) {
		value(t, cel.StringValue("b"), nil)(cel.DynIndex(list, one))
	}
	value(t, none, outside)(cel.DynIndex(list, cel.IntValue(2)))
	value(t, none, outside)(cel.DynIndex(list, cel.UintValue(uint64(math.MaxUint64))))
	value(t, none, noOverload)(cel.DynIndex(list, cel.DoubleValue(0.5)))
	value(t, none, noOverload)(cel.DynIndex(list, cel.DoubleValue(math.NaN())))
	value(t, none, noOverload)(cel.DynIndex(list, cel.StringValue("a")))
	returns(t, true, nil)(cel.DynContains(list, cel.StringValue("a")))
	value(t, none, noOverload)(cel.DynSelect(list, "a"))

	m := cel.MapValue(
		cel.Pair{Key: cel.StringValue("a"), Value: cel.IntValue(1)},
		cel.Pair{Key: cel.UintValue(uint64(5)), Value: none},
		cel.Pair{Key: cel.BoolValue(true), Value: none},
	)
	value(t, cel.IntValue(1), nil)(cel.DynSelect(m, "a"))
	value(t, none, cel.ErrNoSuchKey)(cel.DynSelect(m, "b"))
	equal(t, cel.HasKey(m, "a"), true)
	equal(t, cel.HasKey(m, "b") || cel.HasKey(list, "a") || cel.HasKey(none, "a"), false)
	value(t, none, nil)(cel.DynIndex(m, cel.DoubleValue(5.0)))
	value(t, none, cel.ErrNoSuchKey)(cel.DynIndex(m, cel.DoubleValue(5.5)))
	value(t, none, noOverload)(cel.DynIndex(none, cel.IntValue(0)))
	returns(t, true, nil)(cel.DynContains(m, cel.IntValue(5)))
	returns(t, false, nil)(cel.DynContains(m, none))
	fails[bool](t, noOverload)(cel.DynContains(none, none))
	for _, test := range []struct {
		value cel.Value
		size  int64
	}{{m, 3}, {list, 2}, {cel.StringValue("né"), 2}, {cel.BytesValue([]byte("né")), 3}} {
		returns(t, test.size, nil)(cel.DynSize(test.value))
	}
	fails[int64](t, noOverload)(cel.DynSize(none))
	keys, err := cel.DynRange(m)
	value(t, cel.ListValue(cel.BoolValue(true), cel.UintValue(uint64(5)), cel.StringValue("a")), nil)(cel.ListValue(keys...), err)
	items, err := cel.DynRange(list)
	value(t, list, nil)(cel.ListValue(items...), err)
	if _, err := cel.DynRange(cel.BoolValue(true)); err != noOverload {
		t.Errorf("got %v", err)
	}
}

func TestMapsKeepOneEntryForEachKey(t *testing.T) {
	pair := func(key cel.Value, value int64) cel.Pair { return cel.Pair{Key: key, Value: cel.IntValue(value)} }
	m := cel.MapValue(pair(cel.IntValue(1), 1), pair(cel.UintValue(uint64(1)), 2), pair(cel.NullValue(), 3))
	returns(t, "{1: 2}", nil)(cel.Format("%s", m))
	value(t, m, nil)(cel.DistinctMapValue(pair(cel.DoubleValue(1.0), 2)))
	value(t, m, cel.ErrRepeatedKey)(cel.DistinctMapValue(pair(cel.IntValue(1), 1), pair(cel.DoubleValue(1.0), 2)))
	value(t, m, noOverload)(cel.DistinctMapValue(pair(cel.DoubleValue(1.5), 1)))
	value(t, cel.MapValue(), nil)(cel.DistinctMapValue())
	pairs, err := cel.ExpectMap(m)
	equal(t, len(pairs) == 1 && err == nil, true)
}

func TestListsOfValuesAreUnique(t *testing.T) {
	steps := cel.NewSteps(1000, time.Time{})
	returns(t, false, nil)(cel.DynUnique(&steps, cel.ListValue(cel.IntValue(1), cel.DoubleValue(1.0))))
	returns(t, true, nil)(cel.DynUnique(&steps, cel.ListValue(cel.IntValue(1), cel.StringValue("1"))))
	fails[bool](t, noOverload)(cel.DynUnique(&steps, cel.NullValue()))
}

// anyValue returns a random value, with lists and maps up to a depth.
func anyValue(r *random, depth int) cel.Value {
	kinds := 9
	if depth > 0 {
		kinds = 11
	}
	switch r.below(kinds) {
	case 0:
		return cel.NullValue()
	case 1:
		return cel.BoolValue(r.below(2) == 0)
	case 2:
		return cel.IntValue(r.int())
	case 3:
		return cel.UintValue(r.bits())
	case 4:
		return cel.DoubleValue(r.double())
	case 5:
		return cel.StringValue(r.text(3))
	case 6:
		return cel.BytesValue(r.bytes(3))
	case 7:
		return cel.TimestampValue(cel.TimestampOf(r.int(), int32(r.int())))
	case 8:
		return cel.DurationValue(cel.DurationOf(r.int(), int32(r.int())))
	case 9:
		return cel.ListOf(make([]bool, r.below(4)), func(bool) cel.Value { return anyValue(r, depth-1) })
	}
	pairs := make([]cel.Pair, r.below(4))
	for i := range pairs {
		pairs[i] = cel.Pair{Key: cel.IntValue(r.int()), Value: anyValue(r, depth-1)}
	}
	return cel.MapValue(pairs...)
}

func TestOperatorsHaveAResultForAnyValues(t *testing.T) {
	r := random(9)
	defined := 0
	count := func(_ any, err error) {
		if err == nil {
			defined++
		}
	}
	for range 20_000 {
		a, b := anyValue(&r, 2), anyValue(&r, 2)
		for _, operator := range []func(a, b cel.Value) (cel.Value, error){
			cel.DynAdd, cel.DynSubtract, cel.DynMultiply, cel.DynDivide, cel.DynRemainder, cel.DynIndex,
		} {
			result, err := operator(a, b)
			count(result, err)
		}
		negative, err := cel.DynNegate(a)
		count(negative, err)
		contains, err := cel.DynContains(a, b)
		count(contains, err)
		equal(t, cel.EqualValues(a, b), cel.EqualValues(b, a))
		less, err := cel.LessValues(a, b)
		greater, otherErr := cel.GreaterValues(b, a)
		equal(t, less == greater && err == otherErr, true, a, b)
		if _, err := cel.Format("%s", a); err != nil {
			t.Error(err)
		}
	}
	equal(t, defined > 10_000, true, defined)
}
