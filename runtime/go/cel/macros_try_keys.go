package cel

import "maps"

// TryAllKeys returns m.all(key, test) for the keys of a map. If a test is false,
// the result is false, even if another test fails. It counts each key as a
// step, unless steps is nil.
func TryAllKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) (bool, error) {
	return tryAllItems(steps, maps.Keys(m), test)
}

// TryExistsKeys returns m.exists(key, test) for the keys of a map. If a test is
// true, the result is true, even if another test fails. It counts steps like
// [TryAllKeys].
func TryExistsKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) (bool, error) {
	return tryExistsItems(steps, maps.Keys(m), test)
}

// TryExistsOneKeys returns m.exists_one(key, test) for the keys of a map. It
// fails if a test fails. It counts steps like [TryAllKeys].
func TryExistsOneKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) (bool, error) {
	return tryExistsOneItems(steps, maps.Keys(m), test)
}

// TryFilterKeys returns m.filter(key, test) for the keys of a map. It fails if
// a test fails. It counts steps like [TryAllKeys].
func TryFilterKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) ([]K, error) {
	return tryFilterItems(steps, maps.Keys(m), test)
}

// TryMapKeys returns m.map(key, value) for the keys of a map. It fails if a
// value fails. It counts steps like [TryAllKeys].
func TryMapKeys[K comparable, V, U any](steps *Steps, m map[K]V, value func(K) (U, error)) ([]U, error) {
	return tryMapItems(steps, maps.Keys(m), len(m), value)
}

// TryFilterMapKeys returns m.map(key, test, value) for the keys of a map. It
// fails if a test or a value fails. It counts steps like [TryAllKeys].
func TryFilterMapKeys[K comparable, V, U any](steps *Steps, m map[K]V, test func(K) (bool, error), value func(K) (U, error)) ([]U, error) {
	kept, err := TryFilterKeys(steps, m, test)
	if err != nil {
		return nil, err
	}
	return TryMap(nil, kept, value)
}
