package cel

// All returns list.all(item, test) for the items of a list. It counts each item as
// a step, unless steps is nil.
func All[T any](steps *Steps, list []T, test func(T) bool) bool {
	for _, item := range list {
		if !steps.takeOne() {
			break
		}
		if !test(item) {
			return false
		}
	}
	return true
}

// Exists returns list.exists(item, test) for the items of a list, like
// [All].
func Exists[T any](steps *Steps, list []T, test func(T) bool) bool {
	for _, item := range list {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			return true
		}
	}
	return false
}

// ExistsOne returns list.exists_one(item, test) for the items of a list, like
// [All].
func ExistsOne[T any](steps *Steps, list []T, test func(T) bool) bool {
	return Count(steps, list, test) == 1
}

// Count returns the size of list.filter(item, test) for the items of a list,
// like [All].
func Count[T any](steps *Steps, list []T, test func(T) bool) int {
	count := 0
	for _, item := range list {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			count++
		}
	}
	return count
}

// Filter returns list.filter(item, test) for the items of a list, like
// [All].
func Filter[T any](steps *Steps, list []T, test func(T) bool) []T {
	var kept []T
	for _, item := range list {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// Map returns list.map(item, value) for the items of a list, like [All].
func Map[T, U any](steps *Steps, list []T, value func(T) U) []U {
	values := make([]U, 0, len(list))
	for _, item := range list {
		if !steps.takeOne() {
			break
		}
		values = append(values, value(item))
	}
	return values
}

// FilterMap returns list.map(item, test, value) for the items of a list, like
// [All].
func FilterMap[T, U any](steps *Steps, list []T, test func(T) bool, value func(T) U) []U {
	var values []U
	for _, item := range list {
		if !steps.takeOne() {
			break
		}
		if test(item) {
			values = append(values, value(item))
		}
	}
	return values
}
