package cel

import (
	"iter"
	"slices"
)

// TryAll returns list.all(item, test) for the items of a list. If a test is false,
// the result is false, even if another test fails. It counts each item as a
// step, unless steps is nil.
func TryAll[T any](steps *Steps, list []T, test func(T) (bool, error)) (bool, error) {
	return tryAllItems(steps, slices.Values(list), test)
}

// TryExists returns list.exists(item, test) for the items of a list. If a test is
// true, the result is true, even if another test fails. It counts steps like
// [TryAll].
func TryExists[T any](steps *Steps, list []T, test func(T) (bool, error)) (bool, error) {
	return tryExistsItems(steps, slices.Values(list), test)
}

// TryExistsOne returns list.exists_one(item, test) for the items of a list. It
// fails if a test fails. It counts steps like [TryAll].
func TryExistsOne[T any](steps *Steps, list []T, test func(T) (bool, error)) (bool, error) {
	return tryExistsOneItems(steps, slices.Values(list), test)
}

// TryFilter returns list.filter(item, test) for the items of a list. It fails if
// a test fails. It counts steps like [TryAll].
func TryFilter[T any](steps *Steps, list []T, test func(T) (bool, error)) ([]T, error) {
	return tryFilterItems(steps, slices.Values(list), test)
}

// TryMap returns list.map(item, value) for the items of a list. It fails if a
// value fails. It counts steps like [TryAll].
func TryMap[T, U any](steps *Steps, list []T, value func(T) (U, error)) ([]U, error) {
	return tryMapItems(steps, slices.Values(list), len(list), value)
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

func tryAllItems[T any](steps *Steps, items iter.Seq[T], test func(T) (bool, error)) (bool, error) {
	var failure error
	for item := range items {
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

func tryExistsItems[T any](steps *Steps, items iter.Seq[T], test func(T) (bool, error)) (bool, error) {
	var failure error
	for item := range items {
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

func tryExistsOneItems[T any](steps *Steps, items iter.Seq[T], test func(T) (bool, error)) (bool, error) {
	count := 0
	for item := range items {
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

func tryFilterItems[T any](steps *Steps, items iter.Seq[T], test func(T) (bool, error)) ([]T, error) {
	var kept []T
	for item := range items {
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

func tryMapItems[T, U any](steps *Steps, items iter.Seq[T], size int, value func(T) (U, error)) ([]U, error) {
	values := make([]U, 0, size)
	for item := range items {
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

// first returns the first of two errors.
func first(before, err error) error {
	if before != nil {
		return before
	}
	return err
}
