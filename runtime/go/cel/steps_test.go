package cel_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

func steps(limit uint64) *cel.Steps {
	steps := cel.NewSteps(limit, time.Time{})
	return &steps
}

func TestTextsCountByTheirLength(t *testing.T) {
	s, text := steps(10), strings.Repeat("a", 40)
	equal(t, s.Text(text), text)
	equal(t, string(s.Bytes([]byte(text))), text)
	equal(t, s.End(), cel.NotEnded)
	equal(t, s.Text(text), "")
	equal(t, s.End(), cel.UsedUp)
	equal(t, len(cel.CountedList(s, []int{1}))+len(s.Bytes([]byte(text))), 0)
	equal(t, len(cel.CountedList(steps(2), []int{1, 2})), 2)
	equal(t, len(cel.CountedList(steps(1), []int{1, 2})), 0)
	equal(t, steps(3).Take(3) && !steps(3).Take(4), true)
}

func TestTheDeadlineIsReadAfterSomeSteps(t *testing.T) {
	passed := cel.NewSteps(1000, time.Now())
	equal(t, passed.Take(1), false)
	equal(t, passed.End(), cel.DeadlinePassed)
	ahead := cel.NewSteps(1_000_000, time.Now().Add(time.Hour))
	for range 1_000_000 {
		if !ahead.Take(1) {
			t.Fatal("steps are left")
		}
	}
	equal(t, ahead.Take(1), false)
	equal(t, ahead.End(), cel.UsedUp)
	large := cel.NewSteps(math.MaxUint64, time.Now().Add(time.Hour))
	equal(t, large.Take(1) && large.Take(math.MaxInt) && large.Take(math.MaxInt), true)
	equal(t, large.Take(1), false)
}

// The arguments are short, and the result would take a tebibyte.
func TestGrowingTextsCountBeforeTheyAreCreated(t *testing.T) {
	million := strings.Repeat("a", 1<<20)
	budget := func() *cel.Steps { return steps(10_000_000) }
	equal(t, budget().Replace(million, "a", million), "")
	equal(t, budget().Replace(million, "", million), "")
	equal(t, budget().JoinWith(make([]string, 1<<20), million), "")
	equal(t, budget().Replace("aba", "a", "cc"), "ccbcc")
	equal(t, budget().ReplaceCount("aba", "a", "cc", 1), "ccba")
	equal(t, budget().ReplaceCount("aba", "", "-", 2), "-a-ba")
	equal(t, len(budget().ReplaceCount(million, "a", million, 2)), 3<<20-2)
	equal(t, budget().JoinWith([]string{"a", "b"}, "-"), "a-b")
	equal(t, budget().Join([]string{"a", "b"}), "ab")
	// The text and each replacement count.
	equal(t, steps(9).Replace("aba", "a", "ccc"), "cccbccc")
	equal(t, steps(8).Replace("aba", "a", "ccc"), "")
	equal(t, steps(7).JoinWith([]string{"ab", "c"}, "--"), "ab--c")
	equal(t, steps(6).JoinWith([]string{"ab", "c"}, "--"), "")
}

func TestPairsOfItemsCount(t *testing.T) {
	unique := func(steps *cel.Steps, list ...float64) bool {
		return cel.UniqueFunc(steps, list, func(a, b float64) bool { return a == b })
	}
	equal(t, unique(steps(3), 1, 2, 3), true)
	equal(t, unique(steps(3), 1, 2, 1), false)
	equal(t, unique(steps(9), math.NaN(), math.NaN()), true)
	s := steps(2)
	unique(s, 1, 2, 3)
	equal(t, s.End(), cel.UsedUp)
	// Without remaining steps, items are not compared.
	equal(t, unique(steps(0), 1, 1), true)
}

func TestPatternsOfAMessageAreLimited(t *testing.T) {
	budget := func() *cel.Steps { return steps(10_000_000) }
	returns(t, true, nil)(cel.Matches(budget(), "abc", "b+"))
	returns(t, false, nil)(cel.Matches(budget(), "abc", "^b+"))
	fails[bool](t, cel.ErrInvalidRegex)(cel.Matches(budget(), "abc", "("))
	long := strings.Repeat("a", 1_001)
	returns(t, true, nil)(cel.Matches(budget(), long, long[1:]))
	fails[bool](t, cel.ErrInvalidRegex)(cel.Matches(budget(), long, long))
	fails[bool](t, cel.ErrInvalidRegex)(cel.Matches(budget(), "a", `\pL{100}`))
	few, compiled := budget(), 0
	for matched := true; matched; compiled++ {
		matched, _ = cel.Matches(few, "a", "a")
	}
	equal(t, compiled-1, 100)
	equal(t, few.End(), cel.UsedUp)
	// A large pattern in a long text takes too many steps.
	slow := budget()
	returns(t, false, nil)(cel.Matches(slow, strings.Repeat("a", 1<<20), "^(a?){200}$"))
	equal(t, slow.End(), cel.UsedUp)
}
