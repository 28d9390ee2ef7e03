package cel_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/rpcsmith/rpcsmith/runtime/go/cel"
)

const overflow = cel.ErrIntegerOverflow

func TestIntArithmeticIsChecked(t *testing.T) {
	ok, over := returns[int64], fails[int64](t, overflow)
	over(cel.AddInt(math.MaxInt64, 1))
	over(cel.AddInt(math.MinInt64, -1))
	over(cel.SubInt(math.MinInt64, 1))
	over(cel.SubInt(0, math.MinInt64))
	over(cel.MulInt(math.MinInt64, -1))
	over(cel.MulInt(-1, math.MinInt64))
	over(cel.MulInt(1<<32, 1<<31))
	over(cel.NegInt(math.MinInt64))
	over(cel.DivInt(math.MinInt64, -1))
	over(cel.RemInt(math.MinInt64, -1))
	fails[int64](t, cel.ErrDivisionByZero)(cel.DivInt(1, 0))
	fails[int64](t, cel.ErrModulusByZero)(cel.RemInt(1, 0))
	ok(t, -3, nil)(cel.DivInt(-7, 2))
	ok(t, -1, nil)(cel.RemInt(-7, 2))
	ok(t, 3, nil)(cel.AddInt(1, 2))
	ok(t, -1, nil)(cel.SubInt(1, 2))
	ok(t, -1, nil)(cel.SubInt(math.MinInt64, math.MinInt64+1))
	ok(t, -12, nil)(cel.MulInt(3, -4))
	ok(t, math.MinInt64, nil)(cel.MulInt(math.MinInt64, 1))
	ok(t, 0, nil)(cel.MulInt(math.MinInt64, 0))
	ok(t, -5, nil)(cel.NegInt(5))
}

func TestUintArithmeticIsChecked(t *testing.T) {
	ok, over := returns[uint64], fails[uint64](t, overflow)
	over(cel.AddUint(math.MaxUint64, 1))
	over(cel.SubUint(1, 2))
	over(cel.MulUint(1<<32, 1<<32))
	fails[uint64](t, cel.ErrDivisionByZero)(cel.DivUint(1, 0))
	fails[uint64](t, cel.ErrModulusByZero)(cel.RemUint(1, 0))
	ok(t, 3, nil)(cel.DivUint(7, 2))
	ok(t, 1, nil)(cel.RemUint(7, 2))
	ok(t, 1, nil)(cel.SubUint(3, 2))
	ok(t, math.MaxUint64, nil)(cel.AddUint(math.MaxUint64, 0))
	ok(t, math.MaxUint64-1, nil)(cel.MulUint(math.MaxUint64/2, 2))
}

func TestConversionsCheckTheRange(t *testing.T) {
	const end = 9_223_372_036_854_775_808.0
	inf, nan := math.Inf(1), math.NaN()
	for _, outside := range []float64{end, -end, nan, inf, -inf, math.MaxFloat64} {
		fails[int64](t, overflow)(cel.IntFromDouble(outside))
	}
	returns[int64](t, math.MinInt64+1024, nil)(cel.IntFromDouble(-end + 1024))
	returns[int64](t, -1, nil)(cel.IntFromDouble(-1.9))
	returns[int64](t, 1, nil)(cel.IntFromDouble(1.9))
	fails[int64](t, overflow)(cel.IntFromUint(1 << 63))
	returns[int64](t, 5, nil)(cel.IntFromUint(5))
	equal(t, cel.IntFromTimestamp(cel.TimestampOf(-2, 500_000_000)), -2)

	for _, outside := range []float64{-0.5, -1, 2 * end, nan, inf} {
		fails[uint64](t, overflow)(cel.UintFromDouble(outside))
	}
	returns[uint64](t, 1<<63, nil)(cel.UintFromDouble(end))
	returns[uint64](t, 0, nil)(cel.UintFromDouble(math.Copysign(0, -1)))
	fails[uint64](t, overflow)(cel.UintFromInt(-1))
	returns[uint64](t, 5, nil)(cel.UintFromInt(5))

	fails[int32](t, overflow)(cel.Int32(math.MaxInt32 + 1))
	fails[int32](t, overflow)(cel.Int32(math.MinInt32 - 1))
	returns[int32](t, math.MinInt32, nil)(cel.Int32(math.MinInt32))
	fails[uint32](t, overflow)(cel.Uint32(math.MaxUint32 + 1))
	returns[uint32](t, math.MaxUint32, nil)(cel.Uint32(math.MaxUint32))
	equal(t, cel.Float(1e300), float32(inf))
	equal(t, cel.Float(0.1), float32(0.1))
}

func TestIntegersAreParsedFromDigits(t *testing.T) {
	for text, number := range map[string]int64{
		"0": 0, "+7": 7, "-007": -7, "-9223372036854775808": math.MinInt64, "9223372036854775807": math.MaxInt64,
	} {
		returns(t, number, nil)(cel.IntFromString(text))
	}
	for _, text := range []string{
		"", "-", "+", " 1", "1 ", "1.0", "1e3", "0x10", "1_0", "٣", "9223372036854775808", "-9223372036854775809",
		"99999999999999999999", "+-1",
	} {
		fails[int64](t, cel.ErrInvalidInt)(cel.IntFromString(text))
	}
	returns[uint64](t, math.MaxUint64, nil)(cel.UintFromString("18446744073709551615"))
	for _, text := range []string{"", "+1", "-1", "18446744073709551616", "1u", "1_0"} {
		fails[uint64](t, cel.ErrInvalidUint)(cel.UintFromString(text))
	}
}

