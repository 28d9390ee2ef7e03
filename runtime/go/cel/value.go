package cel

import (
	"cmp"
	"slices"
	"strings"
)

// Value is a value of any type: the result of dyn(x), and a field of a
// google.protobuf.Struct. The zero value is null.
//
// Use [EqualValues] to compare values: numbers of different types are equal if
// they have the same value.
type Value struct {
	// content is nil, bool, int64, uint64, float64, string, []byte, []Value,
	// valueMap, Timestamp, Duration or typeName.
	content any
}

// typeName is the name of a type, as a value.
type typeName string

// Pair is an entry of a map. The key is a bool, an int, a uint or a string.
type Pair struct {
	Key, Value Value
}

// valueMap is a map whose entries are sorted by their keys. An int and a uint
// with the same value are the same key.
type valueMap []Pair

// NullValue returns null.
func NullValue() Value { return Value{} }

// BoolValue returns a bool as a value.
func BoolValue(value bool) Value { return Value{value} }

// IntValue returns an int, or the number of an enum value, as a value.
func IntValue[T ~int32 | ~int64 | ~int](value T) Value { return Value{int64(value)} }

// UintValue returns a uint as a value.
func UintValue[T ~uint32 | ~uint64](value T) Value { return Value{uint64(value)} }

// DoubleValue returns a double as a value.
func DoubleValue[T ~float32 | ~float64](value T) Value { return Value{float64(value)} }

// StringValue returns a string as a value.
func StringValue(value string) Value { return Value{value} }

// BytesValue returns bytes as a value.
func BytesValue(value []byte) Value { return Value{value} }

// DurationValue returns a duration as a value.
func DurationValue(value Duration) Value { return Value{value} }

// TimestampValue returns a timestamp as a value.
func TimestampValue(value Timestamp) Value { return Value{value} }

// TypeValue returns the type with this name as a value.
func TypeValue(name string) Value { return Value{typeName(name)} }

// ListValue returns a list as a value.
func ListValue(items ...Value) Value { return Value{items} }

// ListOf returns a list as a value. The function converts an item.
func ListOf[T any](list []T, value func(T) Value) Value {
	items := make([]Value, len(list))
	for i, item := range list {
		items[i] = value(item)
	}
	return Value{items}
}

// MapValue returns a map as a value. Of entries with the same key, the last one
// is kept. An entry whose key cannot be a key is dropped.
func MapValue(pairs ...Pair) Value {
	pairs = slices.Clone(pairs)
	pairs = slices.DeleteFunc(pairs, func(pair Pair) bool { return pair.Key.keyRank() == 0 })
	slices.SortStableFunc(pairs, comparePairs)
	kept := pairs[:0]
	for _, pair := range pairs {
		if last := len(kept) - 1; last >= 0 && compareKeys(kept[last].Key, pair.Key) == 0 {
			kept[last].Value = pair.Value
			continue
		}
		kept = append(kept, pair)
	}
	return Value{valueMap(kept)}
}

// DistinctMapValue returns a map with computed keys as a value. It fails if two
// of the keys are the same, or if a key has a type that cannot be a key.
func DistinctMapValue(pairs ...Pair) (Value, error) {
	pairs = slices.Clone(pairs)
	for i, pair := range pairs {
		key, err := keyOf(pair.Key)
		if err != nil {
			return Value{}, err
		}
		pairs[i].Key = key
	}
	slices.SortStableFunc(pairs, comparePairs)
	for i := 1; i < len(pairs); i++ {
		if comparePairs(pairs[i-1], pairs[i]) == 0 {
			return Value{}, ErrRepeatedKey
		}
	}
	return Value{valueMap(pairs)}, nil
}

// MapOf returns a map as a value. The functions convert a key and a value.
func MapOf[K comparable, V any](m map[K]V, key func(K) Value, value func(V) Value) Value {
	pairs := make([]Pair, 0, len(m))
	for k, v := range m {
		pairs = append(pairs, Pair{key(k), value(v)})
	}
	return MapValue(pairs...)
}

// NullableValue returns the value of a wrapper, or null, as a value.
func NullableValue[T any](nullable Nullable[T], value func(T) Value) Value {
	if !nullable.Valid {
		return Value{}
	}
	return value(nullable.Value)
}

