package cel_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

// outcome is the result of a test: true, false or an error.
type outcome int

const (
	no outcome = iota
	yes
	broken
)

func (o outcome) result() (bool, error) {
	if o == broken {
		return false, cel.ErrDivisionByZero
	}
	return o == yes, nil
}

func outcomeOf(holds bool, err error) outcome {
	switch {
	case err != nil:
		return broken
	case holds:
		return yes
	}
	return no
}

func TestOperatorsAbsorbErrors(t *testing.T) {
	for _, test := range []struct{ left, right, and, or outcome }{
		{yes, yes, yes, yes},
		{yes, no, no, yes},
		{no, yes, no, yes},
		{no, no, no, no},
		{broken, yes, broken, yes},
		{yes, broken, broken, yes},
		{broken, no, no, broken},
		{no, broken, no, broken},
		{broken, broken, broken, broken},
	} {
		equal(t, outcomeOf(cel.AbsorbAnd(test.left.result, test.right.result)), test.and, test)
		equal(t, outcomeOf(cel.AbsorbOr(test.left.result, test.right.result)), test.or, test)
	}
	_, err := cel.AbsorbAnd(
		func() (bool, error) { return false, cel.ErrModulusByZero },
		func() (bool, error) { return false, cel.ErrNoSuchKey })
	equal(t, err, error(cel.ErrModulusByZero), "the first error is returned")
}

func TestMacrosAbsorbErrors(t *testing.T) {
	for _, test := range []struct {
		items            []outcome
		all, exists, one outcome
	}{
		{nil, yes, no, no},
		{[]outcome{yes, yes}, yes, yes, no},
		{[]outcome{yes, no}, no, yes, yes},
		{[]outcome{broken, no}, no, broken, broken},
		{[]outcome{no, broken}, no, broken, broken},
		{[]outcome{broken, yes}, broken, yes, broken},
		{[]outcome{yes, broken}, broken, yes, broken},
		{[]outcome{broken, broken}, broken, broken, broken},
	} {
		equal(t, outcomeOf(cel.TryAll(nil, test.items, outcome.result)), test.all, test)
		equal(t, outcomeOf(cel.TryExists(nil, test.items, outcome.result)), test.exists, test)
		equal(t, outcomeOf(cel.TryExistsOne(nil, test.items, outcome.result)), test.one, test)
		keys := map[int]outcome{}
		for i, item := range test.items {
			keys[i] = item
		}
		result := func(key int) (bool, error) { return keys[key].result() }
		equal(t, outcomeOf(cel.TryAllKeys(nil, keys, result)), test.all, test)
		equal(t, outcomeOf(cel.TryExistsKeys(nil, keys, result)), test.exists, test)
		equal(t, outcomeOf(cel.TryExistsOneKeys(nil, keys, result)), test.one, test)
	}
}

func isEven(number int) bool { return number%2 == 0 }

func half(number int) int { return number / 2 }

func tryEven(number int) (bool, error) {
	if number == 7 {
		return false, cel.ErrModulusByZero
	}
	return isEven(number), nil
}

func tryHalf(number int) (int, error) {
	if number == 8 {
		return 0, cel.ErrDivisionByZero
	}
	return half(number), nil
}

// list fails the test unless a function returned these items, in any order if
// they come from a map, or this error.
func list(t *testing.T, want []int, wantErr error) func(got []int, err error) {
	t.Helper()
	return func(got []int, err error) {
		t.Helper()
		slices.Sort(got)
		if err != wantErr || err == nil && !slices.Equal(got, want) {
			t.Errorf("got %v, %v; want %v, %v", got, err, want, wantErr)
		}
	}
}

