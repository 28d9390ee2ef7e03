package cel_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

func TestIndicesAndKeysAreChecked(t *testing.T) {
	returns(t, "b", nil)(cel.Item([]string{"a", "b"}, 1))
	for _, index := range []int64{-1, 2, math.MinInt64, math.MaxInt64} {
		fails[string](t, outside)(cel.Item([]string{"a", "b"}, index))
	}
	m := map[string]int{"a": 1}
	returns(t, 1, nil)(cel.Entry(m, "a"))
	fails[int](t, cel.ErrNoSuchKey)(cel.Entry(m, "b"))
	fails[int](t, cel.ErrNoSuchKey)(cel.Entry(map[string]int(nil), "a"))
	equal(t, cel.HasEntry(m, "a") && !cel.HasEntry(m, "b"), true)
	equal(t, cel.SizeMap(m)+cel.SizeList([]int{1, 2}), 3)
}

func TestKeysAreNarrowed(t *testing.T) {
	ints := map[int32]string{-1: "minus one", math.MaxInt32: "most", 0: "zero"}
	returns(t, "minus one", nil)(cel.EntryNarrow(ints, int64(-1)))
	returns(t, "most", nil)(cel.EntryNarrow(ints, uint64(math.MaxInt32)))
	fails[string](t, cel.ErrNoSuchKey)(cel.EntryNarrow(ints, uint32(math.MaxUint32)))
	fails[string](t, cel.ErrNoSuchKey)(cel.EntryNarrow(ints, int64(1)<<32))
	equal(t, cel.HasEntryNarrow(ints, uint64(1)<<63), false)
	uints := map[uint64]string{math.MaxUint64: "most", 5: "five"}
	equal(t, cel.HasEntryNarrow(uints, int64(-1)), false)
	equal(t, cel.HasEntryNarrow(uints, int32(5)), true)
	equal(t, cel.HasEntryNarrow(map[int64]bool{-1: true}, uint64(math.MaxUint64)), false)
	equal(t, cel.HasEntryNarrow(map[uint32]bool{math.MaxUint32: true}, int32(-1)), false)
	equal(t, cel.HasEntryNarrow(map[uint32]bool{math.MaxUint32: true}, int64(math.MaxUint32)), true)
}

func TestComputedKeysAreDistinct(t *testing.T) {
	entry := func(key string, value int) cel.KeyValue[string, int] {
		return cel.KeyValue[string, int]{Key: key, Value: value}
	}
	m, err := cel.DistinctMap(entry("a", 1), entry("b", 2))
	equal(t, m["a"] == 1 && m["b"] == 2 && len(m) == 2 && err == nil, true)
	if _, err := cel.DistinctMap(entry("a", 1), entry("a", 1)); err != cel.ErrRepeatedKey {
		t.Errorf("got %v", err)
	}
}

func TestListsAndMapsAreEqualByTheirItems(t *testing.T) {
	same := func(a int32, b int64) bool { return int64(a) == b }
	equal(t, cel.EqualLists([]int32{1, 2}, []int64{1, 2}, same), true)
	equal(t, cel.EqualLists([]int32{1, 2}, []int64{1, 3}, same), false)
	equal(t, cel.EqualLists([]int32{1}, []int64{1, 2}, same), false)
	equal(t, cel.EqualMaps(map[string]int32{"a": 1}, map[string]int64{"a": 1}, same), true)
	equal(t, cel.EqualMaps(map[string]int32{"a": 1}, map[string]int64{"b": 1}, same), false)
	equal(t, cel.EqualMaps(map[string]int32{"a": 1}, map[string]int64{"a": 2}, same), false)
	equal(t, cel.EqualMaps(map[string]int32(nil), map[string]int64{}, same), true)
	equal(t, slices.Equal(cel.ConcatLists([]int{1}, nil, []int{2}), []int{1, 2}), true)
}

func TestNullEqualsOnlyNull(t *testing.T) {
	null, zero := cel.NullableOf(false, 7), cel.NullableOf(true, 0)
	equal(t, null == cel.Nullable[int]{}, true)
	equal(t, null == zero, false)
	same := func(a, b int) bool { return a == b }
	equal(t, cel.EqualNullable(null, null, same) && cel.EqualNullable(zero, zero, same), true)
	equal(t, cel.EqualNullable(null, zero, same) || cel.EqualNullable(zero, cel.NullableOf(true, 1), same), false)
	returns(t, 0, nil)(cel.Unwrap(zero))
	fails[int](t, cel.ErrNoSuchOverload)(cel.Unwrap(null))
	nan := cel.NullableOf(true, math.NaN())
	equal(t, nan == nan, false)
}

// agrees compares a function with a comparison of all pairs, for lists of any
// length, some with two equal items far apart.
func agrees[T any](t *testing.T, unique func([]T) bool, same func(a, b T) bool, item func(r *random) T) {
	t.Helper()
	r := random(6)
	found := map[bool]int{}
	for range 400 {
		list := make([]T, r.below(80))
		for i := range list {
			list[i] = item(&r)
		}
		if last := len(list) - 1; last > 1 && r.below(2) == 0 {
			list[last] = list[r.below(last)]
		}
		before := slices.Clone(list)
		steps := cel.NewSteps(math.MaxUint64, time.Time{})
		want := cel.UniqueFunc(&steps, list, same)
		equal(t, unique(list), want, list)
		found[want]++
		for i := range list {
			equal(t, fmt.Sprint(list[i]), fmt.Sprint(before[i]), "the list was changed")
		}
	}
	equal(t, found[true] > 50 && found[false] > 50, true, found)
}

func same[T comparable](a, b T) bool { return a == b }

func TestLongListsAreUniqueIfAllPairsDiffer(t *testing.T) {
	agrees(t, cel.Unique, same, func(r *random) int64 { return int64(r.bits()) })
	agrees(t, cel.Unique, same, func(r *random) uint32 { return uint32(r.bits()) })
	agrees(t, cel.Unique, same, func(r *random) string { return fmt.Sprintf("%x", r.bits()) })
	agrees(t, cel.Unique, same, func(r *random) float64 { return math.Float64frombits(r.bits()) })
	agrees(t, cel.Unique, same, func(r *random) float32 { return float32(r.bits()) })
	agrees(t, cel.UniqueBytes, cel.EqualBytes, func(r *random) []byte { return fmt.Appendf(nil, "%x", r.bits()) })
	agrees(t, cel.UniqueComparable, same, func(r *random) cel.Duration { return cel.DurationOf(int64(int32(r.bits())), 0) })
}

func TestFloatsAreUniqueAsNumbers(t *testing.T) {
	list := []float64{math.NaN(), math.NaN(), math.Inf(1), 0}
	equal(t, cel.Unique(list), true)
	equal(t, cel.UniqueComparable(list), true)
	for i := range 100 {
		list = append(list, float64(i+1))
	}
	equal(t, cel.Unique(list) && cel.UniqueComparable(list), true)
	list = append(list, math.Copysign(0, -1))
	equal(t, cel.Unique(list) || cel.UniqueComparable(list), false)
}

func TestShortAndSortedListsNeedNoMemory(t *testing.T) {
	short, sorted := []string{"b", "a", "c"}, upTo(1000)
	equal(t, testing.AllocsPerRun(10, func() {
		if !cel.Unique(short) || !cel.Unique(sorted) {
			t.Error("the items are unique")
		}
	}), 0)
}
