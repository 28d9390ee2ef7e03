package cel

import (
	"bytes"
	"cmp"
	"slices"
)

// SizeList returns size(list).
func SizeList[T any](list []T) int64 { return int64(len(list)) }

// SizeMap returns size(map).
func SizeMap[K comparable, V any](m map[K]V) int64 { return int64(len(m)) }

// ConcatLists returns the items of all lists, one list after the other.
func ConcatLists[T any](lists ...[]T) []T { return slices.Concat(lists...) }

// Item returns list[index]. It fails if the index is out of range.
func Item[T any](list []T, index int64) (T, error) {
	if index < 0 || index >= int64(len(list)) {
		return Fail[T](ErrIndexOutOfRange)
	}
	return list[index], nil
}

// EqualLists returns a == b, where equal compares two items.
func EqualLists[A, B any](a []A, b []B, equal func(A, B) bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// EqualMaps returns a == b, where equal compares two values.
func EqualMaps[K comparable, A, B any](a map[K]A, b map[K]B, equal func(A, B) bool) bool {
	if len(a) != len(b) {
		return false
	}
	for key, value := range a {
		other, ok := b[key]
		if !ok || !equal(value, other) {
			return false
		}
	}
	return true
}

// HasEntry returns key in map.
func HasEntry[K comparable, V any](m map[K]V, key K) bool {
	_, ok := m[key]
	return ok
}

// Entry returns map[key]. It fails if the map has no such key.
func Entry[K comparable, V any](m map[K]V, key K) (V, error) {
	value, ok := m[key]
	if !ok {
		return value, ErrNoSuchKey
	}
	return value, nil
}

// KeyValue is an entry of a map.
type KeyValue[K comparable, V any] struct {
	Key   K
	Value V
}

// DistinctMap returns the map of a message that an expression constructs, with
// computed keys. It fails if two of the keys are the same.
func DistinctMap[K comparable, V any](entries ...KeyValue[K, V]) (map[K]V, error) {
	m := make(map[K]V, len(entries))
	for _, entry := range entries {
		if HasEntry(m, entry.Key) {
			return nil, ErrRepeatedKey
		}
		m[entry.Key] = entry.Value
	}
	return m, nil
}

// Integer is the type of an integer of a field.
type Integer interface {
	~int32 | ~int64 | ~uint32 | ~uint64 | ~int
}

// HasEntryNarrow returns key in map, for a key that may be out of the range of
// the map's keys. Then the map has no such key.
func HasEntryNarrow[K, N Integer, V any](m map[K]V, key N) bool {
	_, err := EntryNarrow(m, key)
	return err == nil
}

// EntryNarrow returns map[key], for a key that may be out of the range of the
// map's keys. It fails if the map has no such key.
func EntryNarrow[K, N Integer, V any](m map[K]V, key N) (V, error) {
	narrow := K(key)
	// The conversion keeps the value if it keeps the sign and can be reversed.
	if N(narrow) != key || (narrow < 0) != (key < 0) {
		return Fail[V](ErrNoSuchKey)
	}
	return Entry(m, narrow)
}

// maxPairwise is the number of items up to which comparing all pairs is faster
// than sorting.
const maxPairwise = 16

// Unique returns unique(): whether no two items are equal. Both zeros are
// equal, and NaN is not equal to anything. The time is O(n log n).
func Unique[T cmp.Ordered](list []T) bool {
	if len(list) <= maxPairwise {
		return uniquePairs(list)
	}
	// IDs are often sorted already.
	if ascending(list) {
		return true
	}
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	for i := 1; i < len(sorted); i++ {
		if sorted[i-1] == sorted[i] {
			return false
		}
	}
	return true
}

func uniquePairs[T comparable](list []T) bool {
	for i, item := range list {
		for _, other := range list[:i] {
			if item == other {
				return false
			}
		}
	}
	return true
}

// ascending reports whether each item is greater than the one before it.
func ascending[T cmp.Ordered](list []T) bool {
	for i := 1; i < len(list); i++ {
		if !(list[i-1] < list[i]) {
			return false
		}
	}
	return true
}

// UniqueComparable returns unique() for items without an order of Go, such as
// bools, timestamps and durations.
func UniqueComparable[T comparable](list []T) bool {
	if len(list) <= maxPairwise {
		return uniquePairs(list)
	}
	seen := make(map[T]struct{}, len(list))
	for _, item := range list {
		seen[item] = struct{}{}
	}
	return len(seen) == len(list)
}

// UniqueBytes returns unique() for bytes.
func UniqueBytes(list [][]byte) bool {
	if len(list) <= maxPairwise {
		for i, item := range list {
			for _, other := range list[:i] {
				if bytes.Equal(item, other) {
					return false
				}
			}
		}
		return true
	}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, bytes.Compare)
	for i := 1; i < len(sorted); i++ {
		if bytes.Equal(sorted[i-1], sorted[i]) {
			return false
		}
	}
	return true
}

// UniqueFunc returns unique() for items without an order, such as messages. It
// compares all pairs, and each pair counts as a step.
func UniqueFunc[T any](steps *Steps, list []T, equal func(a, b T) bool) bool {
	for i, item := range list {
		for _, other := range CountedList(steps, list[:i]) {
			if equal(other, item) {
				return false
			}
		}
	}
	return true
}