func TestDoublesAreParsedInRange(t *testing.T) {
	inf := math.Inf(1)
	for text, number := range map[string]float64{
		"inf": inf, "-Infinity": -inf, "+INF": inf, "1.5": 1.5, ".5": 0.5, "5.": 5, "-1e3": -1000, "1e-400": 0, "4.9e-324": 5e-324,
	} {
		returns(t, number, nil)(cel.DoubleFromString(text))
	}
	number, err := cel.DoubleFromString("NaN")
	if err != nil || !cel.IsNan(number) {
		t.Errorf("NaN: got %v, %v", number, err)
	}
	for _, text := range []string{
		"", ".", "e1", "1e", "+nan", "1e400", "-1e400", "0x1p-2", "0X1", "1_0", " 1", "infinit", "٣",
	} {
		fails[float64](t, cel.ErrInvalidDouble)(cel.DoubleFromString(text))
	}
	equal(t, cel.IsInfSigned(inf, 0) && cel.IsInfSigned(inf, 9) && cel.IsInfSigned(-inf, -1), true)
	equal(t, cel.IsInfSigned(inf, -1) || cel.IsInfSigned(math.NaN(), 0) || cel.IsInfSigned(1, 0), false)
	equal(t, cel.IsInf(-inf) && !cel.IsInf(1) && !cel.IsNan(inf), true)
}

func TestDoublesFollowTheStandard(t *testing.T) {
	zero, minusZero := 0.0, math.Copysign(0, -1)
	equal(t, cel.DivDouble(1, zero), math.Inf(1))
	equal(t, cel.DivDouble(1, minusZero), math.Inf(-1))
	equal(t, cel.IsNan(cel.DivDouble(zero, zero)), true)
	equal(t, cel.NegDouble(zero) == zero, true)
	equal(t, math.Signbit(cel.NegDouble(zero)), true)
	equal(t, cel.NotZeroDouble(minusZero) && cel.NotZeroFloat(float32(minusZero)), true)
	equal(t, cel.NotZeroDouble(zero) || cel.NotZeroFloat(0), false)
	// With one rounding, this sum would not be zero.
	a := 1 + math.Ldexp(1, -30)
	equal(t, cel.SubDouble(cel.MulDouble(a, a), float64(a*a)), 0)
	equal(t, cel.AddDouble(0.1, 0.2), 0.30000000000000004)
	equal(t, cel.DivDouble(1, cel.NegativeZero()), cel.NegativeInfinity())
	equal(t, cel.IsNan(cel.NotANumber()) && cel.Infinity() > math.MaxFloat64, true)
}

func TestBoolsAreParsedFromTwelveWords(t *testing.T) {
	words := []string{"1", "t", "T", "true", "True", "TRUE", "0", "f", "F", "false", "False", "FALSE"}
	for i, word := range words {
		returns(t, i < 6, nil)(cel.BoolFromString(word))
	}
	for _, word := range []string{"", "tRUE", "yes", "01", " true"} {
		fails[bool](t, cel.ErrInvalidBool)(cel.BoolFromString(word))
	}
}

func TestNumbersOfTwoTypesAreComparedByValue(t *testing.T) {
	equal(t, cel.CompareIntUint(-1, 0), -1)
	equal(t, cel.CompareIntUint(math.MaxInt64, 1<<63), -1)
	equal(t, cel.CompareIntUint(5, 5), 0)
	equal(t, cel.CompareIntUint(6, 5), 1)
	equal(t, cel.LessBool(false, true), true)
	equal(t, cel.LessBool(true, true) || cel.LessBool(true, false) || cel.LessBool(false, false), false)
	// Above 2^53, an integer can lie between two doubles, and is rounded to one
	// of them.
	equal(t, cel.DoubleFromInt(1<<53+1), 9_007_199_254_740_992)
	equal(t, cel.DoubleFromUint(math.MaxUint64), 18_446_744_073_709_551_616)
}

func TestOperatorsAgreeWithWiderArithmetic(t *testing.T) {
	r := random(1)
	check := func(a, b int64, got int64, err error, want *big.Int) {
		t.Helper()
		if want.IsInt64() != (err == nil) || err == nil && got != want.Int64() {
			t.Errorf("%d, %d: got %d, %v; want %v", a, b, got, err, want)
		}
	}
	for range 20_000 {
		a, b := r.int(), r.int()
		x, y := big.NewInt(a), big.NewInt(b)
		sum, err := cel.AddInt(a, b)
		check(a, b, sum, err, new(big.Int).Add(x, y))
		difference, err := cel.SubInt(a, b)
		check(a, b, difference, err, new(big.Int).Sub(x, y))
		product, err := cel.MulInt(a, b)
		check(a, b, product, err, new(big.Int).Mul(x, y))
		if b != 0 {
			quotient, err := cel.DivInt(a, b)
			check(a, b, quotient, err, new(big.Int).Quo(x, y))
		}
	}
}

func TestErrorsHaveTexts(t *testing.T) {
	for err := cel.ErrDivisionByZero; err <= cel.ErrMissingArgument; err++ {
		if err.Error() == "unknown error" {
			t.Errorf("error %d has no text", err)
		}
	}
	equal(t, cel.ErrDivisionByZero.Error(), "division by zero")
	equal(t, cel.ErrIndexOutOfRange.Error(), "index out of range")
	equal(t, cel.ErrMissingArgument.Error(), "missing argument to format()")
	equal(t, cel.Error(0).Error(), "unknown error")
	equal(t, cel.Error(255).Error(), "unknown error")
	fails[string](t, cel.ErrNoSuchField)(cel.Fail[string](cel.ErrNoSuchField))
	// Errors are returned without an allocation.
	zero := int64(0)
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := cel.DivInt(1, zero); err != cel.ErrDivisionByZero {
			t.Error(err)
		}
	})
	equal(t, allocations, 0)
}
