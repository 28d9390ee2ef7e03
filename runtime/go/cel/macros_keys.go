package cel

// AllKeys returns m.all(key, test) for the keys of a map. It counts each key as
// a step, unless steps is nil.
func AllKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) bool) bool {
	for item := range m {
		if !steps.takeOne() {
			break
		}
		if !test(item) {
			return false
		}
	}
	return true
}

// ExistsKeys returns m.exists(key, test) for the keys of a map, like
// [AllKeys].
func ExistsKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) bool) bool {
	for item := range m {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			return true
		}
	}
	return false
}

// ExistsOneKeys returns m.exists_one(key, test) for the keys of a map, like
// [AllKeys].
func ExistsOneKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) bool) bool {
	return CountKeys(steps, m, test) == 1
}

// CountKeys returns the size of m.filter(key, test) for the keys of a map,
// like [AllKeys].
func CountKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) bool) int {
	count := 0
	for item := range m {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			count++
		}
	}
	return count
}

// FilterKeys returns m.filter(key, test) for the keys of a map, like
// [AllKeys].
func FilterKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) bool) []K {
	var kept []K
	for item := range m {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// MapKeys returns m.map(key, value) for the keys of a map, like [AllKeys].
func MapKeys[K comparable, V, U any](steps *Steps, m map[K]V, value func(K) U) []U {
	values := make([]U, 0, len(m))
	for item := range m {
		if !steps.takeOne() {
			break
		}
		values = append(values, value(item))
	}
	return values
}

// FilterMapKeys returns m.map(key, test, value) for the keys of a map, like
// [AllKeys].
func FilterMapKeys[K comparable, V, U any](steps *Steps, m map[K]V, test func(K) bool, value func(K) U) []U {
	var values []U
	for item := range m {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			values = append(values, value(item))
		}
	}
	return values
}
