package cel

import "cmp"

// CompareIntUint returns -1 if a < b, 0 if a == b, and +1 if a > b.
//
// An int or a uint and a double need no function: Go's operators compare
// float64(a) with b. CEL rounds the integer to a double, too.
func CompareIntUint(a int64, b uint64) int {
	if a < 0 {
		return -1
	}
	return cmp.Compare(uint64(a), b)
}

// LessBool returns a < b: false is less than true.
func LessBool(a, b bool) bool { return !a && b }

// Nullable is the value of a wrapper message, or null if the wrapper is unset.
// Values of comparable types can be compared with ==: null equals only null.
type Nullable[T any] struct {
	// Value is the zero value for null.
	Value T
	// Valid is false for null.
	Valid bool
}

// NullableOf returns the value if it is valid, and null otherwise.
func NullableOf[T any](valid bool, value T) Nullable[T] {
	if !valid {
		return Nullable[T]{}
	}
	return Nullable[T]{Value: value, Valid: true}
}

// EqualNullable returns a == b, where equal compares two values that are not
// null.
func EqualNullable[A, B any](a Nullable[A], b Nullable[B], equal func(A, B) bool) bool {
	if !a.Valid || !b.Valid {
		return a.Valid == b.Valid
	}
	return equal(a.Value, b.Value)
}

// Unwrap returns the value of a wrapper. It fails for null.
func Unwrap[T any](value Nullable[T]) (T, error) {
	if !value.Valid {
		return value.Value, ErrNoSuchOverload
	}
	return value.Value, nil
}