// keyRank returns the rank of the type in the order of keys; zero if values of
// this type cannot be keys.
func (v Value) keyRank() int {
	switch v.content.(type) {
	case bool:
		return 1
	case int64, uint64:
		return 2
	case string:
		return 3
	}
	return 0
}

// keyOf returns a value as a key. A double is a valid key if it is an integer.
func keyOf(v Value) (Value, error) {
	if double, ok := v.content.(float64); ok {
		if number, err := IntFromDouble(double); err == nil && float64(number) == double {
			return Value{number}, nil
		}
		if number, err := UintFromDouble(double); err == nil && float64(number) == double {
			return Value{number}, nil
		}
	}
	if v.keyRank() == 0 {
		return Value{}, ErrNoSuchOverload
	}
	return v, nil
}

// compareKeys returns the order of two keys.
func compareKeys(a, b Value) int {
	if order := cmp.Compare(a.keyRank(), b.keyRank()); order != 0 {
		return order
	}
	order, _, _ := compareValues(a, b)
	return order
}

func comparePairs(a, b Pair) int { return compareKeys(a.Key, b.Key) }

// get returns the value of a key.
func (m valueMap) get(key Value) (Value, bool) {
	at, found := slices.BinarySearchFunc(m, key, func(pair Pair, key Value) int {
		return compareKeys(pair.Key, key)
	})
	if !found {
		return Value{}, false
	}
	return m[at].Value, true
}

// EqualValues returns a == b. Numbers of different types are equal if they have
// the same value. Values of other different types are not equal.
func EqualValues(a, b Value) bool {
	switch x := a.content.(type) {
	case nil:
		return b.content == nil
	case typeName:
		return b.content == a.content
	case []Value:
		y, ok := b.content.([]Value)
		return ok && EqualLists(x, y, EqualValues)
	case valueMap:
		y, ok := b.content.(valueMap)
		return ok && EqualLists(x, y, func(x, y Pair) bool {
			return compareKeys(x.Key, y.Key) == 0 && EqualValues(x.Value, y.Value)
		})
	}
	order, ordered, err := compareValues(a, b)
	return err == nil && ordered && order == 0
}

// compareValues returns the order of two values. A NaN has no order. It fails
// for types without an order.
func compareValues(a, b Value) (order int, ordered bool, err error) {
	switch x := a.content.(type) {
	case bool:
		if y, ok := b.content.(bool); ok {
			return boolOrder(x) - boolOrder(y), true, nil
		}
	case int64, uint64, float64:
		return compareNumbers(a, b)
	case string:
		if y, ok := b.content.(string); ok {
			return strings.Compare(x, y), true, nil
		}
	case []byte:
		if y, ok := b.content.([]byte); ok {
			return CompareBytes(x, y), true, nil
		}
	case Timestamp:
		if y, ok := b.content.(Timestamp); ok {
			return x.Compare(y), true, nil
		}
	case Duration:
		if y, ok := b.content.(Duration); ok {
			return x.Compare(y), true, nil
		}
	}
	return 0, false, ErrNoSuchOverload
}

func boolOrder(value bool) int {
	if value {
		return 1
	}
	return 0
}

// compareNumbers compares numbers. If one is a double, the other is rounded to
// a double.
func compareNumbers(a, b Value) (order int, ordered bool, err error) {
	switch x := a.content.(type) {
	case int64:
		switch y := b.content.(type) {
		case int64:
			return cmp.Compare(x, y), true, nil
		case uint64:
			return CompareIntUint(x, y), true, nil
		}
	case uint64:
		switch y := b.content.(type) {
		case int64:
			return -CompareIntUint(y, x), true, nil
		case uint64:
			return cmp.Compare(x, y), true, nil
		}
	}
	x, _ := a.number()
	y, ok := b.number()
	if !ok {
		return 0, false, ErrNoSuchOverload
	}
	return cmp.Compare(x, y), !IsNan(x) && !IsNan(y), nil
}

// number returns a number as a double.
func (v Value) number() (float64, bool) {
	switch content := v.content.(type) {
	case int64:
		return float64(content), true
	case uint64:
		return float64(content), true
	case float64:
		return content, true
	}
	return 0, false
}
