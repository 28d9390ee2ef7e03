package cel

// TryAll returns list.all(item, test) for the items of a list. If a test is false,
// the result is false, even if another test fails. It counts each item as a
// step, unless steps is nil.
func TryAll[T any](steps *Steps, list []T, test func(T) (bool, error)) (bool, error) {
	var failure error
	for _, item := range list {
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

// TryExists returns list.exists(item, test) for the items of a list. If a test is
// true, the result is true, even if another test fails. It counts steps like
// [TryAll].
func TryExists[T any](steps *Steps, list []T, test func(T) (bool, error)) (bool, error) {
	var failure error
	for _, item := range list {
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

// TryExistsOne returns list.exists_one(item, test) for the items of a list. It
// fails if a test fails. It counts steps like [TryAll].
func TryExistsOne[T any](steps *Steps, list []T, test func(T) (bool, error)) (bool, error) {
	count := 0
	for _, item := range list {
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

// TryFilter returns list.filter(item, test) for the items of a list. It fails if
// a test fails. It counts steps like [TryAll].
func TryFilter[T any](steps *Steps, list []T, test func(T) (bool, error)) ([]T, error) {
	var kept []T
	for _, item := range list {
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

// TryMap returns list.map(item, value) for the items of a list. It fails if a
// value fails. It counts steps like [TryAll].
func TryMap[T, U any](steps *Steps, list []T, value func(T) (U, error)) ([]U, error) {
	values := make([]U, 0, len(list))
	for _, item := range list {
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

// TryFilterMap returns list.map(item, test, value) for the items of a list. It
// fails if a test or a value fails. It counts steps like [TryAll].
func TryFilterMap[T, U any](steps *Steps, list []T, test func(T) (bool, error), value func(T) (U, error)) ([]U, error) {
	kept, err := TryFilter(steps, list, test)
	if err != nil {
		return nil, err
	}
	return TryMap(nil, kept, value)
}

// first returns the first of two errors.
func first(before, err error) error {
	if before != nil {
		return before
	}
	return err
}
