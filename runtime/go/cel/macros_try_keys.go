package cel

// TryAllKeys returns m.all(key, test) for the keys of a map. If a test is false,
// the result is false, even if another test fails. It counts each key as a
// step, unless steps is nil.
func TryAllKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) (bool, error) {
	var failure error
	for item := range m {
		if !steps.takeOne() {
			break
		}
		holds, err := test(item)
		switch {
		case err != nil:
			failure = first(failure, err)
		case !holds:
			return false, nil
		}
	}
	return failure == nil, failure
}

// TryExistsKeys returns m.exists(key, test) for the keys of a map. If a test is
// true, the result is true, even if another test fails. It counts steps like
// [TryAllKeys].
func TryExistsKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) (bool, error) {
	var failure error
	for item := range m {
		if !steps.takeOne() {
			break
		}
		holds, err := test(item)
		switch {
		case err != nil:
			failure = first(failure, err)
		case holds:
			return true, nil
		}
	}
	return false, failure
}

// TryExistsOneKeys returns m.exists_one(key, test) for the keys of a map. It
// fails if a test fails. It counts steps like [TryAllKeys].
func TryExistsOneKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) (bool, error) {
	count := 0
	for item := range m {
		if !steps.takeOne() {
			break
		}
		holds, err := test(item)
		if err != nil {
			return false, err
		}
		if holds {
			count++
		}
	}
	return count == 1, nil
}

// TryFilterKeys returns m.filter(key, test) for the keys of a map. It fails if
// a test fails. It counts steps like [TryAllKeys].
func TryFilterKeys[K comparable, V any](steps *Steps, m map[K]V, test func(K) (bool, error)) ([]K, error) {
	var kept []K
	for item := range m {
		if !steps.takeOne() {
			break
		}
		holds, err := test(item)
		if err != nil {
			return nil, err
		}
		if holds {
			kept = append(kept, item)
		}
	}
	return kept, nil
}

// TryMapKeys returns m.map(key, value) for the keys of a map. It fails if a
// value fails. It counts steps like [TryAllKeys].
func TryMapKeys[K comparable, V, U any](steps *Steps, m map[K]V, value func(K) (U, error)) ([]U, error) {
	values := make([]U, 0, len(m))
	for item := range m {
		if !steps.takeOne() {
			break
		}
		made, err := value(item)
		if err != nil {
			return nil, err
		}
		values = append(values, made)
	}
	return values, nil
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