func TestMacrosSelectAndConvertItems(t *testing.T) {
	items := []int{1, 2, 3, 4}
	keys := map[int]bool{1: true, 2: true, 3: true, 4: true}
	list(t, []int{2, 4}, nil)(cel.Filter(nil, items, isEven), nil)
	list(t, []int{2, 4}, nil)(cel.FilterKeys(nil, keys, isEven), nil)
	list(t, []int{0, 1, 1, 2}, nil)(cel.Map(nil, items, half), nil)
	list(t, []int{0, 1, 1, 2}, nil)(cel.MapKeys(nil, keys, half), nil)
	list(t, []int{1, 2}, nil)(cel.FilterMap(nil, items, isEven, half), nil)
	list(t, []int{1, 2}, nil)(cel.FilterMapKeys(nil, keys, isEven, half), nil)
	equal(t, cel.Count(nil, items, isEven)+cel.CountKeys(nil, keys, isEven), 4)
	equal(t, cel.All(nil, items, isEven) || cel.AllKeys(nil, keys, isEven), false)
	equal(t, cel.Exists(nil, items, isEven) && cel.ExistsKeys(nil, keys, isEven), true)
	equal(t, cel.ExistsOne(nil, items, isEven) || cel.ExistsOneKeys(nil, keys, isEven), false)

	list(t, []int{2, 4}, nil)(cel.TryFilter(nil, items, tryEven))
	list(t, []int{2, 4}, nil)(cel.TryFilterKeys(nil, keys, tryEven))
	list(t, []int{0, 1, 1, 2}, nil)(cel.TryMap(nil, items, tryHalf))
	list(t, []int{0, 1, 1, 2}, nil)(cel.TryMapKeys(nil, keys, tryHalf))
	list(t, []int{1, 2}, nil)(cel.TryFilterMap(nil, items, tryEven, tryHalf))
	list(t, []int{1, 2}, nil)(cel.TryFilterMapKeys(nil, keys, tryEven, tryHalf))

	eight := map[int]bool{8: true}
	list(t, nil, cel.ErrModulusByZero)(cel.TryFilter(nil, []int{7}, tryEven))
	list(t, nil, cel.ErrModulusByZero)(cel.TryFilterMap(nil, []int{8, 7}, tryEven, tryHalf))
	list(t, nil, cel.ErrDivisionByZero)(cel.TryMap(nil, []int{8}, tryHalf))
	list(t, nil, cel.ErrDivisionByZero)(cel.TryMapKeys(nil, eight, tryHalf))
	list(t, nil, cel.ErrDivisionByZero)(cel.TryFilterMapKeys(nil, eight, tryEven, tryHalf))
	list(t, nil, cel.ErrModulusByZero)(cel.TryFilterKeys(nil, map[int]bool{7: true}, tryEven))
}

func TestMeteredLoopsEndWithoutSteps(t *testing.T) {
	items := upTo(5)
	keys := map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true}
	always := func(int) bool { return true }
	tryAlways := func(int) (bool, error) { return true, nil }
	length := func(list []int, err error) int { return len(list) }
	for name, loop := range map[string]func(steps *cel.Steps) int{
		"Count":            func(s *cel.Steps) int { return cel.Count(s, items, always) },
		"CountKeys":        func(s *cel.Steps) int { return cel.CountKeys(s, keys, always) },
		"Filter":           func(s *cel.Steps) int { return len(cel.Filter(s, items, always)) },
		"FilterKeys":       func(s *cel.Steps) int { return len(cel.FilterKeys(s, keys, always)) },
		"Map":              func(s *cel.Steps) int { return len(cel.Map(s, items, half)) },
		"MapKeys":          func(s *cel.Steps) int { return len(cel.MapKeys(s, keys, half)) },
		"FilterMap":        func(s *cel.Steps) int { return len(cel.FilterMap(s, items, always, half)) },
		"FilterMapKeys":    func(s *cel.Steps) int { return len(cel.FilterMapKeys(s, keys, always, half)) },
		"TryFilter":        func(s *cel.Steps) int { return length(cel.TryFilter(s, items, tryAlways)) },
		"TryFilterKeys":    func(s *cel.Steps) int { return length(cel.TryFilterKeys(s, keys, tryAlways)) },
		"TryMap":           func(s *cel.Steps) int { return length(cel.TryMap(s, items, tryHalf)) },
		"TryMapKeys":       func(s *cel.Steps) int { return length(cel.TryMapKeys(s, keys, tryHalf)) },
		"TryFilterMap":     func(s *cel.Steps) int { return length(cel.TryFilterMap(s, items, tryAlways, tryHalf)) },
		"TryFilterMapKeys": func(s *cel.Steps) int { return length(cel.TryFilterMapKeys(s, keys, tryAlways, tryHalf)) },
	} {
		steps := cel.NewSteps(3, time.Time{})
		equal(t, loop(&steps), 3, name)
		equal(t, steps.End(), cel.UsedUp, name)
		exact := cel.NewSteps(5, time.Time{})
		equal(t, loop(&exact), 5, name)
		equal(t, exact.End(), cel.NotEnded, name)
	}
	visited := 0
	visit := func(int) bool { visited++; return true }
	steps := cel.NewSteps(5, time.Time{})
	cel.All(&steps, items, visit)
	cel.AllKeys(&steps, keys, visit)
	equal(t, visited, 5)
	// A loop that ends early counts only the items that it read.
	steps = cel.NewSteps(2, time.Time{})
	equal(t, cel.Exists(&steps, items, always) && cel.ExistsKeys(&steps, keys, always), true)
	equal(t, steps.End(), cel.NotEnded)
}
