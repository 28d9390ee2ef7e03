package cel_test

import (
	"fmt"
	"math"
	"time"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

func ExampleDivInt() {
	fmt.Println(cel.DivInt(-7, 2))
	fmt.Println(cel.DivInt(1, 0))
	fmt.Println(cel.DivInt(math.MinInt64, -1))
	// Output:
	// -3 <nil>
	// 0 division by zero
	// 0 integer overflow
}

func ExampleFormat() {
	text, err := cel.Format("%s in %s, %.1f%%",
		cel.StringValue("b"), cel.ListValue(cel.StringValue("a"), cel.StringValue("b")), cel.DoubleValue(12.5))
	fmt.Println(text, err)
	// Output: b in [a, b], 12.5% <nil>
}

func ExampleAbsorbOr() {
	fmt.Println(cel.AbsorbOr(
		func() (bool, error) { return false, cel.ErrDivisionByZero },
		func() (bool, error) { return true, nil },
	))
	// Output: true <nil>
}

func ExampleTryAll() {
	holds, err := cel.TryAll(nil, []int64{3, 0, -1}, func(item int64) (bool, error) {
		quotient, err := cel.DivInt(6, item)
		return quotient > 0, err
	})
	// The last item decides, although the second one fails.
	fmt.Println(holds, err)
	// Output: false <nil>
}

func ExampleUnique() {
	fmt.Println(cel.Unique([]string{"a", "b", "a"}))
	fmt.Println(cel.Unique([]float64{math.NaN(), math.NaN()}))
	// Output:
	// false
	// true
}

func ExampleLonger() {
	fmt.Println(cel.Longer("née", 2), cel.Longer("née", 3))
	// Output: true false
}

func ExampleDurationFromString() {
	film, err := cel.DurationFromString("1h30m0.5s")
	fmt.Println(film, cel.DurationMinutes(film), err)
	// Output: 5400.5s 90 <nil>
}

func ExampleTimestampFromString() {
	noon, err := cel.TimestampFromString("2024-02-29T12:00:00.5Z")
	fmt.Println(noon, cel.DayOfYear(noon), err)
	fmt.Println(cel.HoursIn(noon, "-02:30"))
	// Output:
	// 2024-02-29T12:00:00.5Z 59 <nil>
	// 9 <nil>
}

func ExampleEqualValues() {
	fmt.Println(cel.EqualValues(cel.IntValue(1), cel.DoubleValue(1.0)))
	fmt.Println(cel.EqualValues(cel.IntValue(1), cel.StringValue("1")))
	// Output:
	// true
	// false
}

func ExampleSteps() {
	steps := cel.NewSteps(3, time.Time{})
	items := []int{1, 2, 3, 4, 5}
	fmt.Println(cel.Count(&steps, items, func(int) bool { return true }))
	fmt.Println(steps.End() == cel.UsedUp)
	// Output:
	// 3
	// true
}
